/** All rows of the database as JSON lines, from one snapshot, while everything goes on. */
import { sql, type Database, type Db } from '#platform/database'
import type { BackupFiles } from './files.ts'
import { jobsFile, tableFile, type Manifest } from './manifest.ts'

export type DatabaseDump = Pick<Manifest, 'snapshotAt' | 'migrations' | 'tables' | 'sequences' | 'jobs'>

const fetchRows = 500

/**
 * Reads as the role of the privacy engine, which sees every table of the inventory and can add nothing. A table that it
 * may not read is in no inventory, and the backup fails rather than miss it.
 */
export async function dumpDatabase(database: Database, files: BackupFiles): Promise<DatabaseDump> {
  const snapshotAt = await askTime(database)
  return database.kysely
    .withoutPlugins()
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (tx) => {
      await sql`select set_config('statement_timeout', '0', true),
                       set_config('idle_in_transaction_session_timeout', '0', true),
                       set_config('timezone', 'UTC', true)`.execute(tx)
      const migrations = await sql<{ name: string }>`select name from schema_migrations order by name`.execute(tx)
      const tables: Manifest['tables'] = []
      const found = await listTables(tx)
      await sql`set local role watchword_privacy`.execute(tx)
      for (const { name, columns } of found)
        tables.push({ name, columns, rows: await dumpTable(tx, files, { name, columns }) })
      await sql`reset role`.execute(tx)
      const jobs = await dumpRows(tx, files, jobsFile, sql`select * from pgboss.job where state < 'completed'`)
      return {
        snapshotAt,
        migrations: migrations.rows.map(({ name }) => name),
        tables,
        sequences: await listSequences(tx),
        jobs: { rows: jobs },
      }
    })
}

/** The server's time before the snapshot, so that everything that was committed until then is in it. */
async function askTime(database: Database): Promise<Date> {
  const { rows } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(database.kysely)
  const [row] = rows
  if (!row) throw new Error('the database does not know the time')
  return row.now
}

/** Without the migrator's own, which the restore writes anew, and without columns that are computed from others. */
async function listTables(tx: Db): Promise<{ name: string; columns: string[] }[]> {
  const { rows } = await sql<{ name: string; columns: string[] }>`
    select c.relname as name, array_agg(a.attname::text order by a.attnum) as columns
    from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname not like 'schema_migrations%'
      and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    group by c.relname order by c.relname`.execute(tx)
  return rows
}

function dumpTable(
  tx: Db,
  files: BackupFiles,
  { name, columns }: { name: string; columns: string[] },
): Promise<number> {
  const list = sql.join(columns.map((column) => sql.ref(column)))
  return dumpRows(tx, files, tableFile(name), sql`select ${list} from ${sql.table(name)}`)
}

/** `row_to_json` gives every value in a form from which PostgreSQL reads it back exactly. */
async function dumpRows(tx: Db, files: BackupFiles, path: string, select: ReturnType<typeof sql>): Promise<number> {
  await sql`declare backup_rows no scroll cursor for
            select row_to_json(t)::text as line from (${select}) t`.execute(tx)
  let rows = 0
  const lines = async function* (): AsyncIterable<string> {
    for (;;) {
      const batch = await sql<{ line: string }>`fetch ${sql.lit(fetchRows)} from backup_rows`.execute(tx)
      if (batch.rows.length === 0) return
      rows += batch.rows.length
      yield* batch.rows.map(({ line }) => line)
    }
  }
  await files.writeLines(path, lines())
  await sql`close backup_rows`.execute(tx)
  return rows
}

/** Not of the snapshot but later, which is only ever higher: no number is given twice. */
async function listSequences(tx: Db): Promise<Manifest['sequences']> {
  const { rows } = await sql<{ name: string }>`
    select relname as name from pg_class
    where relnamespace = 'public'::regnamespace and relkind = 'S' order by 1`.execute(tx)
  const sequences: Manifest['sequences'] = []
  for (const { name } of rows) {
    const state = await sql<{ lastValue: string; isCalled: boolean }>`
      select last_value::text as "lastValue", is_called as "isCalled" from ${sql.table(name)}`.execute(tx)
    sequences.push(...state.rows.map((row) => ({ name, ...row })))
  }
  return sequences
}
