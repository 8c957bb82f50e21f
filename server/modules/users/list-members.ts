import { listMemberships, type Role } from '#modules/workspaces'
import { requirePermission, type Context } from '#platform/context'
import { inPlatformTransaction, inTransaction, sql } from '#platform/database'
import * as repo from './repo.ts'

export type Member = {
  userId: string
  name: string
  email: string
  role: Role
  joinedAt: Date
  /** They need more than a password to sign in. */
  secondFactor: boolean
}

export async function listMembers(ctx: Context): Promise<Member[]> {
  requirePermission(ctx, 'members.read')
  const members = await inTransaction(ctx, async (tx) => {
    const memberships = await listMemberships(tx)
    const names = await repo.listNames(
      tx,
      memberships.map(({ userId }) => userId),
    )
    const byId = new Map(names.map((user) => [user.id, user]))
    return memberships.flatMap((membership) => {
      const user = byId.get(membership.userId)
      return user ? [{ ...membership, name: user.name, email: user.email }] : []
    })
  })
  const protectedIds = await listProtected(
    ctx,
    members.map(({ userId }) => userId),
  )
  return members.map((member) => ({ ...member, secondFactor: protectedIds.has(member.userId) }))
}

/** Those of the people who have an authenticator app or a passkey. What they have exactly is nobody else's affair. */
async function listProtected(ctx: Context, ids: readonly string[]): Promise<Set<string>> {
  const wanted = [...ids]
  const found = await inPlatformTransaction(ctx, ({ db }) =>
    sql<{ userId: string }>`
      select user_id from totp_factors where confirmed_at is not null and user_id = any(${wanted}::text[])
      union select user_id from passkeys where user_id = any(${wanted}::text[])`.execute(db),
  )
  return new Set(found.rows.map(({ userId }) => userId))
}
