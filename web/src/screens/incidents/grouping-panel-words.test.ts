import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { IncidentGroup } from '../../api.ts'
import { leavingOf, methodWords, originWords } from './grouping-panel-words.ts'

// Only what decides is set.
const group = (more: Partial<IncidentGroup>): IncidentGroup =>
  ({ key: 'a', cause: 'signal', movedBy: null, homeNumber: null, ...more }) as IncidentGroup

test('groups go back to where they came from, and those without a home make one new incident', () => {
  const groups = [
    group({ key: 'a' }),
    group({ key: 'b', cause: 'merge', homeNumber: 7 }),
    group({ key: 'c', cause: 'merge', homeNumber: 7 }),
    group({ key: 'd', cause: 'algorithm' }),
  ]
  const { returning, split } = leavingOf(groups, new Set(['b', 'c', 'd']))
  assert.deepEqual(
    [...returning].map(([number, own]) => [number, own.length]),
    [[7, 2]],
  )
  assert.deepEqual(
    split.map(({ key }) => key),
    ['d'],
  )
})

test('how a group came here names who did it, and says nothing where nobody did anything', () => {
  const movedBy = { id: 'usr_1', name: 'Ada' }
  assert.equal(originWords(group({ cause: 'merge', homeNumber: 7, movedBy })), 'Merged from #7 by Ada')
  assert.equal(originWords(group({ cause: 'split', movedBy })), 'Split off by Ada')
  assert.equal(originWords(group({})), undefined)
})

test('a way of grouping that this version does not know is named, not hidden', () => {
  assert.equal(methodWords('newWay'), 'new way')
})
