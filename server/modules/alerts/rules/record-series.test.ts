import assert from 'node:assert/strict'
import { test } from 'node:test'
import { labelsOf } from '#modules/metrics'
import { recordSeries } from './record-series.ts'

const rule = { record: 'job:up:sum' }
const element = (labels: Record<string, string>, value = 1) => ({ labels: labelsOf(labels), value })

test('each element is written under the name of the rule, with the labels of the rule', () => {
  const labels = new Map([
    ['team', 'shop'],
    ['zone', ''],
  ])
  assert.deepEqual(recordSeries(rule, labels, [element({ __name__: 'up', job: 'a', zone: 'z' }, 3)]), {
    samples: [{ labels: labelsOf({ __name__: 'job:up:sum', job: 'a', team: 'shop' }), value: 3 }],
  })
})

test('equal labels and more series than the limit are errors, as many as the limit are fine', () => {
  const two = [element({ job: 'a' }), element({ job: 'b' })]
  assert.deepEqual(recordSeries(rule, new Map([['job', 'c']]), two), {
    error: 'vector contains metrics with the same labelset after applying rule labels',
  })
  assert.deepEqual(recordSeries(rule, new Map(), two, 1), { error: 'exceeded limit of 1 with 2 series' })
  assert.ok('samples' in recordSeries(rule, new Map(), two, 2))
})
