import assert from 'node:assert/strict'
import { test } from 'node:test'
import { barAt, barsOf, spanOf, totalsOf } from './histogram.ts'

const counted = {
  from: '2026-11-21T10:00:07Z',
  to: '2026-11-21T10:05:00Z',
  stepSeconds: 60,
  buckets: [
    { at: '2026-11-21T10:01:00Z', count: 3, levels: { error: 1, info: 2 } },
    { at: '2026-11-21T10:04:00Z', count: 4, levels: { info: 4 } },
  ],
}

test('every step of the range has a bar, also where there was nothing', () => {
  const bars = barsOf(counted, 'fixed')
  assert.deepEqual(
    bars.map(({ count }) => count),
    [0, 3, 0, 0, 4],
  )
  assert.equal(bars[0]?.fromMs, Date.parse('2026-11-21T10:00:00Z'))
  assert.deepEqual(totalsOf(counted), [
    { level: 'info', count: 6 },
    { level: 'error', count: 1 },
  ])
})

test('of what is to come nothing is drawn but what is there', () => {
  const to = '2026-11-21T10:07:00Z'
  assert.equal(barsOf({ ...counted, to }, 'fixed').length, 7)
  assert.equal(barsOf({ ...counted, to, stepSeconds: 30, buckets: [] }, 'now').length, 13)
  assert.equal(barsOf({ ...counted, from: to, to: '2026-11-21T10:08:00Z' }, 'now').length, 1)
})

test('a stretch over bars is a range, in whichever direction it was drawn', () => {
  const bars = barsOf(counted, 'fixed')
  assert.deepEqual([barAt(-1, bars), barAt(0.39, bars), barAt(2, bars)], [0, 1, 4])
  const span = { from: new Date('2026-11-21T10:01:00Z'), to: new Date('2026-11-21T10:04:00Z') }
  assert.deepEqual(spanOf(bars, 1, 3), span)
  assert.deepEqual(spanOf(bars, 3, 1), span)
})
