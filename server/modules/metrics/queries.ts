import type { Context, Services } from '#platform/context'
import type { Database } from '#platform/database'
import { unavailable } from '#platform/errors'
import type { Authenticate, PlainAnswer, Route } from '#platform/http'
import { answerQueryError } from './api/answers.ts'
import { createQuerySlots } from './api/query-slots.ts'
import { createQueryRoutes, type Compute } from './api/routes.ts'
import { questionOf, type Question } from './api/read-query.ts'
import { PromqlError } from './promql/errors.ts'
import { createQueryThreads } from './query-threads/pool.ts'
import type { SampleChanges } from './read/sample-changes.ts'
import { createRunQuery, type RunQuery } from './run-query.ts'

export type MetricQueries = {
  routes: Route[]
  /** For rules: the same threads and bounds, and a line of their own, so that no dashboard holds them up. */
  runQuery: RunQuery
  /** Ends the threads; queries that run are answered with 503. */
  close(): Promise<void>
}

type Half = { compute: Compute; runQuery: RunQuery }

/** The query halves that are open, for each open database; the last that was made is asked. */
const halves = new WeakMap<Database, Half[]>()

function openHalf({ database }: Pick<Context, 'database'>): Half {
  const half = halves.get(database)?.at(-1)
  if (!half) throw unavailable('this process answers no queries')
  return half
}

/** The query half of one process. Threads start with the first query. `authenticate` knows who is signed in; `changes`: what the intake writes. */
export function createMetricQueries(
  { database }: Services,
  authenticate: Authenticate,
  changes?: SampleChanges,
): MetricQueries {
  const threads = createQueryThreads({ changes })
  const inSlot = createQuerySlots()
  const compute: Compute = (ctx, query, signal) =>
    inSlot(ctx.workspaceId, signal, () => threads.run(ctx, query, signal))
  const runQuery = createRunQuery(threads, createQuerySlots())
  const half = { compute, runQuery }
  halves.set(database, [...(halves.get(database) ?? []), half])
  return {
    routes: createQueryRoutes(compute, authenticate),
    runQuery,
    close: async () => {
      halves.set(
        database,
        (halves.get(database) ?? []).filter((other) => other !== half),
      )
      await threads.close()
    },
  }
}

/**
 * Asks as the Prometheus API does: in the same line, threads and bounds. The answer is its envelope, with the status
 * that it would have, also where the query itself is refused or canceled. Throws invalid_request for a question out of
 * bounds, and unavailable.
 */
export async function askMetrics(ctx: Context, question: Question, signal: AbortSignal): Promise<PlainAnswer> {
  const { compute } = openHalf(ctx)
  const query = questionOf(question)
  try {
    return await compute(ctx, query, signal)
  } catch (error) {
    // Who waits in line is told the signal's own reason.
    const refused = answerQueryError(signal.aborted ? new PromqlError('canceled', 'query was canceled') : error)
    if (refused) return refused
    throw error
  }
}

/** The same question as `runQuery` of this process, for endpoints. */
export const queryElements: RunQuery = (ctx, query) => openHalf(ctx).runQuery(ctx, query)
