import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { CheckIn, Monitor } from '../../api.ts'
import { Select } from '../../components/field.tsx'
import { Paged } from '../../components/paged.tsx'
import { SkeletonRows } from '../../components/skeleton.tsx'
import { Time } from '../../components/time.tsx'
import { duration } from '../../format.ts'
import { useWorkspace } from '../../session.ts'
import { checkInsQuery } from './queries.ts'
import { CheckInState } from './state-words.tsx'

const route = getRouteApi('/$workspace/monitors/$monitorId')

export function CheckIns({ monitor }: { monitor: Monitor }) {
  const { slug } = useWorkspace()
  const { environment } = route.useSearch()
  const navigate = route.useNavigate()
  const { id: monitorId, environments, recent } = monitor
  // A run that ends is the same check-in in another state.
  const newest = recent
    .map(({ id, state }) => `${id} ${state}`)
    .slice(0, 3)
    .join(' ')
  const query = useInfiniteQuery({
    ...checkInsQuery(slug, { monitorId, environment, newest }),
    placeholderData: (previous) => previous,
  })
  return (
    <>
      {environments.length > 1 && (
        <div className="mb-3">
          <Select
            aria-label="Environment"
            value={environment ?? ''}
            onChange={({ target: { value } }) =>
              void navigate({ search: value ? { environment: value } : {}, replace: true, resetScroll: false })
            }
            options={[
              { value: '', word: 'All environments' },
              ...environments.map((status) => ({ value: status.environment, word: status.environment })),
            ]}
          />
        </div>
      )}
      <Paged query={query} skeleton={<SkeletonRows rows={4} />} more="Show older check-ins">
        {(items) => <CheckInTable items={items} />}
      </Paged>
    </>
  )
}

function CheckInTable({ items }: { items: readonly CheckIn[] }) {
  const { slug } = useWorkspace()
  return (
    <div
      className="overflow-x-auto rounded-lg border border-line bg-raised shadow-card"
      tabIndex={0}
      role="region"
      aria-label="Check-ins"
    >
      <table className="w-full min-w-sm text-left">
        <thead className="text-xs text-faint">
          <tr className="border-b border-line">
            {['Outcome', 'Began', 'Took', 'Environment', 'Release', 'Trace'].map((name) => (
              <th key={name} scope="col" className="px-3 py-2 font-normal first:pl-4 nth-[n+5]:max-md:hidden">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {items.map(({ id, state, startedAt, durationMs, environment, release, traceId }) => (
            <tr key={id} className="border-t border-line first:border-t-0">
              <td className="py-2 pr-3 pl-4">
                <CheckInState state={state} />
              </td>
              <td className="px-3 whitespace-nowrap">
                <Time at={startedAt} />
              </td>
              <td className="px-3 whitespace-nowrap">
                {durationMs === null ? <span className="text-faint">not said</span> : duration(durationMs)}
              </td>
              <td className="px-3">{environment}</td>
              <td className="max-w-40 truncate px-3 max-md:hidden">
                {release && <code className="text-xs">{release}</code>}
              </td>
              <td className="px-3 max-md:hidden">
                {traceId && (
                  <Link to="/$workspace/traces/$traceId" params={{ workspace: slug, traceId }} className="text-link">
                    {traceId.slice(0, 8)}
                  </Link>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
