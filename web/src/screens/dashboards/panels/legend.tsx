import type { LegendOptions } from '#common/dashboards'
import { useMemo, useState } from 'react'
import { Swatch } from '../../../components/chart/swatch.tsx'
import { cn } from '../../../components/class-names.ts'
import { calculated, isSortOf, nameOf, sortRows, switched, type Named } from './legend-model.ts'
import type { SeriesView } from './series.ts'
import { writeValue } from './write-value.ts'

type Props = {
  series: readonly SeriesView[]
  times: readonly number[]
  legend: LegendOptions
  off: ReadonlySet<string>
  onChange: (off: ReadonlySet<string>) => void
}

/** Every series with what is calculated of it. A press switches it off or on; with shift it is the only one. */
export function Legend({ series, times, legend, off, onChange }: Props) {
  const [chosen, setChosen] = useState<Sort>()
  const sort = chosen ?? { by: legend.sortBy ?? '', descending: legend.sortDesc }
  const { calcs } = legend
  const rows = useMemo(
    () => series.map((each): Named => ({ series: each, values: calcs.map((calc) => calculated(each, calc, times)) })),
    [series, calcs, times],
  )
  const sorted = useMemo(() => sortRows(rows, calcs, sort.by, sort.descending), [rows, calcs, sort.by, sort.descending])
  const press = (key: string, alone: boolean): void => onChange(switched(series, off, key, alone))
  const right = legend.placement === 'right'
  const frame = right ? 'max-w-[45%] min-w-28 basis-2/5' : 'max-h-[38%] min-h-6'
  if (legend.mode === 'table')
    return (
      <div
        className={cn('shrink-0 overflow-auto', frame)}
        tabIndex={0}
        role="group"
        aria-label="Series and their values"
      >
        <LegendTable rows={sorted} {...{ calcs, off, sort, press }} onSort={setChosen} />
      </div>
    )
  return (
    <ul
      aria-label="Series"
      tabIndex={0}
      className={cn('flex shrink-0 overflow-auto', frame, right ? 'flex-col' : 'flex-wrap gap-x-1')}
    >
      {sorted.map(({ series: each, values }) => (
        <li key={each.key} className="max-w-full min-w-0">
          <Toggle series={each} isOff={off.has(each.key)} press={press}>
            {values.map((value, at) => (
              <span key={at} className="shrink-0 text-muted" title={nameOf(calcs[at] ?? '')}>
                {value === null ? '–' : writeValue(value, each.config)}
              </span>
            ))}
          </Toggle>
        </li>
      ))}
    </ul>
  )
}

type Sort = { by: string; descending: boolean }
type Press = (key: string, alone: boolean) => void

type TableProps = {
  rows: readonly Named[]
  calcs: readonly string[]
  off: ReadonlySet<string>
  sort: Sort
  press: Press
  onSort: (sort: Sort) => void
}

function LegendTable({ rows, calcs, off, sort, press, onSort }: TableProps) {
  return (
    <table className="w-full text-left text-xs">
      <thead className="sticky top-0 z-1 bg-raised text-faint">
        <tr>
          {['', ...calcs].map((calc, at) => {
            const isSorted = isSortOf(sort.by, calc)
            return (
              <th
                key={calc}
                scope="col"
                aria-sort={isSorted ? (sort.descending ? 'descending' : 'ascending') : 'none'}
                className={cn('font-normal', at > 0 && 'text-right')}
              >
                <button
                  type="button"
                  className="min-h-6 rounded px-1.5 whitespace-nowrap hover:text-text"
                  onClick={() =>
                    onSort({ by: calc === '' ? 'Name' : calc, descending: isSorted ? !sort.descending : calc !== '' })
                  }
                >
                  {calc === '' ? 'Series' : nameOf(calc)}
                  {isSorted && (sort.descending ? ' ↓' : ' ↑')}
                </button>
              </th>
            )
          })}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ series, values }) => (
          <tr key={series.key}>
            <td className="w-full max-w-0">
              <Toggle series={series} isOff={off.has(series.key)} press={press} />
            </td>
            {values.map((value, at) => (
              <td key={at} className="pr-1.5 pl-3 text-right whitespace-nowrap text-muted">
                {value === null ? '–' : writeValue(value, series.config)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

type ToggleProps = { series: SeriesView; isOff: boolean; press: Press; children?: React.ReactNode }

function Toggle({ series: { key, name, look }, isOff, press, children }: ToggleProps) {
  return (
    <button
      type="button"
      aria-pressed={!isOff}
      title={`${name}\nShift: only this one`}
      onClick={({ shiftKey }) => press(key, shiftKey)}
      className={cn(
        'flex min-h-6 max-w-full items-center gap-1.5 rounded px-1.5 text-left text-xs hover:bg-hover pointer-coarse:min-h-9',
        isOff && 'text-faint line-through',
      )}
    >
      <Swatch look={look} />
      <span className="min-w-0 truncate">{name}</span>
      {children}
    </button>
  )
}
