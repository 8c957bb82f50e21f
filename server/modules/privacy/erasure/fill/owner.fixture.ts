/** Filling happens as the owner of the tables, for whom row-level security is lifted meanwhile. */
import type { Services } from '#platform/context'
import { sql, type Db } from '#platform/database'
import type { InventoryEntry } from '#platform/inventory'

/** Row-level security binds the owner of the tables too. */
export async function asOwner(
  services: Services,
  inventory: readonly InventoryEntry[],
  work: (db: Db) => Promise<void>,
): Promise<void> {
  const tables = [...new Set(inventory.filter(({ store }) => store === 'database').map(({ place }) => place))]
  const secured = tables.filter((table) => !table.startsWith('schema_migrations'))
  await services.database.kysely.transaction().execute(async (db) => {
    for (const table of secured) await sql`alter table ${sql.table(table)} no force row level security`.execute(db)
    await work(db)
    // Deferred checks first: a table with events that wait cannot be altered.
    await sql`set constraints all immediate`.execute(db)
    for (const table of secured) await sql`alter table ${sql.table(table)} force row level security`.execute(db)
  })
}
