import assert from 'node:assert/strict'
import { test } from 'node:test'
import { frame, panelOf, timeseries } from '../panels.fixture.ts'
import { seriesOf } from '../series.ts'
import { linesOf } from './lines.ts'
import { boundsOf } from './scales.ts'

function drawn(panel: ReturnType<typeof timeseries>, ...frames: ReturnType<typeof frame>[]) {
  const { series, times } = seriesOf(panel, frames)
  return linesOf(series, times)
}

test('a stack adds up, gaps hold nothing up, and each is filled down to the one before', () => {
  const lines = drawn(
    timeseries({ stacking: { mode: 'normal', group: 'A' } }),
    frame('a', [1, null, 3]),
    frame('b', [10, 10, null]),
    frame('c', [5, 5, 5]),
  )
  assert.deepEqual(
    lines.map(({ values }) => values),
    [
      [1, null, 3],
      [11, 10, null],
      [16, 15, 8],
    ],
  )
  assert.deepEqual(
    lines.map(({ downTo }) => downTo),
    [undefined, 0, 1],
  )
})

test('shares of a stack are of what there is at that time', () => {
  const lines = drawn(timeseries({ stacking: { mode: 'percent', group: 'A' } }), frame('a', [1, 0]), frame('b', [3, 0]))
  assert.deepEqual(
    lines.map(({ values }) => values),
    [
      [0.25, 0],
      [1, 0],
    ],
  )
})

test('what goes down is drawn below zero and piled by itself; its value stays as it is', () => {
  const panel = panelOf('timeseries', {
    type: 'timeseries',
    defaults: { custom: { stacking: { mode: 'normal', group: 'A' } } },
    overrides: [
      { matcher: { id: 'byName', options: 'out' }, properties: [{ id: 'custom.transform', value: 'negative-Y' }] },
    ],
  })
  const lines = drawn(panel, frame('in', [2, 3]), frame('out', [5, 7]))
  assert.deepEqual(
    lines.map(({ values }) => values),
    [
      [2, 3],
      [-5, -7],
    ],
  )
  assert.equal(lines[1]?.downTo, undefined)
  assert.deepEqual(lines[1]?.series.values, [5, 7])
})

test('short gaps are drawn over, long ones are not, and a logarithm has no zero', () => {
  const bridged = drawn(timeseries({ spanNulls: 120_000 }), frame('a', [1, null, 2, null, null, 3]))
  assert.deepEqual(bridged[0]?.values, [1, undefined, 2, null, null, 3])
  const log = drawn(timeseries({ scaleDistribution: { type: 'log', log: 10 } }), frame('a', [0, -1, 10, Infinity]))
  assert.deepEqual(log[0]?.values, [null, null, 10, null])
})

test('fields with another unit or bound have an axis of their own', () => {
  const panel = panelOf('timeseries', {
    type: 'timeseries',
    defaults: { unit: 'percent' },
    overrides: [{ matcher: { id: 'byName', options: 'b' }, properties: [{ id: 'unit', value: 'bytes' }] }],
  })
  const [a, b, c] = drawn(panel, frame('a', [1]), frame('b', [1]), frame('c', [1]))
  assert.equal(a?.scale, c?.scale)
  assert.notEqual(a?.scale, b?.scale)
})

test('hard bounds hold, soft ones give way, and an axis always has an extent', () => {
  const bounds = (custom: object, more: object, low: number | null, high: number | null) => {
    const config = seriesOf(timeseries(custom, more), [frame('a', [1])]).series[0]?.config
    assert.ok(config)
    return boundsOf(config, low, high)
  }
  assert.deepEqual(bounds({}, { min: 0, max: 100 }, 40, 250), [0, 100])
  assert.equal(bounds({ axisSoftMax: 100 }, {}, 1, 40)[1], 100)
  assert.ok(bounds({ axisSoftMax: 100 }, {}, 1, 140)[1] > 140)
  assert.deepEqual(bounds({ scaleDistribution: { type: 'log', log: 10 } }, {}, 3, 450), [1, 1000])
  assert.deepEqual(bounds({ stacking: { mode: 'percent', group: 'A' } }, {}, 0, 1), [0, 1])
  const [low, high] = bounds({ axisCenteredZero: true }, {}, -2, 10)
  assert.equal(low, -high)
  for (const [from, to] of [
    [null, null],
    [0, 0],
    [5, 5],
    [-3, -3],
  ] as const) {
    const [least, most] = bounds({}, {}, from, to)
    assert.ok(least < most, `${from} to ${to}`)
  }
})
