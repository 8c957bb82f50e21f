/** Functions over ranges that can be worked out from whole buckets; each gives what its namesake over samples does. */
import type { BucketField } from '../../queryable.ts'
import type { BucketWindow } from '../bucket-windows.ts'
import { sumOf } from '../sums.ts'
import { extrapolate } from './rate.ts'

type Compute = (window: BucketWindow, rangeMs: number) => number | undefined

export type BucketFunction = { readonly fields: readonly BucketField[]; readonly compute: Compute }

const total = ({ at, from, to }: BucketWindow, field: BucketField): number => sumOf(each(at, field, from, to))

function* each(at: BucketWindow['at'], field: BucketField, from: number, to: number): Generator<number> {
  for (let index = from; index < to; index++) yield at(field, index)
}

function best({ at, from, to }: BucketWindow, field: 'min' | 'max'): number {
  let found = at(field, from)
  for (let index = from + 1; index < to; index++) {
    const value = at(field, index)
    if (field === 'min' ? value < found : value > found) found = value
  }
  return found
}

/** Within buckets, and from the last sample of one to the first of the next. */
function pairs(window: BucketWindow, field: 'resets' | 'changes', is: (old: number, now: number) => boolean): number {
  const { at, from, to } = window
  let found = at(field, from)
  for (let index = from + 1; index < to; index++) {
    found += at(field, index) + (is(at('last', index - 1), at('first', index)) ? 1 : 0)
  }
  return found
}

const changeFields: readonly BucketField[] = ['count', 'firstTime', 'first', 'lastTime', 'last', 'fallen']

function change(window: BucketWindow, rangeMs: number, kind: { counter: boolean; perSecond: boolean }) {
  const { at, from, to, startMs, endMs } = window
  const count = total(window, 'count')
  if (count < 2) return undefined
  const first = at('first', from)
  let raw = at('last', to - 1) - first
  if (kind.counter) {
    for (let index = from; index < to; index++) {
      const before = index > from ? at('last', index - 1) : -Infinity
      if (at('first', index) < before) raw += before
      raw += at('fallen', index)
    }
  }
  const edges = { firstMs: at('firstTime', from), lastMs: at('lastTime', to - 1), startMs, endMs }
  return extrapolate({ ...edges, count, first, raw }, rangeMs, kind)
}

const sumFields: readonly BucketField[] = ['count', 'sum']

export const bucketFunctions: ReadonlyMap<string, BucketFunction> = new Map<string, BucketFunction>([
  ['count_over_time', { fields: ['count'], compute: (window) => total(window, 'count') }],
  ['present_over_time', { fields: ['count'], compute: () => 1 }],
  ['first_over_time', { fields: ['count', 'first'], compute: ({ at, from }) => at('first', from) }],
  ['last_over_time', { fields: ['count', 'last'], compute: ({ at, to }) => at('last', to - 1) }],
  ['min_over_time', { fields: ['count', 'min'], compute: (window) => best(window, 'min') }],
  ['max_over_time', { fields: ['count', 'max'], compute: (window) => best(window, 'max') }],
  ['sum_over_time', { fields: sumFields, compute: (window) => total(window, 'sum') }],
  [
    'avg_over_time',
    {
      fields: sumFields,
      compute: (window) => total(window, 'sum') / total(window, 'count'),
    },
  ],
  ['rate', { fields: changeFields, compute: (window, ms) => change(window, ms, { counter: true, perSecond: true }) }],
  [
    'increase',
    { fields: changeFields, compute: (window, ms) => change(window, ms, { counter: true, perSecond: false }) },
  ],
  [
    'delta',
    {
      fields: changeFields.filter((field) => field !== 'fallen'),
      compute: (window, ms) => change(window, ms, { counter: false, perSecond: false }),
    },
  ],
  [
    'resets',
    {
      fields: ['count', 'first', 'last', 'resets'],
      compute: (window) => pairs(window, 'resets', (old, now) => now < old),
    },
  ],
  [
    'changes',
    {
      fields: ['count', 'first', 'last', 'changes'],
      compute: (window) => pairs(window, 'changes', (old, now) => now !== old),
    },
  ],
])
