import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inventory } from '../../../app.ts'
import { obligations, obligationsOf } from './obligations.ts'

const keeping = inventory.filter(({ erase }) => typeof erase === 'object')

test('whatever stays when a person is erased stays for an obligation that is named [AHU-18] [DSE-24]', () => {
  assert.ok(keeping.length > 0)
  for (const entry of keeping) {
    assert.ok(
      obligationsOf(entry).length > 0,
      `${entry.store}:${entry.place} keeps something: name its obligation in privacy/records/obligations.ts`,
    )
  }
})

test('no obligation is named for what is not kept, and each says its source, its reason and its end', () => {
  const kept = new Set(keeping.map(({ store, place }) => `${store}:${place}`))
  for (const { id, source, what, why, period, places } of obligations) {
    assert.ok(places.length > 0, id)
    for (const place of places) assert.ok(kept.has(place), `${id}: ${place}`)
    for (const text of [source, what, why, period]) assert.notEqual(text.trim(), '', id)
    assert.doesNotMatch(period, /for ?ever|unlimited/i, id)
  }
  assert.equal(new Set(obligations.map(({ id }) => id)).size, obligations.length)
})
