/** Valid requests of the endpoints of logs, traces, the search, attachments and feedback. */
import type { Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { newHexKey } from '#platform/ids'
import { testApp } from '../index.ts'
import { at, made, project, type Make } from './make.ts'

export const recordRequests: Record<string, Make> = {
  listTraces: () => at('/traces'),
  getTrace: async (ctx) => at(`/traces/${(await traced(ctx)).traceId}`),
  getSpan: async (ctx) => {
    const { traceId, spanId } = await traced(ctx)
    return at(`/traces/${traceId}/spans/${spanId}`)
  },
  listLogs: () => at('/logs'),
  tailLogs: () => at('/logs/tail'),
  countLogs: () => at('/logs/histogram'),
  listLogTemplates: () => at('/log-templates'),
  getLogTemplate: async (ctx) => at(`/log-templates/${await logTemplate(ctx)}`),
  searchEvents: () => at('/search/events'),
  countFoundEvents: () => at('/search/events/histogram'),
  searchLogs: () => at('/search/logs'),
  countFoundLogs: () => at('/search/logs/histogram'),
  listEventNames: () => at('/search/events/names'),
  listLogNames: () => at('/search/logs/names'),
  listAttachments: async (ctx) => at(`/attachments?projectId=${await project(ctx)}&eventId=${newHexKey()}`),
  listFeedback: async (ctx) => at(`/feedback?projectId=${await project(ctx)}`),
}

/** A span that a program of a new project sent. */
async function traced(ctx: Context): Promise<{ traceId: string; spanId: string }> {
  const { ingestKey } = await made(ctx, 'POST', '/projects', { name: 'Shop' })
  const ids = { traceId: newHexKey(16), spanId: newHexKey(8) }
  const body = JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [{ ...ids, name: 'GET /' }] }] }] })
  const app = await testApp()
  const headers = { 'content-type': 'application/json', 'x-watchword-key': ingestKey }
  const answer = await app.fetch(new Request('http://localhost/v1/traces', { method: 'POST', headers, body }))
  if (!answer.ok) throw new Error(`the span was refused: ${await answer.text()}`)
  return ids
}

async function logTemplate(ctx: Context): Promise<string> {
  const template = {
    id: `tpl_${newHexKey()}`,
    projectId: await project(ctx),
    number: 1,
    version: 1,
    source: 'mined' as const,
    pattern: 'connection lost',
    mergedInto: null,
    lineCount: 1,
    firstSeenAt: ctx.now(),
    lastSeenAt: ctx.now(),
  }
  await inTransaction(ctx, (tx) =>
    tx.db
      .insertInto('logTemplates')
      .values({ ...template, workspaceId: tx.workspaceId })
      .execute(),
  )
  return template.id
}
