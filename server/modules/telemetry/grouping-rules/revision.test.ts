import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formerOf, maxFormer, settingsOf, transitionDays, type Revision } from './revision.ts'

const dayMs = 24 * 3_600_000
const start = Date.UTC(2026, 0, 1)
const onDay = (day: number) => new Date(start + day * dayMs)

/** Oldest first, as one writes them; given newest first, as they are read. */
const history = (...rows: (Partial<Revision> & { day: number })[]): Revision[] =>
  rows
    .map(({ day, ...row }, i) => ({
      projectId: 'prj_1',
      number: i + 1,
      version: 2,
      rules: `type:R${i} -> a`,
      transition: 'continue' as const,
      createdBy: null,
      ...row,
      createdAt: onDay(day),
    }))
    .toReversed()
const numbers = (revisions: Revision[], day: number) =>
  formerOf(revisions, onDay(day)).map(({ revision }) => revision.number)

test('what was replaced gives its keys for 30 days, to the hour', () => {
  const revisions = history({ day: 0, version: 1 }, { day: 10 })
  assert.deepEqual(numbers(revisions, 10), [1])
  assert.deepEqual(numbers(revisions, 10 + transitionDays - 0.01), [1])
  assert.deepEqual(numbers(revisions, 10 + transitionDays), [])
  assert.deepEqual(formerOf(revisions, onDay(11))[0]?.until, onDay(10 + transitionDays))
})

test('a revision that was to begin anew cuts off all that was before it', () => {
  const revisions = history({ day: 0 }, { day: 5 }, { day: 6, transition: 'separate' }, { day: 7 })
  assert.deepEqual(numbers(revisions, 8), [3])
})

test('of many revisions those count that were in force the longest, and none that groups like another', () => {
  const revisions = history({ day: 0 }, { day: 9 }, { day: 9.1 }, { day: 9.2 }, { day: 12 }, { day: 15 }, { day: 15.1 })
  assert.deepEqual(numbers(revisions, 16), [5, 4, 1])
  assert.equal(numbers(revisions, 16).length, maxFormer)
  const back = history({ day: 0, rules: 'type:A -> a' }, { day: 1, rules: '' }, { day: 2, rules: 'type:A -> a' })
  assert.deepEqual(numbers(back, 3), [2])
})

test('a first revision, and none at all, have nothing before them', () => {
  assert.deepEqual([numbers(history({ day: 0 }), 1), numbers([], 1)], [[], []])
})

test('rules that cannot be read are none, so that events are grouped all the same', () => {
  assert.deepEqual(settingsOf({ version: 2, rules: 'nonsense' }).rules, { fingerprint: [], stack: [] })
})
