import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { compareReleases, isAfter, newestRelease, releaseBefore, type SeenRelease } from './release-order.ts'

const never = () => undefined
const seen = (...versions: string[]): SeenRelease[] =>
  versions.map((version, minute) => ({ version, firstSeenAt: new Date(Date.UTC(2026, 0, 1, 0, minute)) }))

test('versions that are semantic are ordered by what they say, whatever came first', () => {
  const ordered = [
    '1.0.0-alpha',
    '1.0.0-alpha.2',
    '1.0.0-alpha.10',
    '1.0.0-rc.1',
    '1.0.0',
    '1.2',
    '1.2.3',
    '1.2.3.1',
    '1.2.10',
    'v2.0.0',
    '10.0.0',
    '2026.01.02',
    '2026.1.10',
  ]
  for (const [i, a] of ordered.entries()) {
    for (const [j, b] of ordered.entries()) {
      assert.equal(Math.sign(compareReleases(a, b, never)), Math.sign(i - j), `${a} ${b}`)
    }
  }
})

test('a package in front of the version is compared only with itself', () => {
  assert.ok(compareReleases('shop@1.2.0', 'shop@1.10.0', never) < 0)
  assert.ok(compareReleases('@acme/shop@1.2.0', '@acme/shop@1.3.0', never) < 0)
  // The other package was seen later, with a lower version.
  assert.ok(isAfter('mail@0.1.0', 'shop@9.0.0', seen('shop@9.0.0', 'mail@0.1.0')))
})

test('builds count up when they are numbers, and say nothing when they are hashes', () => {
  assert.ok(isAfter('app@1.0.0+10', 'app@1.0.0+9', seen('app@1.0.0+10', 'app@1.0.0+9')))
  assert.ok(isAfter('1.0.0+aaa', '1.0.0+bbb', seen('1.0.0+bbb', '1.0.0+aaa')))
})

test('releases that are commits are ordered by when they were first seen', () => {
  const releases = seen('f00dfeed', '1234567', 'abad1dea')
  assert.ok(isAfter('abad1dea', 'f00dfeed', releases))
  assert.ok(!isAfter('f00dfeed', '1234567', releases))
  assert.ok(isAfter('7654321', 'abad1dea', releases), 'one that was never seen is the newest')
  assert.ok(!isAfter('abad1dea', 'abad1dea', releases), 'a release is not after itself')
})

test('the newest release is the highest version of the package that was released last', () => {
  assert.equal(newestRelease([]), undefined)
  assert.equal(newestRelease(seen('shop@2.0.0', 'shop@1.9.1'))?.version, 'shop@2.0.0')
  assert.equal(newestRelease(seen('c0ffee', 'decade'))?.version, 'decade')
  assert.equal(newestRelease(seen('shop@2.0.0', 'mail@0.1.0'))?.version, 'mail@0.1.0')
})

test('two releases are never each after the other, whatever their text', () => {
  const version = fc.oneof(
    fc.string({ maxLength: 20 }),
    fc.stringMatching(/^(a@)?v?\d{1,3}\.\d{1,3}(\.\d{1,3}){0,2}([-+][a-z0-9.]{1,5})?$/),
  )
  fc.assert(
    fc.property(version, version, fc.boolean(), (a, b, both) => {
      const releases = both ? seen(a, b) : seen(a)
      assert.ok(!(isAfter(a, b, releases) && isAfter(b, a, releases)))
      assert.ok(a === b || isAfter(a, b, releases) || isAfter(b, a, releases))
    }),
  )
})

test('the release before one is the next lower version of its package, else the one that was seen last before it', () => {
  const seen = (...versions: string[]) =>
    versions.map((version, day) => ({ version, firstSeenAt: new Date(Date.UTC(2026, 0, 1 + day)) }))
  const before = (version: string, ...versions: string[]) => releaseBefore(version, seen(...versions))?.version
  assert.equal(before('shop@1.10.0', 'shop@1.2.0', 'shop@1.9.0', 'shop@1.10.0', 'api@1.9.9'), 'shop@1.9.0')
  assert.equal(before('1.4.1', '1.4.0', '2.0.0', '1.4.1'), '1.4.0', 'a patch of an old line')
  assert.equal(before('c0ffee', 'beef', 'dead', 'c0ffee', 'fade'), 'dead')
  assert.equal(before('1.0.0', '1.0.0', '1.1.0'), undefined)
  assert.equal(before('unknown', '1.0.0'), undefined)
})
