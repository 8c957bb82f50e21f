/**
 * From what requests brought to what is on the disk. Many requests share one insert a table, and whoever submits is
 * answered when the rows of all of them are durable. Series before samples: a sample whose series is not there could
 * not be found.
 */
import type { Services } from '#platform/context'
import { createGroupCommit } from '#platform/spool'
import type { SampleChanges, Written } from '../read/sample-changes.ts'
import { createHourMarks } from '../roll-ups/mark-hours.ts'
import { descriptionBlock, exemplarBlock, histogramBlock, seriesBlock, tables, type Table } from './blocks.ts'
import type { Collected } from './collector.ts'
import { createKnownDescriptions } from './known-descriptions.ts'
import { bytesPerRow, sampleBlock, type SampleColumns, type Whose } from './sample-columns.ts'
import { markRegistered } from './series-cache.ts'

export type MetricStore = {
  /** Resolves when all is durable. Throws unavailable when too much waits or the store is away. Releases the samples. */
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

type Blocks = { [T in Exclude<Table, 'metric_samples'>]?: readonly Buffer[] }
/** `histogramsFromMs`: the earliest of them, Infinity: there is none. */
type Request = { whose: Whose; samples: SampleColumns; blocks: Blocks; histogramsFromMs: number }

export function createMetricStore(
  { columns, log, now }: Pick<Services, 'columns' | 'log' | 'now'>,
  changes?: SampleChanges,
): MetricStore {
  const known = createKnownDescriptions(now)
  const marks = createHourMarks({ columns, log, now })
  const spool = createGroupCommit<Request, true>({
    ...bounds,
    log,
    sizeBytes: ({ samples, blocks }) =>
      Object.values(blocks)
        .flat()
        .reduce((sum, { length }) => sum + length, samples.size() * bytesPerRow),
    processBatch: async (requests) => {
      try {
        for (const [table, names] of tables) {
          const parts =
            table === 'metric_samples' ? sampleBlocks(requests) : requests.flatMap(({ blocks }) => blocks[table] ?? [])
          if (parts.length > 0) await columns.insertBlock(table, names, 'Native', parts)
        }
      } catch (error) {
        changes?.lost()
        throw error
      }
      for (const request of requests) changes?.wrote(request.whose.workspaceId, () => writtenBy(request))
      return requests.map(() => true)
    },
  })
  return {
    submit: async (whose, collected) => {
      const { samples, histograms, exemplars, newSeries } = collected
      const descriptions = known.unknown(whose.projectId, [...collected.descriptions.values()])
      const blocks: Blocks = {
        ...(newSeries.size > 0 && { metric_series: seriesBlock(whose, newSeries) }),
        ...(descriptions.length > 0 && { metric_descriptions: [descriptionBlock(whose, descriptions, now())] }),
        ...(histograms.length > 0 && { metric_histograms: [histogramBlock(whose, histograms)] }),
        ...(exemplars.length > 0 && { metric_exemplars: [exemplarBlock(whose, exemplars)] }),
      }
      try {
        const { lateHours: hours, nowMs } = collected
        if (samples.size() > 0 || Object.keys(blocks).length > 0) {
          const late = { workspaceId: whose.workspaceId, hours, nowMs }
          const histogramsFromMs = histograms.reduce((least, { atMs }) => Math.min(least, atMs), Infinity)
          const request = { whose, samples, blocks, histogramsFromMs }
          await marks.around(late, async () => void (await spool.submit(request)))
        }
      } finally {
        samples.release()
      }
      for (const [series, days] of newSeries) for (const day of days) markRegistered(series, day)
      known.keep(whose.projectId, descriptions)
    },
    depth: spool.depth,
    drain: spool.drain,
  }
}

const writtenBy = ({ samples, histogramsFromMs, blocks }: Request): Written => ({
  fromMs: Math.min(samples.earliestMs(), histogramsFromMs),
  histograms: histogramsFromMs < Infinity,
  series: blocks.metric_series !== undefined,
  rows: samples.rows(),
})

/** A block for all of the same workspace, project and retention class: fewer and larger ones cost the store less. */
function sampleBlocks(requests: readonly Request[]): Buffer[] {
  const groups = new Map<string, { whose: Whose; samples: SampleColumns[] }>()
  for (const { whose, samples } of requests) {
    if (samples.size() === 0) continue
    const key = `${whose.workspaceId} ${whose.projectId} ${whose.keptDays}`
    const group = groups.get(key)
    if (group) group.samples.push(samples)
    else groups.set(key, { whose, samples: [samples] })
  }
  return [...groups.values()].flatMap(({ whose, samples }) => sampleBlock(whose, samples))
}
