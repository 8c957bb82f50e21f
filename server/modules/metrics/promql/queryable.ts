/**
 * What the engine reads from: any store that finds series by matchers and gives their samples as columns. The engine
 * knows nothing else of a store, neither workspace nor table; whoever makes a `Queryable` binds it to one workspace.
 */
import type { Histogram } from '../histograms/histogram.ts'
import type { Labels } from './labels.ts'

/**
 * One condition of a selector. A series without the label has the empty value. Regular expressions are RE2's, match the
 * whole value, and their dot matches a line feed.
 */
export type Matcher = {
  readonly name: string
  readonly op: '=' | '!=' | '=~' | '!~'
  readonly value: string
  /** The condition itself, for stores that filter in memory. */
  readonly matches: (labelValue: string) => boolean
}

/**
 * The samples of one series, columns of one length, by time strictly ascending: of several writes for one time the last
 * counts, and the store has settled that. Nobody writes into the columns.
 */
export type SeriesSamples = {
  readonly labels: Labels
  /** Milliseconds since 1970. */
  readonly times: Float64Array
  /** Stale markers keep their bits (`staleness.ts`). Of no meaning where `histograms` has an entry. */
  readonly values: Float64Array
  /** Native histograms at their sample's place; undefined where the series has none at all. A stale marker is a float. */
  readonly histograms?: readonly (Histogram | undefined)[] | undefined
  /** Start timestamps of counters in milliseconds, 0 where unknown; undefined where the series has none at all. */
  readonly startTimes?: Float64Array | undefined
  /** In the place of samples, where `windows` was asked for and the store could: `times` and `values` are then empty. */
  readonly buckets?: BucketColumns | undefined
}

/** What is known of the floats of a bucket; times in milliseconds. */
export const bucketFields = [
  'count',
  'firstTime',
  'first',
  'lastTime',
  'last',
  /** The last stale marker's; 0 for none. Markers count nowhere else. */
  'staleTime',
  'sum',
  'min',
  'max',
  /** The sum of the values right before each fall within the bucket. */
  'fallen',
  'resets',
  'changes',
] as const
export type BucketField = (typeof bucketFields)[number]

/**
 * A series' samples by buckets of one length that begin at its multiples: each holds what is after `ends − widthMs` up to
 * `ends`. Ascending; a bucket without a sample may be left out. All numbers are finite, none comes from a histogram, and
 * nothing asked for would be another by start timestamps: where it might, a store gives the samples.
 */
export type BucketColumns = {
  readonly widthMs: number
  readonly ends: Float64Array
  /** At least those asked for. */
  readonly fields: Readonly<Partial<Record<BucketField, Float64Array>>>
}

/** Which windows will be looked at, and what of them, so that a store may answer in buckets. */
export type WindowRequest = {
  /** The windows' ends: the first, and `count − 1` more, each `stepMs` later. */
  readonly endMs: number
  readonly stepMs: number
  readonly count: number
  readonly lengthMs: number
  /** `newest`: only the newest sample of each window, so that windows need not begin where a bucket does. */
  readonly of: 'window' | 'newest'
  readonly fields: readonly BucketField[]
}

export type SelectRequest = {
  /** All of them must hold; at least one of them does not match the empty value. */
  readonly matchers: readonly Matcher[]
  /** Samples after this time, and up to `toMs` inclusive. */
  readonly afterMs: number
  readonly toMs: number
  /** False where only counts and sums of histograms are looked at: a store may leave the buckets out. */
  readonly wantsBuckets: boolean
  /** More samples than that in one query are refused by the engine: a store may stop with the same error before. */
  readonly maxSamples: number
  readonly maxSeries: number
  readonly signal: AbortSignal
  /** Undefined: samples are needed. */
  readonly windows?: WindowRequest | undefined
}

export type Queryable = {
  /**
   * Series with at least one sample in the time asked for, each once, in any order, in batches: the engine lets go of a
   * batch before it asks for the next, so that a wide query never holds all samples.
   */
  readonly select: (request: SelectRequest) => AsyncIterable<readonly SeriesSamples[]>
}
