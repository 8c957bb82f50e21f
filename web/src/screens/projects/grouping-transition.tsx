import { useId } from 'react'

export type Transition = 'continue' | 'separate'

const choices: { value: Transition; word: string; hint: string }[] = [
  {
    value: 'continue',
    word: 'Open incidents go on',
    hint: 'For 30 days events are also known by their former keys: nothing is opened anew, and nobody is told twice.',
  },
  {
    value: 'separate',
    word: 'New incidents are opened',
    hint: 'Events with another key open another incident at once. For taking incidents apart.',
  },
]

/** What becomes of incidents whose events get another key. */
export function GroupingTransition({ value, onChange }: { value: Transition; onChange: (value: Transition) => void }) {
  const name = useId()
  return (
    <fieldset>
      <legend className="mb-1 text-sm font-medium">Where events get another key</legend>
      <div className="grid gap-2 sm:grid-cols-2">
        {choices.map((choice) => (
          <label
            key={choice.value}
            className="flex cursor-pointer items-start gap-2.5 rounded-md border border-line px-3 py-2 has-checked:border-accent has-checked:bg-selected"
          >
            <input
              type="radio"
              name={name}
              value={choice.value}
              checked={value === choice.value}
              onChange={() => onChange(choice.value)}
              className="mt-0.5 size-4 shrink-0 accent-accent-fill"
            />
            <span className="min-w-0">
              {choice.word}
              <span className="block text-xs text-muted">{choice.hint}</span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}
