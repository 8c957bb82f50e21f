import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Outcomes } from '../../api.ts'
import { limitReasons } from '../../../../server/modules/telemetry/quotas/limit.ts'
import { filterReasons } from '../../../../server/modules/telemetry/quotas/filters.ts'
import { reasonWords } from './outcome-words.ts'
import { bucketsOf, categoriesOf, rangeQuery, reasonsOf, scrubbedOf, share, sumOf } from './outcomes-of.ts'

const from = '2026-11-21T00:00:00.000Z'
const at = (hour: number) => new Date(Date.parse(from) + hour * 3_600_000).toISOString()
const items: Outcomes['items'] = [
  { at: at(0), outcome: 'accepted', category: 'error', reason: 'accepted', quantity: 7 },
  { at: at(2), outcome: 'accepted', category: 'log_item', reason: 'accepted', quantity: 30 },
  { at: at(2), outcome: 'rate_limited', category: 'error', reason: 'spike', quantity: 3 },
  { at: at(2), outcome: 'accepted', category: 'attachment', reason: 'accepted', quantity: 9_000_000 },
  { at: at(2), outcome: 'scrubbed', category: 'value', reason: 'card_data', quantity: 4 },
]
const outcomes: Outcomes = { from, to: at(4), interval: 'hour', totals: items, items }

test('every hour of the range has a bar, and bytes are not added to items', () => {
  assert.deepEqual(
    bucketsOf(outcomes, undefined).map(({ total }) => total),
    [7, 0, 33, 0],
  )
  assert.deepEqual(
    bucketsOf(outcomes, 'attachment').map(({ total }) => total),
    [0, 0, 9_000_000, 0],
  )
  assert.deepEqual(sumOf(items, undefined), {
    counts: { accepted: 37, filtered: 0, rate_limited: 3, invalid: 0, client_discard: 0 },
    total: 40,
  })
  assert.deepEqual(categoriesOf(items), ['attachment', 'error', 'log_item'])
  assert.equal(scrubbedOf(items), 4)
  assert.deepEqual(
    reasonsOf(items, undefined).map(({ quantity }) => quantity),
    [30, 7, 3],
  )
})

test('a range is whole hours or days that end with the one that is running', () => {
  const now = new Date('2026-11-21T17:20:00Z')
  assert.deepEqual(rangeQuery('day', now), {
    from: '2026-11-20T18:00:00.000Z',
    to: '2026-11-21T18:00:00.000Z',
    interval: 'hour',
  })
  assert.deepEqual(rangeQuery('month', now), {
    from: '2026-10-23T00:00:00.000Z',
    to: '2026-11-22T00:00:00.000Z',
    interval: 'day',
  })
})

test('every reason that the server gives has words and, unless nothing went wrong, something to do', () => {
  for (const reason of limitReasons) assert.ok(reasonWords({ outcome: 'rate_limited', reason }).todo, reason)
  for (const reason of filterReasons) assert.ok(reasonWords({ outcome: 'filtered', reason }).todo, reason)
  assert.deepEqual(reasonWords({ outcome: 'invalid', reason: 'constructor' }), { why: 'Constructor', todo: '' })
  assert.notEqual(
    reasonWords({ outcome: 'client_discard', reason: 'invalid' }).why,
    reasonWords({ outcome: 'invalid', reason: 'invalid' }).why,
  )
})

test('a share never says nothing of something, nor all of less than all', () => {
  assert.deepEqual(
    [share(0, 0), share(0, 9), share(1, 9_000), share(8_999, 9_000), share(1, 3), share(9, 9), share(5, 100)],
    ['0 %', '0 %', '< 0.1 %', '> 99.9 %', '33 %', '100 %', '5 %'],
  )
})
