import type { Authenticate, Route } from '#platform/http'
import { createQueryRoutes } from './api/routes.ts'
import { createQueryThreads } from './query-threads/pool.ts'

export type MetricQueries = {
  routes: Route[]
  /** Ends the threads; queries that run are answered with 503. */
  close(): Promise<void>
}

/** The query half of one process. Threads start with the first query. `authenticate` knows who is signed in. */
export function createMetricQueries(authenticate: Authenticate): MetricQueries {
  const threads = createQueryThreads()
  return { routes: createQueryRoutes(threads, authenticate), close: () => threads.close() }
}
