import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Activity } from '#platform/activity'
import { trailOf } from './trail.ts'

let made = 0
function activity(type: Activity['type'], causedBy: string | null, data: Activity['data'] = {}): Activity {
  made += 1
  const id = `act_${made}`
  const at = new Date(made * 1_000)
  return {
    id,
    workspaceId: 'wks_1',
    type,
    subjectId: 'inc_1',
    causedBy,
    actorKind: 'system',
    actorId: 'system',
    data,
    at,
  }
}

const outcomes = (activities: Activity[]) => trailOf([], activities).map(({ type, outcome }) => [type, outcome])

test('the event that opened an incident is the first step, at the time when it arrived, and once', () => {
  const opened = activity('incident.opened', 'event1', { eventReceivedAt: '2026-01-01T00:00:00.000Z', title: 'Boom' })
  const regressed = activity('incident.regressed', 'event2')
  const steps = trailOf([], [opened, activity('incident.acknowledged', null), regressed])
  assert.deepEqual(
    steps.map(({ type, causedBy }) => [type, causedBy]),
    [
      ['event.received', null],
      ['incident.opened', 'event1'],
      ['incident.acknowledged', null],
      ['event.received', null],
      ['incident.regressed', 'event2'],
    ],
  )
  assert.deepEqual(steps[0]?.at, new Date('2026-01-01T00:00:00.000Z'))
})

test('what a monitor found is the first step of its incident, and what it found then comes before the end', () => {
  const [failed, recovered] = [activity('monitor.failed', 'checkIn1'), activity('monitor.recovered', null)]
  const opened = activity('incident.opened', failed.id)
  const resolved = activity('incident.resolved', recovered.id)
  assert.deepEqual(
    trailOf([failed, recovered], [opened, resolved]).map(({ type, causedBy, outcome }) => [type, causedBy, outcome]),
    [
      ['monitor.failed', null, 'failed'],
      ['incident.opened', failed.id, 'done'],
      ['monitor.recovered', null, 'done'],
      ['incident.resolved', recovered.id, 'done'],
    ],
  )
})

test('what was announced is waiting until something has followed from it', () => {
  const created = activity('notification.created', null)
  assert.deepEqual(outcomes([created]), [['notification.created', 'waiting']])
  assert.deepEqual(outcomes([created, activity('delivery.succeeded', created.id)]), [
    ['notification.created', 'done'],
    ['delivery.succeeded', 'done'],
  ])
})

test('a failed attempt is waiting while there will be another, and failed after the last', () => {
  assert.deepEqual(outcomes([activity('delivery.failed', null, { final: false })]), [['delivery.failed', 'waiting']])
  assert.deepEqual(outcomes([activity('delivery.failed', null, { final: true })]), [['delivery.failed', 'failed']])
  assert.deepEqual(outcomes([activity('delivery.skipped', null)]), [['delivery.skipped', 'skipped']])
})
