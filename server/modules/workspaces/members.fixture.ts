/** People and workspaces for tests of who may do what. */
import { randomBytes } from 'node:crypto'
import type { Context, PersonContext } from '#platform/context'
import { inPlatformTransaction, inTransaction, sql } from '#platform/database'
import { newId } from '#platform/ids'
import { personOf, testServices } from '#testing'
import { permissionsOf, type Role } from './permissions.ts'
import { insertMembership } from './repo.ts'

/** Someone who can sign in and is a member of nothing. */
export async function person(name = 'Grace Tester'): Promise<{ id: string; name: string; email: string }> {
  const services = await testServices()
  const user = { id: newId('usr', services.now()), name, email: `p-${randomBytes(6).toString('hex')}@example.com` }
  await inPlatformTransaction(services, ({ db }) =>
    sql`insert into users (id, email, name, created_at, email_verified_at)
      values (${user.id}, ${user.email}, ${user.name}, now(), now())`.execute(db),
  )
  return user
}

/** The same workspace, as another person who joined it with this role. */
export async function joined(ctx: Context, role: Role, name?: string): Promise<Context> {
  const user = await person(name)
  await inTransaction(ctx, (tx) => insertMembership(tx, { userId: user.id, role, joinedAt: tx.now() }))
  return asUser(ctx, user, role)
}

export function asUser(ctx: Context, user: { id: string; name: string }, role: Role): Context {
  return { ...ctx, actor: { kind: 'user', id: user.id, name: user.name }, permissions: permissionsOf(role) }
}

export async function personContext(ctx: Context): Promise<PersonContext> {
  const found = await personOf(ctx)
  if (!found) throw new Error('not a person')
  return found
}

export async function rolesOf(ctx: Context): Promise<Record<string, Role>> {
  const found = await inTransaction(ctx, ({ db, workspaceId }) =>
    sql<{ userId: string; role: Role }>`
      select user_id, role from memberships where workspace_id = ${workspaceId}`.execute(db),
  )
  return Object.fromEntries(found.rows.map(({ userId, role }) => [userId, role]))
}

/** The actions on record in the audit log, oldest first. */
export async function auditOf(
  ctx: Context,
): Promise<{ action: string; targetId: string; before: unknown; after: unknown }[]> {
  const found = await inTransaction(ctx, ({ db, workspaceId }) =>
    sql<{ action: string; targetId: string; before: unknown; after: unknown }>`
      select e.action, e.target_id, c.before, c.after from audit_entries e
      left join audit_changes c on c.workspace_id = e.workspace_id and c.number = e.number
      where e.workspace_id = ${workspaceId} order by e.number`.execute(db),
  )
  return found.rows
}
