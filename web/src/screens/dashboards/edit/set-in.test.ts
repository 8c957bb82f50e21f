import assert from 'node:assert/strict'
import { test } from 'node:test'
import { getIn, objectsIn, setIn } from './set-in.ts'

test('a value within an object changes, and nothing beside it', () => {
  const before = { a: { b: 1, c: [2] }, d: 'x' }
  assert.deepEqual(setIn(before, ['a', 'b'], 5), { a: { b: 5, c: [2] }, d: 'x' })
  assert.deepEqual(setIn(before, ['a', 'b'], undefined), { a: { c: [2] }, d: 'x' })
  assert.deepEqual(setIn({ a: 'text' }, ['a', 'b'], 1), { a: { b: 1 } })
  assert.deepEqual(before, { a: { b: 1, c: [2] }, d: 'x' })
  assert.equal(getIn(before, ['a', 'b']), 1)
  assert.equal(getIn(before, ['d', 'e']), undefined)
  assert.deepEqual(objectsIn([{ a: 1 }, 3, null, []]), [{ a: 1 }])
})
