import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import type { StoredCheck } from '../../../api.ts'
import { cn } from '../../../components/class-names.ts'
import { Select } from '../../../components/field.tsx'
import { Paged } from '../../../components/paged.tsx'
import { SkeletonRows } from '../../../components/skeleton.tsx'
import { Time } from '../../../components/time.tsx'
import { duration } from '../../../format.ts'
import { useWorkspace } from '../../../session.ts'
import { usePlaceName } from './places.tsx'
import { resultsQuery } from './queries.ts'
import { CheckWord, wordOf } from './state.tsx'

const route = getRouteApi('/$workspace/monitors/checks/$monitorId')

const outcomes = ['down', 'degraded', 'unknown', 'up'] as const

/** Every check that was made, the newest first. */
export function CheckLog({ monitorId }: { monitorId: string }) {
  const { slug: workspace } = useWorkspace()
  const { outcome } = route.useSearch()
  const navigate = route.useNavigate()
  const query = useInfiniteQuery({
    ...resultsQuery(workspace, monitorId, outcome),
    placeholderData: (previous) => previous,
  })
  return (
    <>
      <div className="mb-3">
        <Select
          aria-label="Outcome"
          value={outcome ?? ''}
          onChange={({ target }) => {
            const next = outcomes.find((each) => each === target.value)
            void navigate({
              search: { tab: 'checks', ...(next && { outcome: next }) },
              replace: true,
              resetScroll: false,
            })
          }}
          options={[{ value: '', word: 'All outcomes' }, ...outcomes.map((value) => ({ value, word: wordOf(value) }))]}
        />
      </div>
      <Paged query={query} skeleton={<SkeletonRows rows={6} />} more="Show older checks">
        {(items) => <LogTable items={items} />}
      </Paged>
    </>
  )
}

const columns = 'md:grid-cols-[6rem_8rem_6rem_10rem_minmax(0,1fr)]'

function LogTable({ items }: { items: readonly StoredCheck[] }) {
  const nameOf = usePlaceName()
  if (items.length === 0) return <p className="text-muted">No check yet.</p>
  return (
    <div
      role="table"
      aria-label="Checks"
      className="divide-y divide-line rounded-lg border border-line bg-raised shadow-card"
    >
      <div role="row" className={cn('hidden gap-x-4 px-4 py-2 text-xs text-faint md:grid', columns)}>
        {['Outcome', 'When', 'Took', 'From', 'Why'].map((name) => (
          <span key={name} role="columnheader">
            {name}
          </span>
        ))}
      </div>
      {items.map(({ scheduledAt, place, outcome, latencyMs, reason }) => (
        <div
          key={`${scheduledAt} ${place}`}
          role="row"
          className={cn('grid grid-cols-[6rem_minmax(0,1fr)_auto] items-center gap-x-4 gap-y-0.5 px-4 py-2', columns)}
        >
          <span role="cell" className="flex">
            <CheckWord condition={outcome} />
          </span>
          <span role="cell">
            <Time at={scheduledAt} />
          </span>
          <span role="cell" className="whitespace-nowrap">
            {latencyMs === null ? <span className="text-faint">no answer</span> : duration(latencyMs)}
          </span>
          <bdi role="cell" className="truncate text-muted md:text-text">
            {nameOf(place)}
          </bdi>
          <span role="cell" className="col-span-2 min-w-0 text-muted md:col-span-1">
            {reason}
          </span>
        </div>
      ))}
    </div>
  )
}
