import assert from 'node:assert/strict'
import { test } from 'node:test'
import { at, over, storeOf } from '../promql.fixture.ts'

/** The value is the sample's minute. */
const minutes = storeOf({ 'm{a="1"}': Array.from({ length: 61 }, (_, minute) => minute) })
const one = 'm{a="1"}'

test('windows are open at the left and closed at the right', async () => {
  assert.deepEqual(await at(minutes, 600, 'count_over_time(m[5m])'), { '{a="1"}': 5 })
  assert.deepEqual(await at(minutes, 601, 'count_over_time(m[5m])'), { '{a="1"}': 5 })
  assert.deepEqual(await at(minutes, 600, 'count_over_time(m[1m])'), { '{a="1"}': 1 })
  assert.deepEqual(await at(minutes, 600, 'min_over_time(m[5m])'), { '{a="1"}': 6 })
  assert.deepEqual(await at(minutes, 600, 'rate(m[1m])'), {})
})

test('an instant selector looks back five minutes, without the edge', async () => {
  assert.deepEqual(await at(minutes, 3600 + 299, 'm'), { [one]: 60 })
  assert.deepEqual(await at(minutes, 3600 + 300, 'm'), {})
})

test('offsets go back, and forward', async () => {
  assert.deepEqual(await at(minutes, 600, 'm offset 2m'), { [one]: 8 })
  assert.deepEqual(await at(minutes, 600, 'm offset -2m'), { [one]: 12 })
  assert.deepEqual(await at(minutes, 600, 'sum_over_time(m[2m] offset 1m)'), { '{a="1"}': 17 })
  assert.deepEqual(await at(minutes, 600, 'm offset 120'), { [one]: 8 })
})

test('@ puts another time in place of the evaluation time; the offset counts from there, in either order', async () => {
  assert.deepEqual(await at(minutes, 0, 'm @ 600'), { [one]: 10 })
  assert.deepEqual(await at(minutes, 0, 'm @ 600 offset 2m'), { [one]: 8 })
  assert.deepEqual(await at(minutes, 0, 'm offset 2m @ 600'), { [one]: 8 })
  assert.deepEqual(await at(minutes, 0, 'm @ 600.0 offset -2m'), { [one]: 12 })
  assert.deepEqual(await over(minutes, [600, 720, 60], 'm @ start()'), { [one]: [10, 10, 10] })
  assert.deepEqual(await over(minutes, [600, 720, 60], 'm @ end() - m'), { '{a="1"}': [2, 1, 0] })
  assert.deepEqual(await over(minutes, [600, 720, 60], 'sum_over_time(m[2m] @ 600)'), { '{a="1"}': [19, 19, 19] })
  assert.deepEqual(await over(minutes, [600, 720, 60], 'timestamp(m @ 300)'), { '{a="1"}': [300, 300, 300] })
  assert.deepEqual(await over(minutes, [600, 720, 60], 'timestamp(timestamp(m @ 300))'), { '{a="1"}': [600, 660, 720] })
  assert.deepEqual(await over(minutes, [600, 720, 60], 'vector(time()) + on() m @ 0'), { '{}': [600, 660, 720] })
})

test('a subquery steps on the multiples of its step, whatever the evaluation time', async () => {
  assert.deepEqual(await at(minutes, 610, 'm[3m:1m]'), {
    [one]: [
      [480, 8],
      [540, 9],
      [600, 10],
    ],
  })
  assert.deepEqual(await at(minutes, 600, 'm[3m:1m]'), {
    [one]: [
      [480, 8],
      [540, 9],
      [600, 10],
    ],
  })
  assert.deepEqual(await at(minutes, 600, 'm[1m:1m]'), { [one]: [[600, 10]] })
  assert.deepEqual(await at(minutes, 625, 'm[50s:25s] offset 25s'), {
    [one]: [
      [575, 9],
      [600, 10],
    ],
  })
  assert.deepEqual(await at(minutes, 0, 'm[2m:] @ 600'), {
    [one]: [
      [540, 9],
      [600, 10],
    ],
  })
  assert.deepEqual(await at(minutes, 600, 'max_over_time(rate(m[5m])[10m:1m])'), { '{a="1"}': 1 / 60 })
  assert.deepEqual(await at(minutes, 1200, 'sum_over_time((m @ 600)[2m:1m])'), { '{a="1"}': 20 })
  assert.deepEqual(await at(minutes, 600, 'sum_over_time(sum_over_time(m[2m:1m])[2m:1m])'), { '{a="1"}': 36 })
  assert.deepEqual(await at(minutes, -600, 'm[5m:1m] offset -15m'), {
    [one]: [
      [60, 1],
      [120, 2],
      [180, 3],
      [240, 4],
      [300, 5],
    ],
  })
})

test('range queries evaluate at start, start + step and so on, the end included where it is met', async () => {
  assert.deepEqual(await over(minutes, [600, 690, 60], 'm'), { [one]: [10, 11] })
  assert.deepEqual(await over(minutes, [600, 720, 60], 'm > 10 < 12'), { [one]: [undefined, 11, undefined] })
  assert.deepEqual(await over(minutes, [0, 120, 60], 'time()'), { '{}': [0, 60, 120] })
  assert.deepEqual(await over(minutes, [0, 60, 60], '1'), { '{}': [1, 1] })
})

test('a stale marker ends a series at once, and ranges pass over it', async () => {
  const store = storeOf({ s: [1, 2, 'stale', undefined, 5] })
  assert.deepEqual(await over(store, [0, 240, 60], 's'), { 's{}': [1, 2, undefined, undefined, 5] })
  assert.deepEqual(await at(store, 240, 'count_over_time(s[5m])'), { '{}': 3 })
  assert.deepEqual(await at(store, 240, 's[5m]'), {
    's{}': [
      [0, 1],
      [60, 2],
      [240, 5],
    ],
  })
  assert.deepEqual(await over(store, [0, 240, 60], 'absent(s)'), { '{}': [undefined, undefined, 1, 1, undefined] })
})
