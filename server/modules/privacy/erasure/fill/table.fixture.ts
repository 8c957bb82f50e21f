/** One row of a table, with a mark in each column that can hold one. */
import type { Services } from '#platform/context'
import { sql, type Db } from '#platform/database'
import type { InventoryEntry } from '#platform/inventory'
import type { RawBuilder } from 'kysely'
import { demands, empty, partDemands } from './demands.fixture.ts'
import { isOfPerson } from './subject.fixture.ts'
import { allowedValues, columnsOf, foreignValues, type Column } from './schema.fixture.ts'
import type { Plant, Whom } from './types.fixture.ts'

export async function fillTable(
  db: Db,
  inventory: readonly InventoryEntry[],
  table: string,
  whom: Whom,
  plant: Plant,
  services: Services,
): Promise<void> {
  const entries = inventory.filter(({ store, place }) => store === 'database' && place === table)
  const columns = await columnsOf(db, table)
  const keys = await foreignValues(db, table, whom)
  const allowed = await allowedValues(db, table)
  const values: [string, RawBuilder<unknown>][] = []
  for (const column of columns) {
    const entry = entries.find(({ fields }) => fields.includes(column.name))
    if (!entry || column.generated || empty.has(`${table}.${column.name}`)) continue
    const mark = () =>
      plant(isOfPerson(entry, column.name) ? 'person' : 'workspace', `database: public.${table}.${column.name}`)
    const known =
      ofProject(entries, table, column.name, whom, mark) ??
      demands[`${table}.${column.name}`]?.(whom) ??
      referring(entry, column.name, whom) ??
      keys.get(column.name) ??
      (column.name === 'workspace_id' ? sql`${whom.workspaceId}` : undefined) ??
      (allowed.has(column.name) ? sql`${allowed.get(column.name)}` : undefined)
    const value = known ?? valueOf(column, mark, services)
    values.push([column.name, value])
  }
  const names = sql.join(values.map(([name]) => sql.ref(name)))
  try {
    await sql`savepoint filling`.execute(db)
    await sql`insert into ${sql.table(table)} (${names}) values (${sql.join(values.map(([, value]) => value))})`.execute(
      db,
    )
    await sql`release savepoint filling`.execute(db)
  } catch (error) {
    await sql`rollback to savepoint filling`.execute(db)
    throw new Error(table, { cause: error })
  }
}

/** The project itself, or the newest row of what this one is part of. */
function ofProject(
  entries: readonly InventoryEntry[],
  table: string,
  column: string,
  whom: Whom,
  mark: () => string,
): RawBuilder<unknown> | undefined {
  if (whom.projectId === undefined) return undefined
  if (column === 'project_id') return sql`${whom.projectId}`
  const demanded = partDemands[`${table}.${column}`]
  if (demanded) return demanded(whom, mark)
  const part = entries.flatMap(({ partOf = [] }) => partOf).find(({ by }) => by === column)
  if (!part) return undefined
  if (part.of === 'projects') return sql`${whom.projectId}`
  return sql`(select ${sql.raw(part.key ?? 'id')} from ${sql.table(part.of)} order by ctid desc limit 1)`
}

/** The person's id or address, or the row that names the person, where the inventory says so. */
function referring(entry: InventoryEntry, column: string, whom: Whom): RawBuilder<unknown> | undefined {
  for (const one of entry.subject) {
    if ('userId' in one && one.userId === column) return sql`${whom.id}`
    if ('address' in one && one.address === column) return sql`${whom.email}`
    if ('of' in one && one.column === column)
      return sql`(select ${sql.ref(one.key)} from ${sql.table(one.of)} order by ctid desc limit 1)`
  }
  return undefined
}

function valueOf({ name, type }: Column, mark: () => string, services: Services): RawBuilder<unknown> {
  if (type === 'text' || type === 'character varying') return sql`${mark()}`
  if (type === 'jsonb') return sql`${JSON.stringify({ canary: mark() })}::jsonb`
  if (type === 'bytea') return sql`${Buffer.from(mark())}`
  if (type === 'ARRAY') return sql`array[${mark()}]`
  if (type === 'boolean') return sql`true`
  if (type.startsWith('timestamp')) return sql`${services.now()}::timestamptz`
  if (type === 'date') return sql`${services.now()}::date`
  if (/int|numeric|double|real/.test(type)) return sql`1`
  if (type === 'inet') return sql`'192.0.2.77'`
  throw new Error(`the canary has no value for ${name} of type ${type}`)
}
