import assert from 'node:assert/strict'
import { test } from 'node:test'
import { endsSoon, keyState, splitKeys } from './key-state.ts'
import { allScopes, listed, presetsFor, scopesRefusal, scopeSummary } from './scopes.ts'

const admin = allScopes.filter((scope) => scope !== 'workspace.admin')

test('a key is summed up by what it changes before what it reads', () => {
  assert.equal(scopeSummary(allScopes), 'Does everything')
  assert.equal(scopeSummary(['events.write']), 'Sends events')
  assert.equal(
    scopeSummary(['incidents.read', 'incidents.write', 'projects.read']),
    'Changes incidents, reads projects',
  )
  assert.equal(
    scopeSummary(['incidents.read', 'projects.read', 'channels.read', 'members.read']),
    'Reads incidents, projects and 2 more',
  )
  assert.equal(scopeSummary(['events.write', 'statuspages.write']), 'Sends events, changes status pages')
})

test('a list is never longer than three', () => {
  assert.deepEqual(
    [[], ['a'], ['a', 'b'], ['a', 'b', 'c'], ['a', 'b', 'c', 'd']].map((items) => listed(items)),
    ['', 'a', 'a and b', 'a, b and c', 'a, b and 2 more'],
  )
})

test('a preset has nothing that its maker does not have', () => {
  const [everything, reading, sending] = presetsFor(admin)
  assert.deepEqual(everything?.scopes, admin)
  assert.ok(reading?.scopes.every((scope) => scope.endsWith('.read') && admin.includes(scope)))
  assert.deepEqual(sending?.scopes, ['events.write'])
  assert.deepEqual(
    presetsFor(['incidents.read']).map(({ word }) => word),
    ['Everything I may do', 'Read only'],
  )
})

test('whoever lacks a scope of the key is told which', () => {
  assert.equal(scopesRefusal(['incidents.read'], admin), undefined)
  assert.equal(scopesRefusal(allScopes, admin), 'This key may do what you may not: workspace.admin.')
})

test('a key that was rotated works until the overlap is over, and one that was revoked does not', () => {
  const now = new Date('2026-11-21T10:00:00Z')
  const key = { expiresAt: null, revokedAt: null, replacedBy: null }
  const later = '2026-11-22T10:00:00Z'
  const before = '2026-11-20T10:00:00Z'
  assert.equal(keyState(key, now), 'active')
  assert.equal(keyState({ ...key, expiresAt: later }, now), 'active')
  assert.equal(keyState({ ...key, expiresAt: before }, now), 'expired')
  assert.equal(keyState({ ...key, expiresAt: later, replacedBy: 'key_2' }, now), 'ending')
  assert.equal(keyState({ ...key, expiresAt: before, replacedBy: 'key_2' }, now), 'rotated')
  assert.equal(keyState({ ...key, expiresAt: later, revokedAt: before }, now), 'revoked')
  assert.equal(endsSoon({ expiresAt: later }, now), true)
  assert.equal(endsSoon({ expiresAt: '2027-01-01T00:00:00Z' }, now), false)
  const { working, ended } = splitKeys([key, { ...key, revokedAt: before }], now)
  assert.deepEqual([working.length, ended.length], [1, 1])
})
