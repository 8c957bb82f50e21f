import Plus from 'lucide-react/icons/plus'
import Trash2 from 'lucide-react/icons/trash-2'
import { useId } from 'react'
import { sentence } from '../../../api.ts'
import { Button, IconButton } from '../../../components/button.tsx'
import { newPair, type Pair } from './draft.ts'

type Props = {
  /** `label` */
  noun: string
  legend: string
  hint: string
  pairs: Pair[]
  /** Names that are offered. */
  names: readonly string[]
  /** By name, what is wrong with its template. */
  problems: Record<string, string>
  onChange: (pairs: Pair[]) => void
}

const box =
  'h-8.5 w-full rounded-md border border-line-strong bg-surface px-2.5 font-mono text-sm placeholder:text-faint hover:border-muted aria-[invalid=true]:border-down pointer-coarse:h-10'

/** Names and values, one row each. */
export function TextsField({ noun, legend, hint, pairs, names, problems, onChange }: Props) {
  const id = useId()
  const change = (at: number, part: Partial<Pair>): void =>
    onChange(pairs.map((pair, place) => (place === at ? { ...pair, ...part } : pair)))
  return (
    <fieldset>
      <legend className="mb-1 text-sm font-medium">{legend}</legend>
      <datalist id={id}>
        {names.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <div className="flex flex-col gap-2">
        {pairs.map((pair, at) => {
          const problem = pair.name === '' ? undefined : problems[pair.name.trim()]
          return (
            <div key={pair.id}>
              <div className="flex items-center gap-1.5">
                <div className="grid min-w-0 flex-1 grid-cols-[minmax(0,9rem)_minmax(0,1fr)] gap-1.5">
                  <input
                    aria-label={`Name of ${noun} ${at + 1}`}
                    list={id}
                    value={pair.name}
                    maxLength={200}
                    placeholder="name"
                    autoComplete="off"
                    spellCheck={false}
                    className={box}
                    onChange={({ target }) => change(at, { name: target.value })}
                  />
                  <input
                    aria-label={`Value of ${noun} ${pair.name || at + 1}`}
                    value={pair.value}
                    maxLength={2000}
                    placeholder="text, or {{ $labels.instance }}"
                    autoComplete="off"
                    spellCheck={false}
                    aria-invalid={problem === undefined ? undefined : true}
                    aria-describedby={problem === undefined ? undefined : `${id}-${pair.id}`}
                    className={box}
                    onChange={({ target }) => change(at, { value: target.value })}
                  />
                </div>
                <IconButton
                  label={`Remove ${noun} ${pair.name || at + 1}`}
                  onClick={() => onChange(pairs.filter((_, place) => place !== at))}
                >
                  <Trash2 aria-hidden />
                </IconButton>
              </div>
              {problem !== undefined && (
                <p id={`${id}-${pair.id}`} role="alert" className="mt-1 text-xs break-words text-down">
                  {sentence(problem)}
                </p>
              )}
            </div>
          )
        })}
        <div className="flex flex-wrap items-center gap-3">
          <Button icon={<Plus aria-hidden />} onClick={() => onChange([...pairs, newPair()])}>
            Add {noun}
          </Button>
          <span className="min-w-0 flex-1 basis-48 text-xs text-faint">{hint}</span>
        </div>
      </div>
    </fieldset>
  )
}
