import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SignalGrouping } from '../signal.ts'
import { compareGroupings } from './compare-groupings.ts'

const grouping = (parts: [kind: string, value: string][], changes: Partial<SignalGrouping> = {}): SignalGrouping => ({
  ...{ method: 'stack', version: 2 },
  parts: [
    ...parts.map(([kind, value]) => ({ kind, value, counted: true })),
    { kind: 'frame', value: 'never › counts', counted: false, why: 'library' },
  ],
  ...changes,
})

test('what counted for one and not for the other is the answer; what did not count is no reason', () => {
  const first = grouping([
    ['type', 'A'],
    ['frame', 'pay.ts › charge'],
    ['message', 'declined'],
  ])
  const second = grouping([
    ['type', 'A'],
    ['frame', 'pay.ts › refund'],
  ])
  const { reasons, differences, common } = compareGroupings(first, second)
  assert.deepEqual(differences, [
    { kind: 'frame', first: 'pay.ts › charge', second: 'pay.ts › refund' },
    { kind: 'message', first: 'declined', second: null },
  ])
  assert.deepEqual(reasons, [
    'The place in the code differs: “pay.ts › charge” and “pay.ts › refund”.',
    'Only the first has this message: “declined”.',
  ])
  assert.deepEqual(common, [{ kind: 'type', value: 'A' }])
})

test('a rule, another version and another way to decide are told first', () => {
  const plain = grouping([['type', 'A']])
  const ruled = grouping([['fingerprint', 'x']], { method: 'rule', rule: 'type:A -> x' })
  assert.equal(
    compareGroupings(plain, ruled).reasons[0],
    'The first was decided by no rule (by stack), the second by “type:A -> x”.',
  )
  const older = grouping([['type', 'A']], { version: 1 })
  assert.deepEqual(compareGroupings(plain, older).reasons, [
    'They were grouped by different versions of the algorithm: 2 and 1.',
  ])
  const byMessage = grouping([['message', 'm']], { method: 'message' })
  assert.equal(compareGroupings(plain, byMessage).reasons[0], 'The first was decided by stack, the second by message.')
})

test('the same is the same, in another order it is said to be, and the sides may be changed', () => {
  const one = grouping([
    ['type', 'A'],
    ['type', 'B'],
    ['type', 'A'],
  ])
  const other = grouping([
    ['type', 'B'],
    ['type', 'A'],
    ['type', 'A'],
  ])
  assert.deepEqual(compareGroupings(one, one), {
    reasons: [],
    differences: [],
    common: [
      { kind: 'type', value: 'A' },
      { kind: 'type', value: 'B' },
      { kind: 'type', value: 'A' },
    ],
  })
  assert.deepEqual(compareGroupings(one, other).reasons, ['The same counted for both, in another order.'])
  const third = grouping([['type', 'C']])
  assert.deepEqual(
    compareGroupings(one, third).differences.map(({ first, second }) => [first, second]),
    compareGroupings(third, one).differences.map(({ first, second }) => [second, first]),
  )
})
