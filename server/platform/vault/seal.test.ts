import assert from 'node:assert/strict'
import { createCipheriv } from 'node:crypto'
import { test } from 'node:test'
import { inspect } from 'node:util'
import * as fc from 'fast-check'
import { VaultError } from './errors.ts'
import { parseSecretKey } from './keys.ts'
import { keyIdOf, newDataKey, open, seal, unwrapDataKey, wrapDataKey, type Place } from './seal.ts'

const now = new Date('2026-01-01T00:00:00Z')
const dataKey = newDataKey(now)
const byId = () => dataKey
const place: Place = { table: 'channels', column: 'secret', workspaceId: 'ws_1', rowId: 'chn_1' }
const master = parseSecretKey('00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff')

test('whatever is sealed opens again in its place, and is not to be seen in the envelope', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (plaintext, rowId) => {
      const here = { ...place, rowId }
      const envelope = seal(dataKey, here, plaintext)
      assert.equal(open(byId, here, envelope), plaintext)
      assert.match(envelope, /^v1\.dk_[0-9a-f]{32}\.[\w-]{16}\.[\w-]+$/)
    }),
  )
  assert.ok(!Buffer.from(seal(dataKey, place, 'canary').split('.')[3]!, 'base64url').includes('canary'))
})

test('a value that was moved to another table, column, workspace or row does not open', () => {
  const envelope = seal(dataKey, place, 'secret')
  for (const part of ['table', 'column', 'workspaceId', 'rowId'] as const) {
    assert.throws(() => open(byId, { ...place, [part]: `${place[part]}x` }, envelope), VaultError, part)
  }
  const glued = { ...place, table: 'channelss', column: 'ecret' }
  assert.throws(() => open(byId, glued, envelope), VaultError)
})

test('tags of 4, 8 and 12 bytes are refused, even where they are genuine', () => {
  const nonce = Buffer.alloc(12, 7)
  for (const authTagLength of [4, 8, 12, 13, 14, 15] as const) {
    const cipher = createCipheriv('aes-256-gcm', dataKey.key, nonce, { authTagLength })
    const sealed = Buffer.concat([cipher.update('secret'), cipher.final(), cipher.getAuthTag()])
    const envelope = `v1.${dataKey.id}.${nonce.toString('base64url')}.${sealed.toString('base64url')}`
    assert.throws(() => open(byId, place, envelope), VaultError, `${authTagLength}`)
    const full = seal(dataKey, place, '').split('.')
    const short = Buffer.from(full[3]!, 'base64url').subarray(0, authTagLength).toString('base64url')
    assert.throws(() => open(byId, place, [full[0], full[1], full[2], short].join('.')), VaultError)
  }
})

test('any flipped bit of the nonce, the ciphertext or the tag is noticed', () => {
  const [version, id, nonce, sealed] = seal(dataKey, place, 'secret').split('.') as [string, string, string, string]
  const flips = (text: string) =>
    Array.from({ length: Buffer.from(text, 'base64url').length * 8 }, (_, bit) => {
      const bytes = Buffer.from(text, 'base64url')
      bytes[bit >> 3]! ^= 1 << (bit & 7)
      return bytes.toString('base64url')
    })
  for (const bad of flips(nonce))
    assert.throws(() => open(byId, place, [version, id, bad, sealed].join('.')), VaultError)
  for (const bad of flips(sealed))
    assert.throws(() => open(byId, place, [version, id, nonce, bad].join('.')), VaultError)
})

test('what is no envelope, or another spelling of one, is refused', () => {
  const envelope = seal(dataKey, place, 'secret')
  const others = [
    '',
    'secret',
    'v1...',
    envelope.replace('v1', 'v2'),
    `${envelope}.x`,
    `${envelope}=`,
    ` ${envelope}`,
    envelope.slice(0, -30),
    `${envelope}\n`,
  ]
  for (const other of others) assert.throws(() => open(byId, place, other), VaultError, other)
})

test('no nonce comes twice', () => {
  const nonces = new Set(Array.from({ length: 10_000 }, () => seal(dataKey, place, '').split('.')[2]))
  assert.equal(nonces.size, 10_000)
})

test('another key does not open it, not even under the same id', () => {
  const envelope = seal(dataKey, place, 'secret')
  const other = newDataKey(now)
  assert.throws(() => open(() => other, place, envelope), VaultError)
  assert.throws(() => open(() => ({ id: dataKey.id, key: other.key }), place, envelope), VaultError)
})

test('a wrapped data key opens only with its master key, for its workspace and under its id', () => {
  const wrapped = wrapDataKey(master, 'ws_1', dataKey)
  const unwrapped = unwrapDataKey(master, 'ws_1', dataKey.id, wrapped)
  assert.equal(keyIdOf(wrapped), master.id)
  assert.equal(
    open(() => unwrapped, place, seal(dataKey, place, 'secret')),
    'secret',
  )
  assert.throws(() => unwrapDataKey(master, 'ws_2', dataKey.id, wrapped), VaultError)
  assert.throws(() => unwrapDataKey(master, 'ws_1', 'dk_other', wrapped), VaultError)
  const otherMaster = parseSecretKey('ffeeddccbbaa99887766554433221100ffeeddccbbaa99887766554433221100')
  assert.throws(() => unwrapDataKey(otherMaster, 'ws_1', dataKey.id, wrapped), VaultError)
  assert.throws(() => unwrapDataKey({ ...otherMaster, id: master.id }, 'ws_1', dataKey.id, wrapped), VaultError)
})

test('a key that is printed shows nothing of itself', () => {
  const hex = dataKey.key.export().toString('hex')
  assert.ok(!inspect(dataKey, { depth: 9, showHidden: true }).includes(hex.slice(0, 8)))
  assert.ok(!JSON.stringify(dataKey).includes(hex.slice(0, 8)))
})
