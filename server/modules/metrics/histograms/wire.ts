import { histogram, noBuckets, type Buckets, type Histogram, type ResetHint } from './histogram.ts'
import { withoutZeros } from './layout.ts'
import { HistogramError, validateHistogram } from './validate.ts'

/** A run of neighbouring buckets: `offset` from the end of the run before it, of the first one its index. */
export type Span = { readonly offset: number; readonly length: number }

/**
 * A histogram as remote write 1.0 and 2.0 carry it. An integer histogram has deltas, each against the bucket before
 * (the first against 0); a float histogram has counts. `resetHint`: 0 unknown, 1 reset, 2 not reset, 3 gauge.
 */
export type WireHistogram = {
  readonly kind: 'integer' | 'float'
  readonly count: number
  readonly sum: number
  readonly schema: number
  readonly zeroThreshold: number
  readonly zeroCount: number
  readonly positiveSpans: readonly Span[]
  /** Deltas of an integer histogram, counts of a float one. */
  readonly positive: readonly number[]
  readonly negativeSpans: readonly Span[]
  readonly negative: readonly number[]
  readonly customValues: readonly number[]
  readonly resetHint: number
}

/** A side of a histogram that is taken in has at most this many buckets; Prometheus' clients keep to 160. */
export const maxBucketsPerSide = 10_000

/** Far beyond every bucket that a number can be in, so that sums of offsets stay whole. */
const maxIndex = 2 ** 24

const hints: readonly ResetHint[] = ['unknown', 'reset', 'not_reset', 'gauge']

/**
 * Reads and checks a histogram of the wire. Throws `HistogramError`. Whether its sum is a stale marker has to be seen
 * by the reader of the message, in its bits: a number here may have lost them.
 */
export function fromWire(wire: WireHistogram): Histogram {
  const custom = wire.customValues
  const resetHint = hints[wire.resetHint]
  if (!resetHint) throw new HistogramError('reset_hint', `no reset hint ${wire.resetHint}`)
  const read = histogram({
    schema: wire.schema,
    count: wire.count,
    sum: wire.sum,
    zeroThreshold: wire.zeroThreshold,
    zeroCount: wire.zeroCount,
    positive: readSide(wire, wire.positiveSpans, wire.positive),
    negative: readSide(wire, wire.negativeSpans, wire.negative),
    customBounds: custom.at(-1) === Infinity ? custom.slice(0, -1) : custom,
    resetHint,
  })
  validateHistogram(read, { exactCount: wire.kind === 'integer' })
  return read
}

function readSide({ kind }: WireHistogram, spans: readonly Span[], values: readonly number[]): Buckets {
  const length = spans.reduce((sum, span) => sum + span.length, 0)
  if (length !== values.length) {
    throw new HistogramError('spans', `the spans name ${length} buckets, but there are ${values.length}`)
  }
  if (length > maxBucketsPerSide) throw new HistogramError('too_many_buckets', `more than ${maxBucketsPerSide} buckets`)
  if (length === 0) return noBuckets
  const [indexes, counts] = [new Int32Array(length), new Float64Array(length)]
  let [at, index, count] = [0, 0, 0]
  spans.forEach((span, number) => {
    if (number > 0 && span.offset < 0)
      throw new HistogramError('spans', `span ${number + 1} begins before the end of the one before`)
    index += span.offset
    if (Math.abs(index) > maxIndex)
      throw new HistogramError('index', `the bucket ${index} is beyond the range of numbers`)
    for (let left = span.length; left > 0; left--) {
      const value = values[at] ?? 0
      count = kind === 'integer' ? count + value : value
      indexes[at] = index++
      counts[at++] = count
    }
  })
  return withoutZeros({ indexes, counts })
}

/**
 * The histogram for the wire, as integers with deltas or as floats; `fromWire` reads it back to an equal one. Throws
 * `RangeError` for integers where a count is none.
 */
export function toWire(of: Histogram, kind: WireHistogram['kind'] = 'float'): WireHistogram {
  return {
    kind,
    count: kind === 'integer' ? whole(of.count) : of.count,
    sum: of.sum,
    schema: of.schema,
    zeroThreshold: of.zeroThreshold,
    zeroCount: kind === 'integer' ? whole(of.zeroCount) : of.zeroCount,
    positiveSpans: spansOf(of.positive),
    positive: valuesOf(of.positive, kind),
    negativeSpans: spansOf(of.negative),
    negative: valuesOf(of.negative, kind),
    customValues: [...of.customBounds],
    resetHint: hints.indexOf(of.resetHint),
  }
}

function valuesOf({ counts }: Buckets, kind: WireHistogram['kind']): number[] {
  if (kind === 'float') return [...counts]
  return Array.from(counts, (count, at) => whole(count) - (counts[at - 1] ?? 0))
}

function whole(count: number): number {
  if (Number.isSafeInteger(count)) return count
  throw new RangeError(`${count} is no whole number of observations`)
}

/** The runs of neighbouring buckets. */
export function spansOf({ indexes }: Buckets): Span[] {
  const spans: { offset: number; length: number }[] = []
  let end = 0
  for (const index of indexes) {
    const last = spans.at(-1)
    if (last && index === end) last.length++
    else spans.push({ offset: index - end, length: 1 })
    end = index + 1
  }
  return spans
}
