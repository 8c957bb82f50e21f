/** Requests of somebody who is signed in: who they are is known. */
import { requireFresh, type PersonContext } from '#platform/context'
import { inPlatformTransaction } from '#platform/database'
import { conflict, notFound } from '#platform/errors'
import { endLimits, listLimits } from '#platform/processing'
import { acknowledge } from './acknowledge.ts'
import { requestsPerPerson } from './limits.ts'
import { newRequest, type RequestInput } from './new-request.ts'
import { requireOpen, type PrivacyRequest, type RequestType } from './request.ts'
import * as repo from './repo.ts'
import { settle } from './settle.ts'

const listLimit = 100
/** Somebody who has so many open has all of them; more is a mistake. */
const maxOpen = 20

/** What hands over or destroys data wants a fresh factor. Throws rate_limited, conflict, fresh_factor_required. */
export async function createOwnRequest(ctx: PersonContext, input: RequestInput): Promise<PrivacyRequest> {
  if (wantsFreshness(input.type)) requireFresh(ctx)
  const request = newRequest(ctx, input, { via: 'session', userId: ctx.person.id, address: null })
  await ctx.limiter.consume(requestsPerPerson, ctx.person.id)
  return inPlatformTransaction(ctx, async (tx) => {
    const mine = await repo.listRequestsOf(tx, ctx.person.id, listLimit)
    if (mine.filter(({ state }) => state === 'open').length >= maxOpen)
      throw conflict('you have too many open requests')
    const now = tx.now()
    const open: PrivacyRequest = { ...request, state: 'open', confirmedAt: now, verifiedAt: now }
    await repo.insertRequest(tx, open)
    await repo.appendAct(tx, { requestId: open.id, userId: 'person', type: 'received' })
    await acknowledge(tx, open)
    await settle(tx, open)
    return (await repo.findRequest(tx, open.id)) ?? open
  })
}

/** The second step of a request that came by mailed link. Throws conflict for one that waits for nothing. */
export async function verifyOwnRequest(ctx: PersonContext, id: string): Promise<PrivacyRequest> {
  requireFresh(ctx)
  return inPlatformTransaction(ctx, async (tx) => {
    const request = await getOwn(tx, ctx, id)
    requireOpen(request)
    if (request.verifiedAt) throw conflict('nothing more is wanted for this request')
    const verified = { ...request, verifiedAt: tx.now() }
    await repo.updateRequest(tx, id, { verifiedAt: verified.verifiedAt })
    await repo.appendAct(tx, { requestId: id, userId: 'person', type: 'verified', data: { by: 'signIn' } })
    await settle(tx, verified)
    return (await repo.findRequest(tx, id)) ?? verified
  })
}

/** Newest first, at most 100. */
export function listOwnRequests(ctx: PersonContext): Promise<PrivacyRequest[]> {
  return inPlatformTransaction(ctx, (tx) => repo.listRequestsOf(tx, ctx.person.id, listLimit))
}

/** The person's objections and restrictions that hold, by the request that they come from. */
export function listOwnLimits(ctx: PersonContext) {
  return inPlatformTransaction(ctx, async (tx) => {
    const limits = await listLimits(tx, { userId: ctx.person.id, address: ctx.person.email })
    const holding = limits.filter(({ until }) => until === null || until > tx.now())
    return [...new Map(holding.map((limit) => [limit.requestId, limit])).values()]
  })
}

/** The person takes an objection or a restriction back, which ends it at once: nobody has to be told. */
export async function endOwnLimit(ctx: PersonContext, requestId: string): Promise<void> {
  await inPlatformTransaction(ctx, async (tx) => {
    const limits = await listLimits(tx, { userId: ctx.person.id, address: ctx.person.email })
    if (!limits.some((limit) => limit.requestId === requestId)) throw notFound('objection or restriction')
    if ((await endLimits(tx, requestId, tx.now())) === 0) return
    await repo.appendAct(tx, { requestId, userId: 'person', type: 'lifted', data: { until: tx.now().toISOString() } })
  })
}

function wantsFreshness(type: RequestType): boolean {
  return type === 'access' || type === 'export' || type === 'deletion'
}

/** Locked. Throws not_found for another's. */
async function getOwn(
  tx: Parameters<typeof repo.getRequestForUpdate>[0],
  ctx: PersonContext,
  id: string,
): Promise<PrivacyRequest> {
  const request = await repo.getRequestForUpdate(tx, id)
  if (request.userId !== ctx.person.id) throw notFound('privacy request')
  return request
}
