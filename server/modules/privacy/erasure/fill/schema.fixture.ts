/** What the database says of a table: columns, foreign keys, lists of words, and the order in which tables are filled. */
import { sql, type Db } from '#platform/database'
import type { RawBuilder } from 'kysely'
import { madeElsewhere } from './demands.fixture.ts'
import type { Whom } from './types.fixture.ts'

export type Column = { name: string; type: string; nullable: boolean; generated: boolean }

export async function columnsOf(db: Db, table: string): Promise<Column[]> {
  const { rows } = await sql<Column>`
    select column_name as name, data_type as type, is_nullable = 'YES' as nullable,
      is_identity = 'YES' or is_generated <> 'NEVER' as generated
    from information_schema.columns where table_schema = 'public' and table_name = ${table}
    order by ordinal_position`.execute(db)
  return rows
}

/** What a foreign key refers to: the newest row of the other table. */
export async function foreignValues(db: Db, table: string, whom: Whom): Promise<Map<string, RawBuilder<unknown>>> {
  const { rows } = await sql<{ parent: string; own: string; theirs: string }>`
    select parent.relname as parent, a.attname as own, p.attname as theirs
    from pg_constraint c join pg_class t on t.oid = c.conrelid join pg_class parent on parent.oid = c.confrelid
    cross join lateral unnest(c.conkey, c.confkey) as k(own, theirs)
    join pg_attribute a on a.attrelid = t.oid and a.attnum = k.own
    join pg_attribute p on p.attrelid = parent.oid and p.attnum = k.theirs
    where c.contype = 'f' and t.relname = ${table} and t.relnamespace = 'public'::regnamespace and parent.oid <> t.oid`.execute(
    db,
  )
  return new Map(
    rows.map(({ parent, own, theirs }) => {
      if (parent === 'users') return [own, sql`${whom.id}`]
      if (theirs === 'workspace_id' || parent === 'workspaces') return [own, sql`${whom.workspaceId}`]
      return [own, sql`(select ${sql.ref(theirs)} from ${sql.table(parent)} order by ctid desc limit 1)`]
    }),
  )
}

/** Of a column with a list of words: the first one. */
export async function allowedValues(db: Db, table: string): Promise<Map<string, string>> {
  const { rows } = await sql<{ definition: string }>`
    select pg_get_constraintdef(oid) as definition from pg_constraint
    where contype = 'c' and conrelid = ${`public.${table}`}::regclass`.execute(db)
  return new Map(
    rows.flatMap(({ definition }) => {
      const list = /^CHECK \(\((\w+) = ANY \(ARRAY\['([^']+)'::text/.exec(definition)
      const one = /^CHECK \(\((\w+) = '([^']+)'::text\)\)/.exec(definition)
      const found = list ?? one
      return found ? [[found[1] ?? '', found[2] ?? ''] as const] : []
    }),
  )
}

/** What they refer to must be there first. */
export async function withParents(db: Db, tables: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ parent: string }>`
    select distinct parent.relname as parent from pg_constraint c
    join pg_class child on child.oid = c.conrelid join pg_class parent on parent.oid = c.confrelid
    where c.contype = 'f' and child.relname = any(${[...tables]}::text[])`.execute(db)
  const parents = rows.map(({ parent }) => parent).filter((table) => !madeElsewhere.has(table))
  return [...new Set([...tables, ...parents])]
}

export async function inOrder(db: Db, tables: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ child: string; parent: string }>`
    select child.relname as child, parent.relname as parent from pg_constraint c
    join pg_class child on child.oid = c.conrelid join pg_class parent on parent.oid = c.confrelid
    where c.contype = 'f' and child.oid <> parent.oid`.execute(db)
  const waiting = new Set(tables)
  const order: string[] = []
  while (waiting.size > 0) {
    const before = order.length
    for (const table of waiting) {
      if (rows.some(({ child, parent }) => child === table && waiting.has(parent))) continue
      waiting.delete(table)
      order.push(table)
    }
    if (order.length === before) throw new Error(`these refer to each other: ${[...waiting].join(', ')}`)
  }
  return order
}
