/**
 * What happens to metrics, whatever protocol they came in: collected, admitted by quotas and limits, stored, and what
 * was refused counted. Resolves when all that is told as written is durable.
 */
import { maskCardData } from '#platform/card-data'
import type { Services } from '#platform/context'
import { AppError } from '#platform/errors'
import type { IntakeDoor, Source } from '#modules/telemetry'
import { samplesRuleOf } from './limits.ts'
import type { FindPlan } from './limits-by-workspace/ceilings.ts'
import { readLimits } from './limits-by-workspace/known-limits.ts'
import type { SampleChanges } from './read/sample-changes.ts'
import type { Refusals } from './refusals.ts'
import { createCollector, type Collector } from './storage/collector.ts'
import type { Pairs } from './storage/native-block.ts'
import { createSamplePool } from './storage/sample-columns.ts'
import { createSeriesCache } from './storage/series-cache.ts'
import { createSeriesRooms } from './storage/series-room.ts'
import { createMetricStore } from './storage/store.ts'

export type Written = { samples: number; histograms: number; exemplars: number; refusals: Refusals }

export type MetricIntake = {
  /**
   * `read` fills the collector, and throws for a request of which nothing is taken. Throws rate_limited when a limit
   * leaves nothing, and unavailable; then nothing of the request is told as written.
   */
  take(source: Source, sizeBytes: number, read: (collector: Collector) => void): Promise<Written>
  /**
   * What the program itself makes of what is stored already: no quota and no rate counts it, limits of series do.
   * Throws `unavailable`.
   */
  write(whose: { workspaceId: string; projectId: string }, read: (collector: Collector) => void): Promise<Refusals>
  depth(): number
  drain(): Promise<void>
}

/** For how many days a workspace's metrics are kept now; null: as long as the workspace. */
export type KeptDays = (workspaceId: string) => Promise<number | null>

export const category = 'metric_sample'

type Options = {
  keptDays: KeptDays
  /** New series of a workspace in a day. */
  maxSeries?: number | undefined
  /** Told of everything that is written. */
  changes?: SampleChanges | undefined
  /** Default: there are no plans. */
  findPlan?: FindPlan | undefined
}

export function createMetricIntake(services: Services, door: IntakeDoor, options: Options): MetricIntake {
  const { findPlan = () => Promise.resolve(null) } = options
  const cache = createSeriesCache()
  const rooms = createSeriesRooms(services, options.maxSeries)
  const store = createMetricStore(services, options.changes)
  const newSamples = createSamplePool()

  const collect = async (
    source: { workspaceId: string; projectId: string },
    read: (collector: Collector) => void,
    onCardData: (count: number) => void,
  ): Promise<Collector> => {
    const limits = await readLimits(services, findPlan, source.workspaceId)
    const room = await rooms.load(source.workspaceId, limits.seriesPerDay)
    const isCleaned = services.policy.inForce().cardData !== 'off'
    const clean = isCleaned ? (labels: Pairs) => withoutCardData(labels, onCardData) : undefined
    const mayStay = isCleaned ? hasNoCardData : undefined
    const nowMs = services.now().getTime()
    const { projectId } = source
    const collector = createCollector({ projectId, nowMs, cache, room, clean, mayStay, limits, samples: newSamples() })
    read(collector)
    return collector
  }

  const submit = async (whose: { workspaceId: string; projectId: string }, collector: Collector): Promise<void> => {
    const { workspaceId, projectId } = whose
    const keptDays = (await options.keptDays(workspaceId)) ?? 0
    await store.submit({ workspaceId, projectId, keptDays: Math.min(keptDays, maxClass) }, collector)
  }

  return {
    take: async (source, sizeBytes, read) => {
      const collector = await door.countingInvalid(source, category, () =>
        collect(source, read, (count) => door.countCardData(source, count)),
      )
      const { samples, histograms, exemplars, refusals } = collector
      const quantity = samples.size() + histograms.length
      const admitted = await door.admitQuantity(source, { category, quantity, sizeBytes })
      let kept = 0
      try {
        const { samplesPerSecond } = await readLimits(services, findPlan, source.workspaceId)
        await takeFromRate(services, door, source, { quantity, samplesPerSecond })
        await submit(source, collector)
        kept = quantity
      } finally {
        admitted.settle(kept)
      }
      door.countOutcomes(source, outcomesOf(refusals))
      return { samples: samples.size(), histograms: histograms.length, exemplars: exemplars.length, refusals }
    },
    write: async (whose, read) => {
      const collector = await collect(whose, read, () => undefined)
      await submit(whose, collector)
      return collector.refusals
    },
    depth: store.depth,
    drain: store.drain,
  }
}

/** Of a retention class, as it stands in the partition. */
const maxClass = 65_535

async function takeFromRate(
  services: Services,
  door: IntakeDoor,
  source: Source,
  { quantity, samplesPerSecond }: { quantity: number; samplesPerSecond: number },
): Promise<void> {
  if (quantity === 0) return
  try {
    await services.limiter.consume(samplesRuleOf(samplesPerSecond), source.workspaceId, quantity)
  } catch (error) {
    if (error instanceof AppError && error.code === 'rate_limited') {
      door.countOutcomes(source, [{ category, reason: 'samples_limit', quantity, by: 'server' }])
    }
    throw error
  }
}

const outcomesOf = ({ byReason }: Refusals) =>
  [...byReason].flatMap(([reason, { samples }]) =>
    samples > 0 ? [{ category, reason, quantity: samples, by: 'server' as const }] : [],
  )

const hasNoCardData = (value: string): boolean => value.length < shortestCard || maskCardData(value) === value

/** In values only: a name is not a place for one, and some names may be long runs of digits. */
function withoutCardData(labels: Pairs, onRemoved: (count: number) => void): Pairs {
  let removed = 0
  const cleaned = labels.map(([name, value]) => {
    const masked = value.length < shortestCard ? value : maskCardData(value)
    if (masked !== value) removed += 1
    return [name, masked] as const
  })
  if (removed > 0) onRemoved(removed)
  return removed > 0 ? cleaned : labels
}

const shortestCard = 12
