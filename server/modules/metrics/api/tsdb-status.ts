/** Who made the series: of one workspace, on the days in which the last 24 hours lie (UTC). */
import type { Context } from '#platform/context'
import type { PlainAnswer } from '#platform/http'
import { answerJson, succeeded } from './answers.ts'
import { invalidParameter, readLimit, type Parameters } from './parameters.ts'

type Stat = { name: string; value: number }

const dayMs = 86_400_000
/** As Prometheus: ten of each list. */
const shown = 10
const maxShown = 10_000

/** `status/tsdb`. Chunks are none here; bytes are those of all values of a label, each as often as there are series. */
export async function answerTsdbStatus(ctx: Context, parameters: Parameters): Promise<PlainAnswer> {
  const limit = readLimit(parameters) || shown
  if (limit > maxShown) throw invalidParameter('limit', `at most ${maxShown}`)
  const nowMs = ctx.now().getTime()
  const lists = listsOf(ctx, { fromMs: nowMs - dayMs, limit })
  const [metrics, values, bytes, pairs, totals] = await Promise.all([
    lists(`select metric as name, count() as value from series group by name`),
    lists(`select pair.1 as name, uniqExact(pair.2) as value from pairs group by name`),
    lists(`select pair.1 as name, sum(length(pair.2)) as value from pairs group by name`),
    lists(`select concat(pair.1, '=', pair.2) as name, count() as value from pairs group by name`),
    lists(`select 'series' as name, count() as value from series
           union all select 'pairs' as name, uniqExact(pair) as value from pairs`),
  ])
  const total = (name: string): number => totals.find((stat) => stat.name === name)?.value ?? 0
  const data = {
    headStats: {
      ...{ numSeries: total('series'), numLabelPairs: total('pairs'), chunkCount: 0 },
      ...{ minTime: Math.floor((nowMs - dayMs) / dayMs) * dayMs, maxTime: nowMs },
    },
    seriesCountByMetricName: metrics,
    labelValueCountByLabelName: values,
    memoryInBytesByLabelName: bytes,
    seriesCountByLabelValuePair: pairs,
  }
  return answerJson(succeeded(JSON.stringify(data)))
}

const listsOf =
  (ctx: Context, { fromMs, limit }: { fromMs: number; limit: number }) =>
  (statement: string): Promise<Stat[]> =>
    ctx.columns.forWorkspace(ctx.workspaceId).query<Stat>(
      `with
         series as (
           select any(metric) as metric, any(labels) as labels from metric_series
           where workspace_id = {workspaceId:String} and seen_until >= toDateTime({from:UInt32}, 'UTC')
           group by series_id
         ),
         pairs as (select arrayJoin(arrayZip(mapKeys(labels), mapValues(labels))) as pair from series)
       select name, value from (${statement}) order by value desc, name limit {limit:UInt32}`,
      { from: Math.floor(fromMs / 1000), limit },
    )
