import { Swatch } from '../../components/chart/swatch.tsx'
import { cn } from '../../components/class-names.ts'
import type { DrawnLine } from './chart.ts'
import { summarise } from './grid.ts'
import { valueWords, type Unit } from './value-words.ts'

type Props = {
  lines: readonly DrawnLine[]
  off: ReadonlySet<string>
  unit: Unit
  onChange: (off: ReadonlySet<string>) => void
}

/** Every line with its last value, the highest first. A press switches it off or on; with shift it is the only one. */
export function Legend({ lines, off, unit, onChange }: Props) {
  const sorted = lines
    .map((line) => ({ line, last: summarise(line.values)?.last }))
    .toSorted((one, other) => (other.last ?? -Infinity) - (one.last ?? -Infinity))
  const press = (key: string, alone: boolean): void => {
    const others = lines.filter((line) => line.key !== key).map((line) => line.key)
    const isAlone = !off.has(key) && others.every((other) => off.has(other))
    if (alone) return onChange(isAlone ? new Set() : new Set(others))
    onChange(off.has(key) ? new Set([...off].filter((each) => each !== key)) : new Set([...off, key]))
  }
  return (
    <ul aria-label="Series" className="mt-2 grid max-h-56 gap-x-4 overflow-y-auto lg:grid-cols-2">
      {sorted.map(({ line, last }) => (
        <li key={line.key} className="min-w-0">
          <button
            type="button"
            aria-pressed={!off.has(line.key)}
            title={`${line.label}\nShift: only this one`}
            onClick={({ shiftKey }) => press(line.key, shiftKey)}
            className={cn(
              'flex min-h-6 w-full items-center gap-2 rounded px-1.5 py-0.5 text-left text-xs hover:bg-hover pointer-coarse:min-h-9',
              off.has(line.key) && 'text-faint line-through',
            )}
          >
            <Swatch place={line.place} />
            <span className="min-w-0 flex-1 truncate font-mono">{line.label}</span>
            <span className="shrink-0 text-muted">{last === undefined ? 'no sample' : valueWords(last, unit)}</span>
          </button>
        </li>
      ))}
    </ul>
  )
}
