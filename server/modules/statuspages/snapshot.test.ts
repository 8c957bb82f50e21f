import assert from 'node:assert/strict'
import test from 'node:test'
import { at, busySnapshot, component, snapshotOf } from './snapshot.fixture.ts'
import { daysOf, historyDays } from './snapshot.ts'

test('reports and updates are newest first, affected components in the order of the page', () => {
  const { reports } = busySnapshot()
  assert.deepEqual(
    reports.map((report) => report.id),
    ['report000001', 'report000002'],
  )
  assert.deepEqual(
    reports[0]!.updates.map((update) => update.status),
    ['monitoring', 'identified', 'investigating'],
  )
  assert.deepEqual(reports[0]!.componentIds, ['comp00000002', 'comp00000003'])
})

test('a report stands on the day on which it began in the zone of the page', () => {
  const snapshot = busySnapshot()
  const days = daysOf(snapshot, snapshot.takenAt)
  assert.equal(days.length, historyDays)
  assert.equal(days[0]!.date, '2026-11-21')
  // 23:30 UTC on the 19th is half past midnight on the 20th in Berlin.
  assert.deepEqual(
    days[1]!.reports.map((report) => report.id),
    ['report000002'],
  )
})

test('no day is missing or double where the clocks change', () => {
  for (const takenAt of ['2026-10-26T00:30:00Z', '2026-04-02T22:30:00Z', '2026-03-29T01:30:00Z']) {
    const snapshot = snapshotOf([component(1, 'operational')], [], { takenAt: at(takenAt) })
    const dates = daysOf(snapshot, snapshot.takenAt).map((day) => day.date)
    assert.equal(new Set(dates).size, historyDays)
    for (const [index, date] of dates.entries()) {
      const next = dates[index + 1]
      if (next) assert.equal(Date.parse(date) - Date.parse(next), 86_400_000)
    }
  }
})
