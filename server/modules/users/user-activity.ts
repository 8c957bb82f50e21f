/**
 * What happened to a person's own sign-in: shown to the person, of members also to the admins of their workspace, and
 * mailed to the person where they should know of it at once.
 */
import { listMemberships } from '#modules/workspaces'
import { requirePermission, type Context, type Origin, type PersonContext } from '#platform/context'
import { inPlatformTransaction, inTransaction, type PlatformTx } from '#platform/database'
import { invalidRequest } from '#platform/errors'
import { decodeCursor, encodeCursor, type PageQuery } from '#platform/http'
import { newId } from '#platform/ids'
import { enqueueForPlatform } from '#platform/jobs'
import { isNoticed } from './notice.ts'
import { sendNotice } from './send-notice.ts'
import * as repo from './user-activity-repo.ts'

export const signInTypes = ['session.started', 'session.ended', 'signIn.refused', 'recoveryCode.used'] as const

export type UserActivityType =
  | (typeof signInTypes)[number]
  | 'name.changed'
  | 'password.changed'
  | 'password.reset'
  | 'email.changed'
  | 'totp.added'
  | 'totp.removed'
  | 'recoveryCodes.made'
  | 'passkey.added'
  | 'passkey.renamed'
  | 'passkey.removed'
  | 'identity.linked'
  | 'identity.unlinked'
  | 'user.closed'
  | 'user.restored'

/**
 * One entry of the person's list; call it in the transaction of what happened. Of changes to how one signs in the
 * person gets a mail, which the transaction brings about (notice.ts). `data` are small facts without secrets.
 */
export async function recordUserActivity(
  tx: PlatformTx,
  userId: string,
  type: UserActivityType,
  origin: Origin,
  data: Record<string, string> = {},
): Promise<void> {
  const id = newId('uac', tx.now())
  await repo.insertUserActivity(tx, { id, userId, type, at: tx.now(), ...origin, data })
  if (isNoticed(type, data)) await enqueueForPlatform(tx, sendNotice, { userActivityId: id })
}

/** The person's own, newest first. */
export async function listUserActivities(ctx: PersonContext, page: PageQuery) {
  const position = readCursor(page)
  const found = await inPlatformTransaction(ctx, (tx) =>
    repo.listUserActivities(tx, ctx.person.id, { ...position, limit: page.limit + 1 }),
  )
  return pageOfRows(found, page)
}

/** How the members of the workspace signed in, newest first; without what only concerns the person. */
export async function listSignIns(ctx: Context, page: PageQuery) {
  requirePermission(ctx, 'audit.read')
  const position = readCursor(page)
  const found = await inTransaction(ctx, async (tx) => {
    const members = (await listMemberships(tx)).map(({ userId }) => userId)
    return repo.listActivitiesOfMembers(tx, members, { types: signInTypes, ...position, limit: page.limit + 1 })
  })
  return pageOfRows(found, page)
}

function readCursor(page: PageQuery): { before?: { at: string; id: string } } {
  const [at, id] = decodeCursor(page.cursor, 2)
  if (at === undefined || id === undefined) return {}
  if (Number.isNaN(Date.parse(at))) throw invalidRequest('cursor: not one that this list gave')
  return { before: { at: new Date(at).toISOString(), id } }
}

function pageOfRows<Row extends { at: Date; id: string }>(found: Row[], { limit }: PageQuery) {
  const items = found.slice(0, limit)
  const last = found.length > limit ? items.at(-1) : undefined
  return { items, nextCursor: last ? encodeCursor([last.at.toISOString(), last.id]) : null }
}
