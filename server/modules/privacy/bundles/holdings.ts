/** Where the database holds something about a person, by category and place. Derived from the inventory. */
import { sql } from '#platform/database'
import type { InventoryEntry } from '#platform/inventory'
import type { CategoryId } from '#platform/policy'
import type { RawBuilder } from 'kysely'
import { aboutPerson, type Person } from '../person.ts'
import type { Catalog, Table } from './catalog.ts'

export type Holding = {
  category: CategoryId
  place: string
  entries: readonly InventoryEntry[]
  /** What is written of a row; empty where only secrets or facts are about the person. */
  columns: readonly (readonly [name: string, value: RawBuilder<unknown>])[]
  table: Table
  where: RawBuilder<boolean>
}

type About = { entry: InventoryEntry; where: RawBuilder<boolean> }

/** `export` of the entries is one of `wanted`; entries of which workspaces decide are left out. */
export function holdingsOf(
  inventory: readonly InventoryEntry[],
  catalog: Catalog,
  person: Person,
  wanted: InventoryEntry['export'],
): Holding[] {
  const about = inventory.flatMap((entry): About[] => {
    const decidesElsewhere = entry.store !== 'database' || entry.erase === 'workspaceDecides'
    const where = decidesElsewhere || entry.export !== wanted ? undefined : aboutPerson(entry, inventory, person)
    return where === undefined ? [] : [{ entry, where }]
  })
  return [...Map.groupBy(about, ({ entry }) => `${entry.category} ${entry.place}`)].map(([key, found]) => {
    const [category, place] = key.split(' ') as [CategoryId, string] // an entry about somebody has a category
    const table = catalog.get(place)
    if (!table) throw new Error(`there is no table ${place}`)
    return {
      category,
      place,
      entries: found.map(({ entry }) => entry),
      columns: columnsOf(found, table, namingColumns(inventory, place), person),
      table,
      where: anyOf(found.map(({ where }) => where)),
    }
  })
}

export function anyOf(conditions: readonly RawBuilder<boolean>[]): RawBuilder<boolean> {
  return sql<boolean>`(${sql.join([...conditions], sql` or `)})`
}

/**
 * The columns of each entry where that entry is about the person, behind what tells the row from others. A column that
 * names somebody is shown where it names this person, and nobody else.
 */
function columnsOf(
  found: readonly About[],
  table: Table,
  naming: ReadonlyMap<string, 'id' | 'address'>,
  person: Person,
) {
  const place = found[0]?.entry.place ?? ''
  const own = found.flatMap(({ entry, where }) =>
    entry.fields.map((field) => {
      const value = sql.ref(`${place}.${field}`)
      const named = naming.get(field)
      const conditions = [
        ...(found.length > 1 ? [where] : []),
        ...(named === undefined ? [] : [namesPerson(value, named, person)]),
      ]
      if (conditions.length === 0) return [field, value] as const
      return [field, sql`case when ${sql.join(conditions, sql` and `)} then ${value} end`] as const
    }),
  )
  const known = new Set(own.map(([name]) => name))
  const references = table.primaryKey
    .filter((column) => !known.has(column) && !naming.has(column) && /^(id|number)$|_id$/.test(column))
    .map((column) => [column, sql.ref(`${place}.${column}`)] as const)
  return [...references, ...own]
}

function namesPerson(value: RawBuilder<unknown>, by: 'id' | 'address', { userId, addresses }: Person) {
  return by === 'id'
    ? sql<boolean>`${value} = ${userId}::text`
    : sql<boolean>`lower(${value}) = any(${[...addresses]}::text[])`
}

/** Columns of the table that say who somebody is, whichever entry says so. */
function namingColumns(inventory: readonly InventoryEntry[], place: string): ReadonlyMap<string, 'id' | 'address'> {
  const subjects = inventory.filter((entry) => entry.store === 'database' && entry.place === place)
  return new Map(
    subjects
      .flatMap(({ subject }) => subject)
      .flatMap((subject): [string, 'id' | 'address'][] => {
        if ('userId' in subject) return [[subject.userId, 'id']]
        return 'address' in subject ? [[subject.address, 'address']] : []
      }),
  )
}

/** Something is in one of the entry's own columns; those of the key are always filled. */
export function isFilled({ place, fields }: InventoryEntry, { primaryKey }: Table): RawBuilder<boolean> {
  const own = fields.filter((field) => !primaryKey.includes(field))
  if (own.length === 0) return sql<boolean>`true`
  return sql<boolean>`num_nonnulls(${sql.join(own.map((field) => sql.ref(`${place}.${field}`)))}) > 0`
}

/** The column that says since when a row is there, of whichever entry. */
export function sinceColumn({ types }: Table): string | undefined {
  return ['created_at', 'at', 'joined_at', 'accepted_at'].find((column) => column in types)
}
