import { sql, type Kysely } from 'kysely'
import { Migrator } from 'kysely/migration'
import type { Database, Tables } from './pool.ts'

/**
 * One step of the schema. `name` decides the order over all modules (`0010_users`); a released migration is never
 * edited. `up` is SQL for PostgreSQL 15. Each table and column that it adds is declared in the module's
 * `inventory.ts`; a test compares the two.
 */
export type Migration = { name: string; up: string }

/**
 * Brings the schema up to date, under a lock, so that several processes may start at once. The roles come first:
 * `watchword_app` (bound to one workspace), `watchword_platform` and `watchword_privacy` own nothing and cannot bypass
 * row-level security.
 */
export async function migrateDatabase(database: Database, migrations: Migration[]): Promise<void> {
  await createRoles(database.kysely)
  const byName = Object.fromEntries(
    migrations.map(({ name, up }) => [name, { up: (db: Kysely<unknown>) => runScript(db, up) }]),
  )
  const migrator = new Migrator({
    db: database.kysely.withoutPlugins(),
    provider: { getMigrations: () => Promise.resolve(byName) },
    migrationTableName: 'schema_migrations',
    migrationLockTableName: 'schema_migrations_lock',
  })
  const { error } = await migrator.migrateToLatest()
  if (error) throw error
}

async function runScript(db: Kysely<unknown>, script: string): Promise<void> {
  await sql.raw(script).execute(db)
}

async function createRoles(db: Kysely<Tables>): Promise<void> {
  for (const role of ['watchword_app', 'watchword_platform', 'watchword_privacy']) {
    // Roles belong to the whole server: another database's migration may create them at the same moment.
    await sql
      .raw(
        `do $$ begin
           if not exists (select from pg_roles where rolname = '${role}') then create role ${role} nologin; end if;
         exception when duplicate_object or unique_violation then null; end $$`,
      )
      .execute(db)
    // Granted at the same moment, the later one gets the internal error "tuple concurrently updated".
    await sql
      .raw(
        `do $$ begin
           if not pg_has_role(current_user, '${role}', 'member') or current_setting('server_version_num')::int >= 160000
           then grant ${role} to current_user; end if;
         exception when unique_violation or insufficient_privilege or internal_error then null; end $$`,
      )
      .execute(db)
  }
}

/**
 * SQL that puts a table under row-level security: `watchword_app` sees the rows of the workspace in
 * `watchword.workspace_id` and no others; without one it sees none. `columns` of `watchword_platform` may be read
 * across workspaces, and are only those needed to find out whose a key, an address or a page is.
 */
export function tenancy(table: string, options: { platformReads?: string[]; workspaceColumn?: string } = {}): string {
  const column = options.workspaceColumn ?? 'workspace_id'
  const platform =
    options.platformReads === undefined
      ? ''
      : `create policy platform_reads on ${table} for select to watchword_platform using (true);
         grant select (${options.platformReads.join(', ')}) on ${table} to watchword_platform;`
  // `nullif`: after a transaction with a local setting ends, the setting is '' and not null.
  return `
    alter table ${table} enable row level security;
    alter table ${table} force row level security;
    create policy workspace on ${table} to watchword_app
      using (${column} = nullif(current_setting('watchword.workspace_id', true), ''))
      with check (${column} = nullif(current_setting('watchword.workspace_id', true), ''));
    grant select, insert, update, delete on ${table} to watchword_app;
    ${platform}`
}
