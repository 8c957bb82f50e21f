import { recordAudit } from '#modules/audit'
import { requirePermission, type Context, type Services } from '#platform/context'
import { inPlatformTransaction, inTransaction } from '#platform/database'
import { conflict, invalidRequest } from '#platform/errors'
import { decodeCursor, encodeCursor, type PageQuery } from '#platform/http'
import { definePlatformJob, enqueue, enqueueForPlatform, type PlatformJob } from '#platform/jobs'
import { z } from 'zod'
import { closeQuietly } from '../close.ts'
import * as desk from '../repo.ts'
import { mailWorkspaceAnswer } from './mail-answer.ts'
import * as repo from './repo.ts'
import type { Outcome, RoutedRequest } from './routed-request.ts'

/** What people asked of the workspace. */
export async function listWorkspaceRequests(ctx: Context, page: PageQuery) {
  requirePermission(ctx, 'workspace.admin')
  const [open, at, id] = decodeCursor(page.cursor, 3)
  const after = at === undefined || id === undefined ? undefined : { open: open === 'open', at, id }
  if (after && Number.isNaN(Date.parse(after.at))) throw invalidRequest('cursor: not one that this list gave')
  const found = await inTransaction(ctx, (tx) => repo.listRouted(tx, { after, limit: page.limit }))
  const items = found.slice(0, page.limit)
  const last = found.length > page.limit ? items.at(-1) : undefined
  const position = last && [last.answeredAt ? 'closed' : 'open', last.dueAt.toISOString(), last.id]
  return { items, nextCursor: position ? encodeCursor(position) : null }
}

/** `text` is mailed to the person, and with the mail is forgotten who it was. Throws conflict for one that is answered. */
export async function answerWorkspaceRequest(
  ctx: Context,
  id: string,
  { outcome, text }: { outcome: Outcome; text: string },
): Promise<RoutedRequest> {
  requirePermission(ctx, 'workspace.admin')
  return inTransaction(ctx, async (tx) => {
    const routed = await repo.getRoutedForUpdate(tx, id)
    if (routed.answeredAt) throw conflict('this request was answered already')
    const change = { answeredAt: tx.now(), outcome, answer: text }
    await repo.updateRouted(tx, id, change)
    await enqueue(tx, mailWorkspaceAnswer, { routedId: id })
    await enqueueForPlatform(tx, passAnswerOn, { requestId: routed.requestId })
    await recordAudit(tx, 'privacyRequest.answered', { targetId: id, after: { outcome } })
    return { ...routed, ...change }
  })
}

const input = z.object({ requestId: z.string() })

/** Notes in the request what workspaces answered; when all have, and nothing else is left to do, it is answered. */
export const passAnswerOn: PlatformJob<z.infer<typeof input>> = definePlatformJob({
  name: 'privacy.passAnswerOn',
  purpose: 'compliance',
  reads: ['C31'],
  input,
  handle: passOn,
})

async function passOn(services: Services, { requestId }: z.infer<typeof input>): Promise<void> {
  await inPlatformTransaction(services, async (tx) => {
    const found = await desk.findRequest(tx, requestId)
    if (!found) return
    const request = await desk.getRequestForUpdate(tx, requestId)
    const routed = await repo.listRoutedOf(tx, requestId)
    const known = (await desk.listActs(tx, requestId)).filter(({ type }) => type === 'workspaceAnswered')
    for (const { workspaceId, outcome, answeredAt } of routed) {
      const isNew = answeredAt !== null && !known.some(({ data }) => data['workspaceId'] === workspaceId)
      const act = { requestId, userId: 'workspace', type: 'workspaceAnswered', data: { workspaceId, outcome } } as const
      if (isNew) await desk.appendAct(tx, act)
    }
    if (request.state !== 'open' || routed.some(({ answeredAt }) => answeredAt === null)) return
    const answer = routed.map(({ answer: text }) => text ?? '').join('\n\n')
    await closeQuietly(tx, request, { state: 'answered', by: 'workspace', answer })
  })
}
