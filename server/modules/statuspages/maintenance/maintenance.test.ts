import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { afterStep, cancel, dueSteps, moveTo, nextAtOf, planned, reschedule, type Maintenance } from './maintenance.ts'

const at = (time: string): Date => new Date(`2026-12-0${time}:00Z`)

const window = (change: Partial<Maintenance> = {}): Maintenance =>
  planned({
    id: 'm'.repeat(12),
    pageId: 'p'.repeat(12),
    ...{ seriesId: null, occurrence: null, title: 'Database upgrade', body: '', timeZone: 'Etc/UTC' },
    status: 'scheduled',
    scheduledFor: at('5T02:00'),
    scheduledUntil: at('5T04:00'),
    verifyMinutes: 15,
    remindMinutes: 60,
    ...{ tellsStart: true, tellsEnd: true, setsComponents: true },
    plannedAt: at('1T12:00'),
    ...{ remindedAt: null, startedAt: null, completedAt: null, cancelledAt: null, nextAt: null },
    ...{ createdAt: at('1T12:00'), updatedAt: at('1T12:00'), updateCount: 0 },
    ...change,
  })

const shown = (maintenance: Maintenance, now: Date): string[] =>
  dueSteps(maintenance, now).map(
    (step) => `${step.at.toISOString().slice(8, 16)} ${step.kind}${step.isCurrent ? ' !' : ''}`,
  )

test('the clock takes a window from its reminder to its end, each at its time [OPS-07]', () => {
  let maintenance = window()
  const seen: string[] = []
  for (let minute = 0; minute <= 6 * 60; minute++) {
    const now = new Date(at('5T00:00').getTime() + minute * 60_000)
    for (const step of dueSteps(maintenance, now)) {
      assert.deepEqual(step.at, now)
      seen.push(`${now.toISOString().slice(11, 16)} ${step.kind}`)
      maintenance = afterStep(maintenance, step)
    }
  }
  assert.deepEqual(seen, ['01:00 reminder', '02:00 started', '03:45 verifying', '04:00 completed'])
  assert.partialDeepStrictEqual(maintenance, {
    status: 'completed',
    startedAt: at('5T02:00'),
    completedAt: at('5T04:00'),
    nextAt: null,
  })
})

test('after a stop of the server everything is made up for in order, with the right times, and the last is told', () => {
  const all = ['05T01:00 reminder', '05T02:00 started', '05T03:45 verifying']
  assert.deepEqual(shown(window(), at('6T04:00')), [...all, '05T04:00 completed !'])
  // A day later it is no news.
  assert.deepEqual(shown(window(), at('6T09:00')), [...all, '05T04:00 completed'])
  assert.deepEqual(shown(window(), at('5T02:30')), ['05T01:00 reminder', '05T02:00 started !'])
  assert.deepEqual(shown(window(), at('5T00:59')), [])
})

test('a reminder whose time was over at the planning is not sent', () => {
  assert.deepEqual(shown(window({ plannedAt: at('5T01:30') }), at('5T02:00')), ['05T02:00 started !'])
})

test('a window that was planned into its own time begins when it was planned, not before', () => {
  const late = window({ plannedAt: at('5T03:00') })
  assert.deepEqual(shown(late, at('5T03:00')), ['05T03:00 started !'])
  const started = afterStep(late, { kind: 'started', at: at('5T03:00') })
  assert.deepEqual(shown(started, at('5T04:00')), ['05T03:45 verifying', '05T04:00 completed !'])
})

test('without time to verify a window is completed at its end', () => {
  const plain = window({ verifyMinutes: 0, remindMinutes: null })
  assert.deepEqual(shown(plain, at('5T05:00')), ['05T02:00 started', '05T04:00 completed !'])
})

test('a person may begin early, verify, go back and complete; the clock writes over none of it', () => {
  const early = moveTo(window(), 'in_progress', at('5T01:30'))
  assert.deepEqual(early.startedAt, at('5T01:30'))
  const verifying = moveTo(early, 'verifying', at('5T02:10'))
  const back = moveTo(verifying, 'in_progress', at('5T02:20'))
  assert.deepEqual([back.startedAt, back.nextAt], [at('5T01:30'), at('5T04:00')])
  const done = moveTo(back, 'completed', at('5T03:00'))
  assert.deepEqual([done.completedAt, done.nextAt, shown(done, at('9T00:00'))], [at('5T03:00'), null, []])
  assert.throws(() => moveTo(done, 'in_progress', at('5T03:10')), /already completed/)
  assert.throws(() => moveTo(early, 'scheduled', at('5T03:10')), /already begun/)
  assert.throws(() => moveTo(window(), 'completed', at('5T03:10')), /not begun/)
})

test('a window is cancelled before it begins and never after', () => {
  const cancelled = cancel(window(), at('4T00:00'))
  assert.deepEqual([cancelled.status, cancelled.nextAt], ['cancelled', null])
  assert.throws(() => cancel(cancelled, at('4T00:00')), /already cancelled/)
  assert.throws(() => cancel(moveTo(window(), 'in_progress', at('5T02:00')), at('5T02:01')), /complete it/)
})

test('a window that is moved is reminded of again; one that has begun keeps its start', () => {
  const reminded = afterStep(window(), { kind: 'reminder', at: at('5T01:00') })
  const moved = reschedule(reminded, { scheduledFor: at('6T02:00'), scheduledUntil: at('6T04:00') }, at('5T01:10'))
  assert.deepEqual(shown(moved, at('6T02:00')), ['06T01:00 reminder', '06T02:00 started !'])
  const begun = moveTo(window(), 'in_progress', at('5T02:00'))
  const longer = { scheduledFor: begun.scheduledFor, scheduledUntil: at('5T08:00') }
  assert.deepEqual(nextAtOf(reschedule(begun, longer, at('5T03:00'))), at('5T07:45'))
  assert.throws(() => reschedule(begun, { ...longer, scheduledFor: at('5T03:00') }, at('5T03:00')), /only its end/)
  const over = moveTo(begun, 'completed', at('5T03:00'))
  assert.throws(() => reschedule(over, longer, at('5T03:00')), /already completed/)
})

test('looking often or once, early or late, gives the same steps at the same times', () => {
  const minute = fc.integer({ min: 0, max: 600 })
  const config = fc.record({
    verifyMinutes: fc.integer({ min: 0, max: 119 }),
    remindMinutes: fc.option(fc.integer({ min: 1, max: 300 })),
    plannedMinute: minute,
  })
  fc.assert(
    fc.property(config, fc.array(minute, { maxLength: 20 }), ({ plannedMinute, ...settings }, looks) => {
      const start = at('5T00:00').getTime()
      const timeAt = (minutes: number): Date => new Date(start + minutes * 60_000)
      const first = window({ ...settings, plannedAt: timeAt(plannedMinute) })
      const run = (minutes: number[]): { steps: string[]; last: Maintenance } => {
        let maintenance = first
        const steps: string[] = []
        for (const each of minutes) {
          for (const step of dueSteps(maintenance, timeAt(each))) {
            steps.push(`${step.kind} ${step.at.toISOString()}`)
            maintenance = afterStep(maintenance, step)
          }
          // What the scheduler asks the database by is what the steps go by.
          assert.ok(!maintenance.nextAt || maintenance.nextAt > timeAt(each))
        }
        return { steps, last: maintenance }
      }
      const often = run([...looks.toSorted((a, b) => a - b), 1_000])
      assert.deepEqual(often, run([1_000]))
      assert.equal(often.last.status, 'completed')
    }),
    { numRuns: 200 },
  )
})
