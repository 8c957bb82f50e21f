/** Small fields of an option each; what is typed is taken over at once, and undo brings it back. */
import { useId, type ReactNode } from 'react'
import { cn } from '../../../components/class-names.ts'
import { Checkbox, Select } from '../../../components/field.tsx'

export const box =
  'w-full min-w-0 rounded-md border border-line-strong bg-surface px-2 text-sm placeholder:text-faint hover:border-muted aria-[invalid=true]:border-down'

export type Common = { label: string; hint?: ReactNode; className?: string | undefined }

export function Labelled({ id, label, hint, className, children }: Common & { id: string; children: ReactNode }) {
  return (
    <div className={cn('min-w-0', className)}>
      <label htmlFor={id} className="mb-0.5 block text-xs font-medium text-muted">
        {label}
      </label>
      {children}
      {hint && <p className="mt-0.5 text-xs text-faint">{hint}</p>}
    </div>
  )
}

type TextProps = Common & {
  value: string
  onChange: (value: string) => void
  placeholder?: string
  list?: readonly string[]
  mono?: boolean
}

export function Text({ value, onChange, placeholder, list, mono, ...common }: TextProps) {
  const id = useId()
  return (
    <Labelled id={id} {...common}>
      <input
        id={id}
        value={value}
        maxLength={1000}
        placeholder={placeholder}
        autoComplete="off"
        spellCheck={false}
        {...(list && { list: `${id}-list` })}
        onChange={(event) => onChange(event.target.value)}
        className={cn(box, 'h-7.5 pointer-coarse:h-10', mono && 'font-mono text-xs')}
      />
      {list && (
        <datalist id={`${id}-list`}>
          {list.map((each) => (
            <option key={each} value={each} />
          ))}
        </datalist>
      )}
    </Labelled>
  )
}

type LongProps = Common & { value: string; onChange: (value: string) => void; rows?: number }

export function LongText({ value, onChange, rows = 3, ...common }: LongProps) {
  const id = useId()
  return (
    <Labelled id={id} {...common}>
      <textarea
        id={id}
        rows={rows}
        value={value}
        maxLength={100_000}
        onChange={(event) => onChange(event.target.value)}
        className={cn(box, 'py-1.5 leading-5')}
      />
    </Labelled>
  )
}

type ChoiceProps<T extends string> = Common & {
  value: T
  onChange: (value: T) => void
  options: readonly { value: T; word: string }[]
}

export function Choice<T extends string>({ value, onChange, options, ...common }: ChoiceProps<T>) {
  const id = useId()
  const known = options.some((option) => option.value === value)
  return (
    <Labelled id={id} {...common}>
      <Select
        id={id}
        value={value}
        className="h-7.5 w-full pointer-coarse:h-10 [&>select]:border-line-strong"
        onChange={(event) => onChange(event.target.value as T)} // one of the options
        options={known ? options : [{ value, word: value || '(none)' }, ...options]}
      />
    </Labelled>
  )
}

type SwitchProps = { label: string; hint?: ReactNode; on: boolean; onChange: (on: boolean) => void }

export function Switch({ label, hint, on, onChange }: SwitchProps) {
  return <Checkbox label={label} hint={hint} checked={on} onChange={(event) => onChange(event.target.checked)} />
}

export function Group({ title, open = false, children }: { title: string; open?: boolean; children: ReactNode }) {
  return (
    <details open={open} className="group/options border-b border-line last:border-0">
      <summary className="flex h-9 items-center px-3 text-sm font-semibold hover:bg-hover">
        <span className="flex-1">{title}</span>
        <span aria-hidden className="text-faint group-open/options:rotate-90">
          ›
        </span>
      </summary>
      <div className="flex flex-col gap-3 px-3 pt-1 pb-4">{children}</div>
    </details>
  )
}
