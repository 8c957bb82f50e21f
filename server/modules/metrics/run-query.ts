/** Queries of the program itself, for a workspace: by the same threads and within the same limits as those of people. */
import type { Context } from '#platform/context'
import type { QuerySlots } from './api/query-slots.ts'
import { defaultLookbackMs } from './promql/engine/engine.ts'
import type { Elements } from './query-threads/messages.ts'
import type { QueryThreads } from './query-threads/pool.ts'

export type QueryAt = {
  expr: string
  /** Milliseconds since 1970. */
  atMs: number
  signal: AbortSignal
  /** Of the computation, once it has its turn. */
  timeoutMs: number
  /** More elements are an error. */
  maxElements: number
}

export type Queried = Elements

/**
 * An instant query in the workspace of the context. Throws `PromqlError` for what the query's author can act on, and
 * `unavailable` when the store is away or too many queries of the workspace wait.
 */
export type RunQuery = (ctx: Context, query: QueryAt) => Promise<Queried>

export function createRunQuery(threads: QueryThreads, inSlot: QuerySlots): RunQuery {
  return (ctx, { expr, atMs, signal, timeoutMs, maxElements }) => {
    const at = { kind: 'instant', timeMs: atMs } as const
    const query = { query: expr, at, lookbackMs: defaultLookbackMs, timeoutMs, limit: maxElements }
    return inSlot(ctx.workspaceId, signal, () => threads.runForElements(ctx, query, signal))
  }
}
