/**
 * From what requests brought to what is on the disk. Many requests share one insert a table, and whoever submits is
 * answered when the rows of all of them are durable. Series before samples: a sample whose series is not there could
 * not be found.
 */
import type { Services } from '#platform/context'
import { createGroupCommit } from '#platform/spool'
import { descriptionBlock, exemplarBlock, histogramBlock, seriesBlock, tables, type Table } from './blocks.ts'
import type { Collected } from './collector.ts'
import { createKnownDescriptions } from './known-descriptions.ts'
import type { Whose } from './sample-columns.ts'
import { markRegistered } from './series-cache.ts'

export type MetricStore = {
  /** Resolves when all is durable. Throws unavailable when too much waits or the store is away. */
  submit(whose: Whose, collected: Collected): Promise<void>
  /** Requests that wait or are being written. */
  depth(): number
  drain(): Promise<void>
}

const bounds = {
  maxBatchItems: 1_000,
  maxBatchBytes: 32 * 1024 * 1024,
  maxWaitingItems: 4_000,
  maxWaitingBytes: 128 * 1024 * 1024,
  // Few large parts instead of many small ones: a part costs more than its rows.
  lingerMs: 50,
}

type Blocks = { [T in Table]?: Buffer }

export function createMetricStore({ columns, log, now }: Pick<Services, 'columns' | 'log' | 'now'>): MetricStore {
  const known = createKnownDescriptions(now)
  const spool = createGroupCommit<Blocks, true>({
    ...bounds,
    log,
    sizeBytes: (blocks) => Object.values(blocks).reduce((sum, { length }) => sum + length, 0),
    processBatch: async (requests) => {
      for (const [table, names] of tables) {
        const blocks = requests.flatMap((request) => request[table] ?? [])
        if (blocks.length > 0) await columns.insertBlock(table, names, 'Native', Buffer.concat(blocks))
      }
      return requests.map(() => true)
    },
  })
  return {
    submit: async (whose, collected) => {
      const { samples, histograms, exemplars, newSeries } = collected
      const descriptions = known.unknown(whose.projectId, [...collected.descriptions.values()])
      const blocks: Blocks = {
        ...(newSeries.size > 0 && { metric_series: seriesBlock(whose, newSeries) }),
        ...(descriptions.length > 0 && { metric_descriptions: descriptionBlock(whose, descriptions, now()) }),
        ...(samples.size() > 0 && { metric_samples: samples.block(whose) }),
        ...(histograms.length > 0 && { metric_histograms: histogramBlock(whose, histograms) }),
        ...(exemplars.length > 0 && { metric_exemplars: exemplarBlock(whose, exemplars) }),
      }
      if (Object.keys(blocks).length > 0) await spool.submit(blocks)
      for (const [series, days] of newSeries) for (const day of days) markRegistered(series, day)
      known.keep(whose.projectId, descriptions)
    },
    depth: spool.depth,
    drain: spool.drain,
  }
}
