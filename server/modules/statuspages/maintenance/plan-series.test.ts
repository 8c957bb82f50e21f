import assert from 'node:assert/strict'
import test from 'node:test'
import { maxWaiting, planOf } from './plan-series.ts'
import type { Series } from './series.ts'

const series = (rule: string, change: Partial<Series> = {}): Series => ({
  ...{ id: `mse_${'0'.repeat(32)}`, pageId: 'p'.repeat(12), title: 'Backup', body: '', timeZone: 'Europe/Berlin' },
  ...{ startsLocal: '2026-01-01T02:00', durationMinutes: 60, rule, verifyMinutes: 0, remindMinutes: null },
  ...{ tellsStart: true, tellsEnd: true, setsComponents: true, plannedThrough: null, endedAt: null },
  ...{ planAt: new Date(0), createdAt: new Date('2025-12-01T00:00:00Z'), updatedAt: new Date(0) },
  ...change,
})

const now = new Date('2026-01-01T00:00:00Z')

test('windows are made for the next weeks, a fortnight of a daily one, and always the next one', () => {
  assert.equal(planOf(series('FREQ=DAILY'), { waiting: 0, now }).occurrences.length, maxWaiting)
  const weekly = planOf(series('FREQ=WEEKLY'), { waiting: 0, now })
  assert.equal(weekly.occurrences.length, 7)
  assert.deepEqual(weekly.planAt, new Date('2026-01-02T00:00:00Z'))
  const yearly = planOf(series('FREQ=YEARLY', { plannedThrough: '2026-01-01T02:00' }), { waiting: 0, now })
  assert.deepEqual(
    yearly.occurrences.map(({ local }) => local),
    ['2027-01-01T02:00'],
  )
})

test('what is made already is not made again, and a rule that has ended is not asked again', () => {
  const first = planOf(series('FREQ=WEEKLY;COUNT=9'), { waiting: 0, now })
  const again = planOf(series('FREQ=WEEKLY;COUNT=9', { plannedThrough: first.plannedThrough }), { waiting: 7, now })
  assert.deepEqual(again.occurrences, [])
  assert.ok(again.planAt)
  const later = new Date('2026-02-20T00:00:00Z')
  const last = planOf(series('FREQ=WEEKLY;COUNT=9', { plannedThrough: first.plannedThrough }), {
    waiting: 0,
    now: later,
  })
  assert.deepEqual([last.occurrences.length, last.planAt], [2, null])
})

test('after a long stop windows are made up for in pieces, but none that the public cannot look back to', () => {
  const stopped = series('FREQ=DAILY', { plannedThrough: '2026-01-10T02:00' })
  const back = new Date('2026-05-01T00:00:00Z')
  let { plannedThrough } = stopped
  const made: string[] = []
  let looks = 0
  for (let planAt: Date | null = back; planAt && planAt <= back; looks++) {
    const waiting = made.filter((local) => local > '2026-05-01T02:00').length
    const plan = planOf({ ...stopped, plannedThrough }, { waiting, now: back })
    made.push(...plan.occurrences.map(({ local }) => local))
    ;({ plannedThrough, planAt } = plan)
  }
  assert.ok(looks > 1 && looks < 20)
  assert.equal(new Set(made).size, made.length)
  assert.equal(made[0], '2026-01-31T02:00')
  assert.ok(made.filter((local) => local >= '2026-05-01T02:00').length <= maxWaiting + 1)
  assert.ok(made.includes('2026-05-01T02:00'))
})
