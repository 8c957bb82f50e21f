import { counted, date, shortClock } from '../../format.ts'
import { crashFree, outcomes, outcomeWords, type Bucket } from './health.ts'

/** The same to be read, and to be copied. */
export function BucketTable({ buckets }: { buckets: readonly Bucket[] }) {
  const gaps = buckets.filter(({ counts }) => !counts).length
  return (
    <details className="mt-2 text-xs">
      <summary className="w-max rounded text-muted hover:text-text">As a table</summary>
      <div tabIndex={0} role="region" aria-label="Sessions over time" className="mt-2 max-h-72 overflow-auto">
        <table className="w-full text-right">
          <caption className="sr-only">Sessions over time, by how they ended</caption>
          <thead className="text-faint">
            <tr>
              <th scope="col" className="py-1 pr-3 text-left font-normal">
                From
              </th>
              <th scope="col" className="px-2 font-normal">
                Sessions
              </th>
              {outcomes.map((outcome) => (
                <th key={outcome} scope="col" className="px-2 font-normal">
                  {outcomeWords[outcome]}
                </th>
              ))}
              <th scope="col" className="pl-2 font-normal">
                Crash-free
              </th>
            </tr>
          </thead>
          <tbody>
            {buckets.map(({ at, counts }) =>
              counts ? (
                <tr key={at.getTime()} className="border-t border-line">
                  <th scope="row" className="py-1 pr-3 text-left font-normal whitespace-nowrap">
                    {date(at)} {shortClock(at)}
                  </th>
                  <td className="px-2">{counts.sessions}</td>
                  {outcomes.map((outcome) => (
                    <td key={outcome} className="px-2">
                      {counts[outcome]}
                    </td>
                  ))}
                  <td className="pl-2">{crashFree(counts.sessions, counts.crashed, 'session').percent ?? 'too few'}</td>
                </tr>
              ) : null,
            )}
          </tbody>
        </table>
        {gaps > 0 && <p className="mt-1 text-muted">{counted(gaps, 'time')} without sessions: unknown.</p>}
      </div>
    </details>
  )
}
