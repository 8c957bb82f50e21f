/** `and`, `or` and `unless`: which series are there, step by step; values do not count. */
import { executionError } from '../errors.ts'
import { labelsKey } from '../labels.ts'
import type { Matching, SetOp } from '../syntax/index.ts'
import { type StepSeries, absent, emptySeries, put, valueAt, withSamples } from './data.ts'
import { signatureOf } from './signature.ts'

export function combineSets(
  op: SetOp,
  matching: Matching | undefined,
  left: readonly StepSeries[],
  right: readonly StepSeries[],
): StepSeries[] {
  const signature = signatureOf(matching)
  const keyOf = ({ labels }: StepSeries) => labelsKey(signature(labels))
  if (op === 'or') {
    const taken = presenceBy(left, keyOf)
    const added = right.map((one) => masked(one, (step) => (taken.get(keyOf(one))?.[step] ?? absent) === absent))
    return merged([...left, ...withSamples(added)])
  }
  const others = presenceBy(right, keyOf)
  const wanted = op === 'and'
  const kept = left.map((one) => {
    const there = others.get(keyOf(one))
    return masked(one, (step) => ((there?.[step] ?? absent) !== absent) === wanted)
  })
  return withSamples(kept)
}

/** For each signature at which steps some series is there. */
function presenceBy(series: readonly StepSeries[], keyOf: (one: StepSeries) => string): Map<string, Uint8Array> {
  const found = new Map<string, Uint8Array>()
  for (const one of series) {
    const key = keyOf(one)
    const there = found.get(key)
    if (!there) found.set(key, Uint8Array.from(one.present))
    else for (const [step, kind] of one.present.entries()) if (kind !== absent) there[step] = kind
  }
  return found
}

function masked(series: StepSeries, keeps: (step: number) => boolean): StepSeries {
  const present = series.present.map((kind, step) => (kind !== absent && keeps(step) ? kind : absent))
  return { ...series, present }
}

/** One series where the two sides give the same one at different steps. */
export function merged(series: readonly StepSeries[]): StepSeries[] {
  const result = new Map<string, StepSeries>()
  for (const one of series) {
    const key = `${one.dropName ? 1 : 0}${labelsKey(one.labels)}`
    const other = result.get(key)
    result.set(key, other ? joined(other, one) : one)
  }
  return [...result.values()]
}

/** Throws where both have a sample at a step. */
export function joined(a: StepSeries, b: StepSeries): StepSeries {
  const result = emptySeries(a.labels, a.dropName, a.present.length)
  for (let step = 0; step < a.present.length; step++) {
    if (a.present[step] !== absent && b.present[step] !== absent) {
      throw executionError('vector cannot contain metrics with the same labelset')
    }
    put(result, step, valueAt(a, step) ?? valueAt(b, step))
  }
  return result
}
