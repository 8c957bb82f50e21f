import { useQuery } from '@tanstack/react-query'
import { Checkbox, SelectField, TextField } from '../../../components/field.tsx'
import { cn } from '../../../components/class-names.ts'
import type { Form } from '../../../form.ts'
import { useWorkspace } from '../../../session.ts'
import { componentsQuery } from '../queries.ts'
import { repeatOptions, weekdayOf, weekdays, weekdayWords, type RecurrenceValues } from './recurrence.ts'
import { lengthWords } from './times.ts'

const lengths = [15, 30, 45, 60, 90, 120, 180, 240, 360, 480, 720, 1440, 2880]

/** With the length that a window has already, whatever it is. */
export function lengthOptions(current: string): { value: string; word: string }[] {
  const all = [...new Set([...lengths, ...(Number(current) >= 5 ? [Number(current)] : [])])]
  return all.toSorted((a, b) => a - b).map((minutes) => ({ value: String(minutes), word: lengthWords(minutes) }))
}

export const verifyOptions = [
  { value: '0', word: 'None' },
  ...[5, 10, 15, 30, 60].map((minutes) => ({ value: String(minutes), word: `The last ${lengthWords(minutes)}` })),
]

/** With the time that a window has already. */
export function remindOptions(current: string): { value: string; word: string }[] {
  const known = [30, 60, 240, 1440, 2880, 4320, 10_080]
  const all = current === '' || known.includes(Number(current)) ? known : [...known, Number(current)]
  return [
    { value: '', word: 'No reminder' },
    ...all
      .toSorted((a, b) => a - b)
      .map((minutes) => ({ value: String(minutes), word: `${lengthWords(minutes)} before` })),
  ]
}

type Values = Record<string, unknown>

type Choice = { id: string; name: string }

function Choices({
  legend,
  hint,
  choices,
  value,
  onChange,
}: {
  legend: string
  hint?: string
  choices: readonly Choice[]
  value: readonly string[]
  onChange: (ids: string[]) => void
}) {
  if (choices.length === 0) return null
  return (
    <fieldset>
      <legend className="mb-1 text-sm font-medium">{legend}</legend>
      <ul className="grid max-h-60 gap-x-4 gap-y-1.5 overflow-y-auto rounded-md border border-line px-3 py-2 sm:grid-cols-2">
        {choices.map(({ id, name }) => (
          <li key={id} className="min-w-0 break-words">
            <Checkbox
              checked={value.includes(id)}
              onChange={() => onChange(value.includes(id) ? value.filter((each) => each !== id) : [...value, id])}
              label={name}
            />
          </li>
        ))}
      </ul>
      {hint && <p className="mt-1 text-xs text-faint">{hint}</p>}
    </fieldset>
  )
}

export type MemberProps = { value: readonly string[]; onChange: (ids: string[]) => void }

export function ComponentChoice({
  pageId,
  hint = 'They are shown under maintenance while it lasts, and back as they were afterwards.',
  ...rest
}: MemberProps & { pageId: string; hint?: string }) {
  const { slug } = useWorkspace()
  const { data } = useQuery(componentsQuery(slug, pageId))
  return <Choices legend="Components" hint={hint} choices={data?.items ?? []} {...rest} />
}

const ends = [
  { value: 'never', word: 'Goes on' },
  { value: 'count', word: 'Ends after a number' },
  { value: 'until', word: 'Ends on a day' },
]

const units: Partial<Record<RecurrenceValues['repeats'], string>> = {
  daily: 'days',
  weekly: 'weeks',
  monthlyDay: 'months',
  monthlyWeekday: 'months',
  monthlyLast: 'months',
  yearly: 'years',
}

/** How it comes again, in words that people use. */
export function RecurrenceFields<V extends RecurrenceValues & Values>({ form: whole }: { form: Form<V> }) {
  // Only the fields of a recurrence are read and set here, and every form that has them has them so.
  const form = whole as unknown as Form<RecurrenceValues>
  const { repeats, scheduledFor } = form.values
  return (
    <>
      <SelectField form={form} name="repeats" label="Repeats" options={repeatOptions(scheduledFor)} />
      {repeats === 'custom' && (
        <TextField
          form={form}
          name="custom"
          label="Rule"
          placeholder="FREQ=MONTHLY;BYDAY=2TU"
          hint="An RRULE of RFC 5545, read in the local time of the page."
          className="font-mono"
        />
      )}
      {repeats === 'weekly' && <Weekdays form={form} />}
      {repeats !== 'never' && repeats !== 'custom' && (
        <div className="grid gap-4 sm:grid-cols-3">
          <TextField
            form={form}
            name="every"
            type="number"
            min={1}
            max={366}
            label={`Every … ${units[repeats] ?? ''}`}
          />
          <SelectField form={form} name="ends" label="Until" options={ends} />
          {form.values.ends === 'count' && (
            <TextField form={form} name="count" type="number" min={1} max={1000} label="Number of windows" />
          )}
          {form.values.ends === 'until' && <TextField form={form} name="until" type="date" label="Last day" />}
        </div>
      )}
    </>
  )
}

function Weekdays({ form }: { form: Form<RecurrenceValues> }) {
  const { days, scheduledFor } = form.values
  const own = weekdayOf(scheduledFor)
  const shown = days.length > 0 ? days : own ? [own] : []
  return (
    <fieldset>
      <legend className="mb-1 text-sm font-medium">On</legend>
      <div className="flex flex-wrap gap-1.5">
        {weekdays.map((day) => {
          const chosen = shown.includes(day)
          return (
            <button
              key={day}
              type="button"
              aria-pressed={chosen}
              onClick={() => form.set('days', chosen ? shown.filter((each) => each !== day) : [...shown, day])}
              className={cn(
                'h-8 min-w-11 rounded-md border px-2 text-sm pointer-coarse:h-10',
                chosen
                  ? 'border-accent bg-accent-fill font-medium text-on-accent'
                  : 'border-line bg-raised text-text hover:bg-hover',
              )}
            >
              <span aria-hidden>{weekdayWords[day].slice(0, 3)}</span>
              <span className="sr-only">{weekdayWords[day]}</span>
            </button>
          )
        })}
      </div>
    </fieldset>
  )
}
