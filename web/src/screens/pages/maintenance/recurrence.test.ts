import assert from 'node:assert/strict'
import { test } from 'node:test'
import { repeatOptions, ruleOf, type RecurrenceValues } from './recurrence.ts'

const values = (change: Partial<RecurrenceValues>): RecurrenceValues => ({
  ...{ scheduledFor: '2026-12-08T02:00', repeats: 'never', every: '1', days: [], ends: 'never' },
  ...{ count: '10', until: '', custom: '' },
  ...change,
})

test('friendly controls give the rule that they say', () => {
  const rules: [Partial<RecurrenceValues>, string | undefined][] = [
    [{}, undefined],
    [{ repeats: 'daily' }, 'FREQ=DAILY'],
    [{ repeats: 'daily', every: '3', ends: 'count', count: '5' }, 'FREQ=DAILY;INTERVAL=3;COUNT=5'],
    [{ repeats: 'weekly' }, 'FREQ=WEEKLY'],
    [{ repeats: 'weekly', days: ['FR', 'MO'], every: '2' }, 'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR'],
    [{ repeats: 'monthlyDay' }, 'FREQ=MONTHLY'],
    [{ repeats: 'monthlyWeekday' }, 'FREQ=MONTHLY;BYDAY=2TU'],
    [{ repeats: 'monthlyWeekday', scheduledFor: '2026-12-29T02:00' }, 'FREQ=MONTHLY;BYDAY=-1TU'],
    [{ repeats: 'monthlyLast', ends: 'until', until: '2027-12-31' }, 'FREQ=MONTHLY;BYMONTHDAY=-1;UNTIL=20271231'],
    [{ repeats: 'yearly' }, 'FREQ=YEARLY'],
    [{ repeats: 'custom', custom: ' freq=weekly;byday=tu ' }, 'FREQ=WEEKLY;BYDAY=TU'],
  ]
  for (const [change, rule] of rules) assert.equal(ruleOf(values(change)), rule)
})

test('the words name the day that was chosen', () => {
  const words = (scheduledFor: string) => repeatOptions(scheduledFor).map(({ word }) => word)
  assert.ok(words('2026-12-08T02:00').includes('Monthly on the second Tuesday'))
  assert.ok(words('2026-12-29T02:00').includes('Monthly on the last Tuesday'))
  assert.ok(words('2026-12-08T02:00').includes('Monthly on day 8'))
  assert.ok(words('').includes('Monthly on the same weekday'))
})
