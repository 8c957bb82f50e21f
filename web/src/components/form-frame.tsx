import type { ReactNode } from 'react'
import type { Form } from '../form.ts'
import { modKey } from '../keys.ts'
import { Button } from './button.tsx'
import { cn } from './class-names.ts'
import { ErrorLine } from './error-panel.tsx'

type Props<V extends Record<string, unknown>> = {
  form: Form<V>
  /** The verb on the button. */
  action: string
  onCancel?: (() => void) | undefined
  refusal?: string | undefined
  look?: 'primary' | 'danger'
  wide?: boolean
  aside?: ReactNode
  children: ReactNode
}

/** Saves by its button or by ⌘enter, and says what went wrong above the button. */
export function FormFrame<V extends Record<string, unknown>>(props: Props<V>) {
  const { form, action, onCancel, refusal, look = 'primary', wide, aside, children } = props
  return (
    <form
      ref={form.element}
      noValidate
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault()
        if (!refusal) form.submit()
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) {
          event.preventDefault()
          event.currentTarget.requestSubmit()
        }
        if (event.key === 'Escape' && onCancel && !form.dirty) onCancel()
      }}
    >
      {children}
      {form.problem !== undefined && <ErrorLine error={form.problem} />}
      <div className={cn('flex flex-wrap items-center gap-2', wide && 'flex-col items-stretch')}>
        <Button
          type="submit"
          look={look}
          refusal={refusal}
          pending={form.pending}
          title={`${modKey} enter`}
          className={cn(wide && 'h-9 text-base')}
        >
          {form.pending ? `${action} …` : action}
        </Button>
        {onCancel && (
          <Button look="quiet" onClick={onCancel}>
            Cancel
          </Button>
        )}
        {aside && <div className="ml-auto text-xs text-faint">{aside}</div>}
      </div>
    </form>
  )
}
