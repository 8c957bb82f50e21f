import assert from 'node:assert/strict'
import { test } from 'node:test'
import { looksLikeUs, looksWell, mayBeUs, seenAs, type Seen } from './is-it-us.ts'

const see = (count: number, outcome: Seen['outcome'], target = (n: number) => `https://host-${n}.example/`): Seen[] =>
  Array.from({ length: count }, (_, n) => ({ monitorId: `${outcome} ${n}`, target: target(n), atMs: 1000, outcome }))

test('it is us when nearly everything that was reached before fails at once', () => {
  assert.equal(looksLikeUs(see(20, 'freshFailure')), true)
  assert.equal(looksLikeUs([...see(20, 'freshFailure'), ...see(3, 'reached')]), true)
  assert.equal(looksLikeUs([...see(20, 'freshFailure'), ...see(20, 'reached')]), false)
})

test('one target with many monitors, and a few failures, are no trouble of ours', () => {
  assert.equal(looksLikeUs(see(50, 'freshFailure', (n) => `https://one.example/${n}`)), false)
  assert.equal(looksLikeUs(see(4, 'freshFailure')), false)
  assert.equal(looksLikeUs(see(50, 'other')), false, 'down anyway')
  assert.equal(looksLikeUs([]), false)
})

test('what was reached before the first failure says nothing of the network since', () => {
  const before = see(50, 'reached').map((one) => ({ ...one, atMs: 500 }))
  assert.equal(looksLikeUs([...before, ...see(10, 'freshFailure')]), true)
})

test('an answer that is wrong came over a network that works', () => {
  assert.equal(seenAs({ outcome: 'down', code: 'status' }, true), 'reached')
  assert.equal(seenAs({ outcome: 'down', code: 'timeout' }, true), 'freshFailure')
  assert.equal(seenAs({ outcome: 'down', code: 'timeout' }, false), 'other')
  assert.equal(looksWell(0, 0), false)
  assert.equal(looksWell(3, 1), true)
})

test('one failure is reason to ask a canary, unless something else was reached since', () => {
  assert.equal(mayBeUs(see(1, 'freshFailure')), true)
  assert.equal(mayBeUs([...see(1, 'freshFailure'), ...see(1, 'reached')]), false)
  assert.equal(mayBeUs([...see(1, 'freshFailure'), ...see(1, 'reached').map((one) => ({ ...one, atMs: 500 }))]), true)
  assert.equal(mayBeUs(see(9, 'other')), false, 'down anyway')
  assert.equal(mayBeUs([]), false)
})
