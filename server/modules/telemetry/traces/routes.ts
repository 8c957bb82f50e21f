import { z } from 'zod'
import { endpoint, id, pageOf, pageQuery, timestamp } from '#platform/http'
import { eventLevels } from '../event.ts'
import { spanKinds } from '../records.ts'
import { entrySorts } from './list-columns.ts'
import {
  defaultTraceSpans,
  getSpan,
  getTrace,
  listTraces,
  maxTraceErrors,
  maxTraceSpans,
  type FindIncidents,
} from './read-traces.ts'
import type { TraceSpan } from './trace.ts'

const TraceId = z.string().regex(/^[0-9a-f]{32}$/, 'expected 32 lower-case hex digits')
const SpanId = z.string().regex(/^[0-9a-f]{16}$/, 'expected 16 lower-case hex digits')
const statuses = ['unset', 'ok', 'error'] as const
const micros = z.number().int().min(0)
const queryMicros = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER)
const queryTime = z.iso.datetime({ offset: true }).transform((text) => new Date(text))

const span = {
  spanId: z.string(),
  projectId: z.string(),
  service: z.string(),
  name: z.string(),
  operation: z.string().meta({ description: '`http.server`, `db.query`; empty where nobody says' }),
  kind: z.enum(spanKinds),
  status: z.enum(statuses),
  startedAt: timestamp,
  durationMicros: micros,
}

const EntrySpanBody = z.object({
  traceId: z.string(),
  parentSpanId: z.string().nullable().meta({ description: 'Null for the one with which the trace begins' }),
  ...span,
  environment: z.string(),
  release: z.string(),
  spanCount: z.number().int().meta({ description: 'Of the whole trace, as is `errorCount`: spans that failed' }),
  errorCount: z.number().int(),
})

const PlacedSpanBody = z.object({
  ...span,
  parentSpanId: z.string().nullable(),
  isEntry: z.boolean().meta({ description: 'The outermost span of its service' }),
  offsetMicros: z.number().int().meta({ description: 'From the beginning of the trace' }),
  depth: z.number().int(),
  isOrphan: z.boolean().meta({ description: 'It names a parent that is not among those shown' }),
  childCount: z.number().int(),
})

const TraceBody = z.object({
  traceId: z.string(),
  startedAt: timestamp,
  durationMicros: micros,
  spanCount: z.number().int().meta({ description: 'Of the whole trace; at most `limit` are shown' }),
  services: z.array(z.object({ name: z.string(), spanCount: z.number().int(), errorCount: z.number().int() })),
  spans: z.array(PlacedSpanBody).meta({ description: 'From top to bottom: each is followed by its children' }),
  errors: z
    .array(
      z.object({
        eventId: z.string(),
        incidentId: z.string().nullable(),
        projectId: z.string(),
        spanId: z.string(),
        occurredAt: timestamp,
        level: z.enum(eventLevels),
        title: z.string(),
        culprit: z.string(),
        service: z.string(),
      }),
    )
    .meta({ description: `Events of the trace, the first ${maxTraceErrors}` }),
  incidents: z.array(
    z.object({ id: z.string(), number: z.number().int(), title: z.string(), status: z.string(), level: z.string() }),
  ),
})

const FullSpanBody = z.object({
  traceId: z.string(),
  ...span,
  parentSpanId: z.string().nullable(),
  isEntry: z.boolean(),
  statusMessage: z.string(),
  environment: z.string(),
  release: z.string(),
  host: z.string(),
  attributes: z.array(z.tuple([z.string(), z.string()])),
  detail: z.record(z.string(), z.unknown()).meta({ description: 'Events and links of the span, as sent' }),
})

/** `findIncidents` comes from further down the river. */
export function createTraceEndpoints(findIncidents: FindIncidents) {
  return [
    endpoint({
      operationId: 'listTraces',
      summary: 'List entry spans: requests, jobs and other transactions',
      description: 'Without `from` and `to`: of the last seven days.',
      method: 'get',
      path: '/traces',
      permission: 'incidents.read',
      query: pageQuery.extend({
        projectId: id('prj').optional(),
        service: z.string().max(200).optional(),
        environment: z.string().max(200).optional(),
        release: z.string().max(250).optional(),
        name: z.string().max(200).optional().meta({ description: 'A part of the name, in any case' }),
        operation: z.string().max(200).optional(),
        status: z.enum(statuses).optional(),
        minDurationMicros: queryMicros.optional(),
        maxDurationMicros: queryMicros.optional(),
        from: queryTime.optional(),
        to: queryTime.optional(),
        sort: z.enum(entrySorts).default('newest'),
      }),
      response: pageOf(EntrySpanBody),
      handle: async (ctx, { query }) => {
        const page = await listTraces(ctx, query)
        return { ...page, items: page.items.map(withStart) }
      },
    }),
    endpoint({
      operationId: 'getTrace',
      summary: 'Read a trace: its spans as a tree, its errors and their incidents',
      method: 'get',
      path: '/traces/{traceId}',
      permission: 'incidents.read',
      params: z.object({ traceId: TraceId }),
      query: z.object({
        limit: z.coerce.number().int().min(1).max(maxTraceSpans).default(defaultTraceSpans),
        spanId: SpanId.optional().meta({ description: 'Of a trace that is too long show what is around this span' }),
      }),
      response: TraceBody,
      handle: async (ctx, { params, query }) => {
        const trace = await getTrace(
          ctx,
          { traceId: params.traceId, focus: query.spanId, limit: query.limit },
          findIncidents,
        )
        return { ...trace, spans: trace.spans.map(withStart) }
      },
    }),
    endpoint({
      operationId: 'getSpan',
      summary: 'Read one span in full',
      method: 'get',
      path: '/traces/{traceId}/spans/{spanId}',
      permission: 'incidents.read',
      params: z.object({ traceId: TraceId, spanId: SpanId }),
      response: FullSpanBody,
      handle: async (ctx, { params }) => withStart(await getSpan(ctx, params.traceId, params.spanId)),
    }),
  ]
}

/** To the millisecond, for people; what is finer is in the offsets. */
const withStart = <T extends Pick<TraceSpan, 'startedMicros'>>(found: T) => ({
  ...found,
  startedAt: new Date(Math.floor(found.startedMicros / 1000)),
})
