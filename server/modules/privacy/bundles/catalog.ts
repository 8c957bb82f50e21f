/** What the stores themselves say of their tables: keys, types, references. The inventory says what is in them. */
import { sql, type PlatformTx } from '#platform/database'
import type { Columns } from '#platform/columns'

export type Reference = { columns: string[]; table: string; keys: string[] }

export type Table = {
  primaryKey: string[]
  /** PostgreSQL's names of the types, by column. */
  types: Record<string, string>
  /** Columns whose values are made by a sequence. */
  identities: string[]
  references: Reference[]
  /** Columns that a new row must bring. */
  required: string[]
  /** What a workspace's own role may do with it, and whether the platform's may add rows. */
  workspaceReads: boolean
  workspaceInserts: boolean
  platformInserts: boolean
}

export type Catalog = ReadonlyMap<string, Table>

type Row = Omit<Table, 'types'> & { name: string; types: Record<string, string> }

export async function readCatalog({ db }: PlatformTx): Promise<Catalog> {
  const found = await sql<Row>`
    select c.relname as name,
      coalesce((
        select array_agg(a.attname::text order by k.position)
        from pg_index i, unnest(i.indkey) with ordinality k (number, position), pg_attribute a
        where i.indrelid = c.oid and i.indisprimary and a.attrelid = c.oid and a.attnum = k.number
      ), '{}') as primary_key,
      (select jsonb_object_agg(a.attname, format_type(a.atttypid, a.atttypmod)) from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as types,
      coalesce((select array_agg(a.attname::text) from pg_attribute a
        where a.attrelid = c.oid and a.attidentity <> ''), '{}') as identities,
      coalesce((select array_agg(a.attname::text) from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attnotnull and not a.atthasdef
          and a.attidentity = ''), '{}') as required,
      has_table_privilege('watchword_app', c.oid, 'select') as workspace_reads,
      has_table_privilege('watchword_app', c.oid, 'insert') as workspace_inserts,
      has_table_privilege('watchword_platform', c.oid, 'insert') as platform_inserts,
      coalesce((
        select jsonb_agg(jsonb_build_object('table', parent.relname,
          'columns', ${namesOf('r.conrelid', 'r.conkey')}, 'keys', ${namesOf('r.confrelid', 'r.confkey')}))
        from pg_constraint r join pg_class parent on parent.oid = r.confrelid
        where r.conrelid = c.oid and r.contype = 'f'
      ), '[]') as "references"
    from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')`.execute(db)
  return new Map(found.rows.map(({ name, ...table }) => [name, table]))
}

function namesOf(table: string, numbers: string) {
  return sql.raw(`(select jsonb_agg(a.attname order by k.position)
    from unnest(${numbers}) with ordinality k (number, position), pg_attribute a
    where a.attrelid = ${table} and a.attnum = k.number)`)
}

/** Tables so that each comes before those that refer to it. A table's reference to itself does not count. */
export function parentsFirst(catalog: Catalog, tables: readonly string[]): string[] {
  const waiting = new Set(tables)
  const order: string[] = []
  while (waiting.size > 0) {
    const free = [...waiting].filter(
      (name) => !catalog.get(name)?.references.some(({ table }) => table !== name && waiting.has(table)),
    )
    if (free.length === 0) throw new Error(`these tables refer to each other: ${[...waiting].join(', ')}`)
    for (const name of free.toSorted()) {
      waiting.delete(name)
      order.push(name)
    }
  }
  return order
}

/** A table of the column store: what it is sorted by, columns or expressions of them, with their types in ClickHouse. */
export type ColumnTable = { sortingKey: KeyPart[] }
export type KeyPart = { expression: string; type: string }

export async function readColumnTable(columns: Columns, name: string): Promise<ColumnTable> {
  const [table] = await columns.query<{ key: string }>(
    `select sorting_key as key from system.tables where database = currentDatabase() and name = {name:String}`,
    { name },
  )
  if (!table) throw new Error(`there is no table ${name}`)
  const expressions = partsOf(table.key)
  const described = await columns.query<{ type: string }>(
    `describe (select ${expressions.map((expression, at) => `${expression} as k${at}`).join(', ')} from ${name})`,
  )
  return { sortingKey: described.map(({ type }, at) => ({ expression: expressions[at] ?? '', type })) }
}

/** Of a list of expressions, which may have lists of their own in parentheses. */
function partsOf(list: string): string[] {
  const parts = ['']
  let depth = 0
  for (const char of list) {
    if (char === '(') depth += 1
    if (char === ')') depth -= 1
    if (char === ',' && depth === 0) parts.push('')
    else parts[parts.length - 1] += char
  }
  return parts.map((part) => part.trim())
}
