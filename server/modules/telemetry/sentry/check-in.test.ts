import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readCheckIn, readSchedule, slugOf } from './check-in.ts'
import { maxScheduleInterval, maxScheduleMinutes, maxSlugLength, maxThreshold } from './limits.ts'
import type { Arrival } from './time.ts'

const receivedAt = new Date('2026-05-01T12:00:00Z')
const arrival: Arrival = { receivedAt, newEventId: () => 'f'.repeat(32) }
const id = '9ec79c33ec9942ab8353589fcb2e04dc'
const read = (sent: Record<string, unknown>) => readCheckIn({ monitor_slug: 'nightly', status: 'ok', ...sent }, arrival)
const checkIn = (sent: Record<string, unknown>) => read(sent).records?.checkIns?.[0]

test('a check-in of the documentation arrives with all its parts in our words', () => {
  const sent = {
    check_in_id: '9EC79C33-EC99-42AB-8353-589FCB2E04DC',
    monitor_slug: 'Nightly report',
    status: 'error',
    duration: 12.5,
    release: 'shop@1',
    environment: 'production',
    contexts: { trace: { trace_id: 'A'.repeat(32) } },
    monitor_config: {
      schedule: { type: 'crontab', value: '0  3 * * *' },
      timezone: 'Europe/Vienna',
      checkin_margin: 5,
      max_runtime: 30,
      failure_issue_threshold: 2,
      recovery_threshold: 3,
      owner: 'team:nobody',
    },
  }
  assert.deepEqual(read(sent), {
    records: {
      checkIns: [
        {
          receivedAt,
          id,
          monitorSlug: 'nightly-report',
          status: 'error',
          durationMs: 12_500,
          traceId: 'a'.repeat(32),
          release: 'shop@1',
          environment: 'production',
          schedule: {
            when: { cron: '0 3 * * *', timeZone: 'Europe/Vienna' },
            marginMinutes: 5,
            maxRunMinutes: 30,
            failuresToOpen: 2,
            successesToResolve: 3,
          },
        },
      ],
    },
    outcomes: [],
  })
})

test('an id of zeros, or none, is the run in progress; a run that begins without an id gets one', () => {
  assert.equal(checkIn({ check_in_id: '0'.repeat(32) })?.id, null)
  assert.equal(checkIn({ check_in_id: '00000000-0000-0000-0000-000000000000', status: 'in_progress' })?.id, null)
  assert.equal(checkIn({})?.id, null)
  assert.equal(checkIn({ status: 'in_progress' })?.id, 'f'.repeat(32))
  assert.equal(checkIn({ check_in_id: 'odd', status: 'in_progress' })?.id, 'f'.repeat(32))
})

test('a duration belongs to an end and not to a beginning', () => {
  assert.equal(checkIn({ status: 'in_progress', duration: 5 })?.durationMs, undefined)
  for (const duration of [-1, 'x', null, 1e12]) assert.equal(checkIn({ duration })?.durationMs, undefined)
  assert.equal(checkIn({ duration: '2.5' })?.durationMs, 2500)
})

test('a check-in without a name or with an unknown state is counted and not kept', () => {
  for (const sent of [
    { monitor_slug: '' },
    { monitor_slug: '///' },
    { monitor_slug: 7 },
    { status: 'done' },
    { status: null },
  ]) {
    assert.deepEqual(read(sent), { outcomes: [{ category: 'monitor', reason: 'invalid', quantity: 1, by: 'server' }] })
  }
})

test('a name is made of lower-case letters, digits, dashes and underscores, within its bound', () => {
  assert.deepEqual(['a_B-c', ' Nightly  Report! ', 'ü-é', '../../etc'].map(slugOf), [
    'a_b-c',
    'nightly-report',
    undefined,
    'etc',
  ])
  assert.equal(slugOf('a'.repeat(maxSlugLength))?.length, maxSlugLength)
  assert.equal(slugOf('a'.repeat(maxSlugLength + 1))?.length, maxSlugLength)
})

const withValue = (value: unknown, more: object = {}) => readSchedule({ schedule: { type: 'crontab', value }, ...more })

test('a schedule that cannot be is counted, and the check-in stays', () => {
  const { records, outcomes } = read({ monitor_config: { schedule: { type: 'crontab', value: 'every day' } } })
  assert.deepEqual([records?.checkIns?.length, records?.checkIns?.[0]?.schedule], [1, undefined])
  assert.deepEqual(outcomes, [{ category: 'monitor', reason: 'invalid_schedule', quantity: 1, by: 'server' }])
  for (const value of [
    '',
    '* * * *',
    '* * * * * *',
    '61 * * * *',
    '0 0 31 2 *',
    '0 0 * * * 2030',
    'x'.repeat(300),
    5,
    null,
  ]) {
    assert.equal(withValue(value), 'invalid', String(value))
  }
  for (const timezone of ['Mars/Base', 7, 'x'.repeat(100)])
    assert.equal(withValue('0 0 * * *', { timezone }), 'invalid')
  assert.equal(readSchedule({}), 'invalid')
})

test('names of schedules stand for five fields, and without a zone it is UTC', () => {
  for (const [name, cron] of [
    ['@daily', '0 0 * * *'],
    ['@HOURLY', '0 * * * *'],
    ['@weekly', '0 0 * * 0'],
  ]) {
    assert.partialDeepStrictEqual(withValue(name), { when: { cron, timeZone: 'UTC' } })
  }
})

test('intervals are whole numbers of a known unit; bounds hold at the edge', () => {
  const interval = (value: unknown, unit: unknown) => readSchedule({ schedule: { type: 'interval', value, unit } })
  for (const unit of ['minute', 'hour', 'day', 'week', 'month', 'year']) {
    assert.partialDeepStrictEqual(interval(2, unit), { when: { every: 2, unit } })
  }
  for (const [value, unit] of [
    [0, 'hour'],
    [1.5, 'hour'],
    ['2', 'hour'],
    [2, 'second'],
    [2, null],
  ]) {
    assert.equal(interval(value, unit), 'invalid')
  }
  assert.partialDeepStrictEqual(interval(maxScheduleInterval + 1, 'day'), { when: { every: maxScheduleInterval } })
  const bounds = {
    checkin_margin: maxScheduleMinutes + 1,
    max_runtime: 0,
    failure_issue_threshold: maxThreshold + 1,
    recovery_threshold: -1,
  }
  assert.partialDeepStrictEqual(withValue('0 0 * * *', bounds), {
    marginMinutes: maxScheduleMinutes,
    maxRunMinutes: undefined,
    failuresToOpen: maxThreshold,
    successesToResolve: undefined,
  })
})
