import assert from 'node:assert/strict'
import test from 'node:test'
import { newId } from '#platform/ids'
import { createVaultKeys, parseSecretKey } from '#platform/vault'
import { linkSecret, readLinkSecret } from './subscriber.ts'

const vault = createVaultKeys(parseSecretKey('11'.repeat(32)))
const other = createVaultKeys(parseSecretKey('22'.repeat(32)))
const now = new Date('2026-01-01T00:00:00Z')
const id = newId('sub', now)

test('K-06: a link secret opens its own subscription for its own purpose and nothing else', () => {
  const secret = linkSecret(vault, 'unsubscribe', id)
  assert.equal(readLinkSecret(vault, 'unsubscribe', secret), id)
  assert.equal(readLinkSecret(vault, 'confirm', secret), undefined)
  assert.equal(readLinkSecret(other, 'unsubscribe', secret), undefined)
  const elsewhere = linkSecret(vault, 'unsubscribe', newId('sub', now))
  assert.equal(readLinkSecret(vault, 'unsubscribe', secret.slice(0, 32) + elsewhere.slice(32)), undefined)
})

test('K-06: what is not a secret of ours is refused, whatever it looks like', () => {
  const secret = linkSecret(vault, 'unsubscribe', id)
  const bad = [
    '',
    'x',
    id,
    secret.slice(0, -1),
    `${secret}A`,
    secret.slice(0, 32),
    `${'0'.repeat(32)}${'A'.repeat(43)}`,
    '../..',
  ]
  for (const each of bad) assert.equal(readLinkSecret(vault, 'unsubscribe', each), undefined, each)
})
