import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import Logs from 'lucide-react/icons/logs'
import type { ReactNode } from 'react'
import type { SpanDetail, TraceError, TraceSpan } from '../../api.ts'
import { buttonClass } from '../../components/button.tsx'
import { CopyButton } from '../../components/copy.tsx'
import { ValueTable } from '../../components/facts.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Skeleton } from '../../components/skeleton.tsx'
import { Level } from '../../components/states.tsx'
import { useWorkspace } from '../../session.ts'
import { spanQuery } from './queries.ts'
import { readDetail, type SpanEvent, type SpanLink } from './span-detail.ts'
import { spanTime } from './span-time.ts'
import type { WaterfallRow } from './waterfall.ts'

type Props = {
  row: WaterfallRow<TraceSpan>
  traceId: string
  criticalMicros: number
  errors: readonly TraceError[]
}

/** All that a span says of itself, below its row. */
export function SpanPanel({ row, traceId, criticalMicros, errors }: Props) {
  const { slug } = useWorkspace()
  const { spanId } = row.span
  const query = useQuery(spanQuery(slug, traceId, spanId))
  return (
    <section aria-label={`Span ${row.span.name}`} className="border-b border-line bg-sunken px-3.5 py-3 md:px-5">
      <p className="mb-2 flex flex-wrap items-center gap-x-4 gap-y-1 text-xs text-muted">
        <span>
          Took <strong className="text-text">{spanTime(row.span.durationMicros)}</strong>, of which{' '}
          {criticalMicros > 0 ? `${spanTime(criticalMicros)} were waited for here` : 'nothing was waited for here'}
        </span>
        {row.shiftedMicros !== 0 && (
          <span>Moved by {spanTime(Math.abs(row.shiftedMicros))}: its clock disagrees with that of its caller</span>
        )}
        {row.isOrphan && <span>Its parent {row.span.parentSpanId} did not arrive</span>}
        <span className="flex items-center">
          <code>{spanId}</code>
          <CopyButton text={spanId} label="Copy the span id" />
        </span>
        <Link
          to="/$workspace/logs"
          params={{ workspace: slug }}
          search={{ q: `span:${spanId}` }}
          className={buttonClass('secondary', 'ml-auto max-sm:ml-0')}
        >
          <Logs aria-hidden />
          Log lines of this span
        </Link>
      </p>
      {errors.length > 0 && <Errors errors={errors} />}
      <Loaded query={query} skeleton={<Skeleton className="h-40 w-full" />}>
        {(span) => <Detail span={span} />}
      </Loaded>
    </section>
  )
}

function Detail({ span }: { span: SpanDetail }) {
  const { events, links, other } = readDetail(span.detail)
  const own: [string, string][] = [
    ['service', span.service],
    ['operation', span.operation],
    ['kind', span.kind === 'unspecified' ? '' : span.kind],
    ['status', [span.status === 'unset' ? '' : span.status, span.statusMessage].filter(Boolean).join(': ')],
    ['environment', span.environment],
    ['release', span.release],
    ['host', span.host],
  ]
  return (
    <div className="grid gap-4 lg:grid-cols-2">
      <Block title="Attributes">
        <ValueTable label="Attributes of the span" rows={[...own.filter(([, value]) => value), ...span.attributes]} />
      </Block>
      {events.length + links.length + other.length > 0 && (
        <div className="flex min-w-0 flex-col gap-4">
          {events.length > 0 && <Events events={events} startedAt={span.startedAt} />}
          {links.length > 0 && <Links links={links} />}
          {other.length > 0 && (
            <Block title="Contexts">
              <ValueTable label="Contexts of the span" rows={other} />
            </Block>
          )}
        </div>
      )}
    </div>
  )
}

function Block({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <h3 className="mb-1 text-xs font-medium">{title}</h3>
      <div className="rounded-md border border-line bg-raised px-3 py-0.5">{children}</div>
    </div>
  )
}

function Errors({ errors }: { errors: readonly TraceError[] }) {
  const { slug } = useWorkspace()
  return (
    <ul className="mb-3 grid gap-1">
      {errors.map(({ eventId, incidentId, level, title }) => (
        <li key={eventId} className="flex min-w-0 items-center gap-2">
          <Level state={level} wordless />
          {incidentId ? (
            <Link
              to="/$workspace/incidents/$incidentId"
              params={{ workspace: slug, incidentId }}
              search={{ event: eventId }}
              className="truncate text-link"
            >
              <bdi>{title}</bdi>
            </Link>
          ) : (
            <bdi className="truncate">{title}</bdi>
          )}
        </li>
      ))}
    </ul>
  )
}

function Events({ events, startedAt }: { events: readonly SpanEvent[]; startedAt: string }) {
  return (
    <Block title="Events">
      <ul>
        {events.map(({ name, at, attributes }, place) => (
          <li key={place} className="border-t border-line py-1.5 first:border-t-0">
            <p className="flex gap-3 text-xs">
              <strong className="min-w-0 flex-1 font-medium break-words">
                <bdi>{name}</bdi>
              </strong>
              {at && (
                <span className="text-faint" title={at}>
                  +{spanTime(Math.max(0, (Date.parse(at) - Date.parse(startedAt)) * 1000))}
                </span>
              )}
            </p>
            {attributes.length > 0 && <ValueTable label={`Attributes of ${name}`} rows={attributes} />}
          </li>
        ))}
      </ul>
    </Block>
  )
}

function Links({ links }: { links: readonly SpanLink[] }) {
  const { slug } = useWorkspace()
  return (
    <Block title="Links to other traces">
      <ul>
        {links.map(({ traceId, spanId, attributes }, place) => (
          <li key={place} className="border-t border-line py-1.5 text-xs first:border-t-0">
            <Link
              to="/$workspace/traces/$traceId"
              params={{ workspace: slug, traceId }}
              search={spanId ? { span: spanId } : {}}
              className="break-all text-link"
            >
              <code>{traceId}</code>
            </Link>
            {attributes.length > 0 && <ValueTable label="Attributes of the link" rows={attributes} />}
          </li>
        ))}
      </ul>
    </Block>
  )
}
