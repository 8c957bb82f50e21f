import { add, multiply, subtract } from './arithmetic.ts'
import { histogram, usesCustomBuckets, withResetHint, type Histogram } from './histogram.ts'
import { reduceSchema } from './layout.ts'
import { detectReset } from './resets.ts'

/** What is odd about the input; the engine makes annotations with positions of it. */
export type HistogramNote =
  | 'not_a_counter'
  | 'not_a_gauge'
  | 'mixed_schemas'
  | 'reconciled_in_addition'
  | 'reconciled_in_subtraction'

/** `histogram` is undefined where there is no result (`mixed_schemas`). */
export type Change = { readonly histogram: Histogram | undefined; readonly notes: readonly HistogramNote[] }

type ChangeOptions = {
  /** `rate` and `increase` of counters, with resets; false: `delta` of gauges. */
  readonly counter: boolean
  /**
   * Whether the counter began again between the histograms `at − 1` and `at`, where the engine knows it from start
   * timestamps; without it, `detectReset` decides.
   */
  readonly isReset?: (at: number) => boolean
}

/**
 * What was added between the first and the last of at least two histograms, in order of time: neither extrapolated nor
 * divided by a time. For counters what was there before each reset is added.
 */
export function changeOver(window: readonly Histogram[], { counter, isReset }: ChangeOptions): Change {
  const [first, second, last] = [window[0], window[1], window.at(-1)]
  if (!first || !second || !last) throw new RangeError('a change needs at least two histograms')
  const notes = new Set<HistogramNote>(typeNotes(window, counter))
  const reset = (at: number, previous: Histogram) => {
    const current = window[at]
    return current !== undefined && (isReset ? isReset(at) : detectReset(current, previous))
  }
  // Before a reset the layout of the first one does not matter: counting begins with the second one, at nothing.
  const beginsAnew = counter && reset(1, first)
  const base = beginsAnew ? histogram({ schema: second.schema, customBounds: second.customBounds }) : first
  const others = counter ? window.slice(1) : [last]
  if (others.some((one) => usesCustomBuckets(one) !== usesCustomBuckets(base))) {
    return { histogram: undefined, notes: [...notes, 'mixed_schemas'] }
  }
  const coarsest = others.reduce((least, { schema }) => Math.min(least, schema), base.schema)
  const change = subtract(usesCustomBuckets(last) ? last : reduceSchema(last, coarsest), base)
  if (!change) throw new TypeError('histograms of one kind have a difference')
  if (change.reconciled) notes.add('reconciled_in_subtraction')
  if (!counter) return { histogram: change.histogram, notes: [...notes] }
  let total = change.histogram
  for (let at = beginsAnew ? 2 : 1; at < window.length; at++) {
    const previous = window[at - 1]
    if (!previous || !reset(at, previous)) continue
    const sum = add(total, previous)
    if (!sum) throw new TypeError('histograms of one kind have a sum')
    if (sum.reconciled) notes.add('reconciled_in_addition')
    total = sum.histogram
  }
  return { histogram: withResetHint(total, 'gauge'), notes: [...notes] }
}

/** The difference of the last two histograms, for `irate` and `idelta`; not divided by a time. */
export function lastChange(previous: Histogram, last: Histogram, { counter, isReset }: ChangeOptions): Change {
  const notes: HistogramNote[] = typeNotes([previous, last], counter)
  if (counter && (isReset ? isReset(1) : detectReset(last, previous))) {
    return { histogram: withResetHint(last, 'gauge'), notes }
  }
  const change = subtract(last, previous)
  if (!change) return { histogram: undefined, notes: [...notes, 'mixed_schemas'] }
  if (change.reconciled) notes.push('reconciled_in_subtraction')
  return { histogram: change.histogram, notes }
}

function typeNotes(window: readonly Histogram[], counter: boolean): HistogramNote[] {
  const gauge = (one: Histogram | undefined) => one?.resetHint === 'gauge'
  if (counter) return window.some(gauge) ? ['not_a_counter'] : []
  return gauge(window[0]) && gauge(window.at(-1)) ? [] : ['not_a_gauge']
}

/** The histogram that lies between two at `share` (0…1) of the way; undefined for two of different kinds. */
export function between(a: Histogram, b: Histogram, share: number): Histogram | undefined {
  const step = subtract(b, a)
  const moved = step && add(a, multiply(step.histogram, share))
  return moved?.histogram
}
