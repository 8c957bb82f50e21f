import assert from 'node:assert/strict'
import { test } from 'node:test'
import { countOf, patternsOf, patternsRule } from './filters.ts'

test('patterns are typed one per line, commas belong to them, and one that leaves everything out is refused', () => {
  assert.deepEqual(patternsOf(' Failed, again* \n\n*loop*\n'), ['Failed, again*', '*loop*'])
  assert.equal(patternsRule('*loop*\nAbort?rror'), undefined)
  assert.match(patternsRule('fine\n**') ?? '', /everything out/)
  assert.match(patternsRule('x'.repeat(201)) ?? '', /At most 200/)
  assert.match(patternsRule(Array.from({ length: 51 }, (_, at) => `m${at}`).join('\n')) ?? '', /At most 50/)
})

test('what a filter took is counted over all kinds of data, and what a client says of itself is not a filter’s', () => {
  const one = { outcome: 'filtered', category: 'error', reason: 'localhost', quantity: 3 } as const
  const totals = [one, { ...one, category: 'span', quantity: 4 }, { ...one, outcome: 'client_discard' as const }]
  assert.equal(countOf(totals, 'localhost'), 7)
})
