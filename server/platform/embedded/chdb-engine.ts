/** chDB as an engine for many queries at once: a connection for each, all on one directory. */
import { fileURLToPath } from 'node:url'
import { Session } from 'chdb'
import type { ChdbResult } from 'chdb'
import type { Insert } from './chdb-request.ts'

/**
 * Server configuration and default settings, in clickhouse-local's command line form. ClickHouse's own caches are
 * sized for a machine of its own; these keep the child small.
 */
const configuration = [
  `--config-file=${fileURLToPath(new URL('chdb-config.xml', import.meta.url))}`, // what has no command line form
  '--max_server_memory_usage=900000000',
  '--mark_cache_size=33554432',
  '--primary_index_cache_size=33554432',
  '--index_mark_cache_size=4194304',
  '--query_condition_cache_size=4194304',
  '--compiled_expression_cache_size=8388608',
  '--max_thread_pool_size=256',
  '--max_thread_pool_free_size=16',
  // A query cannot be stopped from outside once it runs, so none may run for ever.
  '--max_execution_time=60',
  '--max_memory_usage=600000000',
  '--max_bytes_before_external_group_by=200000000',
  '--max_bytes_before_external_sort=200000000',
  // Bound parameters travel in the statement's text.
  '--max_query_size=8388608',
]

/**
 * How many statements of a kind run at once, and how many may wait for that; more are refused. Two kinds, so that slow
 * reads never hold up inserts.
 */
const lanes = { read: { running: 6, waiting: 64 }, write: { running: 4, waiting: 256 } }

export type Lane = keyof typeof lanes

export class EngineBusy extends Error {
  override name = 'EngineBusy'
}

export type Engine = {
  /** Runs `sql` (may be several statements) on a connection of its own. Throws EngineBusy, or chDB's error. */
  run(lane: Lane, sql: string, format: string): Promise<ChdbResult>
  /** Rows in JSONEachRow; `data` must not change meanwhile. Returns how many were written. */
  insert(insert: Insert, data: Buffer): Promise<number>
  /** Resolves when nothing runs any more. */
  idle(): Promise<void>
  close(): void
}

/** Opens the directory; only one process may have it open. */
export function openEngine(path: string): Engine {
  const connect = () => new Session(path, { connectionArgs: configuration })
  // The engine ends with its last connection, so one stays open.
  const anchor = connect()
  const queues = { read: createQueue(lanes.read), write: createQueue(lanes.write) }
  return {
    run: (lane, sql, format) => {
      return queues[lane].run(() => onOwn(connect(), (session) => session.queryAsync(sql, { format })))
    },
    insert: async (insert, values) => {
      const work = (session: Session) => session.insert({ ...insert, values, format: 'JSONEachRow' })
      const { rowsWritten } = await queues.write.run(() => onOwn(connect(), work))
      return rowsWritten
    },
    idle: async () => {
      await Promise.all([queues.read.idle(), queues.write.idle()])
    },
    close: () => anchor.close(),
  }
}

/**
 * A fresh connection costs about a millisecond and has no setting, parameter or current database of an earlier
 * request. A connection runs one statement at a time; several run in parallel (measured).
 */
async function onOwn<T>(session: Session, work: (session: Session) => Promise<T>): Promise<T> {
  try {
    return await work(session)
  } finally {
    session.close()
  }
}

type Queue = { run<T>(work: () => Promise<T>): Promise<T>; idle(): Promise<void> }

function createQueue(limit: { running: number; waiting: number }): Queue {
  const waiting: (() => void)[] = []
  const idlers: (() => void)[] = []
  let running = 0
  const next = () => {
    const start = waiting.shift()
    if (start !== undefined) return start() // the slot passes on
    running--
    if (running === 0) for (const resolve of idlers.splice(0)) resolve()
  }
  return {
    async run(work) {
      if (running < limit.running) running++
      else if (waiting.length < limit.waiting) await new Promise<void>((resolve) => waiting.push(resolve))
      else throw new EngineBusy('too many statements at once')
      try {
        return await work()
      } finally {
        next()
      }
    },
    idle: () => (running === 0 ? Promise.resolve() : new Promise((resolve) => idlers.push(resolve))),
  }
}
