import { useQuery } from '@tanstack/react-query'
import { absolute, counted } from '../../format.ts'
import { useWorkspace } from '../../session.ts'
import { newReleasesQuery } from './incident-queries.ts'
import { occurrencesQuery } from './queries.ts'

const height = 40
/** More lines than this say nothing. */
const maxMarks = 12

/** Events over time, as bars, with the releases that came meanwhile; the same as a table for who does not see them. */
export function Occurrences({ incidentId, projectId }: { incidentId: string; projectId: string }) {
  const { slug } = useWorkspace()
  const { data } = useQuery(occurrencesQuery(slug, incidentId))
  const { data: releases } = useQuery(newReleasesQuery(slug, projectId))
  const buckets = data?.buckets ?? []
  const most = Math.max(1, ...buckets.map(({ count }) => count))
  const width = Math.max(1, buckets.length)
  const [from, until] = data ? [Date.parse(data.from), Date.parse(data.until)] : [0, 1]
  const marks = (releases?.items ?? [])
    .map(({ version, firstSeenAt }) => ({
      version,
      firstSeenAt,
      share: (Date.parse(firstSeenAt) - from) / (until - from),
    }))
    .filter(({ share }) => data !== undefined && share > 0 && share <= 1)
    .slice(0, maxMarks)
  return (
    <figure className="relative mt-3 rounded-lg border border-line bg-raised px-3.5 py-2.5 max-sm:mt-2 max-sm:py-1.5">
      <figcaption className="mb-1 flex justify-between gap-3 text-xs text-faint">
        <span>Events by {data?.interval ?? 'hour'}</span>
        <span className="min-w-0 truncate">
          {marks[0] && (
            <>
              <span aria-hidden className="mr-1 inline-block h-2.5 border-l border-dashed border-muted align-middle" />
              {marks.length === 1 ? `release ${marks[0].version} · ` : `${counted(marks.length, 'release')} · `}
            </>
          )}
          {data ? `${most} at most` : ''}
        </span>
      </figcaption>
      <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" className="h-10 w-full max-sm:h-7" aria-hidden>
        {buckets.map(({ at, count }, place) => {
          const size = count === 0 ? 0.5 : Math.max(2, (count / most) * height)
          return (
            <rect
              key={at}
              x={place + 0.1}
              y={height - size}
              width={0.8}
              height={size}
              className={count === 0 ? 'fill-line-strong' : 'fill-accent'}
            >
              <title>{`${counted(count, 'event')}, ${absolute(new Date(at))}`}</title>
            </rect>
          )
        })}
        {marks.map(({ version, firstSeenAt, share }) => (
          <line
            key={version}
            x1={share * width}
            x2={share * width}
            y1={0}
            y2={height}
            className="stroke-muted"
            strokeDasharray="3 2"
            vectorEffect="non-scaling-stroke"
          >
            <title>{`Release ${version}, first seen ${absolute(new Date(firstSeenAt))}`}</title>
          </line>
        ))}
      </svg>
      {/* A table is as wide as its words, whatever it is told: what holds it is not. */}
      <div className="sr-only">
        <table>
          <caption>Events by {data?.interval ?? 'hour'}, and releases</caption>
          <tbody>
            {buckets
              .filter(({ count }) => count > 0)
              .map(({ at, count }) => (
                <tr key={at}>
                  <th scope="row">{absolute(new Date(at))}</th>
                  <td>{count}</td>
                </tr>
              ))}
            {marks.map(({ version, firstSeenAt }) => (
              <tr key={version}>
                <th scope="row">{absolute(new Date(firstSeenAt))}</th>
                <td>first seen: release {version}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </figure>
  )
}
