import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import ArrowUp from 'lucide-react/icons/arrow-up'
import { useState } from 'react'
import type { IncidentDetail } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { ErrorPanel } from '../../components/error-panel.tsx'
import { Card } from '../../components/screen.tsx'
import { SkeletonRows } from '../../components/skeleton.tsx'
import { Level } from '../../components/states.tsx'
import { Time } from '../../components/time.tsx'
import { counted } from '../../format.ts'
import { useWorkspace } from '../../session.ts'
import { timesText } from './event-times.ts'
import { eventsQuery } from './queries.ts'

/** Newest first; a click opens the event. */
export function EventsPanel({ incident }: { incident: IncidentDetail }) {
  const { slug } = useWorkspace()
  const query = useInfiniteQuery(eventsQuery(slug, incident.id))
  const [countThen, setCountThen] = useState(incident.eventCount)
  const events = query.data?.pages.flatMap((page) => page.items) ?? []
  const newer = incident.eventCount - countThen
  if (query.isPending) return <SkeletonRows rows={8} />
  if (query.isError && events.length === 0) return <ErrorPanel error={query.error} retry={() => void query.refetch()} />
  return (
    <>
      {newer > 0 && (
        <div className="mb-2 flex justify-center">
          <Button
            icon={<ArrowUp aria-hidden />}
            onClick={() => {
              setCountThen(incident.eventCount)
              void query.refetch()
            }}
          >
            {counted(newer, 'newer event')}
          </Button>
        </div>
      )}
      <Card>
        <ul>
          {events.map(({ id, occurredAt, title, level, environment, release, times, user }) => (
            <li
              key={id}
              className="relative flex items-center gap-4 border-b border-line px-4 py-2 last:border-b-0 hover:bg-hover"
            >
              <Level state={level} wordless />
              <div className="min-w-0 flex-1">
                <Link
                  to="/$workspace/incidents/$incidentId"
                  params={{ workspace: slug, incidentId: incident.id }}
                  search={{ event: id }}
                  className="block truncate font-medium after:absolute after:inset-0"
                >
                  <bdi>{title || 'Removed by age'}</bdi>
                </Link>
                <p className="truncate text-xs text-faint">
                  {[timesText(times), user, environment, release].filter(Boolean).join(' · ') ||
                    'nothing more was said'}
                </p>
              </div>
              <Time at={occurredAt} className="shrink-0 text-xs text-muted" />
            </li>
          ))}
        </ul>
      </Card>
      {query.hasNextPage && (
        <div className="mt-3 text-center">
          <Button pending={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            Show older events
          </Button>
        </div>
      )}
    </>
  )
}
