import assert from 'node:assert/strict'
import { test } from 'node:test'
import { change, draftOf, isDirty, redo, undo } from './draft.ts'

test('steps go back and forth, and letters of one field are one step', () => {
  const begin = draftOf({ title: '' })
  const typed = ['C', 'CP', 'CPU'].reduce((draft, title) => change(draft, { title }, 'title'), begin)
  const other = change(typed, { title: 'CPU', refresh: '1m' })
  assert.deepEqual(undo(other).now, { title: 'CPU' })
  assert.deepEqual(undo(undo(other)).now, { title: '' })
  assert.deepEqual(redo(undo(other)).now, { title: 'CPU', refresh: '1m' })
  assert.equal(undo(begin), begin)
  assert.deepEqual(change(undo(other), { title: 'X' }).future, [])
})

test('what is as it was saved is no change', () => {
  const draft = draftOf({ title: 'a' })
  assert.equal(isDirty(change(change(draft, { title: 'b' }), { title: 'a' })), false)
  assert.equal(isDirty(change(draft, { title: 'b' })), true)
})
