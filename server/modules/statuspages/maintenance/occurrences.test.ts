import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { describeRule, occurrencesAfter, problemOfRule, shortestGapMinutes, type Recurrence } from './occurrences.ts'
import { computedMs } from '../../../testing/own-time.ts'

const berlin = (rule: string, startsLocal = '2026-03-15T02:30'): Recurrence => ({
  startsLocal,
  timeZone: 'Europe/Berlin',
  rule,
})
const times = (recurrence: Recurrence, after: string | null, limit: number): string[] =>
  occurrencesAfter(recurrence, after, limit).map(({ at }) => at.toISOString().slice(0, 16))

test('a weekly window stays at its local time over both switches of the clock [OPS-07]', () => {
  assert.deepEqual(times(berlin('FREQ=WEEKLY;BYDAY=SU'), null, 4), [
    '2026-03-15T01:30',
    '2026-03-22T01:30',
    '2026-03-29T01:30', // 02:30 is skipped on this day: 03:30 summer time
    '2026-04-05T00:30',
  ])
  const autumn = occurrencesAfter(berlin('FREQ=WEEKLY;BYDAY=SU'), '2026-10-11T02:30', 3)
  assert.deepEqual(
    autumn.map(({ at, clock }) => [at.toISOString().slice(0, 16), clock]),
    [
      ['2026-10-18T00:30', 'once'],
      ['2026-10-25T00:30', 'twice'], // the first of the two
      ['2026-11-01T01:30', 'once'],
    ],
  )
})

test('a daily window comes on every day of the year, those of the switches included', () => {
  const days = occurrencesAfter(berlin('FREQ=DAILY', '2026-01-01T02:30'), null, 365)
  assert.deepEqual([days[0]?.local, days.at(-1)?.local], ['2026-01-01T02:30', '2026-12-31T02:30'])
  assert.equal(days.filter(({ clock }) => clock === 'skipped').length, 1)
  assert.equal(days.filter(({ clock }) => clock === 'twice').length, 1)
})

test('nothing comes before the start, and the start counts only when the rule names it', () => {
  assert.deepEqual(times(berlin('FREQ=WEEKLY;BYDAY=TU', '2026-12-02T02:00'), null, 2), [
    '2026-12-08T01:00',
    '2026-12-15T01:00',
  ])
})

test('days that a month has not are left out, and the last one can be named', () => {
  const local = (rule: string) => occurrencesAfter(berlin(rule, '2026-01-31T02:00'), null, 3).map((each) => each.local)
  assert.deepEqual(local('FREQ=MONTHLY'), ['2026-01-31T02:00', '2026-03-31T02:00', '2026-05-31T02:00'])
  assert.deepEqual(local('FREQ=MONTHLY;BYMONTHDAY=-1'), ['2026-01-31T02:00', '2026-02-28T02:00', '2026-03-31T02:00'])
  assert.deepEqual(local('FREQ=MONTHLY;BYDAY=2TU'), ['2026-02-10T02:00', '2026-03-10T02:00', '2026-04-14T02:00'])
  assert.deepEqual(local('FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29'), [
    '2028-02-29T02:00',
    '2032-02-29T02:00',
    '2036-02-29T02:00',
  ])
})

test('a rule ends after its count, and on the local day that it names, that day included', () => {
  assert.equal(occurrencesAfter(berlin('FREQ=DAILY;COUNT=3'), null, 10).length, 3)
  assert.equal(occurrencesAfter(berlin('FREQ=DAILY;COUNT=3'), '2026-03-16T02:30', 10).length, 1)
  assert.deepEqual(times(berlin('FREQ=DAILY;UNTIL=20260316'), null, 10), ['2026-03-15T01:30', '2026-03-16T01:30'])
  // 00:30 local on the 17th is still the 16th in UTC.
  const night = berlin('FREQ=DAILY;UNTIL=20260316T233000Z', '2026-03-15T00:30')
  assert.deepEqual(
    occurrencesAfter(night, null, 10).map(({ local }) => local),
    ['2026-03-15T00:30', '2026-03-16T00:30', '2026-03-17T00:30'],
  )
})

test('rules that never come, that come too often or that say nothing are refused with a reason', () => {
  const refused: [string, RegExp][] = [
    ['FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30', /no such day/],
    ['FREQ=DAILY;UNTIL=20250101', /no such day/],
    ['FREQ=HOURLY', /FREQ/],
    ['FREQ=DAILY;BYHOUR=1,2,3', /BYHOUR is not supported/],
    ['INTERVAL=2', /FREQ is missing/],
    ['FREQ=DAILY;FREQ=WEEKLY', /twice/],
    ['FREQ=DAILY;COUNT=3;UNTIL=20270101', /exclude/],
    ['FREQ=DAILY;COUNT=1001', /COUNT/],
    ['FREQ=DAILY;UNTIL=20271399', /UNTIL: expected/],
    ['FREQ=DAILY;UNTIL=20270230', /UNTIL: expected/],
    ['FREQ=DAILY;UNTIL=20271231T250000Z', /UNTIL: expected/],
    ['FREQ=DAILY;UNTIL=99991231T235959Z', /UNTIL: expected/],
    ['FREQ=DAILY;UNTIL=00000000', /UNTIL: expected/],
    ['FREQ=DAILY;INTERVAL=367', /INTERVAL/],
    ['FREQ=WEEKLY;BYDAY=2TU', /BYDAY/],
    ['FREQ=DAILY;', /empty part/],
    ['__proto__=1', /not supported/],
    ['', /not supported|missing/],
    ['FREQ=DAILY\nEXDATE:20260101', /FREQ/],
    [`FREQ=WEEKLY;BYDAY=${'MO,'.repeat(80)}MO`, /longer/],
  ]
  for (const [rule, reason] of refused) assert.match(problemOfRule(berlin(rule)) ?? 'accepted', reason, rule)
  assert.equal(problemOfRule(berlin('FREQ=MONTHLY;INTERVAL=2;BYDAY=-1SU;UNTIL=20271231')), undefined)
})

test('rules that are made to be slow, or that reach beyond all calendars, end soon', () => {
  const rules = [
    'FREQ=YEARLY;INTERVAL=366',
    'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO',
    'FREQ=DAILY;INTERVAL=366;BYMONTH=2;BYMONTHDAY=29',
    'FREQ=DAILY;INTERVAL=365;BYMONTH=1;BYDAY=MO;BYMONTHDAY=13',
    'FREQ=MONTHLY;INTERVAL=366;BYDAY=5MO,5TU;BYSETPOS=3',
    'FREQ=YEARLY;BYDAY=1MO,2TU,3WE,4TH,5FR;BYMONTH=1,2,3,4,5,6,7,8,9,10,11,12;BYSETPOS=99',
    'FREQ=DAILY;COUNT=1000;BYMONTH=2;BYMONTHDAY=29',
    'FREQ=DAILY;UNTIL=21991231T235959Z',
    'FREQ=MONTHLY;COUNT=1000;INTERVAL=2;BYSETPOS=-1',
    'FREQ=WEEKLY;BYDAY=MO;BYMONTHDAY=-1;COUNT=1000;WKST=SU',
    'FREQ=DAILY;BYDAY=MO,MO,MO;BYSETPOS=1',
    'FREQ=YEARLY;BYDAY=-5SU',
  ]
  for (const rule of rules) {
    const startedMs = computedMs()
    problemOfRule(berlin(rule))
    assert.ok(shortestGapMinutes(berlin(rule)) > 0)
    assert.ok(computedMs() - startedMs < 2_000, rule)
  }
  assert.ok(occurrencesAfter(berlin('FREQ=YEARLY;INTERVAL=100'), null, 60).length < 60)
})

test('whatever the rule, windows come in order, each once, and asking in pieces gives the same as asking at once', () => {
  const rules = fc.constantFrom(
    'FREQ=DAILY',
    'FREQ=DAILY;INTERVAL=3',
    'FREQ=WEEKLY;BYDAY=MO,TH',
    'FREQ=WEEKLY;INTERVAL=2;BYDAY=SU',
    'FREQ=MONTHLY;BYMONTHDAY=31',
    'FREQ=MONTHLY;BYDAY=-1SU',
    'FREQ=YEARLY',
    'FREQ=DAILY;COUNT=20',
  )
  const zones = fc.constantFrom('Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Etc/UTC')
  const minutes = fc.integer({ min: 0, max: 60 * 24 * 900 })
  fc.assert(
    fc.property(rules, zones, minutes, fc.integer({ min: 1, max: 11 }), (rule, timeZone, minute, cut) => {
      const startsLocal = new Date(Date.UTC(2026, 0, 1) + minute * 60_000).toISOString().slice(0, 16)
      const recurrence = { startsLocal, timeZone, rule }
      const all = occurrencesAfter(recurrence, null, 12)
      for (const [index, each] of all.entries()) {
        assert.equal(each.local.slice(10), startsLocal.slice(10))
        const before = all[index - 1]
        if (before) assert.ok(before.local < each.local && before.at < each.at)
      }
      const first = all.slice(0, cut)
      const rest = occurrencesAfter(recurrence, first.at(-1)?.local ?? null, 12 - first.length)
      assert.deepEqual([...first, ...rest], all)
    }),
    { numRuns: 60 },
  )
})

test('the narrowest gap between two windows is known', () => {
  assert.equal(shortestGapMinutes(berlin('FREQ=WEEKLY;BYDAY=MO,TU')), 24 * 60)
  // The day on which the clock goes forward has 23 hours.
  assert.equal(shortestGapMinutes(berlin('FREQ=DAILY', '2026-03-20T12:00')), 23 * 60)
  assert.equal(shortestGapMinutes(berlin('FREQ=DAILY;COUNT=1')), Infinity)
})

test('a rule reads like a sentence', () => {
  assert.equal(describeRule(berlin('FREQ=WEEKLY;BYDAY=TU', '2026-03-17T02:00')), 'every week on Tuesday at 2 AM')
  assert.match(describeRule(berlin('FREQ=MONTHLY;BYDAY=-1SU;UNTIL=20271231')), /last Sunday.*until December 31, 2027/)
})
