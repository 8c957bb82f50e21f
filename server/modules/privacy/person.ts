/** Where a person stands in the database, as the inventory says it. */
import { sql } from '#platform/database'
import type { InventoryEntry, Subject } from '#platform/inventory'
import type { RawBuilder } from 'kysely'

/** Somebody with a sign-in, somebody who is known by an address alone, or both. Addresses in lower case. */
export type Person = { userId: string | null; addresses: readonly string[] }

/**
 * SQL that is true for the rows of the entry's table which are about the person; undefined where there are none, or
 * where the entry's module finds them itself. Written for the table under its own name.
 */
export function aboutPerson(
  entry: InventoryEntry,
  inventory: readonly InventoryEntry[],
  person: Person,
): RawBuilder<boolean> | undefined {
  const conditions = entry.subject.flatMap((subject) => condition(entry.place, subject, inventory, person) ?? [])
  return conditions.length === 0 ? undefined : sql<boolean>`(${sql.join(conditions, sql` or `)})`
}

function condition(
  place: string,
  subject: Subject,
  inventory: readonly InventoryEntry[],
  person: Person,
): RawBuilder<boolean> | undefined {
  if ('userId' in subject) {
    return person.userId === null
      ? undefined
      : sql<boolean>`${sql.ref(`${place}.${subject.userId}`)} = ${person.userId}`
  }
  if ('address' in subject) {
    if (person.addresses.length === 0) return undefined
    return sql<boolean>`lower(${sql.ref(`${place}.${subject.address}`)}) = any(${[...person.addresses]}::text[])`
  }
  if (!('of' in subject)) return undefined
  const parents = inventory
    .filter(({ store, place: table }) => store === 'database' && table === subject.of)
    .flatMap((parent) => aboutPerson(parent, inventory, person) ?? [])
  if (parents.length === 0) return undefined
  return sql<boolean>`${sql.ref(`${place}.${subject.column}`)} in (
    select ${sql.ref(`${subject.of}.${subject.key}`)} from ${sql.table(subject.of)} where ${sql.join(parents, sql` or `)})`
}
