import { useQuery } from '@tanstack/react-query'
import { absolute, counted } from '../../format.ts'
import { useWorkspace } from '../../session.ts'
import { occurrencesQuery } from './queries.ts'

const height = 40

/** Events over time, as bars; the same as a table for those who do not see them. */
export function Occurrences({ incidentId }: { incidentId: string }) {
  const { slug } = useWorkspace()
  const { data } = useQuery(occurrencesQuery(slug, incidentId))
  const buckets = data?.buckets ?? []
  const most = Math.max(1, ...buckets.map(({ count }) => count))
  const width = Math.max(1, buckets.length)
  return (
    <figure className="mt-3 rounded-lg border border-line bg-raised px-3.5 py-2.5">
      <figcaption className="mb-1 flex justify-between text-xs text-faint">
        <span>Events by {data?.interval ?? 'hour'}</span>
        <span>{data ? `${most} at most` : ''}</span>
      </figcaption>
      <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" className="h-10 w-full" aria-hidden>
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
      </svg>
      <table className="sr-only">
        <caption>Events by {data?.interval ?? 'hour'}</caption>
        <tbody>
          {buckets
            .filter(({ count }) => count > 0)
            .map(({ at, count }) => (
              <tr key={at}>
                <th scope="row">{absolute(new Date(at))}</th>
                <td>{count}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </figure>
  )
}
