/** Erases from one table after another, in bounded slices; which rows and how is what the plan says. */
import type { Services } from '#platform/context'
import { inPrivacyTransaction, sql, type PlatformTx } from '#platform/database'
import type { RawBuilder } from 'kysely'
import type { Facts } from '../facts.ts'
import { aboutPerson, type Person } from '../person.ts'
import { exceptHeld, onlyHeld, type PersonHolds } from './held.ts'
import type { PlannedEntry, PlannedPlace } from './plan.ts'
import * as repo from './repo.ts'

export const sliceRows = 1_000

/** Whose rows they are, what takes the place of their id, and what must not be touched. */
export type Subjects = {
  person: Person
  pseudonym: string
  holds: PersonHolds
  /** Further addresses that may stand in changes which others made. */
  mentions?: readonly string[]
}

type Condition = RawBuilder<boolean>

/**
 * Rows that go, rows that are anonymised, rows that stay for a reason, rows that a workspace decides about, and rows that
 * a hold protects.
 */
export type Counts = {
  deleted: number
  anonymised: number
  kept: number
  leftTo: Record<string, number>
  held: number
}

/** Erases what the plan says of this table; the numbers are written down with each slice. */
export async function eraseFromTable(
  services: Services,
  facts: Facts,
  at: { erasureId: string; place: PlannedPlace },
  subjects: Subjects,
): Promise<void> {
  const { erasureId, place } = at
  const step = { erasureId, step: place.step }
  const parts = conditionsOf(facts, place, subjects)
  await inSlices(services, async (tx) => {
    const deleted = await deleteSlice(tx, place.place, parts.deletes)
    if (deleted > 0) await repo.addProgress(tx, step, { deleted })
    return deleted
  })
  await inSlices(services, async (tx) => {
    const anonymised = await anonymiseSlice(tx, place.place, parts.anonymises, subjects)
    if (anonymised > 0) await repo.addProgress(tx, step, { anonymised })
    return anonymised
  })
  await inPrivacyTransaction(services, async (tx) => {
    const { kept, leftTo, held } = await countRows(tx, facts, place, subjects)
    await repo.updateStep(tx, step, { kept, leftTo, held: held > 0 })
  })
}

async function inSlices(services: Services, work: (tx: PlatformTx) => Promise<number>): Promise<void> {
  let affected = sliceRows
  while (affected >= sliceRows) affected = await inPrivacyTransaction(services, work)
}

/** What `eraseFromTable` would do now. */
export async function countRows(
  tx: PlatformTx,
  facts: Facts,
  place: PlannedPlace,
  subjects: Subjects,
): Promise<Counts> {
  const parts = conditionsOf(facts, place, subjects)
  const count = async (condition: Condition | undefined): Promise<number> => {
    if (!condition) return 0
    const { rows } = await sql<{ count: number }>`
      select count(*) as count from ${sql.table(place.place)} where ${condition}`.execute(tx.db)
    return rows[0]?.count ?? 0
  }
  const changing = anyOf((await changesOf(tx, place.place, parts.anonymises, subjects)).map(({ pending }) => pending))
  return {
    deleted: await count(parts.deletes),
    anonymised: await count(changing && parts.deletes ? sql<boolean>`${changing} and not ${parts.deletes}` : changing),
    kept: await count(parts.keeps),
    leftTo: parts.left ? await countByWorkspace(tx, place.place, parts.left) : {},
    held: await count(parts.held),
  }
}

async function countByWorkspace(tx: PlatformTx, table: string, condition: Condition): Promise<Record<string, number>> {
  const { rows } = await sql<{ workspaceId: string; count: number }>`
    select workspace_id, count(*) as count from ${sql.table(table)} where ${condition} group by 1`.execute(tx.db)
  return Object.fromEntries(rows.map(({ workspaceId, count }) => [workspaceId, count]))
}

function conditionsOf(facts: Facts, place: PlannedPlace, { person, holds }: Subjects) {
  const about = ({ entry }: PlannedEntry): Condition | undefined => aboutPerson(entry, facts.inventory, person)
  const of = (action: PlannedEntry['action']) => place.entries.filter((one) => one.action === action)
  const erasable = (one: PlannedEntry) => {
    const found = about(one)
    const condition = found && exceptHeld(scopeOf(one), holds, found)
    return condition ? [{ entry: one, condition }] : []
  }
  return {
    deletes: anyOf(of('delete').flatMap((one) => erasable(one).map(({ condition }) => condition))),
    anonymises: of('anonymise').flatMap(erasable),
    keeps: anyOf(of('keep').flatMap((one) => about(one) ?? [])),
    left: anyOf(of('workspaceDecides').flatMap((one) => about(one) ?? [])),
    held: anyOf(
      [...of('delete'), ...of('anonymise')].flatMap((one) => {
        const found = about(one)
        return (found && onlyHeld(scopeOf(one), holds, found)) ?? []
      }),
    ),
  }
}

function scopeOf({ entry: { category }, perWorkspace }: PlannedEntry) {
  return { category, perWorkspace }
}

function anyOf(conditions: readonly Condition[]): Condition | undefined {
  return conditions.length === 0 ? undefined : sql<boolean>`(${sql.join(conditions, sql` or `)})`
}

async function deleteSlice(tx: PlatformTx, table: string, condition: Condition | undefined): Promise<number> {
  if (!condition) return 0
  const name = sql.table(table)
  const deleted = await sql`
    delete from ${name} where ctid = any(array(
      select ctid from ${name} where ${condition} limit ${sliceRows}))`.execute(tx.db)
  return Number(deleted.numAffectedRows ?? 0)
}

async function anonymiseSlice(
  tx: PlatformTx,
  table: string,
  parts: readonly AnonymisedPart[],
  subjects: Subjects,
): Promise<number> {
  const changes = await changesOf(tx, table, parts, subjects)
  const pending = anyOf(changes.map((change) => change.pending))
  if (!pending) return 0
  const name = sql.table(table)
  const columns = Map.groupBy(changes, ({ column }) => column)
  const sets = [...columns].map(([column, cases]) => {
    const whens = cases.map((change) => sql`when ${change.pending} then ${change.value}`)
    return sql`${sql.ref(column)} = case ${sql.join(whens, sql` `)} else ${sql.ref(column)} end`
  })
  const changed = await sql`
    update ${name} set ${sql.join(sets)} where ctid = any(array(
      select ctid from ${name} where ${pending} limit ${sliceRows}))`.execute(tx.db)
  return Number(changed.numAffectedRows ?? 0)
}

type AnonymisedPart = { entry: PlannedEntry; condition: Condition }

/** `pending`: the row is about the person, and this column still says so. */
type Change = { column: string; value: RawBuilder<unknown>; pending: Condition }

/** All parts of a table at once: after one was anonymised, nothing would say any more that the others are the person's. */
async function changesOf(
  tx: PlatformTx,
  table: string,
  parts: readonly AnonymisedPart[],
  { person, pseudonym }: Subjects,
): Promise<Change[]> {
  if (parts.length === 0) return []
  const types = await columnTypes(tx, table)
  return parts.flatMap(({ entry, condition }) => [
    ...entry.replaces.map((column) => ({
      column,
      value: sql`${pseudonym}::text`,
      pending: sql<boolean>`(${condition} and ${sql.ref(column)} = ${person.userId})`,
    })),
    ...entry.empties.map((column) => {
      const value = emptyOf(types.get(column), pseudonym)
      return { column, value, pending: sql<boolean>`(${condition} and ${sql.ref(column)} is distinct from ${value})` }
    }),
  ])
}

type ColumnType = { type: string; nullable: boolean }

async function columnTypes(tx: PlatformTx, table: string): Promise<Map<string, ColumnType>> {
  const { rows } = await sql<{ name: string; type: string; nullable: boolean }>`
    select column_name as name, data_type as type, is_nullable = 'YES' as nullable
    from information_schema.columns where table_schema = 'public' and table_name = ${table}`.execute(tx.db)
  return new Map(rows.map(({ name, ...rest }) => [name, rest]))
}

/** Nothing, or where there must be something what says nothing. */
function emptyOf(column: ColumnType | undefined, pseudonym: string): RawBuilder<unknown> {
  if (!column) throw new Error('the inventory names a column to empty that does not exist')
  if (column.nullable) return sql`null`
  if (column.type === 'jsonb') return sql`'{}'::jsonb`
  if (column.type === 'bytea') return sql`''::bytea`
  if (column.type === 'ARRAY') return sql`'{}'`
  return sql`${pseudonym}::text`
}

/** Places that refer to others come before these, so that nothing disappears before it was looked at. */
export async function inErasableOrder(tx: PlatformTx, places: readonly PlannedPlace[]): Promise<PlannedPlace[]> {
  const { rows: references } = await sql<{ child: string; parent: string }>`
    select child.relname as child, parent.relname as parent from pg_constraint c
    join pg_class child on child.oid = c.conrelid join pg_class parent on parent.oid = c.confrelid
    where c.contype = 'f' and child.oid <> parent.oid and c.connamespace = 'public'::regnamespace`.execute(tx.db)
  const found = places.flatMap(({ place, entries }) =>
    entries.flatMap(({ entry }) =>
      entry.subject.flatMap((one) => ('of' in one ? [{ child: place, parent: one.of }] : [])),
    ),
  )
  const waiting = new Map(places.map((place) => [place.place, place]))
  const order: PlannedPlace[] = []
  while (waiting.size > 0) {
    const free = [...waiting.values()].filter(
      ({ place }) =>
        ![...references, ...found].some(
          ({ child, parent }) => parent === place && child !== place && waiting.has(child),
        ),
    )
    if (free.length === 0) throw new Error(`these tables refer to each other: ${[...waiting.keys()].join(', ')}`)
    for (const place of free) {
      waiting.delete(place.place)
      order.push(place)
    }
  }
  return order
}
