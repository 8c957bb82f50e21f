/** Puts the rows of a backup into a database that has the tables of the backup's migrations and nothing else. */
import { sql, type Database, type Db } from '#platform/database'
import { join } from 'node:path'
import { readLines } from './files.ts'
import { BackupUnusable, jobsFile, tableFile, type Manifest } from './manifest.ts'

const batchRows = 500
/** A batch of rows with large texts ends before it would be too much for one parameter. */
const batchLength = 8 * 1024 * 1024

/**
 * All of it in one transaction, or nothing. As the owner of the tables, for whom row-level security is lifted meanwhile;
 * foreign keys are taken off and put on again, which checks them.
 */
export async function loadDatabase(database: Database, directory: string, manifest: Manifest): Promise<void> {
  await database.kysely
    .withoutPlugins()
    .transaction()
    .execute(async (tx) => {
      await sql`select set_config('statement_timeout', '0', true),
                       set_config('idle_in_transaction_session_timeout', '0', true),
                       set_config('timezone', 'UTC', true)`.execute(tx)
      const names = manifest.tables.map(({ name }) => name)
      await checkTables(tx, names)
      const constraints = await takeForeignKeys(tx)
      for (const name of names) await open(tx, name)
      await sql`truncate ${sql.join(names.map((name) => sql.table(name)))}`.execute(tx)
      for (const table of manifest.tables) await loadTable(tx, directory, table)
      for (const { table, name, definition } of constraints) {
        await sql`alter table ${sql.table(table)} add constraint ${sql.ref(name)} ${sql.raw(definition)}`.execute(tx)
      }
      for (const name of names) await close(tx, name)
      for (const { name, lastValue, isCalled } of manifest.sequences) {
        await sql`select setval(${`public.${name}`}::regclass, ${lastValue}::bigint, ${isCalled})`.execute(tx)
      }
    })
}

/**
 * Waiting work goes back into the queue, which has been prepared: what ran when the backup was made runs again, and what
 * this version has no queue for is left out.
 */
export async function loadJobs(database: Database, directory: string): Promise<void> {
  const db = database.kysely.withoutPlugins()
  const { rows } = await sql<{ name: string }>`
    select attname::text as name from pg_attribute
    where attrelid = 'pgboss.job'::regclass and attnum > 0 and not attisdropped and attgenerated = ''
      and attname not in ('state', 'started_on', 'heartbeat_on', 'keep_until', 'completed_on', 'output')`.execute(db)
  const columns = sql.join(rows.map(({ name }) => sql.ref(name)))
  for await (const batch of batches(join(directory, jobsFile))) {
    await sql`
      insert into pgboss.job (${columns}, state, keep_until)
      select ${columns}, 'created', greatest(keep_until, now() + interval '14 days')
      from json_populate_recordset(null::pgboss.job, ${batch}::json) j
      where j.name in (select q.name from pgboss.queue q)
      on conflict do nothing`.execute(db)
  }
}

async function checkTables(tx: Db, names: readonly string[]): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'`.execute(tx)
  const there = new Set(rows.map(({ name }) => name))
  const missing = names.filter((name) => !there.has(name))
  if (missing.length > 0) throw new BackupUnusable(`this version of Watchword has no table ${missing.join(', ')}`)
}

type ForeignKey = { table: string; name: string; definition: string }

async function takeForeignKeys(tx: Db): Promise<ForeignKey[]> {
  const { rows } = await sql<ForeignKey>`
    select c.relname as "table", k.conname as name, pg_get_constraintdef(k.oid) as definition
    from pg_constraint k join pg_class c on c.oid = k.conrelid
    where k.contype = 'f' and c.relnamespace = 'public'::regnamespace`.execute(tx)
  for (const { table, name } of rows) {
    await sql`alter table ${sql.table(table)} drop constraint ${sql.ref(name)}`.execute(tx)
  }
  return rows
}

async function open(tx: Db, name: string): Promise<void> {
  await sql`alter table ${sql.table(name)} no force row level security`.execute(tx)
  await sql`alter table ${sql.table(name)} disable trigger user`.execute(tx)
}

async function close(tx: Db, name: string): Promise<void> {
  await sql`alter table ${sql.table(name)} enable trigger user`.execute(tx)
  await sql`alter table ${sql.table(name)} force row level security`.execute(tx)
}

async function loadTable(
  tx: Db,
  directory: string,
  { name, columns, rows }: Manifest['tables'][number],
): Promise<void> {
  const list = sql.join(columns.map((column) => sql.ref(column)))
  let loaded = 0
  for await (const batch of batches(join(directory, tableFile(name)))) {
    const result = await sql`
      insert into ${sql.table(name)} (${list}) overriding system value
      select ${list} from json_populate_recordset(null::${sql.table(name)}, ${batch}::json)`.execute(tx)
    loaded += Number(result.numAffectedRows ?? 0)
  }
  if (loaded !== rows)
    throw new BackupUnusable(`${name} has ${loaded} rows in the backup, and its manifest says ${rows}`)
}

/** JSON arrays of some lines each. */
async function* batches(path: string): AsyncIterable<string> {
  let lines: string[] = []
  let length = 0
  for await (const line of readLines(path)) {
    lines.push(line)
    length += line.length
    if (lines.length < batchRows && length < batchLength) continue
    yield `[${lines.join(',')}]`
    lines = []
    length = 0
  }
  if (lines.length > 0) yield `[${lines.join(',')}]`
}
