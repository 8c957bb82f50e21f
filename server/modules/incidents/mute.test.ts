import assert from 'node:assert/strict'
import { test } from 'node:test'
import { escalationQuietMs, hourLimit } from './escalation.ts'
import { extend } from './extend.ts'
import { acknowledge, hourMs, open, type Incident } from './incident.ts'
import { signal } from './incident.fixture.ts'
import { causeOf, mute, unmute } from './mute.ts'
import { resolve } from './resolution.ts'

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 12, minute))
const opened = (): Incident => open(signal({ lastSeenAt: at(0), firstSeenAt: at(0) }), 'inc_1', 1, at(0))
const around = (limit: number | null) => ({ isLater: () => true, hourLimit: limit, rules: [] })
const event = (count = 1) => signal({ count })
const basis = (busiest: number, newestRelease: string | null = null) => ({ busiest, newestRelease })

test('an open or acknowledged incident can be muted, and a muted one opened again, once', () => {
  const muted = mute(acknowledge(opened(), 'usr_1', at(1)), { until: 'forever' }, 'usr_2', at(2), basis(0))
  assert.partialDeepStrictEqual(muted, { status: 'muted', mutedBy: 'usr_2', mutedAt: at(2), acknowledgedAt: null })
  assert.throws(() => mute(muted, { until: 'forever' }, 'usr_2', at(3), basis(0)), { code: 'conflict' })
  assert.throws(() => acknowledge(muted, 'usr_2', at(3)), { code: 'conflict' })
  assert.deepEqual(unmute(muted), opened())
  assert.throws(() => unmute(opened()), { code: 'conflict' })
  const resolved = resolve(muted, 'usr_1', at(4))
  assert.partialDeepStrictEqual(resolved, { status: 'resolved', mutedAt: null, mute: null })
  assert.throws(() => mute(resolved, { until: 'forever' }, 'usr_1', at(5), basis(0)), { code: 'conflict' })
})

test('until N more events: the Nth ends the mute, the one before does not', () => {
  const muted = mute(opened(), { until: 'events', count: 3 }, 'usr_1', at(1), basis(0))
  const two = extend(muted, event(2), at(2))
  assert.partialDeepStrictEqual(two, { unmuted: null, incident: { status: 'muted', eventCount: 3 } })
  assert.partialDeepStrictEqual(extend(two.incident, event(), at(3)), {
    unmuted: 'events',
    incident: { status: 'open', mute: null, mutedAt: null, eventCount: 4 },
  })
})

test('until N events within M minutes: those that come too slowly count from the next one on', () => {
  const muted = mute(opened(), { until: 'events', count: 3, minutes: 10 }, 'usr_1', at(1), basis(0))
  const slow = [2, 7, 12, 17, 22].reduce((incident, minute) => extend(incident, event(), at(minute)).incident, muted)
  assert.equal(slow.status, 'muted')
  const fast = [32, 35].reduce((incident, minute) => extend(incident, event(), at(minute)).incident, slow)
  assert.equal(fast.status, 'muted')
  assert.equal(extend(fast, event(), at(41)).unmuted, 'events')
  assert.equal(extend(fast, event(), at(42)).unmuted, null, 'ten minutes are over')
})

test('until a time: the first event at that time ends the mute, and one before does not', () => {
  const muted = mute(opened(), { until: 'time', at: at(10) }, 'usr_1', at(1), basis(0))
  assert.equal(extend(muted, event(), at(9)).unmuted, null)
  assert.equal(extend(muted, event(), at(10)).unmuted, 'time')
  assert.throws(() => mute(opened(), { until: 'time', at: at(1) }, 'usr_1', at(1), basis(0)), { code: 'conflict' })
})

test('until N users: what was counted last decides', () => {
  const muted = mute(opened(), { until: 'users', count: 2 }, 'usr_1', at(1), basis(0))
  assert.equal(causeOf(muted, at(2)), null)
  const counted = { ...muted, mute: { until: 'users', count: 2, users: 2, checkedCount: 9 } as const }
  assert.equal(causeOf(counted, at(2)), 'users')
})

test('for ever: nothing ends the mute', () => {
  const muted = mute(opened(), { until: 'forever' }, 'usr_1', at(1), basis(0))
  assert.partialDeepStrictEqual(extend(muted, event(1_000_000), at(50), around(1)), {
    unmuted: null,
    escalated: false,
    incident: { status: 'muted' },
  })
})

test('until it escalates: more in an hour than three times what it was when it was muted', () => {
  const muted = mute(opened(), { until: 'escalating' }, 'usr_1', at(1), basis(50))
  assert.deepEqual(muted.mute, { until: 'escalating', above: 150 })
  const before = extend(muted, event(149), at(2), around(1))
  assert.partialDeepStrictEqual(before, { unmuted: null, escalated: false, incident: { hourCount: 150 } })
  assert.partialDeepStrictEqual(extend(before.incident, event(), at(3), around(1)), {
    unmuted: 'escalating',
    escalated: true,
    incident: { status: 'open', escalatedAt: at(3) },
  })
  assert.partialDeepStrictEqual(extend(before.incident, event(), at(61), around(1)), {
    unmuted: null,
    incident: { hourCount: 1, status: 'muted' },
  })
})

const hour = (hoursAgo: number, count: number) => ({ hour: new Date(at(0).getTime() - hoursAgo * hourMs), count })
const ago = (hours: number) => new Date(at(0).getTime() - hours * hourMs)

test('the limit of an hour is three times the median of the busiest hours of the last seven days', () => {
  const daily = Array.from({ length: 7 }, (_, day) => hour(24 * day + 5, 100))
  assert.equal(hourLimit(daily, ago(500), at(0)), 300)
  // What happens every night is usual.
  const quiet = Array.from({ length: 168 }, (_, index) => hour(index + 1, 2))
  assert.equal(hourLimit([...quiet, ...daily], ago(500), at(0)), 300)
})

test('what happened once, or on three of seven days, does not raise the limit', () => {
  const quiet = Array.from({ length: 168 }, (_, index) => hour(index + 1, 10))
  for (const spikes of [1, 2, 3]) {
    const spiky = [...quiet, ...Array.from({ length: spikes }, (_, day) => hour(24 * day + 3, 100_000))]
    assert.equal(hourLimit(spiky, ago(500), at(0)), 30, `${spikes} spikes`)
  }
})

test('a rare incident has a floor of twenty, a young one of a hundred, and one of this hour no limit', () => {
  assert.equal(hourLimit([], ago(500), at(0)), 20)
  assert.equal(hourLimit([hour(1, 1)], ago(24), at(0)), 20)
  assert.equal(hourLimit([hour(1, 1)], ago(23), at(0)), 100)
  assert.equal(hourLimit([hour(1, 50)], ago(23), at(0)), 150)
  assert.equal(hourLimit([], at(0), at(30)), null)
})

test('an incident escalates with the first event above the limit, and not again within a day', () => {
  const later = (hours: number) => new Date(at(0).getTime() + hours * hourMs)
  const quiet = extend(opened(), event(20), later(30), around(20))
  assert.equal(quiet.escalated, false)
  const loud = extend(quiet.incident, event(), later(30), around(20))
  assert.partialDeepStrictEqual(loud, { escalated: true, incident: { escalatedAt: later(30) } })
  assert.equal(extend(loud.incident, event(500), later(30), around(20)).escalated, false)
  const nextDay = new Date(later(30).getTime() + escalationQuietMs)
  assert.equal(extend(loud.incident, event(21), new Date(nextDay.getTime() - hourMs), around(20)).escalated, false)
  assert.equal(extend(loud.incident, event(21), nextDay, around(20)).escalated, true)
  const resolved = resolve(opened(), 'usr_1', later(29))
  assert.equal(extend(resolved, event(500), later(30), around(20)).escalated, false)
})

test('until the next release: events of releases that there were keep it quiet, the first one of a later release ends it', () => {
  const muted = mute(opened(), { until: 'nextRelease' }, 'usr_1', at(1), basis(0, '2'))
  assert.deepEqual(muted.mute, { until: 'nextRelease', after: '2' })
  const known = { ...around(null), isLater: (a: string, b: string) => Number(a) > Number(b) }
  const of = (...releases: string[]) => signal({ release: releases[0] ?? null, releases })
  for (const old of [of('1'), of('2'), of()]) {
    assert.partialDeepStrictEqual(extend(muted, old, at(2), known), { unmuted: null, incident: { status: 'muted' } })
  }
  assert.partialDeepStrictEqual(extend(muted, of('1', '3'), at(2), known), {
    unmuted: 'release',
    incident: { status: 'open', mute: null },
  })
  assert.throws(() => mute(opened(), { until: 'nextRelease' }, 'usr_1', at(1), basis(0)), { code: 'conflict' })
})
