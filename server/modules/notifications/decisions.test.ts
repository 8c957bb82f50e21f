import assert from 'node:assert/strict'
import { test } from 'node:test'
import { maxAlertsPerHour, maxInFlight, reasonToSkip, type Channel, type Told } from './channel.ts'
import { decideClaim, type Delivery } from './delivery.ts'
import { changeMessage } from './message-fixture.ts'
import { maxAgeMs, maxAttempts } from './retry.ts'

const now = new Date('2026-01-01T12:00:00Z')
const earlier = new Date(now.getTime() - 1)
const later = new Date(now.getTime() + 1)

const channel: Channel = {
  id: 'chn_1',
  type: 'email',
  name: 'On duty',
  address: 'ada@example.com',
  url: null,
  events: ['incident.opened', 'incident.resolved'],
  createdAt: earlier,
  createdBy: 'usr_1',
  disabledAt: null,
  disabledReason: null,
  throttledUntil: null,
  lastOutcome: null,
  lastOutcomeAt: null,
}
const disabled: Channel = { ...channel, disabledAt: earlier, disabledReason: 'switched off by hand' }

const delivery: Delivery = {
  id: 'dlv_1',
  channelId: 'chn_1',
  channelName: 'On duty',
  channelType: 'email',
  kind: 'incident.opened',
  incidentId: 'inc_1',
  causeActivityId: 'act_1',
  activityId: 'act_2',
  message: changeMessage(),
  state: 'waiting',
  reason: null,
  epoch: 0,
  attempts: 0,
  roundAttempts: 0,
  nextAttemptAt: now,
  leaseUntil: null,
  createdAt: earlier,
  deliveredAt: null,
  replayedAt: null,
}

const skip = (kind: 'incident.opened' | 'incident.regressed' | 'incident.resolved', told?: Told, sentLastHour = 0) =>
  reasonToSkip(channel, { kind, told, sentLastHour })

test('a channel that is off, or does not ask for it, is not told, and the reason says which', () => {
  assert.equal(skip('incident.opened'), undefined)
  assert.equal(skip('incident.regressed'), 'the channel does not ask for incident.regressed')
  assert.match(
    reasonToSkip(disabled, { kind: 'incident.opened', told: undefined, sentLastHour: 0 }) ?? '',
    /switched off by hand/,
  )
})

test('the end of the trouble is told to those who were told of the trouble, or may have been', () => {
  const told = (state: NonNullable<Told>['state'], attempts: number) => skip('incident.resolved', { state, attempts })
  assert.equal(told('delivered', 1), undefined)
  assert.equal(told('sending', 1), undefined)
  assert.equal(told('waiting', 1), undefined)
  for (const [state, attempts] of [
    ['waiting', 0],
    ['skipped', 0],
    ['failed', 6],
  ] as const) {
    assert.equal(told(state, attempts), 'the channel was not told of the trouble', state)
  }
  assert.equal(skip('incident.resolved'), 'the channel was not told of the trouble')
})

test('M-03: more than the hourly number is skipped visibly; the end of the trouble is told all the same', () => {
  const limit = maxAlertsPerHour.email
  assert.equal(skip('incident.opened', undefined, limit - 1), undefined)
  assert.equal(skip('incident.opened', undefined, limit), `more than ${limit} notifications in an hour`)
  assert.equal(skip('incident.resolved', { state: 'delivered', attempts: 1 }, limit), undefined)
})

const decide = (
  changes: Partial<Delivery> = {},
  to: Channel | undefined = channel,
  around: { inFlight?: number; superseded?: boolean } = {},
) => decideClaim({ ...delivery, ...changes }, to, { inFlight: 0, superseded: false, now, ...around })

test('a delivery is sent when it is due, and when the lease of whoever held it is over', () => {
  assert.deepEqual(decide(), { do: 'send' })
  assert.deepEqual(decide({ nextAttemptAt: later }), { do: 'wait', until: later })
  const held: Partial<Delivery> = { state: 'sending', nextAttemptAt: null, leaseUntil: later, roundAttempts: 1 }
  assert.deepEqual(decide(held), { do: 'wait', until: later })
  assert.deepEqual(decide({ ...held, leaseUntil: now }), { do: 'send' })
})

test('a channel that was switched off after the delivery was made is not called, but for a test', () => {
  assert.equal(decide({}, disabled).do, 'skip')
  assert.equal(decide({ kind: 'test', incidentId: null }, disabled).do, 'send')
  assert.deepEqual(decideClaim(delivery, undefined, { inFlight: 0, superseded: false, now }), {
    do: 'skip',
    reason: 'the channel was deleted',
  })
})

test('what was overtaken is not sent, unless someone asked for it', () => {
  assert.equal(decide({}, channel, { superseded: true }).do, 'skip')
  assert.equal(decide({ replayedAt: now }, channel, { superseded: true }).do, 'send')
})

test('what is too old fails, counted from the replay when there was one', () => {
  const createdAt = new Date(now.getTime() - maxAgeMs)
  assert.equal(decide({ createdAt }).do, 'send')
  assert.equal(decide({ createdAt: new Date(createdAt.getTime() - 1) }).do, 'fail')
  assert.equal(decide({ createdAt: new Date(0), replayedAt: earlier }).do, 'send')
})

test('a delivery whose attempts never come to an end fails', () => {
  const roundAttempts = maxAttempts('incident.opened')
  assert.equal(decide({ roundAttempts: roundAttempts - 1 }).do, 'send')
  assert.equal(decide({ roundAttempts }).do, 'fail')
})

test('a channel that asked for rest, or has its calls open, is left alone for now', () => {
  assert.deepEqual(decide({}, { ...channel, throttledUntil: later }), { do: 'wait', until: later })
  assert.equal(decide({}, { ...channel, throttledUntil: now }).do, 'send')
  assert.equal(decide({}, channel, { inFlight: maxInFlight - 1 }).do, 'send')
  assert.equal(decide({}, channel, { inFlight: maxInFlight }).do, 'wait')
})
