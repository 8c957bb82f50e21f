import ChevronDown from 'lucide-react/icons/chevron-down'
import { useId, type ComponentProps, type ReactNode } from 'react'
import type { Form } from '../form.ts'
import { cn } from './class-names.ts'

type TextNames<V> = { [K in keyof V]: V[K] extends string ? K : never }[keyof V] & string

type Common<V extends Record<string, unknown>> = {
  form: Form<V>
  name: TextNames<V>
  label: string
  hint?: ReactNode
  className?: string
}

const box =
  'w-full rounded-md border border-line-strong bg-surface px-2.5 text-base text-text placeholder:text-faint hover:border-muted aria-[invalid=true]:border-down'

/** Label above, hint and error below; the error is tied to the field and told at once. */
function Frame({
  id,
  label,
  hint,
  error,
  className,
  children,
}: {
  id: string
  label: string
  hint?: ReactNode
  error: string | undefined
  className?: string | undefined
  children: ReactNode
}) {
  return (
    <div className={cn('min-w-0', className)}>
      <label htmlFor={id} className="mb-1 block font-sans text-sm font-medium">
        {label}
      </label>
      {children}
      <p
        id={`${id}-error`}
        role={error ? 'alert' : undefined}
        className={cn('mt-1 font-sans text-xs text-down', !error && 'hidden')}
      >
        {error}
      </p>
      {hint && (
        <p id={`${id}-hint`} className={cn('mt-1 font-sans text-xs text-faint', error && 'hidden')}>
          {hint}
        </p>
      )}
    </div>
  )
}

function useField<V extends Record<string, unknown>>({ form, name, hint }: Common<V>) {
  const id = useId()
  const error = form.errors[name]
  return {
    error,
    attributes: {
      id,
      name,
      value: form.values[name] as string, // TextNames lets only names of texts through
      'aria-invalid': error ? true : undefined,
      'aria-describedby': error ? `${id}-error` : hint ? `${id}-hint` : undefined,
      onBlur: () => form.leave(name),
      onChange: (event: { target: { value: string } }) => form.set(name, event.target.value as V[typeof name]),
    },
  }
}

export function TextField<V extends Record<string, unknown>>(
  props: Common<V> & Omit<ComponentProps<'input'>, 'form' | 'name'>,
) {
  const { form, name, label, hint, className, ...rest } = props
  const { attributes, error } = useField(props)
  return (
    <Frame id={attributes.id} label={label} hint={hint} error={error} className={className}>
      <input
        type="text"
        autoComplete="off"
        {...attributes}
        {...rest}
        onChange={(event) => (rest.onChange ?? attributes.onChange)(event)}
        className={cn(box, 'h-8.5 pointer-coarse:h-10')}
      />
    </Frame>
  )
}

export function TextArea<V extends Record<string, unknown>>(
  props: Common<V> & Omit<ComponentProps<'textarea'>, 'form' | 'name'>,
) {
  const { form, name, label, hint, className, ...rest } = props
  const { attributes, error } = useField(props)
  return (
    <Frame id={attributes.id} label={label} hint={hint} error={error} className={className}>
      <textarea
        rows={4}
        {...attributes}
        {...rest}
        className={cn(box, 'field-sizing-content min-h-24 py-2 leading-5')}
      />
    </Frame>
  )
}

export function SelectField<V extends Record<string, unknown>>(
  props: Common<V> & { options: readonly { value: string; word: string }[] },
) {
  const { label, hint, className, options } = props
  const { attributes, error } = useField(props)
  return (
    <Frame id={attributes.id} label={label} hint={hint} error={error} className={className}>
      <Select
        {...attributes}
        options={options}
        className="h-8.5 w-full pointer-coarse:h-10 [&>select]:border-line-strong"
      />
    </Frame>
  )
}

type SelectProps = ComponentProps<'select'> & { options: readonly { value: string; word: string }[] }

/** The browser's own select, which every keyboard and every phone knows, with our arrow. */
export function Select({ options, className, ...rest }: SelectProps) {
  return (
    <span className={cn('relative inline-flex h-7 shrink-0 pointer-coarse:h-9', className)}>
      <select
        {...rest}
        className="size-full appearance-none truncate rounded-md border border-line bg-surface pr-7 pl-2.5 text-sm shadow-card hover:bg-hover aria-[invalid=true]:border-down"
      >
        {options.map(({ value, word }) => (
          <option key={value} value={value} className="bg-raised text-text">
            {word}
          </option>
        ))}
      </select>
      <ChevronDown
        className="pointer-events-none absolute top-1/2 right-2 size-3.5 -translate-y-1/2 text-faint"
        aria-hidden
      />
    </span>
  )
}

export function Checkbox({ label, hint, ...rest }: ComponentProps<'input'> & { label: ReactNode; hint?: ReactNode }) {
  return (
    <label className="flex cursor-pointer items-start gap-2.5">
      <input type="checkbox" {...rest} className="mt-0.5 size-4 shrink-0 cursor-pointer accent-accent-fill" />
      <span className="min-w-0">
        {label}
        {hint && <span className="block text-xs text-faint">{hint}</span>}
      </span>
    </label>
  )
}
