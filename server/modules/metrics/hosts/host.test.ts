import assert from 'node:assert/strict'
import { test } from 'node:test'
import { coverageOf, hostIdOf, stateOf, type Heard } from './host.ts'

const hour = 3_600_000
const now = 1_000 * hour
const heard = (changes: Partial<Heard> = {}): Heard => ({
  ...{ firstMs: now - 24 * hour, lastMs: now - 5_000, hasEnded: false, intervalMs: 15_000 },
  coveredMs: 24 * hour - 5_000,
  ...changes,
})

test('a host is quiet when nothing came for more than three of its own intervals, not before [CAB-08]', () => {
  assert.equal(stateOf(heard({ lastMs: now - 45_000 }), now), 'reporting')
  assert.equal(stateOf(heard({ lastMs: now - 45_001 }), now), 'quiet')
  assert.equal(stateOf(heard({ lastMs: now - 900_000, intervalMs: 300_000 }), now), 'reporting')
  assert.equal(stateOf(heard({ hasEnded: true }), now), 'stopped')
  assert.equal(stateOf(undefined, now), 'quiet')
})

test('coverage is the share of the time that is known, since the host was first seen', () => {
  assert.equal(coverageOf([heard()], now - 100 * hour, now), 1)
  assert.equal(coverageOf([heard({ coveredMs: 12 * hour - 5_000 })], now - 100 * hour, now), 0.5)
  const young = heard({ firstMs: now - hour, coveredMs: hour - 5_000 })
  assert.equal(coverageOf([young], now - hour, now), 1)
  assert.equal(coverageOf([young], now - 100 * hour, now), 1 / 24)
  // It stopped half an hour ago: that is not known time.
  const ended = heard({ firstMs: now - hour, lastMs: now - hour / 2, coveredMs: hour / 2, hasEnded: true })
  assert.equal(coverageOf([ended], now - hour, now), 0.5)
  assert.equal(coverageOf([], now - hour, now), 0)
})

test('parts of the key that join to one text are still two hosts', () => {
  const id = (job: string, instance: string) => hostIdOf({ projectId: 'prj_1', job, instance })
  assert.notEqual(id('a', 'bc'), id('ab', 'c'))
  assert.match(id('a', 'b'), /^hst_[0-9a-f]{32}$/)
})
