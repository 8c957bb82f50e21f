import { z } from 'zod'
import { requireProject } from '#modules/workspaces'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { invalidRequest } from '#platform/errors'
import { decodeCursor, encodeCursor, endpoint, id, pageOf, pageQuery, timestamp, type PageQuery } from '#platform/http'
import type { StoredFeedback } from './feedback.ts'
import * as repo from './repo.ts'

const FeedbackBody = z
  .object({
    id: id('fbk'),
    projectId: id('prj'),
    eventId: z.string().nullable(),
    receivedAt: timestamp,
    name: z.string().nullable(),
    email: z.string().nullable(),
    message: z.string(),
    url: z.string().nullable(),
    release: z.string().nullable(),
    environment: z.string().nullable(),
    traceId: z.string().nullable(),
  })
  .meta({ id: 'Feedback' })

export const endpoints = [
  endpoint({
    operationId: 'listFeedback',
    summary: 'List what people said about errors, newest first',
    method: 'get',
    path: '/feedback',
    permission: 'incidents.read',
    query: pageQuery.extend({
      projectId: id('prj').optional(),
      eventId: z
        .string()
        .regex(/^[0-9a-f]{32}$/, 'expected an event id')
        .optional(),
    }),
    response: pageOf(FeedbackBody),
    handle: (ctx, { query }) => listFeedback(ctx, query),
  }),
]

async function listFeedback(
  ctx: Context,
  { cursor, limit, ...filter }: PageQuery & repo.FeedbackFilter,
): Promise<{ items: StoredFeedback[]; nextCursor: string | null }> {
  requirePermission(ctx, 'incidents.read')
  const [at, last] = decodeCursor(cursor, 2)
  const receivedAt = new Date(at ?? 0)
  if (Number.isNaN(receivedAt.getTime())) throw invalidRequest('cursor: not one that this list gave')
  const after = last === undefined ? undefined : { receivedAt, id: last }
  const found = await inTransaction(ctx, async (tx) => {
    if (filter.projectId !== undefined) await requireProject(tx, filter.projectId)
    return repo.list(tx, filter, { after, limit })
  })
  const items = found.slice(0, limit)
  const end = found.length > limit ? items.at(-1) : undefined
  return { items, nextCursor: end ? encodeCursor([end.receivedAt.toISOString(), end.id]) : null }
}
