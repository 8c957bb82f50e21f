import {
  bucketsFrom,
  histogram,
  maxExponentialSchema,
  minExponentialSchema,
  type Buckets,
  type Histogram,
} from './histogram.ts'
import { moveBuckets } from './layout.ts'
import { HistogramError, validateHistogram } from './validate.ts'
import { maxBucketsPerSide } from './wire.ts'

/** Dense counts of one sign: the first one is of bucket `offset`, which holds (base^offset, base^(offset+1)]. */
export type OtlpBuckets = { readonly offset: number; readonly counts: readonly number[] }

/** An exponential histogram point of OTLP, base = 2^(2^−scale). */
export type OtlpExponentialHistogram = {
  readonly scale: number
  readonly count: number
  readonly sum: number
  readonly zeroCount: number
  readonly zeroThreshold: number
  readonly positive: OtlpBuckets
  readonly negative: OtlpBuckets
}

/** What Prometheus assumes where OTLP says nothing of the zero bucket's width. */
export const defaultZeroThreshold = 1e-128

/**
 * OTLP's exponential histogram as a native one: a scale above 8 is reduced to 8. Undefined for a scale below −4, which
 * has no schema; throws `HistogramError` for a point that does not add up. Source: OpenTelemetry, compatibility/prometheus_and_openmetrics.md.
 */
export function fromOtlp(point: OtlpExponentialHistogram): Histogram | undefined {
  if (point.scale < minExponentialSchema) return undefined
  const schema = Math.min(point.scale, maxExponentialSchema)
  const read = histogram({
    schema,
    count: point.count,
    sum: point.sum,
    zeroCount: point.zeroCount,
    zeroThreshold: point.zeroThreshold === 0 ? defaultZeroThreshold : point.zeroThreshold,
    positive: side(point.positive, point.scale - schema),
    negative: side(point.negative, point.scale - schema),
  })
  validateHistogram(read, { exactCount: false })
  return read
}

/** At the largest scale, 20, buckets end there; what is beyond has no values. */
const maxOffset = 2 ** 30

/** OTLP's bucket `i` is our bucket `i + 1`; then `steps` times two neighbours become one. */
function side({ offset, counts }: OtlpBuckets, steps: number): Buckets {
  if (counts.length > maxBucketsPerSide)
    throw new HistogramError('too_many_buckets', `more than ${maxBucketsPerSide} buckets`)
  if (Math.abs(offset) > maxOffset)
    throw new HistogramError('index', `the offset ${offset} is beyond the range of numbers`)
  const buckets = bucketsFrom(counts, offset + 1)
  return steps === 0 ? buckets : moveBuckets(buckets, (index) => Math.floor((index - 1) / 2 ** steps) + 1)
}
