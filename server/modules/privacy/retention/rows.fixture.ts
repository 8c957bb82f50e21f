/** Makes a row of any table of the database, with the rows that it refers to: what the schema asks for and no more. */
import { randomBytes } from 'node:crypto'
import type { Services } from '#platform/context'
import { sql, type Db } from '#platform/database'

type Column = { name: string; type: string }
type Reference = { columns: string[]; parent: string; parentColumns: string[] }
export type Row = Record<string, unknown>

/** What a check of the table allows and the name of a column does not tell. */
const special: Record<string, (given: Row) => Row> = {
  consents: ({ withdrawn_at }) => (withdrawn_at ? { withdrawn_by: 'person' } : {}),
  deliveries: () => ({ state: 'delivered' }),
  legal_holds: () => ({ address: 'held@example.com', release_reason: 'over' }),
  minor_reports: () => ({ decision: 'rejected' }),
  person_exports: () => ({ address: 'person@example.com' }),
  privacy_requests: ({ closed_at }) => (closed_at ? { state: 'answered' } : {}),
  processing_limits: () => ({ user_id: 'usr_1', kind: 'restriction' }),
  workspace_privacy_requests: () => ({ outcome: 'done' }),
}

export async function insertRow({ database }: Services, table: string, given: Row): Promise<void> {
  await database.kysely.transaction().execute((db) => insert(db, table, given))
}

/** How many rows have these values. */
export async function countRows({ database }: Services, table: string, wanted: Row): Promise<number> {
  return database.kysely.transaction().execute((db) =>
    unforced(db, table, async () => {
      const conditions = Object.entries(wanted).map(([name, value]) => sql`${sql.ref(name)} = ${value}`)
      const { rows } = await sql<{ count: number }>`
        select count(*) as count from ${sql.table(table)} where ${sql.join(conditions, sql` and `)}`.execute(db)
      return rows[0]?.count ?? 0
    }),
  )
}

export async function readRow({ database }: Services, table: string, wanted: Row): Promise<Row | undefined> {
  return database.kysely.transaction().execute((db) =>
    unforced(db, table, async () => {
      const conditions = Object.entries(wanted).map(([name, value]) => sql`${sql.ref(name)} = ${value}`)
      const { rows } = await sql<{ row: Row }>`
        select to_jsonb(t) as row from ${sql.table(table)} t where ${sql.join(conditions, sql` and `)}`.execute(db)
      return rows[0]?.row
    }),
  )
}

async function insert(db: Db, table: string, given: Row): Promise<void> {
  const row: Row = { ...special[table]?.(given), ...given }
  for (const { columns, parent, parentColumns } of await referencesOf(db, table)) {
    const values = columns.map((column) => (row[column] ??= filler('text')))
    const parentRow = Object.fromEntries(parentColumns.map((column, index) => [column, values[index]]))
    await insertParent(db, parent, parentRow)
  }
  const checks = await checksOf(db, table)
  for (const { name, type } of await requiredColumns(db, table)) {
    if (!(name in row)) row[name] = checks.get(name) ?? filler(type)
  }
  const names = Object.keys(row)
  await unforced(db, table, () =>
    sql`insert into ${sql.table(table)} (${sql.join(names.map((name) => sql.ref(name)))})
      overriding system value values (${sql.join(names.map((name) => sql`${row[name]}`))})`.execute(db),
  )
}

async function insertParent(db: Db, table: string, row: Row): Promise<void> {
  const conditions = Object.entries(row).map(([name, value]) => sql`${sql.ref(name)} = ${value}`)
  const { rows } = await unforced(db, table, () =>
    sql`select from ${sql.table(table)} where ${sql.join(conditions, sql` and `)}`.execute(db),
  )
  if (rows.length === 0) await insert(db, table, row)
}

/** The owner of the tables is bound by row-level security as well. */
async function unforced<T>(db: Db, table: string, work: () => Promise<T>): Promise<T> {
  await sql`alter table ${sql.table(table)} no force row level security`.execute(db)
  const result = await work()
  await sql`alter table ${sql.table(table)} force row level security`.execute(db)
  return result
}

async function requiredColumns(db: Db, table: string): Promise<Column[]> {
  const { rows } = await sql<Column>`
    select attname as name, format_type(atttypid, null) as type from pg_attribute
    where attrelid = ${table}::regclass and attnum > 0 and attnotnull and not atthasdef and attidentity = ''
      and not attisdropped`.execute(db)
  return rows
}

async function referencesOf(db: Db, table: string): Promise<Reference[]> {
  const { rows } = await sql<Reference>`
    select p.relname as parent,
      array(select attname::text from unnest(conkey) with ordinality k(n, o)
        join pg_attribute on attrelid = conrelid and attnum = n order by o) as columns,
      array(select attname::text from unnest(confkey) with ordinality k(n, o)
        join pg_attribute on attrelid = confrelid and attnum = n order by o) as parent_columns
    from pg_constraint join pg_class p on p.oid = confrelid
    where conrelid = ${table}::regclass and contype = 'f'`.execute(db)
  return rows
}

/** The first word of each list of words. */
async function checksOf(db: Db, table: string): Promise<Map<string, string>> {
  const { rows } = await sql<{ definition: string }>`
    select pg_get_constraintdef(oid) as definition from pg_constraint
    where conrelid = ${table}::regclass and contype = 'c'`.execute(db)
  const words = rows.flatMap(({ definition }) => {
    const [, column, word] = /^CHECK \(\((\w+) = ANY \(ARRAY\['(\w+)'/.exec(definition) ?? []
    return column !== undefined && word !== undefined ? [[column, word] as const] : []
  })
  return new Map(words)
}

function filler(type: string): unknown {
  if (type === 'jsonb') return '{}'
  if (type === 'boolean') return false
  if (type === 'date') return '2018-01-01'
  if (type === 'bytea') return randomBytes(8)
  if (type.endsWith('[]')) return []
  if (/int|numeric|double|real/.test(type)) return 1
  if (type.startsWith('timestamp')) return new Date('2018-01-01T00:00:00Z')
  return `x${randomBytes(6).toString('hex')}`
}
