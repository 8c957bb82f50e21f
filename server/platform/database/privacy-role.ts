import { sql } from 'kysely'
import type { Database } from './pool.ts'

/** The migrator's own; nobody else has a part in them. */
const untouched: ReadonlySet<string> = new Set(['schema_migrations', 'schema_migrations_lock'])

/**
 * Gives `watchword_privacy` what it may do in each of these tables: read, empty and delete, never insert. Idempotent;
 * done at every start, after the migrations, because the list comes from the inventory.
 */
export async function grantPrivacyRole(database: Database, tables: readonly string[]): Promise<void> {
  const names = [...new Set(tables)].filter((table) => !untouched.has(table))
  await database.kysely.transaction().execute(async (db) => {
    // Several processes may start at once, and a policy has no `if not exists`.
    await sql`select pg_advisory_xact_lock(hashtext('watchword privacy role'))`.execute(db)
    const done = await sql<{ tablename: string }>`
      select tablename from pg_policies where schemaname = 'public' and policyname = 'privacy'`.execute(db)
    const has = new Set(done.rows.map(({ tablename }) => tablename))
    for (const name of names.filter((table) => !has.has(table))) {
      const table = sql.table(name)
      await sql`create policy privacy on ${table} to watchword_privacy using (true) with check (true)`.execute(db)
      await sql`grant select, update, delete on ${table} to watchword_privacy`.execute(db)
    }
  })
}
