import { useId } from 'react'
import { cn } from '../../../components/class-names.ts'
import { TextField } from '../../../components/field.tsx'
import type { Form } from '../../../form.ts'
import { fromField, localZone } from './times.ts'

type Choice<T extends string> = { value: T; word: string; hint: string }

/** When it is said, or when it was: one of a few, all in sight. */
export function WhenChoice<T extends string>({
  value,
  choices,
  onChange,
}: {
  value: T
  choices: readonly Choice<T>[]
  onChange: (value: T) => void
}) {
  const name = useId()
  return (
    <fieldset>
      <legend className="mb-1 text-sm font-medium">When</legend>
      <div className={cn('grid gap-2', choices.length > 2 ? 'sm:grid-cols-3' : 'sm:grid-cols-2')}>
        {choices.map((choice) => (
          <label
            key={choice.value}
            className={cn(
              'flex cursor-pointer items-start gap-2 rounded-md border px-3 py-2',
              value === choice.value ? 'border-accent bg-hover' : 'border-line hover:bg-hover',
            )}
          >
            <input
              type="radio"
              name={name}
              checked={value === choice.value}
              onChange={() => onChange(choice.value)}
              className="mt-0.5 size-4 shrink-0 accent-accent-fill"
            />
            <span className="min-w-0">
              {choice.word}
              <span className="block text-xs text-faint">{choice.hint}</span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}

type TextNames<V> = { [K in keyof V]: V[K] extends string ? K : never }[keyof V] & string

/** The browser's own field for a time, in the zone of whoever types. */
export function TimeField<V extends Record<string, unknown>>(props: {
  form: Form<V>
  name: TextNames<V>
  label: string
  hint?: string
}) {
  return <TextField {...props} type="datetime-local" hint={props.hint ?? `Your time, ${localZone}`} />
}

/** A rule for a field of a time: filled, and before or after now. */
export function timeRule(what: string, side: 'past' | 'future') {
  return (value: string): string | undefined => {
    const at = fromField(value)
    if (at === undefined) return `${what} is needed.`
    const isPast = Date.parse(at) <= Date.now()
    if (side === 'past') return isPast ? undefined : 'This is still to come.'
    return isPast ? 'This has been already.' : undefined
  }
}
