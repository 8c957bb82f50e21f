/**
 * Who runs the installation: the owners and admins of the workspace that the set-up made. What they may do is told by
 * the module of this name.
 */
import { sql, type PlatformTx } from '#platform/database'

export type Person = { id: string; name: string; email: string }

const staff = sql`
  from installation i
  join workspaces w on w.id = i.workspace_id and w.deleted_at is null
  join memberships m on m.workspace_id = w.id and m.role in ('owner', 'admin')
  join users u on u.id = m.user_id and not exists (select from frozen_users f where f.user_id = u.id)`

export async function isStaff(tx: PlatformTx, userId: string): Promise<boolean> {
  const { rows } = await sql`select ${staff} where u.id = ${userId}`.execute(tx.db)
  return rows.length > 0
}

export async function listStaff(tx: PlatformTx): Promise<Person[]> {
  return (await sql<Person>`select u.id, u.name, u.email ${staff} order by u.id`.execute(tx.db)).rows
}

/** Of all workspaces, so for staff and for mails to people alone; whoever was erased is not among them. */
export async function findPeople(tx: PlatformTx, ids: readonly string[]): Promise<Map<string, Person>> {
  if (ids.length === 0) return new Map()
  const query = tx.db.selectFrom('users').select(['id', 'name', 'email']).where('id', 'in', ids)
  return new Map((await query.execute()).map((person) => [person.id, person]))
}

/** Also one who is frozen. */
export async function findPersonByEmail(tx: PlatformTx, email: string): Promise<Person | undefined> {
  const query = tx.db.selectFrom('users').select(['id', 'name', 'email'])
  return query.where(sql<string>`lower(email)`, '=', email.toLowerCase()).executeTakeFirst()
}
