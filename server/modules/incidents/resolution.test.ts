import assert from 'node:assert/strict'
import { test } from 'node:test'
import { extend } from './extend.ts'
import { open, type Incident } from './incident.ts'
import { signal } from './incident.fixture.ts'
import { isRegression, resolve, type Resolution } from './resolution.ts'

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 12, minute))
const opened = (): Incident => open(signal({ lastSeenAt: at(0), firstSeenAt: at(0) }), 'inc_1', 1, at(0))
const isLater = (a: string, b: string): boolean => Number(a) > Number(b)
const of = (release: string | null, minute = 5, releases = release === null ? [] : [release]) =>
  signal({ release, releases, firstSeenAt: at(minute), lastSeenAt: at(minute) })
const regresses = (resolution: Resolution, event: ReturnType<typeof of>): boolean =>
  isRegression(resolve(opened(), 'usr_1', at(1), resolution), event, isLater)

test('resolved in a release: an event of an older one reopens nothing, one of that or a later one does [SEN-11]', () => {
  const inTwo = { in: 'release', release: '2' } as const
  assert.deepEqual(
    ['1', '2', '3', null].map((release) => regresses(inTwo, of(release))),
    [false, true, true, true],
  )
})

test('resolved in the next release: events of the newest one there was reopen nothing', () => {
  const next = { in: 'nextRelease', after: '2' } as const
  assert.deepEqual(
    ['1', '2', '3', null].map((release) => regresses(next, of(release))),
    [false, false, true, true],
  )
})

test('an event of a release with the fix that happened before the resolution reopens nothing', () => {
  assert.equal(regresses({ in: 'release', release: '2' }, of('3', 1)), false)
  assert.equal(regresses({ in: 'now' }, of('3', 1)), false)
  assert.equal(regresses({ in: 'now' }, of('1', 2)), true)
})

test('of several events that come together one of a release with the fix is enough', () => {
  assert.equal(regresses({ in: 'release', release: '2' }, of('1', 5, ['1', '3'])), true)
  assert.equal(regresses({ in: 'release', release: '2' }, of('1', 5, ['0', '1'])), false)
})

test('an event that reopens nothing is counted', () => {
  const resolved = resolve(opened(), 'usr_1', at(1), { in: 'release', release: '2' })
  const { incident, regressed } = extend(resolved, of('1'), at(6), { isLater, hourLimit: null, rules: [] })
  assert.equal(regressed, false)
  assert.partialDeepStrictEqual(incident, { status: 'resolved', eventCount: 2, lastSeenAt: at(5), fixedIn: '2' })
})

test('what was counted before the resolution is covered by it, also from a clock that is ahead', () => {
  const ahead = extend(opened(), of('1', 9), at(2)).incident
  const resolved = resolve(ahead, 'usr_1', at(3))
  assert.deepEqual(resolved.resolvedAt, at(9))
  assert.equal(extend(resolved, of('1', 9), at(10)).regressed, false)
})
