import assert from 'node:assert/strict'
import { test } from 'node:test'
import { extend } from './extend.ts'
import { acknowledge, open, unacknowledge, type Incident } from './incident.ts'
import { signal } from './incident.fixture.ts'
import { reopen, resolve } from './resolution.ts'

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 12, minute))
const opened = (): Incident => open(signal({ lastSeenAt: at(0), firstSeenAt: at(0) }), 'inc_1', 1, at(0))

test('a new incident is open and counts its first events', () => {
  const incident = open(signal({ count: 3, release: '1.4.0', environments: ['production'] }), 'inc_1', 7, at(0))
  assert.partialDeepStrictEqual(incident, {
    number: 7,
    status: 'open',
    eventCount: 3,
    firstRelease: '1.4.0',
    lastRelease: '1.4.0',
    environments: ['production'],
    regressionCount: 0,
  })
})

test('only an open incident can be acknowledged, and only once', () => {
  const acknowledged = acknowledge(opened(), 'usr_1', at(1))
  assert.partialDeepStrictEqual(acknowledged, {
    status: 'acknowledged',
    acknowledgedBy: 'usr_1',
    acknowledgedAt: at(1),
  })
  assert.throws(() => acknowledge(acknowledged, 'usr_2', at(2)), { code: 'conflict' })
  assert.throws(() => acknowledge(resolve(acknowledged, 'usr_1', at(2)), 'usr_2', at(3)), { code: 'conflict' })
})

test('an acknowledgement and a resolution can be taken back, once', () => {
  assert.deepEqual(unacknowledge(acknowledge(opened(), 'usr_1', at(1))), opened())
  assert.deepEqual(reopen(resolve(opened(), 'usr_1', at(1))), opened())
  assert.throws(() => unacknowledge(opened()), { code: 'conflict' })
  assert.throws(() => reopen(opened()), { code: 'conflict' })
})

test('a further event counts, and moves the last time seen only forward', () => {
  const later = extend(opened(), signal({ firstSeenAt: at(5), lastSeenAt: at(5), release: '1.5.0' }), at(5))
  assert.partialDeepStrictEqual(later, {
    regressed: false,
    incident: { eventCount: 2, lastSeenAt: at(5), lastRelease: '1.5.0', firstSeenAt: at(0) },
  })
  const late = extend(later.incident, signal({ firstSeenAt: at(-9), lastSeenAt: at(-9), release: '1.3.0' }), at(6))
  assert.partialDeepStrictEqual(late.incident, {
    eventCount: 3,
    lastSeenAt: at(5),
    lastRelease: '1.5.0',
    firstSeenAt: at(-9),
  })
})

test('an event that happened after the resolution reopens the incident', () => {
  const resolved = resolve(acknowledge(opened(), 'usr_1', at(1)), 'usr_1', at(2))
  const { incident, regressed } = extend(resolved, signal({ firstSeenAt: at(3), lastSeenAt: at(3) }), at(4))
  assert.equal(regressed, true)
  assert.partialDeepStrictEqual(incident, {
    status: 'open',
    acknowledgedAt: null,
    resolvedAt: null,
    resolvedBy: null,
    regressedAt: at(4),
    regressionCount: 1,
  })
})

test('an event that happened before the resolution and arrives after it reopens nothing', () => {
  const resolved = resolve(opened(), 'usr_1', at(10))
  const { incident, regressed } = extend(resolved, signal({ firstSeenAt: at(9), lastSeenAt: at(9) }), at(11))
  assert.equal(regressed, false)
  assert.partialDeepStrictEqual(incident, { status: 'resolved', eventCount: 2 })
})

test('the list of environments is bounded and names each once', () => {
  const environments = Array.from({ length: 30 }, (_, index) => `env-${index % 15}`)
  assert.equal(extend(opened(), signal({ environments }), at(1)).incident.environments.length, 10)
})
