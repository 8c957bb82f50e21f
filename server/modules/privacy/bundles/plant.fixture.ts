/**
 * Rows about a person in every table of the inventory, with a text of its own in each column that takes text: derived
 * from the catalog, so that a new table is planted without anybody thinking of it.
 */
import { isUniqueViolation, sql, type Database } from '#platform/database'
import { newHexKey } from '#platform/ids'
import type { InventoryEntry } from '#platform/inventory'
import type { Catalog, Table } from './catalog.ts'

export type Planted = {
  place: string
  by: string | null
  row: Record<string, unknown>
  canaries: { field: string; text: string }[]
}

export type Plant = {
  database: Database
  catalog: Catalog
  inventory: readonly InventoryEntry[]
  workspaceId: string
  person: { userId: string; address: string }
  /** Stands in columns that name people and are not the one by which the row is about the person. */
  other: { userId: string; address: string }
  now: Date
}

type Row = Record<string, unknown>

/** One row for each way in which a table of the database can be about the person. Throws for a table that takes none. */
export async function plantPerson(plant: Plant): Promise<Planted[]> {
  const planted: Planted[] = []
  for (const place of new Set(personal(plant.inventory).map((entry) => entry.place))) {
    const subjects = personal(plant.inventory).filter((entry) => entry.place === place)
    const columns = new Set(
      subjects.flatMap(({ subject }) =>
        subject.flatMap((one) => ('userId' in one ? [one.userId] : 'address' in one ? [one.address] : [])),
      ),
    )
    // What is about the person by another row comes with that row.
    const isOf = subjects.flatMap(({ subject }) => subject).find((one) => 'of' in one)
    if (isOf && 'of' in isOf) {
      const parent = planted.find((one) => one.place === isOf.of) ?? (await plantRow(plant, isOf.of, 'address_key'))
      planted.push(await plantRow(plant, place, isOf.column, parent.row[isOf.key]))
    }
    for (const column of columns) planted.push(await plantRow(plant, place, column))
  }
  return planted
}

/** Entries about people, the tables that others refer to first. */
function personal(inventory: readonly InventoryEntry[]): InventoryEntry[] {
  const found = inventory.filter(
    ({ store, subject, place }) => store === 'database' && place !== 'users' && subject.some((one) => !('own' in one)),
  )
  return found.toSorted(
    (a, b) => Number(a.subject.some((one) => 'of' in one)) - Number(b.subject.some((one) => 'of' in one)),
  )
}

async function plantRow(plant: Plant, place: string, by: string | null, given?: unknown): Promise<Planted> {
  const { database, catalog, inventory, person } = plant
  const table = catalog.get(place)
  if (!table) throw new Error(`no table ${place}`)
  const names = namesOf(inventory, place)
  const named = given ?? (names.get(by ?? '') === 'address' ? person.address : person.userId)
  const allowed = await allowedValues(database, place)
  const canaries: Planted['canaries'] = []
  const all: Row = {}
  for (const [column, type] of Object.entries(table.types)) {
    if (!table.identities.includes(column))
      all[column] = valueOf(plant, { column, type, names, allowed, place, canaries })
  }
  if (by !== null) all[by] = named
  Object.assign(all, await parentsOf(plant, table, by))
  const needed = new Set([...table.required, ...(by === null ? [] : [by])])
  const free = Object.keys(all).filter((column) => !needed.has(column))
  const pick = (columns: ReadonlySet<string>): Row =>
    Object.fromEntries(Object.entries(all).filter(([column]) => columns.has(column)))
  const first = await firstThatFits(
    database,
    place,
    [
      new Set(Object.keys(all)),
      needed,
      ...free.map((column) => new Set([...needed, column])),
      ...free.flatMap((one, at) => free.slice(at + 1).map((other) => new Set([...needed, one, other]))),
    ].map((columns) => ({ columns, row: pick(columns) })),
  )
  // There is one already, of the person's own doing.
  if (first === 'duplicate') return { place, by, row: {}, canaries: [] }
  let fits = first
  for (const column of free.filter((one) => !first.has(one))) {
    const more = new Set([...fits, column])
    if ((await attempt(database, place, pick(more))) === undefined) fits = more
  }
  const row = pick(fits)
  await insert(database.kysely, place, row)
  return { place, by, row, canaries: canaries.filter(({ field, text }) => JSON.stringify(row[field])?.includes(text)) }
}

async function firstThatFits(
  database: Database,
  place: string,
  tries: { columns: Set<string>; row: Row }[],
): Promise<Set<string> | 'duplicate'> {
  let failure: unknown
  for (const { columns, row } of tries) {
    failure = await attempt(database, place, row)
    if (failure === undefined) return columns
    if (isUniqueViolation(failure)) return 'duplicate'
  }
  throw new Error(`cannot plant a row of ${place}`, { cause: failure })
}

/** What is wrong with the row; nothing of it stays. */
async function attempt({ kysely }: Database, place: string, row: Row): Promise<unknown> {
  const transaction = await kysely.startTransaction().execute()
  try {
    await insert(transaction, place, row)
    return undefined
  } catch (error) {
    return error
  } finally {
    await transaction.rollback().execute()
  }
}

function namesOf(inventory: readonly InventoryEntry[], place: string): Map<string, 'id' | 'address'> {
  const subjects = inventory.filter((entry) => entry.place === place && entry.store === 'database')
  return new Map(
    subjects
      .flatMap(({ subject }) => subject)
      .flatMap((one): [string, 'id' | 'address'][] =>
        'userId' in one ? [[one.userId, 'id']] : 'address' in one ? [[one.address, 'address']] : [],
      ),
  )
}

type About = {
  column: string
  type: string
  names: Map<string, 'id' | 'address'>
  allowed: Map<string, string>
  place: string
  canaries: Planted['canaries']
}

/** What constraints over several columns want, which types do not say. */
const demands: Record<string, (now: Date) => unknown> = {
  'maintenances.scheduled_until': (now) => new Date(now.getTime() + 3_600_000).toISOString(),
}

function valueOf({ other, workspaceId, now }: Plant, about: About): unknown {
  const { column, type, names, allowed, place, canaries } = about
  if (column === 'workspace_id') return workspaceId
  const demanded = demands[`${place}.${column}`]
  if (demanded) return demanded(now)
  const named = names.get(column)
  if (named) return named === 'id' ? other.userId : other.address
  if (allowed.has(column)) return allowed.get(column)
  const text = `canary-${newHexKey(8)}`
  const noted = (): string => {
    canaries.push({ field: column, text })
    return text
  }
  if (type === 'text')
    return column === 'id' || column.endsWith('_id') ? `${place.slice(0, 3)}_${newHexKey(16)}` : noted()
  if (type === 'text[]') return [noted()]
  if (type === 'jsonb') return { text: noted() }
  if (type === 'bytea') return `\\x${newHexKey(16)}`
  if (type === 'boolean') return false
  if (type === 'date') return now.toISOString().slice(0, 10)
  return type.startsWith('timestamp') ? now.toISOString() : Number.parseInt(newHexKey(3), 16)
}

/** What it refers to is there: the workspace, the people, or a row that is planted for it. */
async function parentsOf(plant: Plant, { references }: Table, by: string | null): Promise<Row> {
  const found: Row = {}
  for (const { table, columns, keys } of references) {
    const isGiven = by !== null && columns.includes(by)
    if (['workspaces', 'users'].includes(table) || isGiven) continue
    const parent = await plantRow(plant, table, null)
    for (const [at, column] of columns.entries()) found[column] = parent.row[keys[at] ?? '']
  }
  return found
}

async function insert(kysely: Database['kysely'], place: string, row: Row): Promise<void> {
  const columns = Object.keys(row)
  await sql`
    insert into ${sql.table(place)} (${sql.join(columns.map((column) => sql.id(column)))})
    select ${sql.join(columns.map((column) => sql.ref(`r.${column}`)))}
    from jsonb_populate_record(null::${sql.table(place)}, ${JSON.stringify(row)}::jsonb) r`.execute(kysely)
}

/** The first of the values that a check allows, by column. */
async function allowedValues({ kysely }: Database, place: string): Promise<Map<string, string>> {
  const { rows } = await sql<{ definition: string }>`
    select pg_get_constraintdef(oid) as definition from pg_constraint
    where conrelid = ${place}::regclass and contype = 'c'`.execute(kysely)
  const found = rows.flatMap(({ definition }) => [...definition.matchAll(/\((\w+) = ANY \(ARRAY\['([^']*)'::text/g)])
  return new Map(found.map(([, column = '', value = '']) => [column, value]))
}
