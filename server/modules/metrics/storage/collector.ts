/**
 * What one request brings, whichever protocol it speaks, on its way into the columns: each sample is checked for its
 * time, and its series is known to the store or will be with this request.
 */
import { tooLarge } from '#platform/errors'
import type { Histogram } from '../histograms/histogram.ts'
import { checkLabels, seriesText, type Names } from '../labels.ts'
import {
  maxFutureMs,
  maxHistogramBuckets,
  maxHistogramsPerRequest,
  maxSamplesPerRequest,
  maxSeriesPerRequest,
} from '../limits.ts'
import { lateUntil } from '../roll-ups/late.ts'
import { hourOf } from '../roll-ups/widths.ts'
import { serverLimits, type WorkspaceLimits } from '../limits-by-workspace/workspace-limits.ts'
import { createRefusals, type Refusals } from '../refusals.ts'
import type { Pairs } from './native-block.ts'
import { createSampleColumns, type SampleColumns } from './sample-columns.ts'
import type { ByteRange } from './byte-keys.ts'
import { labelBytesOf, pairsOf } from './label-bytes.ts'
import { readPlainSeries } from './plain-series.ts'
import { isRegistered, type SentName, type Series, type SeriesCache } from './series-cache.ts'
import { seriesKeyOf } from './series-id.ts'
import type { SeriesRoom } from './series-room.ts'

export type Description = { metric: string; kind: string; unit: string; help: string }
/** `startMs`: since when it was counted, 0: not told. */
export type HistogramSample = { series: Series; atMs: number; startMs: number; histogram: Histogram }
export type ExemplarSample = { series: Series; atMs: number; value: number; labels: Pairs }

export type Collected = {
  samples: SampleColumns
  histograms: HistogramSample[]
  exemplars: ExemplarSample[]
  descriptions: Map<string, Description>
  /** Not in the store yet, with the days of their samples. */
  newSeries: Map<Series, number[]>
  refusals: Refusals
  /** What the clock showed when the request was read. */
  readonly nowMs: number
  /** Hours with samples that are late: they may be rolled up already. */
  readonly lateHours: ReadonlySet<number>
}

export type Collector = Collected & {
  readonly projectId: string
  /** Counts one; throws too_large for more than a request may have, however little each of them says. */
  countSeries(): void
  /** By the sender's own name for it; undefined: `seriesOf` has to be asked. */
  find(key: string): Series | undefined
  findBytes(bytes: Buffer, start: number, end: number): Series | undefined
  /** For a name of which only the beginning is known: the one that came after the last one, if it lies here. */
  findNext(bytes: Buffer, start: number, end: number): Series | undefined
  /** How long its name is. */
  foundLength(): number
  /** Checks labels, and remembers the series by its name; undefined: refused, with so many samples. */
  seriesOf(name: SentName | undefined, labels: Pairs, names: Names, samples: number): Series | undefined
  /**
   * The same for labels that lie in the request as remote write 1.0 has them; undefined: they are not as nearly all
   * senders write them, and `seriesOf` has to be asked.
   */
  plainSeries(name: ByteRange): Series | undefined
  /** `startMs`: since when it was counted; one that cannot be is none, and takes nothing with it. */
  addSample(series: Series, atMs: number, valueLow: number, valueHigh: number, startMs?: number): void
  addHistogram(series: Series, atMs: number, histogram: Histogram, startMs?: number): void
  /** So that what is neither finds its series in the store; false: there is no room for another one. */
  keepSeries(series: Series, atMs: number): boolean
}

export type CollectorOptions = {
  projectId: string
  nowMs: number
  cache: SeriesCache
  room: SeriesRoom
  /** Changes a series' labels before anything is made of them. */
  clean?: ((labels: Pairs) => Pairs) | undefined
  /** Whether `clean` leaves this value of a label as it is. */
  mayStay?: ((value: string) => boolean) | undefined
  samples?: SampleColumns
  /** What the workspace takes, where that is less than the server does. */
  limits?: Pick<WorkspaceLimits, 'labelsPerSeries' | 'pastSeconds'>
}

const dayMs = 86_400_000

export function createCollector(options: CollectorOptions): Collector {
  const { projectId, nowMs, cache, room, clean, mayStay, samples = createSampleColumns() } = options
  const { labelsPerSeries, pastSeconds } = options.limits ?? serverLimits
  const refusals = createRefusals()
  const histograms: HistogramSample[] = []
  const newSeries = new Map<Series, number[]>()
  // Before 1970 there are no times in the store, whatever the clock says.
  const oldestMs = Math.max(0, nowMs - pastSeconds * 1000)
  const newestMs = nowMs + maxFutureMs
  const lateMs = lateUntil(nowMs)
  const lateHours = new Set<number>()

  /** Whether something of this series may be written for this time; else it is refused. */
  const admits = (series: Series, atMs: number): boolean => {
    const first = () => `${textOf(series)} at ${timeText(atMs)}`
    // What is no number is none of both.
    if (!(atMs >= oldestMs)) refusals.add('too_old', 1, first)
    else if (atMs > newestMs) refusals.add('too_new', 1, first)
    else if (samples.size() + histograms.length >= maxSamplesPerRequest) refusals.add('too_many', 1, first)
    else {
      if (keepSeries(series, atMs)) return true
      refusals.add('series_limit', 1, first)
    }
    return false
  }

  const keepSeries = (series: Series, atMs: number): boolean => {
    const day = Math.floor(atMs / dayMs)
    return isRegistered(series, day) || register(series, day)
  }

  const register = (series: Series, day: number): boolean => {
    const days = newSeries.get(series)
    if (days?.includes(day)) return true
    if (!room.take(series)) return false
    if (days) days.push(day)
    else newSeries.set(series, [day])
    return true
  }

  /** One that was met before the limit is checked again, and refused in the words for it. */
  const admitted = (series: Series | undefined): Series | undefined =>
    series && series.labelCount <= labelsPerSeries ? series : undefined

  let seriesLeft = maxSeriesPerRequest
  let usualMs = Number.NaN
  let usualDay = Number.NaN

  return {
    countSeries: () => {
      if (seriesLeft === 0) throw tooLarge(`a request may have ${maxSeriesPerRequest} series; send smaller ones`)
      seriesLeft -= 1
    },
    ...{ projectId, nowMs, samples, histograms, exemplars: [], descriptions: new Map(), newSeries, refusals },
    lateHours,
    keepSeries,
    find: (key) => admitted(cache.find(projectId, key)),
    findBytes: (bytes, start, end) => admitted(cache.findBytes(projectId, bytes, start, end)),
    findNext: (bytes, start, end) => admitted(cache.findNext(projectId, bytes, start, end)),
    foundLength: () => cache.foundLength(projectId),
    seriesOf: (name, sent, names, count) => {
      const checked = checkLabels(sent, names, labelsPerSeries)
      if ('reason' in checked) {
        refusals.add(checked.reason, count, () => `${seriesText(sent)}: ${checked.why}`)
        return undefined
      }
      const labels = clean ? clean(checked.labels) : checked.labels
      const series: Series = {
        ...seriesKeyOf(projectId, checked.metric, labels),
        ...{ labels: labelBytesOf(labels), labelCount: labels.length, day: -1, days: undefined },
      }
      if (name !== undefined) cache.keep(projectId, name, series)
      return series
    },
    plainSeries: (name) => readPlainSeries(cache, projectId, name, { most: labelsPerSeries, mayStay }),
    addSample: (series, atMs, valueLow, valueHigh, startMs = 0) => {
      // Nearly all are of the time of the one before, and known for its day.
      if (atMs !== usualMs || series.day !== usualDay || samples.size() + histograms.length >= maxSamplesPerRequest) {
        if (!admits(series, atMs)) return
        if (atMs <= lateMs) lateHours.add(hourOf(atMs))
        usualMs = atMs
        usualDay = Math.floor(atMs / dayMs)
      }
      samples.push(series, atMs, valueLow, valueHigh, startMs === 0 ? 0 : startOf(startMs, atMs))
    },
    addHistogram: (series, atMs, histogram, startMs = 0) => {
      const { positive, negative, customBounds } = histogram
      const buckets = positive.indexes.length + negative.indexes.length + customBounds.length
      if (buckets > maxHistogramBuckets) {
        refusals.add('invalid_histogram', 1, () => `${textOf(series)}: more than ${maxHistogramBuckets} buckets`)
      } else if (histograms.length >= maxHistogramsPerRequest) {
        refusals.add('too_many', 1, () => textOf(series))
      } else if (admits(series, atMs)) {
        histograms.push({ series, atMs, startMs: startOf(startMs, atMs), histogram })
      }
    },
  }
}

/** One that is not before its sample says nothing, as Prometheus has it; -1 is how a sender says 1970 itself. */
const startOf = (startMs: number, atMs: number): number => (startMs >= -1 && startMs < atMs ? startMs : 0)

/** For messages. */
export const textOf = (series: Series): string => seriesText(pairsOf(series.labels))

const maxDateMs = 8.64e15

const timeText = (atMs: number): string => (Math.abs(atMs) <= maxDateMs ? new Date(atMs).toISOString() : `${atMs} ms`)
