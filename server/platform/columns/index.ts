/** The column store, for telemetry. Nobody outside of this folder knows its driver. */
import { createColumnsClient } from './client.ts'
import type { Client, QueryParams } from './client.ts'
import { openBlockFiles } from './block-files.ts'
import { insertSettings, parseRows, readFormat, readSettings, writeRows } from './rows.ts'

export type { QueryParams } from './client.ts'
export { ColumnsError } from './errors.ts'
export { durableMergeTree, migrateColumns } from './migrate.ts'
export type { ColumnMigration } from './migrate.ts'
export { writeRow } from './rows.ts'

/**
 * The handle of the whole platform: product code gets `forWorkspace`, never this. All of it throws AppError
 * `unavailable` when the store cannot be reached or is busy, and ColumnsError when a statement is wrong.
 */
export type Columns = {
  forWorkspace(workspaceId: string): WorkspaceColumns
  /**
   * Rows carry their workspace_id; keys are column names, values as the table in rows.ts says. When it resolves the
   * rows are on the disk, all of them or (within one partition and a million rows) none. `onceAs`: an id of this batch;
   * a second insert with it is ignored while the table remembers (`non_replicated_deduplication_window`). A Buffer is a
   * row that `writeRow` made before; `each` has columns that all rows share.
   */
  insert(table: string, rows: readonly object[], options?: { onceAs?: string; each?: object }): Promise<void>
  /**
   * The same for data that is in one of ClickHouse's formats already, in parts that lie apart, columns in the order of
   * `columnNames`.
   */
  insertBlock(table: string, columnNames: string[], format: BlockFormat, parts: readonly Buffer[]): Promise<void>
  /** A statement without a result, up to ten minutes. */
  command(sql: string, params?: QueryParams): Promise<void>
  /**
   * Calls after each statement of this process that may have changed rows, whether it failed or not, with its table, or
   * undefined where that is not plain; `insertBlock` is left to its callers. Undefined where other processes may write
   * into the store as well, so that nobody can know.
   */
  onRewritten?: ((listener: (table: string | undefined) => void) => void) | undefined
  /** Rows of a SELECT without a FORMAT clause, within the same limits as a workspace's. */
  query<T>(sql: string, params?: QueryParams): Promise<T[]>
  /** Makes the database that the URL names. */
  createDatabase(): Promise<void>
  ping(): Promise<boolean>
  close(): Promise<void>
}

export type BlockFormat = 'Native' | 'RowBinary'

/**
 * Reads of one workspace. `sql` contains `{workspaceId:String}`, which the handle binds; parameters are bound as
 * `{name:Type}`, a Date for DateTime64. It cannot write. A query that takes longer than `maxReadMs` or answers more
 * than `maxResultRows` is `unprocessable`.
 */
export type WorkspaceColumns = {
  query<T>(sql: string, params: QueryParams): Promise<T[]>
  /** The answer in a binary format, for many numbers. */
  queryBlock(sql: string, params: QueryParams, format: BlockFormat): Promise<Buffer>
}

export const maxReadMs = 30_000
export const maxResultRows = 200_000
/** A block (`queryBlock`) has few and large rows, so its bytes are what is limited. */
export const maxResultBytes = 256 * 1024 * 1024
/** What replaces what is settled by whoever reads and by merges; doing it before that costs a fifth of an insert. */
const blockSettings = { ...insertSettings, optimize_on_insert: 0 }
const insertTimeoutMs = 30_000
const commandTimeoutMs = 10 * 60_000

/**
 * Opens no connection yet. `url` as for ClickHouse's HTTP interface, with the database as its path. `own`: no other
 * process writes into this store, which works in that directory on this machine.
 */
export function createColumns(url: string, { own }: { own?: { directory: string } | undefined } = {}): Columns {
  const files = own && openBlockFiles(own.directory)
  const client = createColumnsClient(url, { database: true })
  const listeners: ((table: string | undefined) => void)[] = []
  const rewriting = async (table: string | undefined, work: () => Promise<void>): Promise<void> => {
    try {
      await work()
    } finally {
      for (const listener of listeners) listener(table)
    }
  }
  const query = <T>(sql: string, params: QueryParams = {}) => readRows<T>(client, sql, params, {})
  return {
    forWorkspace: (workspaceId) => forWorkspace(client, workspaceId),
    insert: async (table, rows, options = {}) => {
      if (rows.length === 0) return
      const sql = `INSERT INTO ${tableName(table)} FORMAT JSONEachRow`
      const once = options.onceAs === undefined ? {} : { insert_deduplication_token: options.onceAs }
      const settings = { ...insertSettings, ...once }
      const data = writeRows(rows, options.each ?? {})
      await rewriting(table, () => client.insert({ sql, settings, data, timeoutMs: insertTimeoutMs }))
    },
    insertBlock: async (table, columnNames, format, parts) => {
      const into = `INSERT INTO ${tableName(table)} (${columnNames.map(tableName).join(', ')})`
      const statement = { settings: blockSettings, timeoutMs: insertTimeoutMs }
      if (!files) {
        return client.insert({ ...statement, sql: `${into} FORMAT ${format}`, data: Buffer.concat(parts) })
      }
      await files.lend(parts, (name) =>
        client.command({ ...statement, sql: `${into} FROM INFILE '${name}' FORMAT ${format}` }),
      )
    },
    command: (sql, params = {}) =>
      rewriting(changedTable(sql), () => client.command({ sql, params, timeoutMs: commandTimeoutMs })),
    onRewritten: own ? (listener) => void listeners.push(listener) : undefined,
    query,
    createDatabase: () => createDatabase(url),
    ping: () => client.ping(),
    close: () => client.close(),
  }
}

function forWorkspace(client: Client, workspaceId: string): WorkspaceColumns {
  if (workspaceId === '') throw new Error('a workspace id must not be empty')
  const bind = (sql: string, params: QueryParams) => {
    if (!sql.includes('{workspaceId:String}')) throw new Error('a query of a workspace must use {workspaceId:String}')
    if ('workspaceId' in params) throw new Error('workspaceId is bound by the handle')
    return { ...params, workspaceId }
  }
  return {
    query: async <T>(sql: string, params: QueryParams) => readRows<T>(client, sql, bind(sql, params), { readonly: 2 }),
    queryBlock: async (sql, params, format) => {
      const settings = { ...readLimits, readonly: 2 }
      return client.readBlock({ sql, params: bind(sql, params), settings, format, timeoutMs: maxReadMs + 5_000 })
    },
  }
}

const readLimits = {
  max_execution_time: maxReadMs / 1000,
  max_result_rows: maxResultRows,
  max_result_bytes: maxResultBytes,
  result_overflow_mode: 'throw',
  wait_end_of_query: 1, // else a server that fails in the middle has already answered 200
}

async function readRows<T>(
  client: Client,
  sql: string,
  params: QueryParams,
  more: { readonly?: number },
): Promise<T[]> {
  const settings = { ...readLimits, ...readSettings, ...more }
  const text = await client.readText({ sql, params, settings, format: readFormat, timeoutMs: maxReadMs + 5_000 })
  // The caller's type is his word for what his SELECT answers, as with every SQL driver.
  return parseRows(text) as T[]
}

/** Statements run in the URL's database, so one that is not there yet is made over a connection without any. */
async function createDatabase(url: string): Promise<void> {
  const database = decodeURIComponent(new URL(url).pathname.slice(1))
  if (database === '' || database === 'default') return
  const client = createColumnsClient(url, { database: false })
  try {
    await client.command({ sql: `CREATE DATABASE IF NOT EXISTS ${tableName(database)}`, timeoutMs: commandTimeoutMs })
  } finally {
    await client.close()
  }
}

/** Of a statement that names it first, as all of ours do. */
const changedTable = (sql: string): string | undefined =>
  /^\s*(?:alter\s+table|insert\s+into|optimize\s+table)\s+["`]?(\w+)["`]?\s/i.exec(sql)?.[1]

/** Names are ours and stand in the statement's text, so nothing but a plain one passes. */
function tableName(table: string): string {
  if (!/^\w+(\.\w+)?$/.test(table)) throw new Error(`not a table's name: ${table}`)
  return table
}
