/** Which rows a sweep leaves alone, because a legal hold covers exactly them. */
import { sql, type PlatformTx } from '#platform/database'
import type { InventoryEntry } from '#platform/inventory'
import type { RawBuilder } from 'kysely'
import { coversCategory, type Hold } from '../holds/hold.ts'
import { listActiveHolds } from '../holds/repo.ts'
import { aboutPerson, type Person } from '../person.ts'
import type { SweepRule } from './rule.ts'

export type HeldPerson = Person & { hold: Hold }
export type Holds = { workspaces: readonly Hold[]; people: readonly HeldPerson[]; releasedAt: Date }

/** As the privacy engine's role. A hold on a person covers their address, and one on an address its user. */
export async function loadHolds(tx: PlatformTx): Promise<Holds> {
  const holds = await listActiveHolds(tx)
  const people: HeldPerson[] = []
  for (const hold of holds.filter(({ workspaceId }) => workspaceId === null)) people.push(await personOf(tx, hold))
  const released = await sql<{ at: Date | null }>`select max(released_at) as at from legal_holds`.execute(tx.db)
  return {
    workspaces: holds.filter(({ workspaceId }) => workspaceId !== null),
    people,
    releasedAt: released.rows[0]?.at ?? new Date(0),
  }
}

async function personOf(tx: PlatformTx, hold: Hold): Promise<HeldPerson> {
  const { userId, address } = hold
  const { rows } = await sql<{ id: string; email: string }>`
    select id, lower(email) as email from users where id = ${userId} or lower(email) = ${address}`.execute(tx.db)
  const addresses = [...new Set([...(address === null ? [] : [address]), ...rows.map(({ email }) => email)])]
  return { hold, userId: userId ?? rows[0]?.id ?? null, addresses }
}

/** Workspaces of which nothing of these categories may go. */
export function heldWorkspaces({ entries }: Pick<SweepRule, 'entries'>, { workspaces }: Holds): string[] {
  const held = workspaces.filter((hold) => entries.some(({ category }) => coversCategory(hold, category)))
  return [...new Set(held.flatMap(({ workspaceId }) => workspaceId ?? []))]
}

export function heldPeople({ entries }: Pick<SweepRule, 'entries'>, { people }: Holds): HeldPerson[] {
  return people.filter(({ hold }) => entries.some(({ category }) => coversCategory(hold, category)))
}

/** SQL that is true for the rows of a table that are held; undefined when none can be. */
export function heldRows(
  rule: SweepRule,
  inventory: readonly InventoryEntry[],
  holds: Holds,
): RawBuilder<boolean> | undefined {
  const conditions: RawBuilder<boolean>[] = []
  const workspaceIds = heldWorkspaces(rule, holds)
  if (rule.hasWorkspace && workspaceIds.length > 0) {
    conditions.push(sql<boolean>`${sql.ref(`${rule.place}.workspace_id`)} = any(${workspaceIds}::text[])`)
  }
  for (const person of heldPeople(rule, holds)) {
    conditions.push(...rule.entries.flatMap((entry) => aboutPerson(entry, inventory, person) ?? []))
  }
  if (conditions.length === 0) return undefined
  return sql<boolean>`coalesce(${sql.join(conditions, sql` or `)}, false)`
}
