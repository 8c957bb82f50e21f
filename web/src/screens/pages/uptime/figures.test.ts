import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dayWords, percent } from './figures.ts'

test('percent are rounded downward, and no figure is not 100 %', () => {
  assert.equal(percent(0.999999), '99.99 %')
  assert.equal(percent(1), '100.00 %')
  assert.equal(percent(0.29), '29.00 %')
  assert.equal(percent(0), '0.00 %')
  assert.equal(percent(null), '–')
})

test('a day says what was not well, and for how long', () => {
  const day = { date: '2026-11-21', coverage: 1, worst: 'major_outage' } as const
  assert.equal(
    dayWords({ ...day, uptime: 0.99, secondsBy: { operational: 84_000, major_outage: 720 } }),
    '21 Nov 2026: 99.00 % up. Major outage 12 min',
  )
  assert.equal(dayWords({ ...day, uptime: null, secondsBy: {} }), '21 Nov 2026: no data')
})
