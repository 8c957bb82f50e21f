/** Erases from the audit log, which is chained: entries stay, and nothing says any more whose they were. */
import { erasePerson } from '#modules/audit'
import type { Services } from '#platform/context'
import { inPrivacyTransaction, sql, type PlatformTx } from '#platform/database'
import type { Person } from '../person.ts'
import { heldWorkspacesOf, isHeldWhole, type PersonHolds } from './held.ts'
import * as repo from './repo.ts'

const scope = { category: 'C26' } as const
const workspacesAtOnce = 20

/** What `eraseFromAudit` would do now; mentions of an address by others, which it takes away too, are not looked for. */
export async function countAudit(tx: PlatformTx, { userId }: Person): Promise<{ deleted: number; kept: number }> {
  if (userId === null) return { deleted: 0, kept: 0 }
  const { rows } = await sql<{ people: number; origins: number; changes: number; entries: number }>`
    with mine as (
      select p.workspace_id, p.reference from audit_people p where p.actor_kind = 'user' and p.actor_id = ${userId}
    ), acted as (
      select e.workspace_id, e.number from audit_entries e join mine m
        on m.workspace_id = e.workspace_id and m.reference = e.actor_reference
    ), targeted as (
      select e.workspace_id, e.number from audit_heads h
        join audit_entries e on e.workspace_id = h.workspace_id and e.target_id = ${userId}
    )
    select (select count(*) from mine) as people,
      (select count(*) from audit_origins o join acted using (workspace_id, number)) as origins,
      (select count(*) from audit_changes c join targeted using (workspace_id, number)) as changes,
      (select count(*) from (select * from acted union select * from targeted) e) as entries`.execute(tx.db)
  const { people = 0, origins = 0, changes = 0, entries = 0 } = rows[0] ?? {}
  return { deleted: people + origins + changes, kept: entries }
}

/** Goes through all workspaces: the address of a person may stand in a change that somebody else made anywhere. */
export async function eraseFromAudit(
  services: Services,
  at: { erasureId: string; step: string; position: string | null },
  { person, holds, mentions = [] }: { person: Person; holds: PersonHolds; mentions?: readonly string[] },
): Promise<{ held: boolean }> {
  const held = heldWorkspacesOf(scope, holds)
  const isHeld = isHeldWhole(scope, holds)
  const texts = [...person.addresses, ...mentions, ...(person.userId === null ? [] : [person.userId])]
  let position = at.position ?? ''
  for (;;) {
    const next = await inPrivacyTransaction(services, async (tx) => {
      const { rows } = await sql<{ workspaceId: string }>`
        select workspace_id from audit_heads where workspace_id > ${position}
        order by workspace_id limit ${workspacesAtOnce}`.execute(tx.db)
      const ids = rows.map(({ workspaceId }) => workspaceId)
      const free = isHeld ? [] : ids.filter((id) => !held.includes(id))
      const mentions = await deleteMentions(tx, free, texts)
      await repo.addProgress(tx, at, { anonymised: mentions })
      const last = ids.at(-1)
      if (last !== undefined) await repo.updateStep(tx, at, { position: last })
      return last
    })
    if (next === undefined) break
    position = next
  }
  const { userId } = person
  if (userId === null || isHeld) return { held: isHeld && userId !== null }
  if (held.length === 0) await inPrivacyTransaction(services, (tx) => erasePerson(tx, userId))
  else await erasePersonExcept(services, userId, held)
  return { held: await inPrivacyTransaction(services, (tx) => isLeft(tx, userId)) }
}

async function deleteMentions(tx: PlatformTx, workspaceIds: readonly string[], texts: readonly string[]) {
  if (workspaceIds.length === 0 || texts.length === 0) return 0
  const mentions = texts.map(
    (text) => sql<boolean>`strpos(lower(concat(before::text, after::text)), ${text.toLowerCase()}) > 0`,
  )
  const deleted = await sql`
    delete from audit_changes where workspace_id = any(${[...workspaceIds]}::text[])
      and (${sql.join(mentions, sql` or `)})`.execute(tx.db)
  return Number(deleted.numAffectedRows ?? 0)
}

async function erasePersonExcept(services: Services, userId: string, held: readonly string[]): Promise<void> {
  const { rows } = await inPrivacyTransaction(services, ({ db }) =>
    sql<{ workspaceId: string }>`
      select distinct h.workspace_id from audit_heads h
      where h.workspace_id <> all(${[...held]}::text[]) and (
        exists (select from audit_people p where p.workspace_id = h.workspace_id and p.actor_id = ${userId})
        or exists (select from audit_entries e where e.workspace_id = h.workspace_id and e.target_id = ${userId}))`.execute(
      db,
    ),
  )
  for (const { workspaceId } of rows) {
    await inPrivacyTransaction(services, (tx) => erasePerson(tx, userId, workspaceId))
  }
}

async function isLeft(tx: PlatformTx, userId: string): Promise<boolean> {
  const { rows } = await sql`
    select from audit_people where actor_kind = 'user' and actor_id = ${userId} limit 1`.execute(tx.db)
  return rows.length > 0
}
