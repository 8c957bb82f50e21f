import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createPolicy, presets, withoutSuperseded, type PolicyProfile } from './index.ts'

const { strict } = presets as { strict: PolicyProfile }
const day = (number: number) => new Date(Date.UTC(2026, 0, number))
const version = (name: string, announced: number, effective: number) => ({
  version: name,
  announcedAt: day(announced),
  effectiveAt: day(effective),
  profile: { ...strict, minimumAge: 13 + announced },
})

test('what holds changes at the instant of the effective date and not a millisecond before [DSE-55]', () => {
  let now = day(2)
  const policy = createPolicy(version('first', 1, 1), () => now)
  policy.load([version('first', 1, 1), version('second', 2, 5)])
  now = new Date(day(5).getTime() - 1)
  assert.deepEqual([policy.version().version, policy.announced()?.version], ['first', 'second'])
  assert.equal(policy.inForce().minimumAge, 14)
  now = day(5)
  assert.deepEqual([policy.version().version, policy.announced()], ['second', undefined])
  assert.equal(policy.inForce().minimumAge, 15)
})

test('an announcement that is overtaken by a later one before it holds never comes to hold', () => {
  let now = day(3)
  const policy = createPolicy(version('first', 1, 1), () => now)
  const [first, second, back] = [version('first', 1, 1), version('second', 2, 9), version('back', 3, 3)]
  policy.load([first, second, back])
  for (const at of [3, 8, 9, 20]) {
    now = day(at)
    assert.equal(policy.version().version, 'back', `day ${at}`)
    assert.equal(policy.announced(), undefined)
  }
  assert.deepEqual(
    policy.versions().map((one) => one.version),
    ['first', 'second', 'back'],
  )
})

test('of two that wait each holds from its own day', () => {
  const all = [version('first', 1, 1), version('second', 2, 9), version('third', 3, 12)]
  assert.deepEqual(withoutSuperseded(all), all)
  let now = day(3)
  const policy = createPolicy(version('first', 1, 1), () => now)
  policy.load(all)
  assert.equal(policy.announced()?.version, 'second')
  now = day(10)
  assert.deepEqual([policy.version().version, policy.announced()?.version], ['second', 'third'])
})
