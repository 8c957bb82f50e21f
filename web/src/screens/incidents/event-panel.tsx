import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import ArrowUp from 'lucide-react/icons/arrow-up'
import ChevronLeft from 'lucide-react/icons/chevron-left'
import ChevronRight from 'lucide-react/icons/chevron-right'
import { useState, type ReactNode } from 'react'
import type { EventDetail, IncidentDetail } from '../../api.ts'
import { Button, buttonClass } from '../../components/button.tsx'
import { cn } from '../../components/class-names.ts'
import { CopyButton, CopyWordsButton } from '../../components/copy.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Skeleton } from '../../components/skeleton.tsx'
import { Time } from '../../components/time.tsx'
import { absolute, counted } from '../../format.ts'
import { useKeys } from '../../keys.ts'
import { useWorkspace } from '../../session.ts'
import { eventMarkdown } from './event-markdown.ts'
import { EventParts } from './event-parts.tsx'
import { eventQuery } from './queries.ts'

const route = getRouteApi('/$workspace/incidents/$incidentId')

export function EventPanel({ incident }: { incident: IncidentDetail }) {
  const { slug } = useWorkspace()
  const { event: eventId = 'latest' } = route.useSearch()
  const query = useQuery(eventQuery(slug, incident.id, eventId))
  const [countThen, setCountThen] = useState(incident.eventCount)
  const newer = eventId === 'latest' ? incident.eventCount - countThen : 0
  return (
    <Loaded query={query} skeleton={<Skeleton className="h-96 w-full" />}>
      {(event) => (
        <div className={cn(query.isPlaceholderData && 'stale')} aria-busy={query.isPlaceholderData}>
          <Steps incident={incident} event={event} />
          {newer > 0 && (
            <div className="mb-3 flex justify-center">
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
          {event.payloadRemoved ? <Removed /> : <EventParts key={event.id} event={event} incident={incident} />}
        </div>
      )}
    </Loaded>
  )
}

/** Its time was over: what is left is when it happened and to which incident it belongs. */
function Removed() {
  const { slug } = useWorkspace()
  return (
    <p className="rounded-md border border-line bg-sunken px-4 py-3 text-muted">
      The stack, breadcrumbs, attributes and user of this event were removed by age. How long they stay is set under{' '}
      <Link to="/$workspace/settings/privacy" params={{ workspace: slug }} className="text-link">
        Privacy
      </Link>
      .
    </p>
  )
}

/** Which event this is, and the ones before and after it. */
function Steps({ incident, event }: { incident: IncidentDetail; event: EventDetail }) {
  const { slug } = useWorkspace()
  const { id: incidentId } = incident
  const url = `${location.origin}/app/${slug}/incidents/${incidentId}?event=${event.id}`
  const navigate = route.useNavigate()
  const go = (id: string | null): void => {
    if (id) void navigate({ search: { event: id }, replace: true, resetScroll: false })
  }
  useKeys([
    { keys: 'k', does: 'Newer event', group: 'Incident', run: () => go(event.nextId) },
    { keys: 'j', does: 'Older event', group: 'Incident', run: () => go(event.previousId) },
  ])
  return (
    <div className="mb-4 flex flex-wrap items-center gap-x-2 gap-y-2">
      <p className="flex min-w-0 flex-1 basis-52 flex-wrap items-center gap-x-2 text-muted">
        <span title={absolute(new Date(event.occurredAt))}>{absolute(new Date(event.occurredAt)).split(' · ')[0]}</span>
        <Time at={event.occurredAt} className="text-faint" />
        <span className="flex min-w-0 items-center text-xs text-faint">
          <code className="truncate" title={event.id}>
            {event.id.slice(0, 8)}
          </code>
          <CopyButton text={event.id} label="Copy the event id" />
        </span>
      </p>
      <div className="flex items-center gap-1">
        <CopyWordsButton text={url}>Copy link</CopyWordsButton>
        {!event.payloadRemoved && (
          <CopyWordsButton text={eventMarkdown(incident, event, url)}>Copy Markdown</CopyWordsButton>
        )}
      </div>
      <div className="flex items-center gap-1">
        <Step incidentId={incidentId} to="first" active={event.previousId !== null}>
          Oldest
        </Step>
        <Step incidentId={incidentId} to={event.previousId} active={event.previousId !== null} label="Older event (j)">
          <ChevronLeft aria-hidden />
        </Step>
        <Step incidentId={incidentId} to={event.nextId} active={event.nextId !== null} label="Newer event (k)">
          <ChevronRight aria-hidden />
        </Step>
        <Step incidentId={incidentId} to="latest" active={event.nextId !== null}>
          Latest
        </Step>
      </div>
    </div>
  )
}

function Step({
  incidentId,
  to,
  active,
  label,
  children,
}: {
  incidentId: string
  to: string | null
  active: boolean
  label?: string
  children: ReactNode
}) {
  const { slug } = useWorkspace()
  const className = buttonClass('quiet', cn('px-2', !active && 'pointer-events-none opacity-40'))
  // A link that leads nowhere keeps its place, so that the others do not move under the finger.
  if (!active || to === null) {
    return (
      <span className={className} role="link" aria-disabled="true" aria-label={label}>
        {children}
      </span>
    )
  }
  return (
    <Link
      to="/$workspace/incidents/$incidentId"
      params={{ workspace: slug, incidentId }}
      search={to === 'latest' ? {} : { event: to }}
      replace
      resetScroll={false}
      aria-label={label}
      title={label}
      className={className}
    >
      {children}
    </Link>
  )
}
