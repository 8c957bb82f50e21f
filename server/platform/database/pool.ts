import { CamelCasePlugin, Kysely, PostgresDialect, type Transaction } from 'kysely'
import pg from 'pg'
import type { Log } from '../log.ts'
import { withTls } from './tls.ts'

/**
 * All tables, keyed by their name in camelCase. Each module adds its own beside its `repo.ts`:
 * `declare module '#platform/database' { interface Tables { incidents: IncidentRow } }`.
 */
// oxlint-disable-next-line typescript/no-empty-object-type -- filled by the modules' declarations
export interface Tables {}

/** A handle inside a transaction. There is no other way to reach the database. */
export type Db = Transaction<Tables>

export type Database = {
  kysely: Kysely<Tables>
  connectionString: string
  /** Listens on a channel with a connection of its own that comes back by itself; `onGap` says that some were missed. */
  listen(channel: string, onMessage: (payload: string) => void, onGap: () => void): Promise<{ close(): Promise<void> }>
  ping(): Promise<boolean>
  close(): Promise<void>
}

const statementTimeoutMs = 30_000
const connectTimeoutMs = 5_000
const reconnectDelayMs = 500

// int8 (20) as a number: counts stay far below 2^53. numeric and date keep their text.
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) => {
    if (oid === 20 && format !== 'binary') return Number
    if (oid === 1082) return (text: string) => text
    return pg.types.getTypeParser(oid, format)
  },
}

/** `Client` is the driver's own but in tests that take a layer of defence away. */
export function openDatabase(options: {
  url: string
  poolSize: number
  log: Log
  Client?: typeof pg.Client
}): Database {
  const { log } = options
  const url = withTls(options.url)
  const pool = new pg.Pool({
    connectionString: url,
    ...(options.Client && { Client: options.Client }),
    max: options.poolSize,
    connectionTimeoutMillis: connectTimeoutMs,
    idleTimeoutMillis: 60_000,
    statement_timeout: statementTimeoutMs,
    idle_in_transaction_session_timeout: statementTimeoutMs,
    application_name: 'watchword',
    types,
  })
  // An idle connection that breaks is replaced at its next use; without a listener the event would end the process.
  pool.on('error', (error) => log.warn('an idle database connection broke', { component: 'database', error }))
  // The pool listens to idle connections alone. One that breaks in a transaction, between two statements, has nobody
  // to tell: its next statement fails, and that is what the transaction throws.
  pool.on('connect', (client) => client.on('error', () => undefined))
  const kysely = new Kysely<Tables>({
    dialect: new PostgresDialect({ pool }),
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
  })
  return {
    kysely,
    connectionString: url,
    listen: (channel, onMessage, onGap) => listen(url, channel, onMessage, onGap, log),
    ping: async () => {
      try {
        await pool.query('select 1')
        return true
      } catch {
        return false // the caller asked whether it answers: this is the answer
      }
    },
    close: () => kysely.destroy(),
  }
}

async function listen(
  url: string,
  channel: string,
  onMessage: (payload: string) => void,
  onGap: () => void,
  log: Log,
): Promise<{ close(): Promise<void> }> {
  let closed = false
  let client: pg.Client | undefined
  let retry: NodeJS.Timeout | undefined

  const connect = async (): Promise<void> => {
    const next = new pg.Client({ connectionString: url, keepAlive: true, application_name: 'watchword listen' })
    const link = { open: false, lost: false }
    const onLost = (error?: Error): void => {
      const wasOpen = link.open && !link.lost
      link.lost = true
      // A connection that breaks while it is opened is reported once, by what `connect` throws.
      if (!wasOpen || closed) return
      log.warn('the listening database connection broke', { component: 'database', error })
      reconnectLater()
    }
    next.on('error', onLost)
    next.on('end', () => onLost())
    next.on('notification', (message) => onMessage(message.payload ?? ''))
    try {
      await next.connect()
      await next.query(`listen ${next.escapeIdentifier(channel)}`)
      if (link.lost || closed) throw new Error('the listening connection ended while it was opened')
    } catch (error) {
      next.end().catch(() => undefined) // it may have ended by itself
      throw error
    }
    link.open = true
    client = next
  }
  const reconnectLater = (): void => {
    retry = setTimeout(() => {
      connect().then(onGap, () => {
        if (!closed) reconnectLater()
      })
    }, reconnectDelayMs)
  }

  await connect()
  return {
    close: async () => {
      closed = true
      clearTimeout(retry)
      await client?.end()
    },
  }
}
