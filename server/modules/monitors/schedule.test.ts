import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nextExpected, problemOf, type Schedule } from './schedule.ts'

function times(schedule: Schedule, from: string, count: number): string[] {
  const found: string[] = []
  let at = new Date(from)
  for (let i = 0; i < count; i++) {
    at = nextExpected(schedule, at)
    found.push(at.toISOString().slice(0, 16))
  }
  return found
}

const berlin = (cron: string): Schedule => ({ cron, timeZone: 'Europe/Berlin' })

test('a run at an hour that does not exist is expected right after the gap, on the same day', () => {
  assert.deepEqual(times(berlin('30 2 * * *'), '2026-03-28T12:00:00Z', 2), ['2026-03-29T01:00', '2026-03-30T00:30'])
})

test('a run at an hour that exists twice is expected once, the first time', () => {
  assert.deepEqual(times(berlin('30 2 * * *'), '2026-10-24T12:00:00Z', 2), ['2026-10-25T00:30', '2026-10-26T01:30'])
})

test('a run of every hour is expected in each hour that passes, on the days on which clocks change too', () => {
  const hours = (from: string) => times(berlin('0 * * * *'), from, 5).map((time) => time.slice(11, 13))
  assert.deepEqual(hours('2026-03-28T23:30:00Z'), ['00', '01', '02', '03', '04'])
  assert.deepEqual(hours('2026-10-24T22:30:00Z'), ['23', '00', '01', '02', '03'])
})

test('over ten thousand intervals nothing drifts', () => {
  assert.equal(times(berlin('*/5 * * * *'), '2026-01-01T00:00:00Z', 10_000).at(-1), '2026-02-04T17:20')
  assert.equal(times({ every: 5, unit: 'minute' }, '2026-01-01T00:00:00Z', 10_000).at(-1), '2026-02-04T17:20')
})

test('a month after the 31st is the last day of the next one', () => {
  assert.equal(times({ every: 1, unit: 'month' }, '2026-01-31T10:00:00Z', 1)[0], '2026-02-28T10:00')
  assert.equal(times({ every: 1, unit: 'year' }, '2028-02-29T10:00:00Z', 1)[0], '2029-02-28T10:00')
  assert.equal(times({ every: 2, unit: 'week' }, '2026-01-01T10:00:00Z', 1)[0], '2026-01-15T10:00')
})

test('a schedule that is none, or that never comes, is refused with what is wrong', () => {
  const refused: [Schedule, RegExp][] = [
    [berlin('0 0 31 2 *'), /no such day/],
    [berlin('* * * * * *'), /five fields/],
    [berlin('61 * * * *'), /five fields/],
    [berlin(''), /five fields/],
    [berlin(`0 0 * * ${'1,'.repeat(100)}1`), /longer/],
    [{ cron: '0 0 * * *', timeZone: 'Mars/Phobos' }, /tz database/],
    [{ every: 0, unit: 'hour' }, /whole number/],
    [{ every: 1.5, unit: 'hour' }, /whole number/],
    [{ every: 87_601, unit: 'hour' }, /whole number/],
    [{ every: 1, unit: 'fortnight' as 'week' }, /one of/],
  ]
  for (const [schedule, problem] of refused) assert.match(problemOf(schedule) ?? '', problem, JSON.stringify(schedule))
  const valid: Schedule[] = [berlin('0 0 29 2 *'), berlin('*/15 9-17 * * MON-FRI'), { every: 87_600, unit: 'hour' }]
  for (const schedule of valid) assert.equal(problemOf(schedule), undefined, JSON.stringify(schedule))
})
