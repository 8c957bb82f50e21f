/**
 * From records that were understood (logs, spans, sessions) to rows that are on the disk. Many senders share one write:
 * whoever submits is answered when the rows of all of them are durable. There is no stream in between: what counts is
 * what the column store has, and a sender that got no answer sends again.
 */
import type { Services } from '#platform/context'
import { createGroupCommit } from '#platform/spool'

/** Rows of one table, as `writeRow` made them. */
export type TableRows = { table: string; rows: readonly Buffer[] }

export type RecordIntake = {
  /** Resolves when all are durable. Throws unavailable when too much waits or the store is away: nothing is kept then. */
  submit(tables: readonly TableRows[]): Promise<void>
  /** Requests that wait or are being written. */
  depth(): number
  drain(): Promise<void>
}

const bounds = {
  maxBatchItems: 500,
  maxBatchBytes: 16 * 1024 * 1024,
  maxWaitingItems: 5_000,
  maxWaitingBytes: 64 * 1024 * 1024,
  lingerMs: 10,
}

type Request = readonly TableRows[]

export function createRecordIntake({ columns, log }: Pick<Services, 'columns' | 'log'>): RecordIntake {
  const spool = createGroupCommit<Request, true>({
    ...bounds,
    log,
    sizeBytes: (request) => request.reduce((total, { rows }) => total + bytesOf(rows), 0),
    processBatch: async (requests) => {
      for (const [table, rows] of byTable(requests)) await columns.insert(table, rows)
      return requests.map(() => true)
    },
  })
  return {
    submit: async (tables) => {
      const filled = tables.filter(({ rows }) => rows.length > 0)
      if (filled.length > 0) await spool.submit(filled)
    },
    depth: spool.depth,
    drain: spool.drain,
  }
}

function byTable(requests: readonly Request[]): Map<string, Buffer[]> {
  const tables = new Map<string, Buffer[]>()
  for (const { table, rows } of requests.flat()) {
    const all = tables.get(table)
    if (all) all.push(...rows)
    else tables.set(table, [...rows])
  }
  return tables
}

const bytesOf = (rows: readonly Buffer[]) => rows.reduce((total, row) => total + row.length, 0)
