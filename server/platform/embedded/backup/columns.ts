/** Tables of the column store as files in ClickHouse's Native format, written and read by the engine itself. */
import type { Columns } from '#platform/columns'
import { chownSync, createReadStream, mkdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { copyDurably, type BackupFiles } from './files.ts'
import type { Manifest } from './manifest.ts'

/**
 * Tables are copied one after the other, and rows go on coming in meanwhile: what says of other rows that they are all
 * there comes first, and what says that it holds no longer comes last.
 */
export type CopyOrder = { first: readonly string[]; last: readonly string[] }

export type ColumnsDump = Pick<Manifest, 'columnMigrations' | 'columnTables'>

/** One file at a time, on one thread: the engine goes on answering. */
const settings = 'SETTINGS max_execution_time = 0, max_threads = 1, max_insert_threads = 1'
const migrationsTable = 'watchword_migrations'

/**
 * Only rows that a reader would see, so that what was deleted and still lies in a part of the table is in no backup.
 * `workDir` is where the engine's user may write.
 */
export async function dumpColumns(
  columns: Columns,
  files: BackupFiles,
  { workDir, order }: { workDir: string; order: CopyOrder },
): Promise<ColumnsDump> {
  const exchange = makeExchange(workDir)
  try {
    const applied = await columns.query<{ name: string }>(`SELECT DISTINCT name FROM ${migrationsTable} ORDER BY name`)
    const columnTables: Manifest['columnTables'] = []
    for (const table of inOrder(await listTables(columns), order)) {
      columnTables.push(await dumpTable(columns, files, exchange, table))
    }
    return { columnMigrations: applied.map(({ name }) => name), columnTables }
  } finally {
    rmSync(exchange, { recursive: true, force: true })
  }
}

/** Into tables that the backup's migrations made. */
export async function loadColumns(
  columns: Columns,
  directory: string,
  { columnTables }: Pick<Manifest, 'columnTables'>,
  workDir: string,
): Promise<void> {
  const exchange = makeExchange(workDir)
  try {
    for (const { name, columns: names, parts } of columnTables) {
      for (const part of parts) {
        const file = join(exchange, 'part.native.zst')
        await copyDurably(join(directory, part), file)
        shareWith(workDir, file)
        await columns.command(
          `INSERT INTO ${quoteName(name)} (${names.map(quoteName).join(', ')})
           SELECT ${names.map(quoteName).join(', ')} FROM file(${quoteText(file)}, 'Native') ${settings}`,
        )
      }
    }
  } finally {
    rmSync(exchange, { recursive: true, force: true })
  }
}

type Table = { name: string; columns: string[] }

/** Columns that are computed from others are left out. */
async function listTables(columns: Columns): Promise<Table[]> {
  const rows = await columns.query<{ name: string; columns: string[] }>(
    `SELECT table AS name, groupArray(column) AS columns FROM (
       SELECT c.table AS table, c.name AS column FROM system.columns c
       JOIN system.tables t ON t.database = c.database AND t.name = c.table
       WHERE c.database = currentDatabase() AND t.engine LIKE '%MergeTree' AND c.table != '${migrationsTable}'
         AND c.default_kind NOT IN ('MATERIALIZED', 'ALIAS', 'EPHEMERAL')
       ORDER BY c.table, c.position)
     GROUP BY table ORDER BY table`,
  )
  return rows
}

/** A store that is older than this program has not all of its tables yet. */
function inOrder(tables: readonly Table[], { first, last }: CopyOrder): Table[] {
  const named = (names: readonly string[]) => names.flatMap((name) => tables.filter((table) => table.name === name))
  const others = tables.filter(({ name }) => ![...first, ...last].includes(name))
  return [...named(first), ...others, ...named(last)]
}

async function dumpTable(
  columns: Columns,
  files: BackupFiles,
  exchange: string,
  table: Table,
): Promise<Manifest['columnTables'][number]> {
  const parts: string[] = []
  let rows = 0
  for (const partition of await listPartitions(columns, table.name)) {
    const file = join(exchange, 'part.native.zst')
    rmSync(file, { force: true })
    await columns.command(
      `INSERT INTO FUNCTION file(${quoteText(file)}, 'Native')
       SELECT ${table.columns.map(quoteName).join(', ')} FROM ${quoteName(table.name)}
       WHERE _partition_id = ${quoteText(partition)} ${settings}, engine_file_truncate_on_insert = 1`,
    )
    // A partition that went in this moment leaves no file.
    if (statSync(file, { throwIfNoEntry: false }) === undefined) continue
    const path = `columns/${table.name}/${partition}.native.zst`
    await files.writeBytes(path, createReadStream(file) as AsyncIterable<Uint8Array>) // a byte stream
    const [count] = await columns.query<{ rows: number }>(
      `SELECT count() AS rows FROM file(${quoteText(file)}, 'Native')`,
    )
    rows += count?.rows ?? 0
    parts.push(path)
  }
  return { ...table, rows, parts }
}

async function listPartitions(columns: Columns, table: string): Promise<string[]> {
  const rows = await columns.query<{ id: string }>(
    `SELECT DISTINCT partition_id AS id FROM system.parts
     WHERE active AND database = currentDatabase() AND table = {table:String} ORDER BY id`,
    { table },
  )
  return rows.map(({ id }) => id)
}

/** Whoever runs this as root must leave it to the user of the engine. */
function makeExchange(workDir: string): string {
  const exchange = join(workDir, 'backup')
  rmSync(exchange, { recursive: true, force: true })
  mkdirSync(exchange, { recursive: true, mode: 0o700 })
  shareWith(workDir, exchange)
  return exchange
}

function shareWith(workDir: string, path: string): void {
  const { uid, gid } = statSync(workDir)
  if (process.getuid?.() === 0 && uid !== 0) chownSync(path, uid, gid)
}

function quoteName(name: string): string {
  return `\`${name.replaceAll(/[\\`]/g, '\\$&')}\``
}

function quoteText(text: string): string {
  return `'${text.replaceAll(/[\\']/g, '\\$&')}'`
}
