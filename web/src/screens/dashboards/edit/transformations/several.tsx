import { useId, useState } from 'react'
import { cn } from '../../../../components/class-names.ts'
import { box } from '../controls.tsx'

type Option = { value: string; word: string }
type Props = {
  label: string
  hint?: string | undefined
  chosen: readonly string[]
  options: readonly Option[]
  onChange: (chosen: string[]) => void
}

const mostShown = 60

/** Some of many, in the order in which they were chosen; what was chosen and is not there any more can be taken away. */
export function Several({ label, hint, chosen, options, onChange }: Props) {
  const id = useId()
  const [search, setSearch] = useState('')
  const gone = chosen.filter((value) => !options.some((option) => option.value === value))
  const all = [...options, ...gone.map((value) => ({ value, word: value }))]
  const found = all.filter(({ word }) => word.toLowerCase().includes(search.trim().toLowerCase()))
  const turn = (value: string): void =>
    onChange(chosen.includes(value) ? chosen.filter((each) => each !== value) : [...chosen, value])
  return (
    <fieldset className="col-span-full min-w-0" aria-describedby={hint === undefined ? undefined : id}>
      <legend className="mb-1 text-xs font-medium text-muted">{label}</legend>
      {all.length > 12 && (
        <input
          value={search}
          aria-label={`Search ${label.toLowerCase()}`}
          placeholder="Search"
          onChange={(event) => setSearch(event.target.value)}
          className={cn(box, 'mb-1.5 h-7.5 max-w-60 pointer-coarse:h-10')}
        />
      )}
      <div className="flex max-h-32 flex-wrap gap-1 overflow-y-auto p-px">
        {found.slice(0, mostShown).map(({ value, word }) => (
          <button
            key={value}
            type="button"
            aria-pressed={chosen.includes(value)}
            onClick={() => turn(value)}
            className={cn(
              'h-6.5 max-w-full truncate rounded-md border px-2 text-xs pointer-coarse:h-9',
              chosen.includes(value)
                ? 'border-accent bg-accent-soft font-medium text-text'
                : 'border-line-strong text-muted hover:border-muted hover:text-text',
            )}
          >
            {word}
          </button>
        ))}
        {all.length === 0 && <span className="text-xs text-faint">There is none in what came back.</span>}
      </div>
      {found.length > mostShown && (
        <p className="text-xs text-faint">
          {mostShown} of {found.length}: search for the others.
        </p>
      )}
      {hint !== undefined && (
        <p id={id} className="mt-0.5 text-xs text-faint">
          {hint}
        </p>
      )}
    </fieldset>
  )
}
