/** Who made the series of a workspace, as the Prometheus API tells it (`status/tsdb`). */
import { queryOptions } from '@tanstack/react-query'
import { ask } from './prometheus.ts'

export type SeriesStat = { name: string; value: number }

type Status = {
  headStats: { numSeries: number; numLabelPairs: number }
  seriesCountByMetricName: SeriesStat[]
  labelValueCountByLabelName: SeriesStat[]
}

export const seriesStatusQuery = (workspace: string) =>
  queryOptions({
    queryKey: [workspace, 'seriesStatus'],
    queryFn: async ({ signal }) => (await ask<Status>(workspace, 'status/tsdb', { limit: '10' }, signal)).data,
    staleTime: 60_000,
  })
