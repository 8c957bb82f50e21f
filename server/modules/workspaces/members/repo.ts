/** SQL of memberships, and what of people row-level security shows to their workspace. */
import type { Tx } from '#platform/context'
import { sql, type PlatformTx } from '#platform/database'
import type { Role } from '../permissions.ts'
import type { Membership } from '../workspace.ts'

export async function setRole(tx: Tx, { userId, role }: Pick<Membership, 'userId' | 'role'>): Promise<void> {
  const query = tx.db.updateTable('memberships').set({ role }).where('workspaceId', '=', tx.workspaceId)
  await query.where('userId', '=', userId).execute()
}

export async function deleteMembership(tx: Tx, userId: string): Promise<void> {
  const query = tx.db.deleteFrom('memberships').where('workspaceId', '=', tx.workspaceId)
  await query.where('userId', '=', userId).execute()
}

export async function findMembership(tx: Tx, userId: string): Promise<{ userId: string; role: Role } | undefined> {
  const query = tx.db.selectFrom('memberships').select(['userId', 'role']).where('workspaceId', '=', tx.workspaceId)
  return query.where('userId', '=', userId).executeTakeFirst()
}

/**
 * Whether somebody is a member, and stays one until the transaction ends: whoever removes them at the same moment waits,
 * and what follows from their leaving meets all that was done here.
 */
export async function holdMembership(tx: Tx, userId: string): Promise<boolean> {
  const query = tx.db.selectFrom('memberships').select('userId').where('workspaceId', '=', tx.workspaceId)
  return (await query.where('userId', '=', userId).forKeyShare().executeTakeFirst()) !== undefined
}

/** Names of those who are members now; whoever has left is not among them. */
export async function listMemberNames(tx: Tx, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const found = await sql<{ id: string; name: string }>`
    select u.id, u.name from users u join memberships m on m.user_id = u.id
    where m.workspace_id = ${tx.workspaceId} and u.id = any(${[...ids]}::text[])`.execute(tx.db)
  return new Map(found.rows.map(({ id, name }) => [id, name]))
}

export async function isMembersAddress(tx: Tx, address: string): Promise<boolean> {
  const found = await sql`
    select from users u join memberships m on m.user_id = u.id
    where m.workspace_id = ${tx.workspaceId} and lower(u.email) = lower(${address})`.execute(tx.db)
  return found.rows.length > 0
}

/** Of anyone who can sign in. */
export async function findPerson(
  tx: PlatformTx,
  by: { id: string } | { address: string },
): Promise<{ id: string; name: string; email: string } | undefined> {
  const found = await sql<{ id: string; name: string; email: string }>`
    select id, name, email from users
    where ${'id' in by ? sql`id = ${by.id}` : sql`lower(email) = lower(${by.address})`}`.execute(tx.db)
  return found.rows[0]
}
