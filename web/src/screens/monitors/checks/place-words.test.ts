import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fittingQuorum, placesOf, quorumOptions, quorumWords, withPlace } from './place-words.ts'

test('places are added and removed without a second one of the same', () => {
  assert.deepEqual(placesOf(withPlace('here', 'prb_1', true)), ['here', 'prb_1'])
  assert.deepEqual(placesOf(withPlace('here prb_1', 'prb_1', true)), ['here', 'prb_1'])
  assert.deepEqual(placesOf(withPlace('here', 'here', false)), [])
  assert.deepEqual(placesOf(undefined), [])
})

test('not more places must agree than there are, and at least one', () => {
  assert.equal(fittingQuorum('3', 2), '2')
  assert.equal(fittingQuorum('', 2), '1')
  assert.equal(fittingQuorum('2', 0), '1')
})

test('every number of places that may have to agree can be chosen', () => {
  assert.deepEqual(
    quorumOptions(4).map(({ word }) => word),
    ['One place is enough', '2 of 4', '3 of 4, most of them', 'All 4'],
  )
  assert.deepEqual(
    quorumOptions(2).map(({ word }) => word),
    ['One place is enough', 'Both'],
  )
})

test('whatever must agree, too few answers are said to be unknown and not down', () => {
  for (let places = 1; places <= 4; places++)
    for (let quorum = 1; quorum <= places; quorum++)
      assert.match(quorumWords(places, quorum).join(' '), /unknown: (not up, and not down|neither up nor down)/)
  assert.deepEqual(quorumWords(3, 2), [
    'It is down when 2 of 3 say so at the same time.',
    'While fewer say so, it is degraded, and nobody is told.',
    'When only one place says anything of it, it is unknown: not up, and not down either.',
  ])
})
