import assert from 'node:assert/strict'
import { test } from 'node:test'
import { h } from './histogram.fixture.ts'
import { between, changeOver, lastChange } from './rate.ts'

const counter = { counter: true }
const gauge = { counter: false }

test('the increase of a counter adds what was there before each reset', () => {
  const window = [h('count:4 sum:4 buckets:[4]'), h('count:6 sum:6 buckets:[6]'), h('count:1 sum:1 buckets:[1]')]
  const { histogram, notes } = changeOver([...window, h('count:3 sum:3 buckets:[3]')], counter)
  // 4 → 6, then from nothing to 3.
  assert.deepEqual(histogram, h('count:5 sum:5 buckets:[5] counter_reset_hint:gauge'))
  assert.deepEqual(notes, [])
})

test('a reset in a single bucket is a reset of the whole histogram', () => {
  const { histogram } = changeOver(
    [h('count:4 buckets:[1 3]'), h('count:5 buckets:[2 3]'), h('count:6 buckets:[1 5]')],
    counter,
  )
  assert.deepEqual(histogram, h('count:7 buckets:[2 5] counter_reset_hint:gauge'))
})

test('the layout of a sample before a reset does not matter', () => {
  const window = [h('count:9 buckets:[9]'), h('schema:-53 count:1 custom_values:[5] buckets:[1]')]
  assert.deepEqual(changeOver(window, counter), {
    histogram: h('schema:-53 count:1 custom_values:[5] buckets:[1] counter_reset_hint:gauge'),
    notes: [],
  })
})

test('exponential and listed buckets in one window give no result and a note', () => {
  const [a, b] = [h('count:1 buckets:[1]'), h('schema:-53 count:2 custom_values:[5] buckets:[2]')]
  assert.deepEqual(changeOver([a, b, a], counter), { histogram: undefined, notes: ['mixed_schemas'] })
  assert.deepEqual(changeOver([a, b], gauge), { histogram: undefined, notes: ['not_a_gauge', 'mixed_schemas'] })
})

test('samples of several schemas meet at the coarsest one', () => {
  const { histogram } = changeOver(
    [h('schema:1 count:1 buckets:[1] offset:1'), h('schema:0 count:3 buckets:[3] offset:1')],
    counter,
  )
  assert.deepEqual(histogram, h('schema:0 count:2 buckets:[2] offset:1 counter_reset_hint:gauge'))
})

test('start timestamps say better than the counts whether there was a reset', () => {
  const window = [h('count:1 sum:1'), h('count:1 sum:1'), h('count:1 sum:1')]
  assert.equal(changeOver(window, counter).histogram?.count, 0)
  assert.equal(changeOver(window, { counter: true, isReset: () => true }).histogram?.count, 2)
  assert.equal(changeOver(window, { counter: true, isReset: (at) => at === 2 }).histogram?.count, 1)
})

test('the delta of a gauge is last minus first, resets or not', () => {
  const window = ['9', '1', '4'].map((count) => h(`count:${count} counter_reset_hint:gauge`))
  assert.deepEqual(changeOver(window, gauge), { histogram: h('count:-5 counter_reset_hint:gauge'), notes: [] })
})

test('a counter where a gauge is wanted is noted, and the other way round', () => {
  const [one, two] = [h('count:1'), h('count:2 counter_reset_hint:gauge')]
  assert.deepEqual(changeOver([one, two], gauge).notes, ['not_a_gauge'])
  assert.deepEqual(changeOver([one, two, one], counter).notes, ['not_a_counter'])
})

test('the last change is against the sample before, or all of the last after a reset', () => {
  assert.deepEqual(lastChange(h('count:2'), h('count:5'), counter), {
    histogram: h('count:3 counter_reset_hint:gauge'),
    notes: [],
  })
  assert.equal(lastChange(h('count:5'), h('count:2'), counter).histogram?.count, 2)
  assert.deepEqual(
    lastChange(h('schema:-53 count:2 custom_values:[1]'), h('schema:-53 count:5 custom_values:[1 2]'), counter).notes,
    ['reconciled_in_subtraction'],
  )
  assert.deepEqual(lastChange(h('count:2'), h('schema:-53 count:5'), gauge), {
    histogram: undefined,
    notes: ['not_a_gauge', 'mixed_schemas'],
  })
})

test('a window of one histogram is a mistake of the caller', () => {
  assert.throws(() => changeOver([h('count:1')], counter), RangeError)
})

test('a histogram between two others', () => {
  assert.equal(between(h('count:10'), h('count:20'), 0.25)?.count, 12.5)
  assert.equal(between(h('count:10'), h('count:20'), 0)?.count, 10)
  assert.equal(between(h('count:10'), h('schema:-53 count:20'), 0.5), undefined)
})
