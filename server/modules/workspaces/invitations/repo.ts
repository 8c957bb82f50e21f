/** SQL of invitations. */
import type { Tx } from '#platform/context'
import { isUniqueViolation, sql, type PlatformTx } from '#platform/database'
import { conflict, notFound } from '#platform/errors'
import type { Invitation } from './invitation.ts'

declare module '#platform/database' {
  interface Tables {
    invitations: Invitation & { workspaceId: string }
  }
}

const columns = ['id', 'email', 'role', 'invitedBy', 'linkId', 'createdAt', 'expiresAt'] as const

function invitations(tx: Tx) {
  return tx.db.selectFrom('invitations').select(columns).where('workspaceId', '=', tx.workspaceId)
}

export async function insertInvitation(tx: Tx, invitation: Invitation): Promise<void> {
  try {
    await tx.db
      .insertInto('invitations')
      .values({ ...invitation, workspaceId: tx.workspaceId })
      .execute()
  } catch (error) {
    if (isUniqueViolation(error, 'invitations_by_email')) throw conflict('this address is invited already')
    throw error
  }
}

export async function findInvitation(tx: Tx, id: string): Promise<Invitation | undefined> {
  return invitations(tx).where('id', '=', id).executeTakeFirst()
}

/** Locks the row, so that it is either accepted or revoked. */
export async function findInvitationForUpdate(tx: Tx, id: string): Promise<Invitation | undefined> {
  return invitations(tx).where('id', '=', id).forUpdate().executeTakeFirst()
}

/** Throws not_found. */
export async function getInvitationForUpdate(tx: Tx, id: string): Promise<Invitation> {
  const invitation = await findInvitationForUpdate(tx, id)
  if (!invitation) throw notFound('invitation')
  return invitation
}

export async function findInvitationOf(tx: Tx, email: string): Promise<Invitation | undefined> {
  return invitations(tx)
    .where(sql<string>`lower(email)`, '=', email.toLowerCase())
    .executeTakeFirst()
}

export async function countOpen(tx: Tx): Promise<number> {
  const { open } = await tx.db
    .selectFrom('invitations')
    .select((eb) => eb.fn.countAll<number>().as('open'))
    .where('workspaceId', '=', tx.workspaceId)
    .where('expiresAt', '>', tx.now())
    .executeTakeFirstOrThrow()
  return open
}

/** Newest first. */
export async function listInvitations(
  tx: Tx,
  { before, limit }: { before: { createdAt: Date; id: string } | undefined; limit: number },
): Promise<Invitation[]> {
  let query = invitations(tx)
  if (before) query = query.where(sql<boolean>`(created_at, id) < (${before.createdAt}, ${before.id})`)
  return query.orderBy('createdAt', 'desc').orderBy('id', 'desc').limit(limit).execute()
}

export async function updateSending(tx: Tx, { id, linkId, expiresAt }: Invitation): Promise<void> {
  const query = tx.db.updateTable('invitations').set({ linkId, expiresAt }).where('workspaceId', '=', tx.workspaceId)
  await query.where('id', '=', id).execute()
}

export async function deleteInvitation(tx: Tx, id: string): Promise<void> {
  await tx.db.deleteFrom('invitations').where('workspaceId', '=', tx.workspaceId).where('id', '=', id).execute()
}

/** In which live workspace the invitation is. */
export async function locateInvitation(
  tx: PlatformTx,
  by: { id: string } | { linkId: string },
): Promise<{ id: string; workspaceId: string } | undefined> {
  const query = tx.db
    .selectFrom('invitations')
    .innerJoin('workspaces', 'workspaces.id', 'invitations.workspaceId')
    .select(['invitations.id', 'invitations.workspaceId'])
    .where('workspaces.deletedAt', 'is', null)
  if ('id' in by) return query.where('invitations.id', '=', by.id).executeTakeFirst()
  return query.where('invitations.linkId', '=', by.linkId).executeTakeFirst()
}
