/** Which columns hold sealed values: the inventory says which are encrypted, the catalog which column names the row. */
import { sql, type Db } from '#platform/database'
import type { InventoryEntry } from '../inventory.ts'
import { installation, type KeyHolder } from './data-keys.ts'

/**
 * `rowIdColumn` is the primary key without the workspace, or the workspace where it has one row only: the row part of the
 * place of each value.
 */
export type SealedColumn = { table: string; column: string; rowIdColumn: string; ofWorkspaces: boolean }

/** Their wrapped keys are no values of a place: a master key wraps them. */
const keyTables: ReadonlySet<string> = new Set(['vault_keys', 'installation_keys'])

/** Ordered by name. Throws an Error for a sealed column whose table has no primary key of one column of its own. */
export async function findSealedColumns(db: Db, inventory: readonly InventoryEntry[]): Promise<SealedColumn[]> {
  const declared = inventory
    .filter(({ store, encrypted, place }) => store === 'database' && encrypted === 'envelope' && !keyTables.has(place))
    .flatMap(({ place, fields }) => fields.map((field) => `${place}.${field}`))
  const { rows } = await sql<{ table: string; column: string; keyColumns: string[]; ofWorkspaces: boolean }>`
    select c.relname as table, a.attname as column, k.columns as key_columns,
      exists (select from pg_attribute w where w.attrelid = c.oid and w.attname = 'workspace_id') as of_workspaces
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.atttypid = 'text'::regtype
    cross join lateral (
      select coalesce(array_agg(p.attname::text), '{}') as columns from pg_index i
      join pg_attribute p on p.attrelid = c.oid and p.attnum = any (i.indkey)
      where i.indrelid = c.oid and i.indisprimary and p.attname <> 'workspace_id'
    ) k
    where c.relnamespace = 'public'::regnamespace and c.relname || '.' || a.attname = any (${declared})
      and not a.attname = any (k.columns) and a.attname <> 'workspace_id'
    order by c.relname || '.' || a.attname collate "C"`.execute(db)
  return rows.map(({ table, column, keyColumns, ofWorkspaces }) => {
    const [rowIdColumn = ofWorkspaces ? 'workspace_id' : undefined, ...more] = keyColumns
    if (rowIdColumn === undefined || more.length > 0) throw new Error(`${table} has no row id to seal ${column} for`)
    return { table, column, rowIdColumn, ofWorkspaces }
  })
}

export type SealedValue = { id: string; value: string }

/** Values that rest on any other key than this one, of rows after `afterId`, in the order of their ids. */
export async function findValuesNotOf(
  holder: KeyHolder,
  column: SealedColumn,
  query: { dataKeyId: string; afterId: string; limit: number },
): Promise<SealedValue[]> {
  const { rows } = await sql<SealedValue>`
    select ${sql.ref(column.rowIdColumn)} as id, ${sql.ref(column.column)} as value from ${sql.table(column.table)}
    where ${othersOf(holder, column, query.dataKeyId)} and ${sql.ref(column.rowIdColumn)} > ${query.afterId}
    order by ${sql.ref(column.rowIdColumn)} limit ${query.limit}`.execute(holder.db)
  return rows
}

export async function countValuesNotOf(holder: KeyHolder, column: SealedColumn, dataKeyId: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from ${sql.table(column.table)}
    where ${othersOf(holder, column, dataKeyId)}`.execute(holder.db)
  return rows[0]?.count ?? 0
}

/** Replaces each value that is still the one that was read; what somebody else has written meanwhile stays. */
export async function replaceValues(
  holder: KeyHolder,
  column: SealedColumn,
  replacements: readonly { id: string; from: string; to: string }[],
): Promise<number> {
  const [ids, from, to] = (['id', 'from', 'to'] as const).map((part) => replacements.map((one) => one[part]))
  const { numAffectedRows } = await sql`
    update ${sql.table(column.table)} t set ${sql.ref(column.column)} = n.value
    from unnest(${ids}::text[], ${from}::text[], ${to}::text[]) as n (id, previous, value)
    where ${own(holder, column)} and t.${sql.ref(column.rowIdColumn)} = n.id
      and t.${sql.ref(column.column)} = n.previous`.execute(holder.db)
  return Number(numAffectedRows ?? 0n)
}

export function isIn(workspaceId: string): (column: SealedColumn) => boolean {
  return ({ ofWorkspaces }) => ofWorkspaces === (workspaceId !== installation)
}

function othersOf(holder: KeyHolder, column: SealedColumn, dataKeyId: string) {
  const value = sql.ref(column.column)
  return sql`${own(holder, column)} and ${value} is not null and ${value} not like ${`v1.${dataKeyId}.%`}`
}

function own({ workspaceId }: KeyHolder, { ofWorkspaces }: SealedColumn) {
  return ofWorkspaces ? sql`workspace_id = ${workspaceId}` : sql`true`
}
