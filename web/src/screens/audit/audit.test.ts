import assert from 'node:assert/strict'
import { test } from 'node:test'
import { auditQuery, isFiltered, withFilter } from './filter.ts'
import { actionWords, actorWords, changeRows, shortHash, valueWords, verifyCommand } from './words.ts'

test('both days of a filter are included, in local time', () => {
  const { from, to } = auditQuery({ from: '2026-11-20', to: '2026-11-21' })
  assert.equal(from, new Date('2026-11-20T00:00:00').toISOString())
  assert.equal(to, new Date('2026-11-22T00:00:00').toISOString())
  assert.deepEqual(auditQuery({ from: 'yesterday', to: '2026-99-99' }), {
    actor: undefined,
    action: undefined,
    target: undefined,
    from: undefined,
    to: undefined,
  })
})

test('an emptied filter leaves the address', () => {
  assert.deepEqual(withFilter({ actor: 'usr_1', action: 'incident.' }, 'action', ' '), { actor: 'usr_1' })
  assert.deepEqual(withFilter({}, 'target', ' inc_1 '), { target: 'inc_1' })
  assert.equal(isFiltered({}), false)
  assert.equal(isFiltered({ to: '2026-11-21' }), true)
})

test('a change shows each field once, before and after', () => {
  assert.deepEqual(changeRows({ before: { role: 'member' }, after: { role: 'admin', allowedOrigins: ['a', 'b'] } }), [
    { field: 'Role', before: 'member', after: 'admin' },
    { field: 'Allowed origins', before: undefined, after: 'a, b' },
  ])
  assert.deepEqual(changeRows({ before: null, after: null }), [])
})

test('values are words, and nothing is said to be nothing', () => {
  assert.deepEqual([null, '', [], true, false, 0, 'x'].map(valueWords), [
    'nothing',
    'nothing',
    'nothing',
    'yes',
    'no',
    '0',
    'x',
  ])
})

test('an action or an actor that is not known is still told', () => {
  assert.equal(actionWords('incident.resolved'), 'Resolved an incident')
  assert.equal(actionWords('workflow.turnedOff'), 'Workflow turned off')
  assert.equal(actorWords({ kind: 'erased', id: 'abc', name: '' }), 'Someone who was erased')
  assert.equal(actorWords({ kind: 'system', id: 'system', name: 'Watchword' }), 'Watchword itself')
})

test('the command verifies against the checkpoint that it is shown with', () => {
  assert.equal(verifyCommand(undefined), 'npx watchword audit verify <file>')
  assert.match(verifyCommand({ keyId: 'k', number: 7, hash: 'h' }), /--key k .*--checkpoint 7:h$/s)
  assert.equal(shortHash('0123456789abcdef0123'), '01234567…0123')
})
