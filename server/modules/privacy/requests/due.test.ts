import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { presets } from '#platform/policy'
import { addBusinessDays, addMonths, deadlines, dueReminders, extendedDueAt, reminderDays } from './due.ts'

const dayMs = 86_400_000
const at = (text: string): Date => new Date(`${text}T10:30:00.000Z`)
const day = (date: Date): string => date.toISOString().slice(0, 10)

test('an answer is due after 30 days or one calendar month, whichever is first [OPS-43]', () => {
  const rows: [received: string, thirtyDays: string, monthAlone: string][] = [
    ['2026-01-31', '2026-02-28', '2026-02-28'],
    ['2028-01-31', '2028-02-29', '2028-02-29'],
    ['2028-01-29', '2028-02-28', '2028-02-29'],
    ['2026-01-29', '2026-02-28', '2026-02-28'],
    ['2026-01-28', '2026-02-27', '2026-02-28'],
    ['2026-02-28', '2026-03-28', '2026-03-28'],
    ['2028-02-29', '2028-03-29', '2028-03-29'],
    ['2026-03-31', '2026-04-30', '2026-04-30'],
    ['2026-04-30', '2026-05-30', '2026-05-30'],
    ['2026-07-31', '2026-08-30', '2026-08-31'],
    ['2026-12-31', '2027-01-30', '2027-01-31'],
    ['2026-11-21', '2026-12-21', '2026-12-21'],
  ]
  for (const [received, thirtyDays, monthAlone] of rows) {
    const due = (dueDays: number | null) => day(deadlines(at(received), { dueDays, country: null }).dueAt)
    assert.equal(due(30), thirtyDays, `${received}, 30 days`)
    assert.equal(due(null), monthAlone, `${received}, one month`)
  }
})

const received = fc.date({
  min: new Date('2000-01-01T00:00:00Z'),
  max: new Date('2099-12-31T00:00:00Z'),
  noInvalidDate: true,
})

for (const [name, { requests }] of Object.entries(presets)) {
  test(`in the preset ${name} no answer is ever due later than the law’s month or the profile’s days [OPS-43]`, () => {
    fc.assert(
      fc.property(received, (receivedAt) => {
        const { dueAt } = deadlines(receivedAt, { dueDays: requests.dueDays, country: null })
        const days = (dueAt.getTime() - receivedAt.getTime()) / dayMs
        assert.ok(days >= 28 && days <= Math.min(31, requests.dueDays ?? 31), `${days} days`)
        assert.ok(dueAt <= addMonths(receivedAt, 1))
      }),
    )
  })
}

test('a month on is the same day and time, or the last day of a month that has no such day', () => {
  fc.assert(
    fc.property(received, fc.integer({ min: 0, max: 36 }), (from, months) => {
      const to = addMonths(from, months)
      const steps = (to.getUTCFullYear() - from.getUTCFullYear()) * 12 + to.getUTCMonth() - from.getUTCMonth()
      assert.equal(steps, months)
      assert.equal(to.getTime() % dayMs, from.getTime() % dayMs)
      const isLastDay = new Date(to.getTime() + dayMs).getUTCDate() === 1
      assert.ok(to.getUTCDate() === from.getUTCDate() || (isLastDay && to.getUTCDate() < from.getUTCDate()))
    }),
  )
})

test('an extension ends three months after receipt, by the calendar', () => {
  assert.equal(day(extendedDueAt(at('2026-11-30'))), '2027-02-28')
  assert.equal(day(extendedDueAt(at('2027-11-30'))), '2028-02-29')
  assert.equal(day(extendedDueAt(at('2026-01-31'))), '2026-04-30')
})

test('a request from California is acknowledged within ten business days and never due later than its 45 days', () => {
  // Saturday, Sunday, Monday, Friday.
  for (const [from, to] of [
    ['2026-11-21', '2026-12-04'],
    ['2026-11-22', '2026-12-04'],
    ['2026-11-23', '2026-12-07'],
    ['2026-11-27', '2026-12-11'],
  ] as const) {
    assert.equal(day(addBusinessDays(at(from), 10)), to, from)
  }
  const { dueAt, acknowledgeBy } = deadlines(at('2026-11-21'), { dueDays: null, country: 'US-CA' })
  assert.equal(day(dueAt), '2026-12-21')
  assert.equal(acknowledgeBy && day(acknowledgeBy), '2026-12-04')
  assert.equal(deadlines(at('2026-11-21'), { dueDays: null, country: 'DE' }).acknowledgeBy, null)
})

test('reminders come at their days and not a moment earlier [OPS-43]', () => {
  const dueAt = at('2026-12-21')
  for (const days of reminderDays) {
    const moment = dueAt.getTime() - days * dayMs
    assert.ok(!dueReminders({ dueAt }, new Date(moment - 1)).includes(days), `${days} days, too early`)
    assert.ok(dueReminders({ dueAt }, new Date(moment)).includes(days), `${days} days`)
  }
})
