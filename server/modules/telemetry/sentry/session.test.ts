import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { EnvelopeItem } from './envelope.ts'
import { maxSessionAgeMs } from './limits.ts'
import { readSession, readSessionCounts } from './session.ts'
import type { Arrival } from './time.ts'

const receivedAt = new Date('2026-05-01T12:00:00Z')
const arrival: Arrival = { receivedAt, newEventId: () => 'f'.repeat(32), hashUser: (id) => `hash of ${id.length}` }
const itemOf = (payload: unknown): EnvelopeItem => ({
  type: 'session',
  header: {},
  payload: Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload)),
})
const base = {
  sid: '9EC79C33-EC99-42AB-8353-589FCB2E04DC',
  did: 'ada@example.com',
  started: '2026-05-01T11:00:00Z',
  timestamp: '2026-05-01T11:59:00Z',
  attrs: { release: 'shop@1', environment: 'production', ip_address: '203.0.113.9', user_agent: 'Mozilla/5.0' },
}
const read = (changes: object = {}) => readSession(itemOf({ ...base, ...changes }), arrival)
const session = (changes: object = {}) => read(changes).records?.sessions?.[0]

test('a session keeps who it was only as a keyed hash, and neither address nor browser [SEN-07]', () => {
  const kept = session({ status: 'exited', seq: 3, errors: 2, duration: 60.5 })
  assert.deepEqual(kept, {
    receivedAt,
    release: 'shop@1',
    environment: 'production',
    userHash: 'hash of 15',
    startedAt: new Date(base.started),
    sessionId: '9ec79c33ec9942ab8353589fcb2e04dc',
    isFirst: false,
    sequence: 3,
    status: 'exited',
    errors: 2,
    durationMs: 60_500,
  })
  assert.doesNotMatch(JSON.stringify(kept), /ada|203\.0|Mozilla/)
})

test('the first update has the number 0, one without a number that of its arrival', () => {
  assert.partialDeepStrictEqual(session({ init: true, seq: 7 }), { isFirst: true, sequence: 0 })
  assert.equal(session()?.sequence, receivedAt.getTime())
  assert.equal(session({ seq: 1_777_636_000_123 })?.sequence, 1_777_636_000_123)
})

test('whoever crashed or ended abnormally had an error', () => {
  for (const status of ['crashed', 'abnormal']) {
    assert.equal(session({ status, errors: 0 })?.errors, 1)
    assert.equal(session({ status, errors: 4 })?.errors, 4)
  }
  for (const status of ['ok', 'exited', 'unhandled']) assert.equal(session({ status, errors: 0 })?.errors, 0)
  assert.equal(session()?.status, 'ok')
})

test('an update that comes more than five days after the start is ignored and counted', () => {
  const started = new Date(receivedAt.getTime() - maxSessionAgeMs)
  assert.equal(read({ started, timestamp: receivedAt }).records?.sessions?.length, 1)
  const late = read({ started: new Date(started.getTime() - 1), timestamp: receivedAt })
  assert.deepEqual(late, { outcomes: [{ category: 'session', reason: 'too_late', quantity: 1, by: 'server' }] })
  assert.equal(read({ started: new Date(started.getTime() - 1), timestamp: undefined }).records, undefined)
  assert.equal(read({ started: 1, timestamp: receivedAt }).outcomes?.[0]?.reason, 'too_late')
  assert.deepEqual(session({ started: '2099-01-01T00:00:00Z' })?.startedAt, receivedAt)
})

test('a session without release, start or a known state is counted and not kept', () => {
  for (const changes of [
    { attrs: {} },
    { attrs: null },
    { started: null },
    { started: 'x' },
    { status: 'odd' },
    { status: 7 },
  ]) {
    assert.equal(read(changes).outcomes?.[0]?.reason, 'invalid', JSON.stringify(changes))
  }
  assert.equal(readSession(itemOf('x'), arrival).outcomes?.[0]?.reason, 'invalid')
})

test('a session without an id is taken, and a person without one is nobody', () => {
  const kept = session({ sid: undefined, did: null, status: 'exited' })
  assert.deepEqual([kept?.sessionId, kept?.userHash], [undefined, undefined])
})

test('sessions that the sender counted keep each number by its start', () => {
  const item = itemOf({
    aggregates: [
      { started: '2026-05-01T11:00:00Z', exited: 10, errored: 2, crashed: 1, unhandled: 1 },
      { started: '2026-05-01T11:01:00Z', did: 'x', exited: -1, errored: 1.5, abnormal: 'x' },
      { exited: 5 },
      null,
    ],
    attrs: { release: 'shop@1', environment: 'production' },
  })
  const { records, outcomes } = readSessionCounts(item, arrival)
  const common = { receivedAt, release: 'shop@1', environment: 'production' }
  assert.deepEqual(records?.sessionCounts, [
    {
      ...common,
      userHash: undefined,
      startedAt: new Date('2026-05-01T11:00:00Z'),
      exited: 10,
      errored: 2,
      abnormal: 0,
      crashed: 1,
      unhandled: 1,
    },
    {
      ...common,
      userHash: 'hash of 1',
      startedAt: new Date('2026-05-01T11:01:00Z'),
      exited: 0,
      errored: 0,
      abnormal: 0,
      crashed: 0,
      unhandled: 0,
    },
  ])
  assert.equal(outcomes?.[0]?.quantity, 2)
  assert.equal(readSessionCounts(itemOf({ aggregates: {} }), arrival).outcomes?.[0]?.reason, 'invalid')
})
