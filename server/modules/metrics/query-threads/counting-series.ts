import { defaultLookbackMs } from '../promql/engine/engine.ts'
import type { Queryable, SeriesSamples } from '../promql/queryable.ts'
import { isStale } from '../promql/staleness.ts'

/** Of the series that a query read, each as often as a selector found it. */
export type SeriesCounts = {
  /** -1: it has no selector. */
  seriesRead: number
  /** Those whose newest sample does not say that the series ended. */
  live: number
  /** Those of them with a sample that is not older than half of the time that was asked for, and than the lookback. */
  fresh: number
}

/** The same store, and what was read of it: a result may be empty because nothing is there, or nothing new. */
export function countingSeries(queryable: Queryable): { queryable: Queryable; counts: () => SeriesCounts } {
  const counts: SeriesCounts = { seriesRead: -1, live: 0, fresh: 0 }
  return {
    queryable: {
      select: async function* (request) {
        counts.seriesRead = Math.max(0, counts.seriesRead)
        const freshMs = Math.min((request.toMs - request.afterMs) / 2, defaultLookbackMs)
        for await (const batch of queryable.select(request)) {
          for (const series of batch) count(counts, series, request.toMs - freshMs)
          yield batch
        }
      },
    },
    counts: () => counts,
  }
}

function count(counts: SeriesCounts, { times, values, histograms }: SeriesSamples, freshFromMs: number): void {
  counts.seriesRead += 1
  const last = times.length - 1
  const newestMs = times[last]
  if (newestMs === undefined || (!histograms?.[last] && isStale(values, last))) return
  counts.live += 1
  if (newestMs > freshFromMs) counts.fresh += 1
}
