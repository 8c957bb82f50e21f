/** Staff place, look at, review and release holds. */
import { asStaff } from '#modules/staff'
import { findPeople } from '#modules/users'
import { findWorkspaces } from '#modules/workspaces'
import type { PersonContext } from '#platform/context'
import { conflict, invalidRequest } from '#platform/errors'
import { decodeCursor, encodeCursor, type PageQuery } from '#platform/http'
import { newId } from '#platform/ids'
import type { CategoryId } from '#platform/policy'
import type { Hold } from './hold.ts'
import { recordForOperators } from './record.ts'
import * as repo from './repo.ts'

export type HoldInput = {
  workspaceId?: string | undefined
  userId?: string | undefined
  address?: string | undefined
  categories?: CategoryId[] | undefined
  reason: string
  owner: string
  reviewOn: string
}

/** From the commit on nothing of its scope is deleted. Throws invalid_request for a scope that is not there. */
export function createHold(ctx: PersonContext, input: HoldInput): Promise<Hold> {
  return asStaff(ctx, async (tx) => {
    const { workspaceId = null, userId = null, categories = null, reason, owner, reviewOn } = input
    const now = tx.now()
    checkReview(reviewOn, now)
    if (workspaceId !== null && !(await findWorkspaces(tx, [workspaceId])).has(workspaceId)) {
      throw unknown('workspaceId', 'no such workspace')
    }
    if (userId !== null && !(await findPeople(tx, [userId])).has(userId)) throw unknown('userId', 'no such user')
    const hold: Hold = {
      id: newId('hld', now),
      workspaceId,
      userId,
      address: input.address?.toLowerCase() ?? null,
      categories: categories && [...new Set(categories)],
      reason,
      owner,
      reviewOn,
      createdAt: now,
      createdBy: ctx.person.id,
      releasedAt: null,
      releasedBy: null,
      releaseReason: null,
    }
    await repo.insertHold(tx, hold)
    await recordForOperators(tx, ctx, 'hold.created', { targetId: hold.id, after: auditOf(hold) })
    return hold
  })
}

/** The next sweep deletes what it held. Throws conflict for one that is released. */
export function releaseHold(ctx: PersonContext, id: string, reason: string): Promise<Hold> {
  return asStaff(ctx, async (tx) => {
    const old = await repo.getHoldForUpdate(tx, id)
    if (old.releasedAt) throw conflict('this hold is released already')
    const hold = { ...old, releasedAt: tx.now(), releasedBy: ctx.person.id, releaseReason: reason }
    await repo.updateHold(tx, hold)
    await recordForOperators(tx, ctx, 'hold.released', { targetId: id, before: auditOf(old), after: auditOf(hold) })
    return hold
  })
}

/** It was looked at and goes on, until the next date of review. */
export function reviewHold(ctx: PersonContext, id: string, reviewOn: string): Promise<Hold> {
  return asStaff(ctx, async (tx) => {
    const old = await repo.getHoldForUpdate(tx, id)
    if (old.releasedAt) throw conflict('this hold is released')
    checkReview(reviewOn, tx.now())
    const hold = { ...old, reviewOn }
    await repo.updateHold(tx, hold)
    await recordForOperators(tx, ctx, 'hold.reviewed', { targetId: id, before: auditOf(old), after: auditOf(hold) })
    return hold
  })
}

export function listHolds(
  ctx: PersonContext,
  { cursor, limit }: PageQuery,
): Promise<{ items: Hold[]; nextCursor: string | null }> {
  return asStaff(ctx, async (tx) => {
    const [before] = decodeCursor(cursor, 1)
    const found = await repo.listHolds(tx, { before, limit })
    const items = found.slice(0, limit)
    const last = found.length > limit ? items.at(-1) : undefined
    return { items, nextCursor: last ? encodeCursor([last.id]) : null }
  })
}

const maxReviewDays = 366

function checkReview(reviewOn: string, now: Date): void {
  const at = Date.parse(reviewOn)
  if (at <= now.getTime()) throw unknown('reviewOn', 'must be in the future')
  if (at > now.getTime() + maxReviewDays * 86_400_000) throw unknown('reviewOn', 'must be within a year')
}

/** An address is personal and the log is not erasable: it says that there is one. */
function auditOf({ address, ...hold }: Hold) {
  const { id: _, createdAt: __, createdBy: ___, releasedBy: ____, ...rest } = hold
  return { ...rest, scope: address === null ? 'id' : 'address' }
}

function unknown(path: string, message: string) {
  return invalidRequest(`${path}: ${message}`, [{ path, message }])
}
