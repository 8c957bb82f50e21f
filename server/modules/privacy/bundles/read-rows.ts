/** Rows of the database in slices, as the text of the JSON that PostgreSQL makes of them. */
import { sql, type PlatformTx } from '#platform/database'
import type { InventoryEntry, Subject } from '#platform/inventory'
import type { RawBuilder } from 'kysely'
import type { Table } from './catalog.ts'
import type { Place } from './places.ts'

/** The primary key of the last row that was read, each part as text. */
export type Cursor = readonly string[]

export type Slice = { rows: { row: string; facts: string | null }[]; next: Cursor | null }

type Query = {
  name: string
  table: Table
  /** Expressions by the name that they get in the row. */
  columns: readonly (readonly [name: string, value: RawBuilder<unknown>])[]
  /** Of these it is only said whether they hold something. */
  factFields?: readonly string[]
  where: RawBuilder<boolean>
}

/** Up to `limit` rows after `after`, in the order of the primary key. `next` is null when there are no more. */
export async function readSlice(
  { db }: PlatformTx,
  { name, table, columns, factFields = [], where }: Query,
  after: Cursor | null,
  limit: number,
): Promise<Slice> {
  // Times are written as UTC whatever the server's settings are; and rows are found by the index of the key, in its order,
  // also where the server has no statistics of the table yet and would rather sort all of it for each slice.
  await sql`select set_config('timezone', 'UTC', true), set_config('enable_sort', 'off', true),
    set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true)`.execute(db)
  const key = table.primaryKey.map((column) => sql.ref(`${name}.${column}`))
  const values = sql.join(columns.map(([as, value]) => sql`${value} as ${sql.id(as)}`))
  const facts = factFields.map(
    (field) => sql`${field}::text, case when ${sql.ref(`${name}.${field}`)} is not null then true end`,
  )
  const found = await sql<{ row: string; facts: string | null; cursor: string[] }>`
    select (select to_jsonb(r) from (select ${values}) r)::text as row,
      ${facts.length === 0 ? sql`null` : sql`jsonb_strip_nulls(jsonb_build_object(${sql.join(facts)}))::text`} as facts,
      array[${sql.join(key.map((part) => sql`${part}::text`))}] as cursor
    from ${sql.table(name)} where ${where} and ${after === null ? sql`true` : isAfter(name, table, after)}
    order by ${sql.join(key)} limit ${limit}`.execute(db)
  const last = found.rows.at(-1)?.cursor ?? null
  return { rows: found.rows, next: found.rows.length < limit ? null : last }
}

function isAfter(name: string, { primaryKey, types }: Table, after: Cursor): RawBuilder<boolean> {
  const columns = primaryKey.map((column) => sql.ref(`${name}.${column}`))
  const values = primaryKey.map((column, at) => sql`${after[at] ?? null}::text::${sql.raw(typeOf(types, column))}`)
  return sql<boolean>`(${sql.join(columns)}) > (${sql.join(values)})`
}

/** It stands in the statement's text; the catalog's own names are plain. */
function typeOf(types: Record<string, string>, column: string): string {
  const type = types[column] ?? 'text'
  if (!/^[a-z][a-z0-9 ()[\],]*$/.test(type)) throw new Error(`a type with a strange name: ${type}`)
  return type
}

export async function countRows({ db }: PlatformTx, name: string, where: RawBuilder<boolean>): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from ${sql.table(name)} where ${where}`.execute(db)
  return rows[0]?.count ?? 0
}

export function columnsOf({ name, fields }: Pick<Place, 'name' | 'fields'>): Query['columns'] {
  return fields.map((field) => [field, sql.ref(`${name}.${field}`)] as const)
}

/** The rows that belong into the bundle of a workspace. */
export function ofWorkspace(
  { name, scope }: Pick<Place, 'name' | 'scope'>,
  inventory: readonly InventoryEntry[],
  workspaceId: string,
): RawBuilder<boolean> {
  const own = scope.column === null ? undefined : sql<boolean>`${sql.ref(`${name}.${scope.column}`)} = ${workspaceId}`
  if (!scope.people) return own ?? sql<boolean>`false`
  const about = aboutPeople(name, inventory, workspaceId)
  if (!own) return about
  // Another workspace's rows about the same people are not its own.
  return sql<boolean>`(${own} or (${sql.ref(`${name}.${scope.column ?? ''}`)} is null and ${about}))`
}

/** Rows about the members, and about addresses that the workspace knows: subscribers, guests, receivers of mail. */
function aboutPeople(name: string, inventory: readonly InventoryEntry[], workspaceId: string): RawBuilder<boolean> {
  const entries = inventory.filter(({ store, place }) => store === 'database' && place === name)
  // Whoever closed their sign-in stays where it is about to be erased.
  const members = sql`select user_id from memberships where workspace_id = ${workspaceId} and not exists (
    select from frozen_users f where f.user_id = memberships.user_id and f.reason in ('closed', 'erased'))`
  const conditions = entries
    .flatMap(({ subject }) => subject)
    .flatMap((subject: Subject) => {
      if ('userId' in subject) return [sql<boolean>`${sql.ref(`${name}.${subject.userId}`)} in (${members})`]
      if (!('address' in subject)) return []
      return [sql<boolean>`lower(${sql.ref(`${name}.${subject.address}`)}) in (${addressesOf(inventory, workspaceId)})`]
    })
  return conditions.length === 0 ? sql<boolean>`false` : sql<boolean>`(${sql.join(conditions, sql` or `)})`
}

/** SQL of all addresses that the workspace knows, in lower case: of members, subscribers, guests, receivers of mail. */
export function addressesOf(inventory: readonly InventoryEntry[], workspaceId: string): RawBuilder<unknown> {
  const withAddress = inventory.flatMap(({ store, place, subject }) => {
    const ofWorkspaces = inventory.some((one) => one.place === place && one.fields.includes('workspace_id'))
    if (store !== 'database' || !ofWorkspaces) return []
    return subject.flatMap((one) => ('address' in one ? [{ place, column: one.address }] : []))
  })
  const distinct = new Map(withAddress.map((one) => [`${one.place}.${one.column}`, one]))
  const selects = [...distinct.values()].map(
    ({ place, column }) => sql`
      select lower(${sql.ref(`${place}.${column}`)}) from ${sql.table(place)} where workspace_id = ${workspaceId}`,
  )
  const ofMembers = sql`select lower(email) from users where id in (
    select user_id from memberships where workspace_id = ${workspaceId})`
  return sql.join([...selects, ofMembers], sql` union all `)
}
