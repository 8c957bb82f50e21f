import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Rehearsal } from '../../api.ts'
import { coverageOf, headlineOf, placeOf } from './grouping-rehearsed-words.ts'

// Only what decides is set.
const rehearsal = (more: Partial<Rehearsal>): Rehearsal => ({ joins: [], splits: [], ...more }) as Rehearsal
const join = { after: 'k', parts: [] }

test('a rehearsal says in one sentence what would have become of the groups', () => {
  assert.equal(headlineOf(rehearsal({ groupsBefore: 3, groupsAfter: 3 })), 'Nothing would have changed.')
  assert.equal(
    headlineOf(rehearsal({ groupsBefore: 12, groupsAfter: 4, joins: [join] })),
    '12 groups would have been 4.',
  )
  assert.match(headlineOf(rehearsal({ groupsBefore: 2, groupsAfter: 2, joins: [join] })), /as many, but others/)
})

test('what was not looked at is told', () => {
  const covered = { events: 20, groups: 2, eventsInPeriod: 900, groupsInPeriod: 2, eventsWithoutPayload: 1, from: '' }
  assert.match(
    coverageOf(rehearsal({ covered })),
    /20 events of 2 groups; the period has 900 events.*Of 1 event nothing/,
  )
})

test('a place is an incident where there is one', () => {
  const incident = { id: 'inc_1', number: 1, title: 'x', status: 'open', level: 'error' }
  assert.equal(placeOf('inc_1', [incident]), incident)
  assert.deepEqual(placeOf('abc', [incident]), { key: 'abc' })
})
