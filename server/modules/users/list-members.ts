import { listMemberships, type Role } from '#modules/workspaces'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import * as repo from './repo.ts'

export type Member = { userId: string; name: string; email: string; role: Role; joinedAt: Date }

export async function listMembers(ctx: Context): Promise<Member[]> {
  requirePermission(ctx, 'members.read')
  return inTransaction(ctx, async (tx) => {
    const memberships = await listMemberships(tx)
    const names = await repo.listNames(
      tx,
      memberships.map(({ userId }) => userId),
    )
    return memberships.flatMap((membership) => {
      const user = names.find(({ id }) => id === membership.userId)
      return user ? [{ ...membership, name: user.name, email: user.email }] : []
    })
  })
}
