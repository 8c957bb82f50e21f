import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { loadOrCreateKeyRing } from './key-file.ts'
import { createVaultKeys, deriveKey, parseKeyRing, parseSecretKey } from './keys.ts'

const hex = '00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff'
const base64 = Buffer.from(hex, 'hex').toString('base64')

test('the same key is read from hex, base64 and base64url, with white space around it', () => {
  const id = parseSecretKey(hex).id
  for (const text of [hex.toUpperCase(), base64, base64.replace('=', ''), ` ${base64}\n`]) {
    assert.equal(parseSecretKey(text).id, id)
  }
})

test('anything that is no key of 32 bytes is refused without being repeated in the message', () => {
  for (const text of [
    '',
    'changeme',
    hex.slice(2),
    `${hex}00`,
    base64.slice(4),
    `${base64}AAAA`,

    'g'.repeat(64),
  ]) {
    assert.throws(
      () => parseSecretKey(text),
      (error: Error) => text === '' || !error.message.includes(text),
      text,
    )
  }
})

test('keys for different purposes differ and stay the same over starts', () => {
  const master = parseSecretKey(hex)
  const keys = createVaultKeys(parseSecretKey(base64))
  assert.deepEqual(deriveKey(master, 'password.pepper'), keys.derive('password.pepper'))
  assert.notDeepEqual(keys.derive('password.pepper'), keys.derive('link.signing'))
  assert.equal(keys.derive('link.signing').length, 32)
  assert.throws(() => keys.derive(''))
})

test('of several keys the first is active and each of the others is found by its id', () => {
  const [newer, older] = [randomBytes(32).toString('hex'), randomBytes(32).toString('base64')]
  const ring = parseKeyRing(` ${newer} , ${older}\n`)
  const keys = createVaultKeys(...ring)
  assert.deepEqual(keys.keyIds, [parseSecretKey(newer).id, parseSecretKey(older).id])
  assert.equal(keys.master.id, parseSecretKey(newer).id)
  assert.deepEqual(keys.derive('link.signing'), keys.deriveWith(keys.master.id, 'link.signing'))
  assert.deepEqual(keys.deriveWith(parseSecretKey(older).id, 'x'), deriveKey(parseSecretKey(older), 'x'))
  assert.notDeepEqual(keys.derive('x'), keys.deriveWith(parseSecretKey(older).id, 'x'))
  assert.throws(() => keys.masterById('00000000'), { name: 'VaultError' })
  assert.throws(() => keys.deriveWith('00000000', 'x'), { name: 'VaultError' })
})

test('a key that nobody drew at random, none, the same twice, or too many stop the start, and none is repeated', () => {
  const random = randomBytes(32).toString('hex')
  const counting = Buffer.from(Array.from({ length: 32 }, (_, index) => index + 1)).toString('hex')
  const sentence = Buffer.from('change me before you deploy this').toString('hex')
  const many = Array.from({ length: 11 }, () => randomBytes(32).toString('hex')).join(',')
  const rings = ['00'.repeat(32), 'ab'.repeat(32), '0123456789abcdef'.repeat(4), counting, sentence, hex, many]
  for (const ring of [...rings, '', ' , \n', `${random},${random}`, `${random},changeme`]) {
    assert.throws(
      () => parseKeyRing(ring),
      (error: Error) => /secret key/.test(error.message) && (ring === '' || !error.message.includes(ring)),
      ring,
    )
  }
})

test('the key file is made once, for its owner alone, and read again', async (t) => {
  const dataDir = await mkdtemp(join(tmpdir(), 'watchword-vault-'))
  t.after(() => rm(dataDir, { recursive: true }))
  const path = join(dataDir, 'secret.key')
  const [made] = await loadOrCreateKeyRing(dataDir)
  assert.equal((await loadOrCreateKeyRing(dataDir))[0].id, made.id)
  assert.equal((await stat(path)).mode & 0o777, 0o600)
  assert.deepEqual(await readdir(dataDir), ['secret.key'])
  const text = await readFile(path, 'utf8')
  assert.match(text, /^[0-9a-f]{64}\n$/)

  await chmod(path, 0o640)
  await assert.rejects(loadOrCreateKeyRing(dataDir), /chmod 600/)
  await chmod(path, 0o600)
  const newer = randomBytes(32).toString('hex')
  await writeFile(path, `${newer}\n${text}`)
  const ids = (await loadOrCreateKeyRing(dataDir)).map(({ id }) => id)
  assert.deepEqual(ids, [parseSecretKey(newer).id, made.id], 'a line put in front is the active key')
  for (const damaged of ['half', '', '\n']) {
    await writeFile(path, damaged)
    await assert.rejects(loadOrCreateKeyRing(dataDir), /secret key/, 'a damaged key is never replaced')
  }
})
