import { z } from 'zod'
import { endpoint, id, pageOf, pageQuery, timestamp } from '#platform/http'
import { eventLevels } from '../event.ts'
import { countCursor, describeLog, HistogramBody, LogBody } from '../logs/log-body.ts'
import type { FindIncidents } from '../traces/read-traces.ts'
import { maxQueryLength } from './query.ts'
import { countFound, listSearchNames, searchEvents, searchLogs } from './search.ts'

const time = z.iso.datetime({ offset: true }).transform((text) => new Date(text))

const question = z.object({
  query: z
    .string()
    .max(maxQueryLength)
    .default('')
    .meta({ description: 'words, "a phrase", word*, field:value, field:>5, field:*, -not; see docs/search.md' }),
  projectId: id('prj').optional(),
  from: time.optional().meta({ description: 'Without it: 30 days before `to`' }),
  to: time.optional().meta({ description: 'Without it: now' }),
})

const known = z.string().nullable()
const FoundEventBody = z.object({
  id: z.string(),
  projectId: id('prj'),
  incidentId: known.meta({ description: 'That the event belongs to now' }),
  occurredAt: timestamp,
  receivedAt: timestamp,
  kind: z.enum(['exception', 'message', 'log']),
  level: z.enum(eventLevels),
  title: z.string().meta({ description: 'Empty when the payload was removed by age' }),
  culprit: z.string(),
  release: known,
  environment: known,
  service: known,
  host: known,
  traceId: known,
  user: known,
})

const scope = question.omit({ query: true })
const NamesBody = z.object({
  items: z
    .array(
      z.object({
        name: z.string(),
        count: z.number().int().meta({ description: 'How many of the rows that were read have it' }),
        values: z.array(z.string()).meta({ description: 'The most frequent ones' }),
      }),
    )
    .meta({ description: 'The most frequent first' }),
})

/** `findIncidents` comes from further down the river. */
export function createSearchEndpoints(findIncidents: FindIncidents) {
  return [
    endpoint({
      operationId: 'searchEvents',
      summary: 'Search events by words and attributes, newest first',
      method: 'get',
      path: '/search/events',
      permission: 'incidents.read',
      query: question.extend(pageQuery.shape),
      response: pageOf(FoundEventBody),
      handle: async (ctx, { query }) => {
        const { items, nextCursor } = await searchEvents(ctx, query)
        const incidents = await findIncidents(ctx, items)
        return {
          items: items.map((event) => ({
            ...event,
            incidentId: incidents.get(`${event.projectId} ${event.key}`)?.id ?? null,
          })),
          nextCursor,
        }
      },
    }),
    endpoint({
      operationId: 'countFoundEvents',
      summary: 'How many events a search finds, by time and level',
      method: 'get',
      path: '/search/events/histogram',
      permission: 'incidents.read',
      query: question.extend({ cursor: countCursor }),
      response: HistogramBody,
      handle: (ctx, { query }) => countFound(ctx, 'events', query),
    }),
    endpoint({
      operationId: 'searchLogs',
      summary: 'Search log lines by words and attributes, newest first',
      method: 'get',
      path: '/search/logs',
      permission: 'incidents.read',
      query: question.extend(pageQuery.shape),
      response: pageOf(LogBody),
      handle: async (ctx, { query }) => {
        const { items, nextCursor } = await searchLogs(ctx, query)
        return { items: items.map(describeLog), nextCursor }
      },
    }),
    endpoint({
      operationId: 'countFoundLogs',
      summary: 'How many log lines a search finds, by time and level',
      method: 'get',
      path: '/search/logs/histogram',
      permission: 'incidents.read',
      query: question.extend({ cursor: countCursor }),
      response: HistogramBody,
      handle: (ctx, { query }) => countFound(ctx, 'logs', query),
    }),
    endpoint({
      operationId: 'listEventNames',
      summary: 'Names that the newest events have, with frequent values, for completing a query',
      method: 'get',
      path: '/search/events/names',
      permission: 'incidents.read',
      query: scope,
      response: NamesBody,
      handle: async (ctx, { query }) => ({ items: await listSearchNames(ctx, 'events', query) }),
    }),
    endpoint({
      operationId: 'listLogNames',
      summary: 'Names that the newest log lines have, with frequent values, for completing a query',
      method: 'get',
      path: '/search/logs/names',
      permission: 'incidents.read',
      query: scope,
      response: NamesBody,
      handle: async (ctx, { query }) => ({ items: await listSearchNames(ctx, 'logs', query) }),
    }),
  ]
}
