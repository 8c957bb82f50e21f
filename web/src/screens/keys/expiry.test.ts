import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dayRule, expiryOf } from './expiry.ts'

const now = new Date('2026-11-21T10:00:00')

test('a key ends as chosen: after days, with a day, or never', () => {
  assert.equal(expiryOf('never', '', now), null)
  assert.equal(expiryOf('30', '', now), new Date('2026-12-21T10:00:00').toISOString())
  assert.equal(expiryOf('day', '2027-01-31', now), new Date('2027-01-31T23:59:59').toISOString())
})

test('a day must lie ahead, and at most ten years', () => {
  assert.equal(dayRule('2026-11-21', now), undefined)
  assert.equal(dayRule('2026-11-20', now), 'This day is over.')
  assert.equal(dayRule('', now), 'Choose a day.')
  assert.equal(dayRule('2036-11-22', now), 'At most ten years ahead.')
})
