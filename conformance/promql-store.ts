/**
 * `npm run conformance -- promql-store --data <directory>`: the same scripts as `promql`, with all that is loaded written
 * into the column store and read back from there. It proves storage: the bits of stale
 * markers, histograms, start timestamps.
 */
import { newId } from '../server/platform/ids.ts'
import { createSampleColumns } from '../server/modules/metrics/storage/sample-columns.ts'
import { labelBytesOf } from '../server/modules/metrics/storage/label-bytes.ts'
import { seriesKeyOf } from '../server/modules/metrics/storage/series-id.ts'
import type { Series } from '../server/modules/metrics/storage/series-cache.ts'
import { createMetricStore, type MetricStore } from '../server/modules/metrics/storage/store.ts'
import type { Collected } from '../server/modules/metrics/storage/collector.ts'
import { createRefusals } from '../server/modules/metrics/refusals.ts'
import { createQueryable } from '../server/modules/metrics/read/queryable.ts'
import { labelValue, type MemoryQueryable, type Queryable } from '../server/modules/metrics/promql/index.ts'
import { testServices } from '../server/testing/index.ts'
import { runScripts } from './promql/run-scripts.ts'
import type { RunSuite } from './suite.ts'

const dayMs = 86_400_000

export const run: RunSuite = async (dataDirectory) => {
  const { columns, log, now } = await testServices()
  const store = createMetricStore({ columns, log, now })
  const storeOf = async (loaded: MemoryQueryable): Promise<Queryable> => {
    // A workspace of its own each time: nothing has to be deleted.
    const workspaceId = newId('wsp', now())
    await storeAll(store, { workspaceId, nowMs: now().getTime() }, loaded)
    return createQueryable(columns.forWorkspace(workspaceId))
  }
  const result = await runScripts(dataDirectory, { storeOf, again: false })
  await store.drain()
  return result
}

type Into = { workspaceId: string; nowMs: number }

async function storeAll(store: MetricStore, { workspaceId, nowMs }: Into, loaded: MemoryQueryable): Promise<void> {
  const projectId = newId('prj', new Date(0))
  const collected: Collected = {
    samples: createSampleColumns(),
    histograms: [],
    exemplars: [],
    descriptions: new Map(),
    newSeries: new Map(),
    refusals: createRefusals(),
    ...{ nowMs, lateHours: new Set() },
  }
  const everything = { matchers: [], afterMs: -Infinity, toMs: Infinity, maxSamples: Infinity, maxSeries: Infinity }
  const { signal } = new AbortController()
  for await (const batch of loaded.select({ ...everything, wantsBuckets: true, signal })) {
    for (const { labels, times, values, histograms, startTimes } of batch) {
      const pairs = labels.map(([name, value]): [string, string] => [name, value])
      const metric = labelValue(labels, '__name__')
      const series: Series = {
        ...seriesKeyOf(projectId, metric, pairs),
        labels: labelBytesOf(pairs),
        labelCount: pairs.length,
        day: -1,
        days: undefined,
      }
      const bits = new Uint32Array(values.slice().buffer)
      for (const [at, timeMs] of times.entries()) {
        const histogram = histograms?.[at]
        const startMs = startTimes?.[at] ?? 0
        if (histogram) collected.histograms.push({ series, atMs: timeMs, startMs, histogram })
        else collected.samples.push(series, timeMs, bits[at * 2] ?? 0, bits[at * 2 + 1] ?? 0, startMs)
      }
      collected.newSeries.set(series, [...new Set(Array.from(times, (timeMs) => Math.floor(timeMs / dayMs)))])
    }
  }
  await store.submit({ workspaceId, projectId, keptDays: 0 }, collected)
}
