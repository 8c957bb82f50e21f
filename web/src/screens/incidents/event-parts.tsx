import type { ReactNode } from 'react'
import type { EventDetail, IncidentDetail } from '../../api.ts'
import { capital, words } from '../../format.ts'
import { Breadcrumbs } from './breadcrumbs.tsx'
import { EventFeedback } from './event-feedback.tsx'
import { EventFiles } from './event-files.tsx'
import { EventMessage } from './event-message.tsx'
import { EventReleases } from './event-releases.tsx'
import { EventTrace } from './event-trace.tsx'
import { Exceptions } from './exceptions.tsx'
import { Part } from './part.tsx'
import { Threads } from './threads.tsx'
import { EventTable } from './values-table.tsx'

/** All that an event carries, the most telling first. Every text in it was written by a stranger. */
export function EventParts({ event, incident }: { event: EventDetail; incident: IncidentDetail }) {
  const { exceptions, threads, breadcrumbs, request } = event
  const { id: incidentId, projectId } = incident
  const attributes = [...ownRows(event), ...event.attributes]
  return (
    <div className="flex flex-col gap-7">
      {exceptions.length === 0 && <EventMessage event={event} projectId={projectId} />}
      {exceptions.length > 0 && <Exceptions event={event} projectId={projectId} />}
      {threads.length > 0 && <Threads event={event} />}
      <EventFeedback projectId={projectId} eventId={event.id} />
      {breadcrumbs.length > 0 && (
        <Part title="Breadcrumbs" count={breadcrumbs.length}>
          <Breadcrumbs breadcrumbs={breadcrumbs} occurredAt={event.occurredAt} />
        </Part>
      )}
      {event.traceId !== '' && <EventTrace event={event} />}
      {request && <Request request={request} />}
      {event.user && <Person user={event.user} />}
      <Part title="Attributes" count={attributes.length}>
        <EventTable label="Attributes" rows={attributes} />
      </Part>
      <EventFiles projectId={projectId} eventId={event.id} />
      <EventReleases incidentId={incidentId} release={event.release} />
      <Contexts event={event} />
    </div>
  )
}

function Request({ request }: { request: NonNullable<EventDetail['request']> }) {
  return (
    <Part title="Request">
      <EventTable label="Request" rows={requestRows(request)} />
      {request.headers.length > 0 && (
        <Fold title={`${request.headers.length} headers`}>
          <EventTable bare label="Request headers" rows={request.headers} />
        </Fold>
      )}
    </Part>
  )
}

function Person({ user }: { user: NonNullable<EventDetail['user']> }) {
  return (
    <Part title="Person affected">
      <EventTable
        label="Person affected"
        rows={given({ Id: user.id, Name: user.name, 'E-mail': user.email, Address: user.ipAddress })}
      />
    </Part>
  )
}

function Contexts({ event: { contexts, extra, packages, notes } }: { event: EventDetail }) {
  return (
    <>
      {Object.entries(contexts).map(([name, value]) => (
        <Part key={name} title={name === 'trace' ? 'Trace context' : capital(words(name))}>
          <EventTable label={name} rows={isRecord(value) ? Object.entries(value) : [[name, value]]} />
        </Part>
      ))}
      {Object.keys(extra).length > 0 && (
        <Part title="Extra" count={Object.keys(extra).length}>
          <EventTable label="Extra" rows={Object.entries(extra)} />
        </Part>
      )}
      {packages.length > 0 && (
        <Part title="Packages" count={packages.length}>
          <Fold title="Installed packages">
            <EventTable bare label="Packages" rows={packages} />
          </Fold>
        </Part>
      )}
      {notes.length > 0 && (
        <Part title="Changed on the way in" count={notes.length}>
          <EventTable
            label="What was trimmed, dropped or corrected"
            rows={notes.map(({ path, what, why }) => [path, `${what}: ${why}`] as const)}
          />
        </Part>
      )}
    </>
  )
}

function Fold({ title, children }: { title: string; children: ReactNode }) {
  return (
    <details className="mt-2 rounded-lg border border-line px-3.5">
      <summary className="py-1.5 text-xs text-muted hover:text-text">{title}</summary>
      <div className="pb-1">{children}</div>
    </details>
  )
}

function ownRows({
  environment,
  release,
  distribution,
  service,
  host,
  route,
  logger,
  platform,
  traceId,
  sdk,
}: EventDetail) {
  return given({
    environment,
    release,
    distribution,
    service,
    host,
    route,
    logger,
    platform,
    'trace id': traceId,
    sdk: sdk && [sdk.name, sdk.version].filter(Boolean).join(' '),
  })
}

function requestRows({ method, url, query, data }: NonNullable<EventDetail['request']>) {
  return given({ Method: method, URL: url, Query: query, Body: data })
}

/** Only what there is. */
function given(values: Record<string, unknown>): [string, unknown][] {
  return Object.entries(values).filter(([, value]) => value !== undefined && value !== null && value !== '')
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
