/** Lists over traces: their entry spans, and the events that belong to one. */
import type { QueryParams } from '#platform/columns'
import type { Context } from '#platform/context'
import type { EventLevel } from '../event.ts'
import type { Span, SpanKind } from '../records.ts'

export type EntryFilter = {
  from: Date
  to: Date
  projectId?: string | undefined
  service?: string | undefined
  environment?: string | undefined
  release?: string | undefined
  /** A part of the name, in any case. */
  name?: string | undefined
  operation?: string | undefined
  status?: Span['status'] | undefined
  minDurationMicros?: number | undefined
  maxDurationMicros?: number | undefined
}

export const entrySorts = ['newest', 'slowest'] as const
export type EntrySort = (typeof entrySorts)[number]

/** `value`: microseconds, of the start or of the duration, as the order has it. */
export type EntryPosition = { value: number; spanId: string }

export type EntrySpan = {
  traceId: string
  spanId: string
  /** Null for the one with which the trace begins. */
  parentSpanId: string | null
  projectId: string
  service: string
  name: string
  operation: string
  kind: SpanKind
  status: Span['status']
  startedMicros: number
  durationMicros: number
  environment: string
  release: string
}

type EntryRow = {
  trace_id: string
  span_id: string
  parent_span_id: string
  project_id: string
  service: string
  name: string
  operation: string
  kind: SpanKind
  status: Span['status']
  started_micros: number
  duration_micros: number
  environment: string
  release: string
}

const conditions: Record<Exclude<keyof EntryFilter, 'from' | 'to'>, string> = {
  projectId: 'project_id = {projectId:String}',
  service: 'service = {service:String}',
  environment: 'environment = {environment:String}',
  release: 'release = {release:String}',
  name: 'positionCaseInsensitiveUTF8(name, {name:String}) > 0',
  operation: 'operation = {operation:String}',
  status: 'status = {status:String}',
  minDurationMicros: 'duration_micros >= {minDurationMicros:UInt64}',
  maxDurationMicros: 'duration_micros <= {maxDurationMicros:UInt64}',
}

const sortColumns: Record<EntrySort, string> = {
  newest: 'toUnixTimestamp64Micro(started_at)',
  slowest: 'toInt64(duration_micros)',
}

export async function listEntrySpans(
  ctx: Context,
  filter: EntryFilter,
  page: { sort: EntrySort; after: EntryPosition | undefined; limit: number },
): Promise<EntrySpan[]> {
  const { sort, after, limit } = page
  const column = sortColumns[sort]
  const given: QueryParams = {}
  const wanted: string[] = []
  for (const [name, condition] of Object.entries(conditions)) {
    const value = filter[name as keyof typeof conditions] // the names of the object itself
    if (value === undefined) continue
    given[name] = value
    wanted.push(condition)
  }
  if (after) wanted.push(`(${column}, span_id) < ({value:Int64}, {spanId:String})`)
  const rows = await ctx.columns.forWorkspace(ctx.workspaceId).query<EntryRow>(
    `select trace_id, span_id, parent_span_id, project_id, service, name, operation, kind, status, environment, release,
       toUnixTimestamp64Micro(started_at) as started_micros, duration_micros
     from spans
     where workspace_id = {workspaceId:String} and is_entry = 1
       and started_at >= {from:DateTime64(3)} and started_at < {to:DateTime64(3)}
       ${wanted.map((condition) => `and ${condition}`).join(' ')}
     order by ${column} desc, span_id desc limit 1 by trace_id, span_id limit {limit:UInt32}`,
    { ...given, ...after, from: filter.from, to: filter.to, limit },
  )
  return rows.map((row) => ({
    traceId: row.trace_id,
    spanId: row.span_id,
    parentSpanId: row.parent_span_id || null,
    projectId: row.project_id,
    service: row.service,
    name: row.name,
    operation: row.operation,
    kind: row.kind,
    status: row.status,
    startedMicros: row.started_micros,
    durationMicros: row.duration_micros,
    environment: row.environment,
    release: row.release,
  }))
}

/** Of a whole trace; `errorCount`: spans that failed. */
export type TraceCounts = { spanCount: number; errorCount: number }

/** By trace id. */
export async function countTraces(ctx: Context, traceIds: readonly string[]): Promise<Map<string, TraceCounts>> {
  if (traceIds.length === 0) return new Map()
  const rows = await ctx.columns
    .forWorkspace(ctx.workspaceId)
    .query<{ trace_id: string; spans: number; errors: number }>(
      `select trace_id, uniqExact(span_id) as spans, uniqExactIf(span_id, status = 'error') as errors from spans
       where workspace_id = {workspaceId:String} and trace_id in {traceIds:Array(String)} group by trace_id`,
      { traceIds },
    )
  return new Map(rows.map(({ trace_id, spans, errors }) => [trace_id, { spanCount: spans, errorCount: errors }]))
}

export type TraceError = {
  eventId: string
  projectId: string
  /** Of its group: leads to the incident. */
  key: string
  spanId: string
  occurredAt: Date
  level: EventLevel
  title: string
  culprit: string
  service: string
}

type ErrorRow = {
  event_id: string
  project_id: string
  key: string
  span_id: string
  occurred_at: Date
  level: EventLevel
  title: string
  culprit: string
  service: string
}

/** Events that name the trace, in the order of time. */
export async function listTraceErrors(ctx: Context, traceId: string, limit: number): Promise<TraceError[]> {
  const rows = await ctx.columns.forWorkspace(ctx.workspaceId).query<ErrorRow>(
    `select event_id, project_id, key, span_id, occurred_at, level, title, culprit, service from events
     where workspace_id = {workspaceId:String} and trace_id = {traceId:String}
     order by occurred_at, event_id limit 1 by event_id limit {limit:UInt32}`,
    { traceId, limit },
  )
  return rows.map(({ event_id, project_id, span_id, occurred_at, ...rest }) => ({
    eventId: event_id,
    projectId: project_id,
    spanId: span_id,
    occurredAt: occurred_at,
    ...rest,
  }))
}
