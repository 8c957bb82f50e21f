import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cronProblem, fieldsOf, scheduleOf, scheduleWords, slugFrom, wholeProblem } from './schedule.ts'
import { snippetsOf } from './snippets.ts'
import { conditionOf, nextExpected, stripWords } from './state.ts'

const now = new Date('2026-01-01T10:00:00Z')
const status = (changes: object = {}) => ({
  ...{ environment: 'production', state: 'ok' as const, failuresInRow: 0, successesInRow: 1, failingSince: null },
  ...{ lastCheckInAt: '2026-01-01T09:00:00Z', expectedAt: '2026-01-01T11:00:00Z', dueAt: '2026-01-01T11:01:00Z' },
  ...changes,
})
const checkIn = (state: 'ok' | 'unknown' | 'inProgress' | 'missed', environment = 'production') => ({
  ...{ id: 'chk_1', environment, state, startedAt: '2026-01-01T09:00:00Z', durationMs: null },
})
const of = (environments: ReturnType<typeof status>[], recent = [checkIn('ok')], pausedAt: string | null = null) =>
  conditionOf({ environments, recent, pausedAt }, now)

test('a heartbeat is as its worst environment is, and unknown is never up', () => {
  assert.equal(of([]), 'waiting')
  assert.equal(of([status()]), 'up')
  assert.equal(of([status(), status({ environment: 'staging', state: 'error' })]), 'failing')
  assert.equal(of([status({ state: 'missed' })]), 'missed')
  assert.equal(of([status({ expectedAt: '2026-01-01T10:00:00Z' })]), 'late')
  assert.equal(of([status()], [checkIn('inProgress'), checkIn('unknown'), checkIn('ok')]), 'unknown')
  assert.equal(of([status()], [checkIn('unknown', 'staging'), checkIn('ok')]), 'up', 'of another environment')
  assert.equal(of([status({ state: 'waiting' }), status()]), 'waiting')
  assert.equal(of([status({ state: 'error' })], [], '2026-01-01T09:30:00Z'), 'paused')
})

test('what is expected next is the earliest of all environments', () => {
  const environments = [status(), status({ expectedAt: '2026-01-01T10:30:00Z' }), status({ expectedAt: null })]
  assert.equal(nextExpected({ environments }), '2026-01-01T10:30:00Z')
  assert.equal(nextExpected({ environments: [] }), undefined)
})

test('a strip of check-ins is said in words', () => {
  assert.equal(stripWords([checkIn('ok'), checkIn('missed'), checkIn('ok')]), 'Last 3 check-ins: 2 ok, 1 missed')
  assert.equal(stripWords([checkIn('unknown')]), 'Last check-in: 1 unknown')
  assert.equal(stripWords([]), 'No check-in yet')
})

test('plain schedules are said in words, others stay as they are', () => {
  const cron = (text: string) => scheduleWords({ cron: text, timeZone: 'UTC' })
  assert.deepEqual(['* * * * *', '*/5 * * * *', '7 * * * *', '0 3 * * *', '5 14 * * 1', '0 0 1 * *'].map(cron), [
    'Every minute, UTC',
    'Every 5 minutes, UTC',
    'Every hour at :07, UTC',
    'Every day at 03:00, UTC',
    'Every Monday at 14:05, UTC',
    'Every month on day 1 at 00:00, UTC',
  ])
  assert.equal(cron('0 9-17 * * 1-5'), '0 9-17 * * 1-5, UTC')
  assert.deepEqual(
    [scheduleWords({ every: 1, unit: 'day' }), scheduleWords({ every: 6, unit: 'hour' }), scheduleWords(null)],
    ['Every day', 'Every 6 hours', 'No schedule'],
  )
})

test('what a form holds is the schedule that it was made of', () => {
  for (const schedule of [
    { cron: '0 3 * * *', timeZone: 'Europe/Berlin' },
    { every: 2, unit: 'week' as const },
    null,
  ]) {
    assert.deepEqual(scheduleOf(fieldsOf(schedule, 'UTC')), schedule)
  }
  assert.match(cronProblem({ ...fieldsOf(null, 'UTC'), kind: 'crontab', cron: '0 3 * *' }) ?? '', /Five fields/)
  assert.equal(cronProblem(fieldsOf({ cron: ' 0  3 * * * ', timeZone: 'UTC' }, 'UTC')), undefined)
  assert.deepEqual(
    [wholeProblem('5', 1, 10), wholeProblem('0', 1, 10), wholeProblem('1.5', 1, 10)],
    [undefined, 'A whole number from 1 to 10.', 'A whole number from 1 to 10.'],
  )
})

test('a name becomes what may stand in a URL', () => {
  assert.equal(slugFrom('  Nächtliches Backup (DB) '), 'nachtliches-backup-db')
  assert.equal(slugFrom('a'.repeat(49) + ' b'), 'a'.repeat(49))
})

test('what to paste has the key of the project and the name of the heartbeat in it', () => {
  const snippets = snippetsOf({
    dsn: 'https://abc123@watch.example/17',
    slug: 'nightly-backup',
    schedule: { cron: '0 3 * * *', timeZone: 'UTC' },
  })
  const curl = snippets.find(({ id }) => id === 'curl')?.code ?? ''
  assert.match(curl, /https:\/\/watch\.example\/api\/17\/cron\/nightly-backup\/abc123\//)
  assert.match(curl, /0 3 \* \* \*/)
  for (const id of ['node', 'python']) {
    const code = snippets.find((snippet) => snippet.id === id)?.code ?? ''
    assert.match(code, /https:\/\/abc123@watch\.example\/17/)
    assert.match(code, /nightly-backup/)
  }
})
