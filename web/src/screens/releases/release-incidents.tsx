import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReleaseIncidents } from '../../api.ts'
import { Loaded } from '../../components/loaded.tsx'
import { Card, Section } from '../../components/screen.tsx'
import { SkeletonRows } from '../../components/skeleton.tsx'
import { IncidentState } from '../../components/states.tsx'
import { Count } from '../../components/tabs.tsx'
import { Time } from '../../components/time.tsx'
import { counted } from '../../format.ts'
import { useWorkspace } from '../../session.ts'
import { releaseIncidentsQuery, type Scope } from './queries.ts'

const parts = [
  { id: 'new', title: 'New in this release', none: 'No incident began in this release.' },
  { id: 'resolved', title: 'Resolved in this release', none: 'No incident was said to be fixed by this release.' },
  { id: 'seen', title: 'Also seen in this release', none: 'No older incident has events of this release.' },
] as const

export function IncidentsOfRelease({ scope, version }: { scope: Scope; version: string }) {
  const { slug } = useWorkspace()
  const query = useQuery(releaseIncidentsQuery(slug, scope, version))
  return (
    <Loaded query={query} skeleton={<SkeletonRows rows={4} />}>
      {({ items, counts }) => (
        <>
          {parts.map(({ id, title, none }) => {
            const listed = items.filter(({ relations }) =>
              id === 'seen' ? relations.includes('seen') && !relations.includes('new') : relations.includes(id),
            )
            const total = id === 'seen' ? listed.length : counts[id]
            return (
              <Section
                key={id}
                title={
                  <span className="flex items-center gap-2">
                    {title} <Count>{total}</Count>
                  </span>
                }
              >
                {listed.length === 0 ? (
                  <p className="text-muted">{none}</p>
                ) : (
                  <Card>
                    <ul>
                      {listed.map((item) => (
                        <Row key={item.incident.id} item={item} />
                      ))}
                    </ul>
                  </Card>
                )}
                {listed.length < total && (
                  <p className="mt-1.5 text-xs text-muted">
                    The {listed.length} seen last, of {total}.
                  </p>
                )}
              </Section>
            )
          })}
        </>
      )}
    </Loaded>
  )
}

function Row({ item: { incident, eventsInRelease } }: { item: ReleaseIncidents['items'][number] }) {
  const { slug } = useWorkspace()
  const { id, number, title, culprit, status, kind, lastSeenAt } = incident
  return (
    <li className="relative flex items-center gap-3 border-b border-line px-4 py-2 last:border-b-0 hover:bg-hover">
      <IncidentState state={status} wordless className="[&_svg]:size-4" />
      <div className="min-w-0 flex-1">
        <Link
          to="/$workspace/incidents/$incidentId"
          params={{ workspace: slug, incidentId: id }}
          className="block truncate font-medium after:absolute after:inset-0"
          title={title}
        >
          <bdi>{title}</bdi>
        </Link>
        <p className="truncate text-xs text-muted">
          #{number} <code>{culprit}</code>
        </p>
      </div>
      <div className="shrink-0 text-right text-xs text-muted">
        <span className="block">{inItWords(kind, eventsInRelease)}</span>
        <Time at={lastSeenAt} className="text-faint" />
      </div>
    </li>
  )
}

/** A heartbeat has check-ins and no events. */
function inItWords(kind: string, events: number): string {
  if (events > 0) return `${counted(events, 'event')} in it`
  return kind === 'heartbeat' ? 'heartbeat' : 'no event in it'
}
