import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newHexKey, newId, newShortId, uuidv7 } from './ids.ts'

const now = new Date('2026-01-02T03:04:05.678Z')

test('ids of one millisecond sort in the order in which they were made, and none comes twice', () => {
  const ids = Array.from({ length: 1_000 }, () => newId('inc', now))
  assert.deepEqual(ids.toSorted(), ids)
  assert.equal(new Set(ids).size, ids.length)
})

test('ids of one millisecond keep their order when others are made in between', () => {
  const ids = Array.from({ length: 1_000 }, (_, n) => {
    newId('inc', new Date(n))
    return newId('inc', now)
  })
  assert.deepEqual(ids.toSorted(), ids)
})

test('an id is a UUID of version 7 that carries its time', () => {
  const hex = uuidv7(now)
  assert.match(hex, /^[0-9a-f]{12}7[0-9a-f]{3}[89ab][0-9a-f]{15}$/)
  assert.equal(parseInt(hex.slice(0, 12), 16), now.getTime())
})

test('short ids are twelve lower-case letters and digits, each as likely as any other', () => {
  const ids = Array.from({ length: 3_000 }, () => newShortId())
  assert.ok(ids.every((id) => /^[0-9a-z]{12}$/.test(id)))
  const counts = new Map<string, number>()
  for (const character of ids.join('')) counts.set(character, (counts.get(character) ?? 0) + 1)
  assert.equal(counts.size, 36)
  for (const [character, count] of counts) assert.ok(Math.abs(count - 1_000) < 250, `${character}: ${count}`)
})

test('keys are 32 hex digits', () => {
  assert.match(newHexKey(), /^[0-9a-f]{32}$/)
})
