/** What a request says, whichever encoding it came in. */
import { otlp } from '#modules/telemetry'

/** Times are nanoseconds since 1970, 0 if none: of the point, and since when it counts. `noValue`: the flag that nothing was recorded, which is a stale marker. */
type SentPoint = {
  attributes: otlp.JsonObject
  timeNanos: bigint
  startNanos: bigint
  noValue: boolean
  exemplars: SentExemplar[]
}
export type SentNumber = SentPoint & { value: number }
export type SentHistogram = SentPoint & { count: number; sum: number | undefined; counts: number[]; bounds: number[] }
export type SentBuckets = { offset: number; counts: number[] }
export type SentExponential = SentPoint & {
  count: number
  sum: number
  scale: number
  zeroCount: number
  zeroThreshold: number
  positive: SentBuckets
  negative: SentBuckets
}
export type SentSummary = SentPoint & { count: number; sum: number; quantiles: { quantile: number; value: number }[] }

export type SentExemplar = {
  attributes: otlp.JsonObject
  timeNanos: bigint
  value: number
  /** Lower-case hex, empty if none. */
  traceId: string
  spanId: string
}

/** 1 delta, 2 cumulative, as OpenTelemetry numbers them; 0 says nothing. */
type Aggregated = { temporality: number }

export type SentData =
  | { kind: 'gauge'; points: SentNumber[] }
  | ({ kind: 'sum'; isMonotonic: boolean; points: SentNumber[] } & Aggregated)
  | ({ kind: 'histogram'; points: SentHistogram[] } & Aggregated)
  | ({ kind: 'exponential'; points: SentExponential[] } & Aggregated)
  | { kind: 'summary'; points: SentSummary[] }
  | { kind: 'none'; points: never[] }

export type SentMetric = { name: string; description: string; unit: string; data: SentData }

/** Of a request; each takes a place when it is read, or its metric is refused. */
export type Places = { points: number; exemplars: number }

export const maxPoints = 100_000
export const maxPointExemplars = 20_000
/** Buckets, bounds or quantiles of one point. */
export const maxPointValues = 4_096

export const newPlaces = (): Places => ({ points: maxPoints, exemplars: maxPointExemplars })

export function takePlace(places: Places): void {
  if (places.points === 0) throw new otlp.BadRecord(`more than ${maxPoints} data points in one request`)
  places.points -= 1
}

export function hasExemplarPlace(places: Places): boolean {
  if (places.exemplars === 0) return false
  places.exemplars -= 1
  return true
}

/** Bit 0 of a point's flags. */
export const isWithoutValue = (flags: number): boolean => (flags & 1) === 1
