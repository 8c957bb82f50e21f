import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useMemo, useRef } from 'react'
import { Button } from '../../components/button.tsx'
import { ErrorLine, ErrorPanel } from '../../components/error-panel.tsx'
import { Histogram } from '../../components/histogram.tsx'
import { hasPart, mergeNames, withToggled } from '../../components/query-text.ts'
import { useTitle } from '../../components/screen.tsx'
import { SkeletonRows } from '../../components/skeleton.tsx'
import { rangeBetween } from '../../components/time-range.ts'
import { useWorkspace } from '../../session.ts'
import { DayHeading } from '../logs/day-heading.tsx'
import { beginsDay } from '../logs/found.ts'
import { queryProblem, type Asked } from '../logs/queries.ts'
import { QueryHelp } from '../logs/query-help.tsx'
import { SearchBar } from '../logs/search-bar.tsx'
import { useRowKeys } from '../logs/use-row-keys.ts'
import { EventRow } from './event-row.tsx'
import { NoEvents } from './no-events.tsx'
import { eventCountsQuery, eventNames, eventNamesQuery, eventsFallback, foundEventsQuery } from './queries.ts'

const route = getRouteApi('/$workspace/events')

export function Events() {
  useTitle('Events')
  const { slug } = useWorkspace()
  const { q = '', project, range = eventsFallback } = route.useSearch()
  const navigate = route.useNavigate()
  const box = useRef<HTMLUListElement>(null)
  useRowKeys(box)
  const asked = useMemo<Asked>(() => ({ query: q, projectId: project, range }), [q, project, range])
  const found = useInfiniteQuery(foundEventsQuery(slug, asked))
  const counts = useQuery(eventCountsQuery(slug, asked))
  const names = useQuery(eventNamesQuery(slug, project))
  const problem = queryProblem(found.error)
  const events = found.data?.pages.flatMap(({ items }) => items) ?? []
  const change = (next: Partial<Asked>): void => {
    const { query, projectId, range: wanted } = { ...asked, ...next }
    void navigate({
      search: { q: query || undefined, project: projectId, range: wanted === eventsFallback ? undefined : wanted },
      resetScroll: false,
    })
  }
  return (
    <div className="pb-16">
      <h1 className="sr-only">Events</h1>
      <SearchBar
        asked={asked}
        onChange={change}
        fallback={eventsFallback}
        names={mergeNames(eventNames, names.data?.items ?? [])}
        problem={problem}
        label="Search events"
        placeholder='Search: "card expired" release:2.* -level:warning cart.size:>10'
      />
      {problem !== undefined && <QueryHelp />}
      {problem === undefined && (
        <div className="border-b border-line px-3 pt-1.5 md:px-4">
          <Histogram
            counted={counts.data}
            end={range.includes('/') ? 'fixed' : 'now'}
            noun="event"
            stale={counts.isPlaceholderData}
            onNarrow={(from, to) => change({ range: rangeBetween(from, to) })}
            onLevel={(level) => change({ query: withToggled(q, 'level', level) })}
            isOnly={(level) => hasPart(q, 'level', level)}
          />
        </div>
      )}
      {found.isPending && <SkeletonRows rows={10} />}
      {found.isError && problem === undefined && events.length === 0 && (
        <div className="p-6">
          <ErrorPanel error={found.error} retry={() => void found.refetch()} />
        </div>
      )}
      {found.isSuccess && events.length === 0 && <NoEvents asked={asked} onChange={change} />}
      <ul ref={box} aria-label="Events" aria-busy={found.isPending}>
        {events.map((event, index) => [
          beginsDay(events, index, new Date()) && <DayHeading key={`day ${event.id}`} at={event.occurredAt} />,
          <EventRow key={`${event.projectId} ${event.id}`} event={event} />,
        ])}
      </ul>
      {found.isFetchNextPageError && <ErrorLine error={found.error} />}
      {found.hasNextPage && (
        <div className="py-4 text-center">
          <Button pending={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
            Show older events
          </Button>
        </div>
      )}
    </div>
  )
}
