import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import ChartGantt from 'lucide-react/icons/chart-gantt'
import Logs from 'lucide-react/icons/logs'
import { useMemo } from 'react'
import type { EventDetail, Trace, TraceSpan } from '../../api.ts'
import { buttonClass } from '../../components/button.tsx'
import { cn } from '../../components/class-names.ts'
import { ErrorPanel } from '../../components/error-panel.tsx'
import { Skeleton } from '../../components/skeleton.tsx'
import { counted } from '../../format.ts'
import { useWorkspace } from '../../session.ts'
import { traceQuery } from '../traces/queries.ts'
import { spanTime } from '../traces/span-time.ts'
import { layOut, rowsAround, type WaterfallRow } from '../traces/waterfall.ts'
import { Part } from './part.tsx'

const shownRows = 8
/** Enough for what is around one span. */
const askedSpans = 300

/** What the program was doing when it failed: the spans around the event's own. */
export function EventTrace({ event }: { event: EventDetail }) {
  const { slug } = useWorkspace()
  const { traceId, spanId } = event
  const query = useQuery(traceQuery(slug, traceId, spanId || undefined, askedSpans))
  return (
    <Part
      title="Trace around it"
      actions={
        <>
          <Link
            to="/$workspace/logs"
            params={{ workspace: slug }}
            search={{ q: `trace:${traceId}` }}
            className={buttonClass()}
          >
            <Logs aria-hidden />
            Log lines
          </Link>
          <Link
            to="/$workspace/traces/$traceId"
            params={{ workspace: slug, traceId }}
            search={spanId ? { span: spanId } : {}}
            className={buttonClass()}
          >
            <ChartGantt aria-hidden />
            Open the trace
          </Link>
        </>
      }
    >
      {query.data ? (
        <Around trace={query.data} spanId={spanId} />
      ) : query.isError ? (
        <ErrorPanel error={query.error} retry={() => void query.refetch()} />
      ) : (
        <Skeleton className="h-58 w-full" />
      )}
    </Part>
  )
}

function Around({ trace, spanId }: { trace: Trace; spanId: string }) {
  const waterfall = useMemo(() => layOut(trace.spans), [trace.spans])
  const rows = rowsAround(waterfall.rows, spanId, shownRows)
  if (rows.length === 0) {
    return (
      <p className="rounded-lg border border-line px-3.5 py-3 text-muted">
        No span of this trace arrived: tracing is off in the program, or this trace was not sampled.
      </p>
    )
  }
  return (
    <>
      <ol className="overflow-hidden rounded-lg border border-line">
        {rows.map((row) => (
          <Row key={row.span.spanId} row={row} trace={trace} waterfall={waterfall} here={row.span.spanId === spanId} />
        ))}
      </ol>
      {trace.spanCount > rows.length && (
        <p className="mt-1 text-xs text-muted">
          {rows.length} of {counted(trace.spanCount, 'span')}
        </p>
      )}
    </>
  )
}

type RowProps = {
  row: WaterfallRow<TraceSpan>
  trace: Trace
  waterfall: { startMicros: number; endMicros: number }
  here: boolean
}

function Row({ row, trace, waterfall, here }: RowProps) {
  const { slug } = useWorkspace()
  const { span, depth } = row
  const length = Math.max(1, waterfall.endMicros - waterfall.startMicros)
  const percent = (micros: number): string => `${Math.min(99.5, (100 * micros) / length)}%`
  return (
    <li
      className={cn(
        'relative grid grid-cols-[minmax(0,1fr)_7rem] items-center gap-3 border-b border-line px-3.5 py-1.5 text-xs last:border-b-0 hover:bg-hover sm:grid-cols-[minmax(0,5fr)_minmax(0,6fr)]',
        here && 'bg-selected',
      )}
    >
      <span className="flex min-w-0 items-center gap-1.5" style={{ paddingLeft: 10 * Math.min(depth, 8) }}>
        <Link
          to="/$workspace/traces/$traceId"
          params={{ workspace: slug, traceId: trace.traceId }}
          search={{ span: span.spanId }}
          className="truncate after:absolute after:inset-0"
          title={span.name}
        >
          <bdi>
            {span.isEntry && <strong className="font-medium">{span.service} </strong>}
            {span.name || span.operation || 'without a name'}
          </bdi>
        </Link>
        {here && (
          <span className="shrink-0 rounded bg-down-soft px-1 text-2xs font-medium text-down">it happened here</span>
        )}
      </span>
      <span className="flex items-center gap-2">
        <span aria-hidden className="relative block h-2 min-w-0 flex-1">
          <span
            className={cn(
              'absolute inset-y-0 min-w-0.5 rounded-xs',
              span.status === 'error' || here ? 'bg-down' : 'bg-accent',
            )}
            style={{
              left: percent(row.startMicros - waterfall.startMicros),
              width: percent(row.endMicros - row.startMicros),
            }}
          />
        </span>
        <span className="w-14 shrink-0 text-right text-muted">{spanTime(span.durationMicros)}</span>
      </span>
    </li>
  )
}
