import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Usage } from '../../api.ts'
import { bytes } from '../../format.ts'
import { consequence, fillOf, limitRule, limitWords, readLimit, usedSoFar } from './quota-words.ts'

test('a limit may be typed with separators, and of attachments with a unit', () => {
  assert.deepEqual(['10,000', '0', ' 5 GB', '1.5mb', '12 34', 'many', '-1', '', 'GB'].map(readLimit), [
    10_000,
    0,
    5 * 1024 ** 3,
    1_572_864,
    1234,
    undefined,
    undefined,
    undefined,
    undefined,
  ])
  assert.equal(limitRule('10,000'), undefined)
  assert.match(limitRule('2 TB') ?? '', /^At most/)
  assert.match(limitRule('lots') ?? '', /whole number/)
})

test('a quota says what it limits, also when it takes nothing', () => {
  assert.equal(limitWords({ category: 'error', window: 'day', limit: 10_000 }), '10,000 events a day')
  assert.equal(
    limitWords({ category: 'attachment', window: 'month', limit: 5 * 1024 ** 3 }),
    '5 GB of attachments a month',
  )
  assert.equal(limitWords({ category: 'attachment', window: 'hour', limit: 0 }), 'No attachments at all')
  assert.deepEqual([bytes(0), bytes(1023), bytes(1536)], ['0 bytes', '1023 bytes', '1.5 KB'])
})

test('what was used before counts, of the workspace from all its projects', () => {
  const base = { category: 'error', period: 'day', startsOn: '2026-11-21' } as const
  const usage: Usage = {
    ...{ day: '2026-11-21', month: '2026-11-01', monthEndsAt: '2026-12-01T00:00:00Z' },
    items: [
      { ...base, projectId: 'a', keyId: 'k', quantity: 7 },
      { ...base, projectId: 'b', keyId: 'l', quantity: 5 },
      { ...base, projectId: 'b', keyId: 'l', category: 'span', quantity: 100 },
    ],
  }
  const draft = { category: 'error', window: 'day', limit: 10 } as const
  assert.equal(usedSoFar(usage, { ...draft, scope: 'workspace' }), 12)
  assert.equal(usedSoFar(usage, { ...draft, scope: 'project', scopeId: 'b' }), 5)
  assert.equal(usedSoFar(usage, { ...draft, scope: 'key', scopeId: 'k' }), 7)
  assert.equal(usedSoFar(usage, { ...draft, scope: 'key', scopeId: 'k', window: 'hour' }), undefined)
  assert.match(
    consequence({ ...draft, scope: 'workspace' }, 'the workspace', 12),
    /12 came today already: nothing more/,
  )
  assert.match(consequence({ ...draft, scope: 'workspace', limit: 0 }, 'the workspace', 12), /^From now on/)
})

test('a bar warns before it is full', () => {
  assert.deepEqual(
    [0, 79, 80, 100, 120].map((used) => fillOf({ used, limit: 100 })),
    ['free', 'free', 'near', 'full', 'full'],
  )
  assert.equal(fillOf({ used: 0, limit: 0 }), 'full')
})
