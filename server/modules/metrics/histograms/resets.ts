import type { Buckets, Histogram, ResetHint } from './histogram.ts'
import { usesCustomBuckets } from './histogram.ts'
import { reduceSchema, toSameLayout, widenZeroBucket } from './layout.ts'

/**
 * Whether the counter began again between two samples. A hint of `reset` or `not_reset` decides; otherwise any count
 * that became less does, and a layout that a living counter cannot change to (finer buckets, a narrower zero bucket).
 */
export function detectReset(current: Histogram, previous: Histogram): boolean {
  if (current.resetHint === 'reset') return true
  if (current.resetHint === 'not_reset') return false
  return countsFell(current, previous)
}

/** What a store that compares samples on arrival knows of the newer one; the first of a series is `unknown`. */
export function hintFor(current: Histogram, previous: Histogram | undefined): ResetHint {
  if (current.resetHint === 'gauge') return 'gauge'
  if (!previous) return 'unknown'
  return detectReset({ ...current, resetHint: current.resetHint === 'reset' ? 'reset' : 'unknown' }, previous)
    ? 'reset'
    : 'not_reset'
}

function countsFell(current: Histogram, previous: Histogram): boolean {
  if (current.count < previous.count) return true
  if (usesCustomBuckets(current) !== usesCustomBuckets(previous)) return true
  if (usesCustomBuckets(current)) {
    const same = toSameLayout(current, previous)
    return same !== undefined && bucketFell(same.a.positive, same.b.positive)
  }
  if (current.schema > previous.schema || current.zeroThreshold < previous.zeroThreshold) return true
  const widened = widenZeroBucket(previous, current.zeroThreshold)
  if (widened.zeroThreshold !== current.zeroThreshold || current.zeroCount < widened.zeroCount) return true
  const before = reduceSchema(widened, current.schema)
  return bucketFell(current.positive, before.positive) || bucketFell(current.negative, before.negative)
}

/** Whether a bucket has less than before; one that is gone has nothing. */
function bucketFell(current: Buckets, previous: Buckets): boolean {
  let at = 0
  return previous.indexes.some((index, before) => {
    while (at < current.indexes.length && (current.indexes[at] ?? 0) < index) at++
    const now = current.indexes[at] === index ? (current.counts[at] ?? 0) : 0
    return now < (previous.counts[before] ?? 0)
  })
}
