import assert from 'node:assert/strict'
import { test } from 'node:test'
import { brotliCompressSync, constants, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'

import { decompress } from './decompress.ts'

const codecs: [name: string, encoding: string, compress: (body: Buffer) => Buffer][] = [
  ['gzip', 'gzip', gzipSync],
  ['zlib-wrapped deflate', 'deflate', deflateSync],
  ['raw deflate', 'Deflate', deflateRawSync],
  ['brotli', 'BR', (body) => brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } })],
  ['zstd', ' zstd ', zstdCompressSync],
]
const text = Buffer.from(JSON.stringify({ message: 'x is not a function '.repeat(200) }))
const random = Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * i * 31 + i * 7) % 251))

for (const [name, encoding, compress] of codecs) {
  test(`${name}: comes back as it was sent, whatever the case of the encoding`, async () => {
    assert.deepEqual(await decompress(compress(text), encoding, text.length), text)
    assert.deepEqual(await decompress(compress(random), encoding, random.length), random)
  })

  test(`${name}: one byte over the limit is too large, the limit itself is not`, async () => {
    await assert.rejects(decompress(compress(random), encoding, random.length - 1), { code: 'too_large' })
    assert.equal((await decompress(compress(random), encoding, random.length)).length, random.length)
  })

  test(`${name}: a bomb stops at the limit without growing the memory (A-01)`, async () => {
    const bomb = compress(Buffer.alloc(64 * 1024 * 1024))
    const before = process.memoryUsage().arrayBuffers
    await assert.rejects(decompress(bomb, encoding, 1024 * 1024), { code: 'too_large' })
    assert.ok(process.memoryUsage().arrayBuffers - before < 16 * 1024 * 1024)
  })

  test(`${name}: a truncated or corrupt body is refused`, async () => {
    const packed = compress(text)
    for (const size of [1, Math.floor(packed.length / 2), packed.length - 1]) {
      await assert.rejects(decompress(packed.subarray(0, size), encoding, 1e6), { code: 'invalid_request' }, `${size}`)
    }
    await assert.rejects(decompress(Buffer.from('{"message":"plain"}'), encoding, 1e6), { code: 'invalid_request' })
    await assert.rejects(decompress(Buffer.alloc(0), encoding, 1e6), { code: 'invalid_request' })
  })
}

test('a small body that grows large is inflated all the same', async () => {
  const packed = gzipSync(Buffer.alloc(5 * 1024 * 1024))
  assert.ok(packed.length < 16 * 1024)
  assert.equal((await decompress(packed, 'gzip', 6e6)).length, 5 * 1024 * 1024)
})

test('a nested bomb is only opened once', async () => {
  const inner = gzipSync(Buffer.alloc(10_000_000))
  assert.deepEqual(await decompress(gzipSync(inner), 'gzip', 1e6), inner)
})

test('without an encoding the body is taken as it is, within the limit', async () => {
  assert.equal(await decompress(text, undefined, text.length), text)
  assert.equal(await decompress(text, 'identity', text.length), text)
  await assert.rejects(decompress(text, '', text.length - 1), { code: 'too_large' })
})

test('several encodings at once and unknown ones are told apart from broken data', async () => {
  for (const encoding of ['gzip, br', 'gzip,gzip', 'compress', 'constructor', '__proto__']) {
    await assert.rejects(decompress(gzipSync(text), encoding, 1e6), { code: 'unsupported_encoding' }, encoding)
  }
})

test('a large body is inflated apart: whatever else there is to do goes on meanwhile', async () => {
  const large = gzipSync(Buffer.alloc(48 * 1024 * 1024, 'a line of a log, and one more\n'))
  let turns = 0
  const turn = () => {
    turns += 1
    timer = setImmediate(turn)
  }
  let timer = setImmediate(turn)
  try {
    assert.equal((await decompress(large, 'gzip', 64 * 1024 * 1024)).length, 48 * 1024 * 1024)
  } finally {
    clearImmediate(timer)
  }
  assert.ok(turns > 20, `${turns} turns`)
})

test('many large bodies at once are all answered, bombs among them, and few are in memory at a time (A-01)', async () => {
  const bomb = gzipSync(Buffer.alloc(32 * 1024 * 1024))
  const good = gzipSync(Buffer.alloc(2 * 1024 * 1024, 'x y'))
  const before = process.memoryUsage().arrayBuffers
  let highest = 0
  const results = await Promise.all(
    Array.from({ length: 40 }, async (_, index) => {
      const isBomb = index % 2 === 0
      const [result] = await Promise.allSettled([decompress(isBomb ? bomb : good, 'gzip', 16 * 1024 * 1024)])
      highest = Math.max(highest, process.memoryUsage().arrayBuffers - before)
      return isBomb ? result.status === 'rejected' && result.reason.code === 'too_large' : result.status === 'fulfilled'
    }),
  )
  assert.ok(results.every(Boolean))
  // Twenty good ones of 2 MB, and no more than a few bombs up to their limit.
  assert.ok(highest < 300 * 1024 * 1024, `${highest} bytes`)
})
