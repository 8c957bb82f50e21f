import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rehearse, type Rehearsed } from './rehearsal.ts'

const seen = (before: string, after: string, changes: Partial<Rehearsed> = {}): Rehearsed => ({
  ...{ eventId: `${before}${after}`, title: before, weight: 1, rule: undefined },
  ...{ before, after },
  ...changes,
})

test('twelve groups out of four: what joins, what splits and what stays is told apart, with counts and examples', () => {
  const result = rehearse([
    seen('i1', 'x', { weight: 10, rule: 'type:A -> x' }),
    seen('i2', 'x', { weight: 2.4 }),
    seen('i3', 'y'),
    seen('i3', 'z', { weight: 5 }),
    seen('i4', 'new'),
    seen('i5', 'i5'),
  ])
  assert.deepEqual([result.groupsBefore, result.groupsAfter, result.stays], [5, 5, 2])
  assert.deepEqual(
    result.joins.map(({ after, parts }) => [after, parts.map(({ before, events }) => [before, events])]),
    [
      [
        'x',
        [
          ['i1', 10],
          ['i2', 2],
        ],
      ],
    ],
  )
  assert.equal(result.joins[0]?.parts[0]?.rule, 'type:A -> x')
  assert.deepEqual(
    result.splits.map(({ before, parts }) => [before, parts.map(({ after }) => after)]),
    [['i3', ['z', 'y']]],
  )
})

test('a group of which a part goes to another incident both splits and joins, and is not counted as staying', () => {
  const { joins, splits, stays } = rehearse([seen('i1', 'i1'), seen('i1', 'i2'), seen('i2', 'i2')])
  assert.deepEqual([joins.length, splits.length, stays], [1, 1, 0])
})

test('the order of the events does not matter to the partition, and at most three examples are named', () => {
  const events = Array.from({ length: 9 }, (_, i) => seen(`i${i % 3}`, `x${i % 2}`, { eventId: String(i) }))
  const [one, other] = [rehearse(events), rehearse(events.toReversed())]
  assert.deepEqual([one.groupsAfter, one.joins.length, one.stays], [other.groupsAfter, other.joins.length, other.stays])
  assert.ok(rehearse(Array.from({ length: 9 }, () => seen('a', 'b'))).groupsAfter === 1)
  assert.ok([...one.joins, ...one.splits].every(({ parts }) => parts.every(({ examples }) => examples.length <= 3)))
})

test('nothing is made of nothing', () => {
  assert.deepEqual(rehearse([]), { groupsBefore: 0, groupsAfter: 0, joins: [], splits: [], stays: 0 })
})
