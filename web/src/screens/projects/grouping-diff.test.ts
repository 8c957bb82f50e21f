import assert from 'node:assert/strict'
import { test } from 'node:test'
import { countChanges, diffLines } from './grouping-diff.ts'

const told = (before: string, after: string) =>
  diffLines(before, after).map(({ kind, text }) => `${{ same: ' ', added: '+', removed: '-' }[kind]}${text}`)

test('what stayed stays, and what changed is told as gone and come, with the lines of its own text', () => {
  assert.deepEqual(told('a\nb\nc', 'a\nB\nc\nd'), [' a', '-b', '+B', ' c', '+d'])
  assert.deepEqual(
    diffLines('a\nb', 'x\nb').map(({ line }) => line),
    [1, 1, 2],
  )
})

test('nothing against something, and the same text, are told as that', () => {
  assert.deepEqual(told('', 'a\nb'), ['+a', '+b'])
  assert.deepEqual(told('a', ''), ['-a'])
  assert.deepEqual(countChanges(diffLines('a\nb\n', 'a\nb')), { added: 0, removed: 0 })
})

test('texts of thousands of lines are answered at once, as wholly replaced', () => {
  const lines = diffLines('a\n'.repeat(9_000) + 'x', 'b\n'.repeat(9_000) + 'y')
  assert.deepEqual(countChanges(lines), { added: 9_001, removed: 9_001 })
})
