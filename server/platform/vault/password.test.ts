import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseOptions } from '@node-rs/bcrypt'
import { AppError } from '#platform/errors'
import { createVaultKeys, parseSecretKey } from './keys.ts'
import { createPasswordHasher } from './password-hasher.ts'
import { hashPassword, nobodysPassword, verifyPassword } from './password.ts'

const pepper = { id: '0a1b2c3d', key: Buffer.alloc(32, 1) }
const hash = (password: string) => hashPassword(pepper, password, 4)
const verify = (password: string, value: string) => verifyPassword([pepper], password, value)
const [older, newer] = [parseSecretKey('11'.repeat(32)), parseSecretKey('22'.repeat(32))]
const vault = createVaultKeys(older)

test('the right password is recognised and the stored value names scheme, pepper and cost', async () => {
  const value = await hash('correct horse')
  assert.match(value, /^v2\$0a1b2c3d\$04\$[./A-Za-z0-9]{53}$/)
  assert.equal(await verify('correct horse', value), true)
  assert.equal(await verify('Correct horse', value), false)
  assert.notEqual(await hash('correct horse'), value)
})

test('long passwords that share their first 72 bytes are different passwords', async () => {
  const pairs: [string, string][] = [
    ['a'.repeat(72), 'a'.repeat(73)],
    ['a'.repeat(72) + 'b'.repeat(28), 'a'.repeat(72) + 'c'.repeat(28)],
    ['é'.repeat(36), 'é'.repeat(37)],
    ['é'.repeat(36) + 'x', 'é'.repeat(36) + 'y'],
    ['a\0b', 'a\0c'],
    ['a', 'a\0'],
    ['', '\0'],
    ['', ' '],
  ]
  for (const [one, other] of pairs) {
    const value = await hash(one)
    assert.equal(await verify(one, value), true, JSON.stringify(one))
    assert.equal(await verify(other, value), false, JSON.stringify(other))
  }
})

test('composed and decomposed letters are the same password, nothing else is folded', async () => {
  const value = await hash('caf\u00e9')
  assert.equal(await verify('cafe\u0301', value), true)
  assert.equal(await verify('cafe', value), false)
  assert.equal(await verify(' caf\u00e9', value), false)
  assert.equal(await verify('\ufb01', await hash('fi')), false)
})

test('the table alone, without the pepper, is worth nothing', async () => {
  const value = await hash('secret')
  const other = Buffer.alloc(32, 2)
  assert.equal(await verifyPassword([{ ...pepper, key: other }], 'secret', value), false)
  assert.equal(await verifyPassword([{ id: 'ffffffff', key: pepper.key }], 'secret', value), false, 'nor another’s')
})

test('a password beyond the bound, or of broken text, is refused and never matches', async () => {
  await assert.rejects(hash('a'.repeat(4097)), (error) => error instanceof AppError && error.code === 'invalid_request')
  await assert.rejects(hash('\ud800'), AppError)
  const value = await hash('a'.repeat(4096))
  assert.equal(await verify('a'.repeat(4096), value), true)
  assert.equal(await verify('a'.repeat(4097), value), false)
  assert.equal(await verify('\ud800', await hash('\ufffd')), false)
})

test('a stored value of another form matches nothing', async () => {
  const value = await hash('x')
  const v1 = value.replace('v2$0a1b2c3d$', 'v1$')
  for (const other of ['', 'x', v1.replace('v1', 'v2'), `${value}x`, value.slice(3), `$2b$04$${v1.slice(6)}`]) {
    assert.equal(await verify('x', other), false, other)
  }
})

test('a user who does not exist costs the same work as one who does', async () => {
  const hasher = createPasswordHasher({ vault, cost: 4 })
  assert.equal(await hasher.verifyNothing('x'), false)
  const [, cost, rest] = nobodysPassword(12).split('$') as [string, string, string]
  assert.equal(parseOptions(`$2b$${cost}$${rest}`).cost, 12)
})

test('a value of another cost or scheme asks to be made again', async () => {
  const hasher = createPasswordHasher({ vault, cost: 5 })
  assert.equal(hasher.needsRehash(await hash('x')), true)
  assert.equal(hasher.needsRehash(await hasher.hash('x')), false)
  assert.equal(hasher.needsRehash('something else'), true)
})

test('after a rotation of the master key passwords of both peppers are recognised, and the older asks to be made again', async () => {
  const before = await createPasswordHasher({ vault, cost: 4 }).hash('correct horse')
  const rotated = createPasswordHasher({ vault: createVaultKeys(newer, older), cost: 4 })
  assert.equal(await rotated.verify('correct horse', before), true)
  assert.equal(await rotated.verify('wrong horse', before), false)
  assert.equal(rotated.needsRehash(before), true)
  const after = await rotated.hash('correct horse')
  assert.equal(rotated.needsRehash(after), false)
  const done = createPasswordHasher({ vault: createVaultKeys(newer), cost: 4 })
  assert.equal(await done.verify('correct horse', after), true)
  assert.equal(await done.verify('correct horse', before), false, 'its pepper is gone')
})

test('a password from before peppers had names is read with the oldest one', async () => {
  const before = (await createPasswordHasher({ vault, cost: 4 }).hash('x')).replace(/^v2\$[0-9a-f]{8}/, 'v1')
  const rotated = createPasswordHasher({ vault: createVaultKeys(newer, older), cost: 4 })
  assert.equal(await rotated.verify('x', before), true)
  assert.equal(rotated.needsRehash(before), true)
})

test('a crowd at the door is turned away with a time to come back, and everybody inside is served', async () => {
  const hasher = createPasswordHasher({ vault, cost: 4, maxConcurrent: 2, maxQueue: 3 })
  const results = await Promise.allSettled(Array.from({ length: 8 }, () => hasher.hash('x')))
  const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []))
  assert.equal(refused.length, 3)
  for (const error of refused) {
    assert.ok(error instanceof AppError && error.code === 'unavailable' && error.retryAfterSeconds !== undefined)
  }
  assert.equal(await hasher.verify('x', await hasher.hash('x')), true, 'the places are free again')
  await assert.rejects(hasher.hash('\ud800'))
  const again = await Promise.allSettled(Array.from({ length: 5 }, () => hasher.hash('x')))
  assert.ok(
    again.every((result) => result.status === 'fulfilled'),
    'a refused password gives its place back',
  )
})
