import { z } from 'zod'
import { endpoint, id, pageOf, pageQuery } from '#platform/http'
import { logLevels } from '../records.ts'
import { maxQueryLength } from '../search/query.ts'
import { countLogs, listLogs, tailLogs } from './list-logs.ts'
import { countCursor, describeLog, HistogramBody, LogBody } from './log-body.ts'

/** Of a query; any offset. */
const time = z.iso.datetime({ offset: true }).transform((text) => new Date(text))

const filter = z.object({
  projectId: id('prj').optional(),
  level: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(z.enum(logLevels)))
    .optional()
    .meta({ description: 'One or several, separated by commas' }),
  service: z.string().max(250).optional(),
  environment: z.string().max(250).optional(),
  release: z.string().max(250).optional(),
  host: z.string().max(250).optional(),
  traceId: z
    .string()
    .regex(/^[0-9a-f]{32}$/, 'expected 32 lower-case hex digits')
    .optional(),
  templateId: id('tpl').optional(),
})
const range = { from: time.optional(), to: time.optional() }

export const endpoints = [
  endpoint({
    operationId: 'listLogs',
    summary: 'List log lines, newest first',
    description:
      'Without `from`, as far back as lines are kept. `around` begins at a time: with direction `older` what led to it, ' +
      'with `newer` what followed. `newerCursor` with direction `newer` is what came after the first line of a page.',
    method: 'get',
    path: '/logs',
    permission: 'incidents.read',
    query: filter.extend({
      ...pageQuery.shape,
      ...range,
      around: time.optional().meta({ description: 'Begin at this time; for the lines around an event' }),
      direction: z.enum(['older', 'newer']).default('older'),
    }),
    response: pageOf(LogBody).extend({ newerCursor: z.string().nullable() }),
    handle: async (ctx, { query }) => {
      const page = await listLogs(ctx, query)
      return { ...page, items: page.items.map(describeLog) }
    },
  }),
  endpoint({
    operationId: 'tailLogs',
    summary: 'Log lines that arrived since the last call, in the order of their arrival',
    description: 'Ask again with `nextCursor`. Lines of the last two seconds come with the next call.',
    method: 'get',
    path: '/logs/tail',
    permission: 'incidents.read',
    query: filter.extend({
      ...pageQuery.shape,
      query: z.string().max(maxQueryLength).optional().meta({ description: 'As of `GET /search/logs`' }),
    }),
    response: z.object({ items: z.array(LogBody), nextCursor: z.string() }),
    handle: async (ctx, { query }) => {
      const { items, nextCursor } = await tailLogs(ctx, query)
      return { items: items.map(describeLog), nextCursor }
    },
  }),
  endpoint({
    operationId: 'countLogs',
    summary: 'How many log lines there were when, by level',
    description: 'Without a range: the last day. A line that was sent twice may count twice for some minutes.',
    method: 'get',
    path: '/logs/histogram',
    permission: 'incidents.read',
    query: filter.extend({ ...range, cursor: countCursor }),
    response: HistogramBody,
    handle: (ctx, { query }) => countLogs(ctx, query),
  }),
]
