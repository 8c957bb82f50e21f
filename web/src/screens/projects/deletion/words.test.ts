import assert from 'node:assert/strict'
import { test } from 'node:test'
import { goingWords, progressWords } from './words.ts'

const none = { incidents: 0, events: 0, logs: 0, spans: 0, sourceMaps: 0, attachments: 0, monitors: 0, ingestKeys: 0 }

test('what would go is said in numbers, and what there is none of is left out', () => {
  assert.deepEqual(goingWords({ ...none, others: 0 }), [])
  assert.deepEqual(goingWords({ ...none, incidents: 1, events: 1204, ingestKeys: 2, others: 1 }), [
    '1 incident',
    '1,204 events',
    '2 ingest keys',
    '1 other record',
  ])
})

test('a deletion says how far it is, that it is being counted, or what stops it', () => {
  const deletion = { id: 'prj_1', number: 3, name: 'Shop', slug: 'shop', requestedAt: '2026-01-01T00:00:00Z' }
  const erasing = { ...deletion, state: 'erasing' as const }
  assert.match(progressWords({ ...erasing, toErase: null, erased: 0 }), /being counted/)
  assert.equal(progressWords({ ...erasing, toErase: 40_000, erased: 12_000 }), '12,000 of 40,000 records are gone.')
  assert.match(progressWords({ ...deletion, state: 'held', toErase: 4, erased: 0 }), /legal hold/)
})
