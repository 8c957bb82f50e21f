import assert from 'node:assert/strict'
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { createVaultKeys, deriveKey, loadOrCreateSecretKey, parseSecretKey } from './keys.ts'

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

test('the key file is made once, for its owner alone, and read again', async (t) => {
  const dataDir = await mkdtemp(join(tmpdir(), 'watchword-vault-'))
  t.after(() => rm(dataDir, { recursive: true }))
  const made = await loadOrCreateSecretKey(dataDir)
  assert.equal((await loadOrCreateSecretKey(dataDir)).id, made.id)
  assert.equal((await stat(join(dataDir, 'secret.key'))).mode & 0o777, 0o600)
  assert.deepEqual(await readdir(dataDir), ['secret.key'])
  assert.match(await readFile(join(dataDir, 'secret.key'), 'utf8'), /^[0-9a-f]{64}\n$/)

  await chmod(join(dataDir, 'secret.key'), 0o640)
  await assert.rejects(loadOrCreateSecretKey(dataDir), /chmod 600/)
  await chmod(join(dataDir, 'secret.key'), 0o600)
  await writeFile(join(dataDir, 'secret.key'), 'half')
  await assert.rejects(loadOrCreateSecretKey(dataDir), /32 bytes/, 'a damaged key is never replaced')
})
