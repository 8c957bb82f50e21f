import type { ReactNode } from 'react'
import type { EventDetail } from '../../api.ts'
import { ValueTable } from '../../components/facts.tsx'
import { capital, words } from '../../format.ts'
import { Breadcrumbs } from './breadcrumbs.tsx'
import { Exceptions } from './exceptions.tsx'
import { Frames } from './frames.tsx'
import { Part } from './part.tsx'

/** All that an event carries, the most telling first. Every text in it was written by a stranger. */
export function EventParts({ event }: { event: EventDetail }) {
  const {
    message,
    messageTemplate,
    exceptions,
    threads,
    breadcrumbs,
    attributes,
    request,
    contexts,
    extra,
    packages,
    notes,
  } = event
  const crashed = threads.filter(({ crashed, current }) => crashed || current)
  return (
    <div className="flex flex-col gap-7">
      {message && exceptions.length === 0 && (
        <Part title="Message">
          <p className="text-base break-words whitespace-pre-wrap">
            <bdi>{message}</bdi>
          </p>
          {messageTemplate && messageTemplate !== message && (
            <code className="mt-1 block text-xs text-faint">{messageTemplate}</code>
          )}
        </Part>
      )}
      {exceptions.length > 0 && <Exceptions exceptions={exceptions} />}
      {exceptions.length === 0 &&
        (crashed.length > 0 ? crashed : threads).slice(0, 3).map((thread, index) => (
          <Part key={thread.id ?? index} title={`Thread ${thread.name ?? thread.id ?? index + 1}`}>
            <Frames frames={thread.frames} />
          </Part>
        ))}
      {breadcrumbs.length > 0 && (
        <Part title="Breadcrumbs" count={breadcrumbs.length}>
          <Breadcrumbs breadcrumbs={breadcrumbs} occurredAt={event.occurredAt} />
        </Part>
      )}
      {request && (
        <Part title="Request">
          <Table label="Request" rows={requestRows(request)} />
          {request.headers.length > 0 && (
            <Fold title={`${request.headers.length} headers`}>
              <ValueTable label="Request headers" rows={request.headers} />
            </Fold>
          )}
        </Part>
      )}
      {event.user && (
        <Part title="Person affected">
          <Table
            label="Person affected"
            rows={given({
              Id: event.user.id,
              Name: event.user.name,
              'E-mail': event.user.email,
              Address: event.user.ipAddress,
            })}
          />
        </Part>
      )}
      <Part title="Attributes" count={attributes.length}>
        <Table label="Attributes" rows={[...ownRows(event), ...attributes]} />
      </Part>
      {Object.entries(contexts).map(([name, value]) => (
        <Part key={name} title={capital(words(name))}>
          <Table label={name} rows={isRecord(value) ? Object.entries(value) : [[name, value]]} />
        </Part>
      ))}
      {Object.keys(extra).length > 0 && (
        <Part title="Extra">
          <Table label="Extra" rows={Object.entries(extra)} />
        </Part>
      )}
      {packages.length > 0 && (
        <Part title="Packages" count={packages.length}>
          <Fold title="Installed packages">
            <ValueTable label="Packages" rows={packages} />
          </Fold>
        </Part>
      )}
      {notes.length > 0 && (
        <Part title="Changed on the way in" count={notes.length}>
          <Table
            label="What was trimmed, dropped or corrected"
            rows={notes.map(({ path, what, why }) => [path, `${what}: ${why}`] as const)}
          />
        </Part>
      )}
    </div>
  )
}

function Table(props: Parameters<typeof ValueTable>[0]) {
  return (
    <div className="rounded-lg border border-line px-3.5 py-1">
      <ValueTable {...props} />
    </div>
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
