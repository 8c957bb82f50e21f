import assert from 'node:assert/strict'
import { test } from 'node:test'
import { countRules, insertLine, insertWord, offsetOf } from './grouping-text.ts'

test('a place in lines and columns is found in the text, and one beyond it is its end', () => {
  assert.equal(offsetOf('ab\ncd\nef', 2, 2), 4)
  assert.equal(offsetOf('ab\ncd', 1, 99), 2)
  assert.equal(offsetOf('ab\ncd', 9, 1), 5)
})

test('an example goes below the line of the caret, or into its place where that is empty', () => {
  assert.deepEqual(insertLine('', 'x', 0), { text: 'x', caret: 1 })
  assert.deepEqual(insertLine('a\nb', 'x', 1), { text: 'a\nx\nb', caret: 3 })
  assert.deepEqual(insertLine('a\n', 'x', 2), { text: 'a\nx', caret: 3 })
  assert.deepEqual(insertLine('a\n\nb', 'x', 2), { text: 'a\nx\nb', caret: 3 })
  assert.deepEqual(insertLine('a', 'x', 0), { text: 'a\nx', caret: 3 })
})

test('a word goes to the caret with a space between', () => {
  assert.deepEqual(insertWord('type:A', '-> b', 6), { text: 'type:A -> b', caret: 11 })
  assert.deepEqual(insertWord('type:A ', '->', 7), { text: 'type:A ->', caret: 9 })
  assert.deepEqual(insertWord('', 'type:', 0), { text: 'type:', caret: 5 })
})

test('comments and empty lines are no rules', () => {
  assert.equal(countRules('# a\n\n  \n  # b\ntype:A -> b\n path:x -app # c'), 2)
  assert.equal(countRules(''), 0)
})
