import { requirePermission, type Context } from '#platform/context'
import { invalidRequest, notFound } from '#platform/errors'
import { decodeCursor, encodeCursor, type PageQuery } from '#platform/http'
import { findSpan, listTraceSpans, measureTrace, type FullSpan, type TraceService } from './columns.ts'
import {
  countTraces,
  listEntrySpans,
  listTraceErrors,
  type EntryFilter,
  type EntrySort,
  type EntrySpan,
  type TraceCounts,
  type TraceError,
} from './list-columns.ts'
import { placeSpans, type PlacedSpan } from './trace.ts'

/** Spans of one trace that are shown unless somebody asks for fewer or more; a trace may have any number. */
export const defaultTraceSpans = 1000
/** About 3 MB of JSON. */
export const maxTraceSpans = 10_000
export const maxTraceErrors = 100
const defaultRangeMs = 7 * 24 * 3_600_000

/** An incident, as far as a trace tells of it. */
export type TraceIncident = { id: string; number: number; title: string; status: string; level: string }
export type EventGroup = { projectId: string; key: string }

/** By `<project id> <key>`; groups without an incident are left out. Given by whoever keeps the incidents. */
export type FindIncidents = (ctx: Context, groups: readonly EventGroup[]) => Promise<Map<string, TraceIncident>>

export type Trace = {
  traceId: string
  startedAt: Date
  durationMicros: number
  /** Of all its spans; `spans` may have fewer. */
  spanCount: number
  services: TraceService[]
  spans: PlacedSpan[]
  errors: (TraceError & { incidentId: string | null })[]
  incidents: TraceIncident[]
}

/**
 * A trace as a tree, with the errors and incidents that belong to it. `focus`: a span that must be among those shown,
 * with what it called. `limit`: spans at most. Throws not_found when nothing names the trace.
 */
export async function getTrace(
  ctx: Context,
  { traceId, focus = '', limit = defaultTraceSpans }: { traceId: string; focus?: string | undefined; limit?: number },
  findIncidents: FindIncidents,
): Promise<Trace> {
  requirePermission(ctx, 'incidents.read')
  const [extent, spans, errors] = await Promise.all([
    measureTrace(ctx, traceId),
    listTraceSpans(ctx, traceId, { focus, limit }),
    listTraceErrors(ctx, traceId, maxTraceErrors),
  ])
  const [firstError] = errors
  if (spans.length === 0 && !firstError) throw notFound('trace')
  const incidents = await findIncidents(ctx, errors)
  const startedMicros = spans.length > 0 ? extent.startedMicros : (firstError?.occurredAt.getTime() ?? 0) * 1000
  return {
    traceId,
    startedAt: new Date(Math.floor(startedMicros / 1000)),
    durationMicros: spans.length > 0 ? extent.endedMicros - extent.startedMicros : 0,
    spanCount: extent.spanCount,
    services: extent.services,
    spans: placeSpans(spans),
    errors: errors.map((error) => ({
      ...error,
      incidentId: incidents.get(`${error.projectId} ${error.key}`)?.id ?? null,
    })),
    incidents: [...new Map([...incidents.values()].map((incident) => [incident.id, incident])).values()],
  }
}

export async function getSpan(ctx: Context, traceId: string, spanId: string): Promise<FullSpan> {
  requirePermission(ctx, 'incidents.read')
  const span = await findSpan(ctx, traceId, spanId)
  if (!span) throw notFound('span')
  return span
}

/** Entry spans, with what there is of their traces: what people call transactions. Without a range: the last seven days. */
export async function listTraces(
  ctx: Context,
  input: Omit<EntryFilter, 'from' | 'to'> & { from?: Date | undefined; to?: Date | undefined } & PageQuery & {
      sort: EntrySort
    },
): Promise<{ items: (EntrySpan & TraceCounts)[]; nextCursor: string | null }> {
  requirePermission(ctx, 'incidents.read')
  const { sort, cursor, limit, to = new Date(ctx.now().getTime() + 60_000), ...rest } = input
  const { from = new Date(to.getTime() - defaultRangeMs), ...filter } = rest
  if (from >= to) throw invalidRequest('from must be before to', [{ path: 'query.from', message: 'not before to' }])
  const [value, spanId] = decodeCursor(cursor, 2)
  const after = value !== undefined && spanId !== undefined ? { value: position(value), spanId } : undefined
  const found = await listEntrySpans(ctx, { ...filter, from, to }, { sort, after, limit: limit + 1 })
  const shown = found.slice(0, limit)
  const counts = await countTraces(ctx, [...new Set(shown.map(({ traceId }) => traceId))])
  const items = shown.map((span) => ({ ...span, ...(counts.get(span.traceId) ?? { spanCount: 1, errorCount: 0 }) }))
  const last = found.length > limit ? items.at(-1) : undefined
  const sorted = last && (sort === 'newest' ? last.startedMicros : last.durationMicros)
  return { items, nextCursor: last ? encodeCursor([String(sorted), last.spanId]) : null }
}

function position(value: string): number {
  if (!/^\d{1,16}$/.test(value)) throw invalidRequest('cursor: not valid')
  return Number(value)
}
