import { absolute, counted } from '../../format.ts'
import { letterOf } from './address.ts'
import type { Row } from './csv.ts'
import type { Labels, NativeHistogram, Outcome } from './prometheus.ts'

/** More rows make the page slow; the file has them all. */
const maxRows = 1_000
/** More labels are chips in one column. */
const maxColumns = 7
const maxSamples = 20

type Shown = { metric: Labels; values: [number, string][] }

/** A value for each series at the end of the range. */
export function InstantTable({ outcomes, letters }: { outcomes: readonly Outcome[]; letters: readonly number[] }) {
  return outcomes.map((outcome, at) => {
    const rows = rowsOf(outcome)
    if (rows.length === 0) return null
    const name = `Values of query ${letterOf(letters[at] ?? at)}`
    return (
      <section key={at} className="mb-6">
        <h2 className="mb-1 flex min-w-0 items-baseline gap-2 text-xs text-muted">
          <span className="shrink-0">
            {letterOf(letters[at] ?? at)} · {counted(rows.length, 'series', 'series')}
            {rows.length > maxRows && `, of which the first ${maxRows} are shown`}
          </span>
        </h2>
        <div
          className="max-h-160 overflow-auto rounded-lg border border-line"
          tabIndex={0}
          role="region"
          aria-label={name}
        >
          <ValueTable rows={rows.slice(0, maxRows)} />
        </div>
      </section>
    )
  })
}

function ValueTable({ rows }: { rows: readonly Shown[] }) {
  const labels = [...new Set(rows.flatMap(({ metric }) => Object.keys(metric)))].toSorted()
  const columns = labels.length > maxColumns || labels.length === 0 ? undefined : labels
  return (
    <table className="w-full text-left text-sm">
      <thead className="sticky top-0 bg-sunken text-xs text-muted">
        <tr>
          {(columns ?? ['Series']).map((label) => (
            <th key={label} scope="col" className="px-3 py-1.5 font-medium whitespace-nowrap">
              {label === '__name__' ? 'metric' : label}
            </th>
          ))}
          <th scope="col" className="px-3 py-1.5 text-right font-medium">
            Value
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ metric, values }, at) => (
          <tr key={at} className="border-t border-line align-top hover:bg-hover">
            {columns?.map((label) => (
              <td key={label} className="px-3 py-1.5 font-mono text-xs break-all">
                {metric[label] ?? ''}
              </td>
            )) ?? (
              <td className="px-3 py-1.5">
                <Chips metric={metric} />
              </td>
            )}
            <td className="px-3 py-1.5 text-right font-mono text-xs whitespace-nowrap">
              {values.slice(0, maxSamples).map(([seconds, value], place) => (
                <p key={place} title={absolute(new Date(seconds * 1000))}>
                  {value}
                  {values.length > 1 && <span className="text-faint"> @ {seconds}</span>}
                </p>
              ))}
              {values.length > maxSamples && <p className="text-faint">and {values.length - maxSamples} more</p>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Chips({ metric: { __name__: name, ...labels } }: { metric: Labels }) {
  const entries = Object.entries(labels)
  return (
    <span className="flex flex-wrap gap-1 font-mono text-xs">
      {name !== undefined && <span className="font-medium">{name}</span>}
      {entries.map(([label, value]) => (
        <span key={label} className="rounded bg-sunken px-1.5 break-all">
          <span className="text-muted">{label}=</span>
          {value}
        </span>
      ))}
      {name === undefined && entries.length === 0 && <span className="text-faint">no labels</span>}
    </span>
  )
}

function rowsOf({ answer }: Outcome): Shown[] {
  if (answer === undefined) return []
  if (answer.resultType === 'scalar' || answer.resultType === 'string') return [{ metric: {}, values: [answer.result] }]
  if (answer.resultType === 'matrix') {
    return answer.result.map(({ metric, values = [], histograms = [] }) => ({
      metric,
      values: [...values, ...histograms.map(wordsOf)],
    }))
  }
  return answer.result.map(({ metric, value, histogram }) => ({
    metric,
    values: value ? [value] : histogram ? [wordsOf(histogram)] : [],
  }))
}

const wordsOf = ([seconds, { count, sum }]: [number, NativeHistogram]): [number, string] => [
  seconds,
  `histogram: count ${count}, sum ${sum}`,
]

/** Of all that was answered, for the file. */
export function instantRows(outcomes: readonly Outcome[]): Row[] {
  return outcomes.flatMap((outcome) =>
    rowsOf(outcome).flatMap(({ metric, values }) =>
      values.map(([atSeconds, value]) => ({ query: outcome.query, metric, atSeconds, value })),
    ),
  )
}
