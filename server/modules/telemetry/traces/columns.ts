/** Spans as rows. All readers say LIMIT 1 BY: a span that was sent twice may stand twice. */
import { writeRow } from '#platform/columns'
import type { Context } from '#platform/context'
import type { JsonObject } from '../event.ts'
import type { TableRows } from '../record-intake.ts'
import type { Target } from '../record-stores.ts'
import type { Span, SpanKind } from '../records.ts'
import type { TraceSpan } from './trace.ts'

/** Attributes in which OpenTelemetry names the person whom a request concerns, the usual one first. */
const userAttributes = { id: ['user.id', 'enduser.id'], email: ['user.email'] }

export function spanRows({ workspaceId, projectId }: Target, spans: readonly Span[]): TableRows[] {
  return [{ table: 'spans', rows: spans.map((span) => spanRow(workspaceId, projectId, span)) }]
}

function spanRow(workspaceId: string, projectId: string, span: Span): Buffer {
  const row = {
    workspace_id: workspaceId,
    project_id: projectId,
    is_entry: span.isEntry ? 1 : 0,
    started_at: withMicros(span.startedAt, span.startedMicros ?? 0),
    trace_id: span.traceId,
    span_id: span.spanId,
    parent_span_id: span.parentSpanId ?? '',
    received_at: span.receivedAt,
    duration_micros: Math.max(0, Math.round(span.durationMicros)),
    name: span.name,
    operation: span.operation,
    kind: span.kind,
    status: span.status,
    status_message: span.statusMessage ?? '',
    service: span.service ?? '',
    release: span.release ?? '',
    environment: span.environment ?? '',
    host: span.host ?? '',
    user_id: attribute(span, userAttributes.id),
    user_email: attribute(span, userAttributes.email),
    attributes: span.attributes,
  }
  return writeRow(row, span.detail ? { detail: JSON.stringify(span.detail) } : {})
}

const withMicros = (at: Date, micros: number) => at.toISOString().replace('Z', `${String(micros).padStart(3, '0')}Z`)

function attribute({ attributes }: Span, names: readonly string[]): string {
  for (const wanted of names) {
    const found = attributes.find(([name]) => name === wanted)
    if (found) return found[1]
  }
  return ''
}

const treeColumns = `project_id, span_id, parent_span_id, service, name, operation, kind, status, is_entry,
  toUnixTimestamp64Micro(started_at) as started_micros, duration_micros`

type TreeRow = {
  project_id: string
  span_id: string
  parent_span_id: string
  service: string
  name: string
  operation: string
  kind: SpanKind
  status: Span['status']
  is_entry: number
  started_micros: number
  duration_micros: number
}

/**
 * At most `limit` of a trace. Where there are more, those around `focus` come first, then failed ones, then entries,
 * then the earliest.
 */
export async function listTraceSpans(
  ctx: Context,
  traceId: string,
  { focus, limit }: { focus: string; limit: number },
): Promise<TraceSpan[]> {
  const rows = await ctx.columns.forWorkspace(ctx.workspaceId).query<TreeRow>(
    `select ${treeColumns} from spans
     where workspace_id = {workspaceId:String} and trace_id = {traceId:String}
     order by span_id = {focus:String} desc, parent_span_id = {focus:String} desc, status = 'error' desc,
       is_entry desc, started_at, span_id
     limit 1 by span_id limit {limit:UInt32}`,
    { traceId, focus, limit },
  )
  return rows.map(toTraceSpan)
}

const toTraceSpan = (row: TreeRow): TraceSpan => ({
  projectId: row.project_id,
  spanId: row.span_id,
  parentSpanId: row.parent_span_id || null,
  service: row.service,
  name: row.name,
  operation: row.operation,
  kind: row.kind,
  status: row.status,
  isEntry: row.is_entry === 1,
  startedMicros: row.started_micros,
  durationMicros: row.duration_micros,
})

export type TraceService = { name: string; spanCount: number; errorCount: number }
export type TraceExtent = { services: TraceService[]; spanCount: number; startedMicros: number; endedMicros: number }

type ExtentRow = { service: string; spans: number; errors: number; began: number; ended: number }

/** Of all spans of the trace, also those that are not listed. */
export async function measureTrace(ctx: Context, traceId: string): Promise<TraceExtent> {
  const rows = await ctx.columns.forWorkspace(ctx.workspaceId).query<ExtentRow>(
    `select service, uniqExact(span_id) as spans, uniqExactIf(span_id, status = 'error') as errors,
       min(toUnixTimestamp64Micro(started_at)) as began,
       max(toUnixTimestamp64Micro(started_at) + toInt64(duration_micros)) as ended
     from spans where workspace_id = {workspaceId:String} and trace_id = {traceId:String}
     group by service order by began, service limit 1000`,
    { traceId },
  )
  return {
    services: rows.map(({ service, spans, errors }) => ({ name: service, spanCount: spans, errorCount: errors })),
    spanCount: rows.reduce((sum, { spans }) => sum + spans, 0),
    startedMicros: Math.min(...rows.map(({ began }) => began)),
    endedMicros: Math.max(...rows.map(({ ended }) => ended)),
  }
}

export type FullSpan = TraceSpan & {
  traceId: string
  statusMessage: string
  release: string
  environment: string
  host: string
  attributes: [name: string, value: string][]
  /** Events and links, as sent. */
  detail: JsonObject
}

type FullRow = TreeRow & {
  status_message: string
  release: string
  environment: string
  host: string
  attributes: [string, string][]
  detail: string
}

export async function findSpan(ctx: Context, traceId: string, spanId: string): Promise<FullSpan | undefined> {
  const [row] = await ctx.columns.forWorkspace(ctx.workspaceId).query<FullRow>(
    `select ${treeColumns}, status_message, release, environment, host, attributes, detail from spans
     where workspace_id = {workspaceId:String} and trace_id = {traceId:String} and span_id = {spanId:String}
     order by started_at limit 1`,
    { traceId, spanId },
  )
  if (!row) return undefined
  return {
    ...toTraceSpan(row),
    traceId,
    statusMessage: row.status_message,
    release: row.release,
    environment: row.environment,
    host: row.host,
    attributes: row.attributes,
    // Trusted: our own text, written by spanRow.
    detail: row.detail === '' ? {} : (JSON.parse(row.detail) as JsonObject),
  }
}
