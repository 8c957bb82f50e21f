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
  test(`${name}: comes back as it was sent, whatever the case of the encoding`, () => {
    assert.deepEqual(decompress(compress(text), encoding, text.length), text)
    assert.deepEqual(decompress(compress(random), encoding, random.length), random)
  })

  test(`${name}: one byte over the limit is too large, the limit itself is not`, () => {
    assert.throws(() => decompress(compress(random), encoding, random.length - 1), { code: 'too_large' })
    assert.equal(decompress(compress(random), encoding, random.length).length, random.length)
  })

  test(`${name}: a bomb stops at the limit without growing the memory (A-01)`, () => {
    const bomb = compress(Buffer.alloc(64 * 1024 * 1024))
    const before = process.memoryUsage().arrayBuffers
    assert.throws(() => decompress(bomb, encoding, 1024 * 1024), { code: 'too_large' })
    assert.ok(process.memoryUsage().arrayBuffers - before < 16 * 1024 * 1024)
  })

  test(`${name}: a truncated or corrupt body is refused`, () => {
    const packed = compress(text)
    for (const size of [1, Math.floor(packed.length / 2), packed.length - 1]) {
      assert.throws(() => decompress(packed.subarray(0, size), encoding, 1e6), { code: 'invalid_request' }, `${size}`)
    }
    assert.throws(() => decompress(Buffer.from('{"message":"plain"}'), encoding, 1e6), { code: 'invalid_request' })
    assert.throws(() => decompress(Buffer.alloc(0), encoding, 1e6), { code: 'invalid_request' })
  })
}

test('a nested bomb is only opened once', () => {
  const inner = gzipSync(Buffer.alloc(10_000_000))
  assert.deepEqual(decompress(gzipSync(inner), 'gzip', 1e6), inner)
})

test('without an encoding the body is taken as it is, within the limit', () => {
  assert.equal(decompress(text, undefined, text.length), text)
  assert.equal(decompress(text, 'identity', text.length), text)
  assert.throws(() => decompress(text, '', text.length - 1), { code: 'too_large' })
})

test('several encodings at once and unknown ones are told apart from broken data', () => {
  for (const encoding of ['gzip, br', 'gzip,gzip', 'compress', 'constructor', '__proto__']) {
    assert.throws(() => decompress(gzipSync(text), encoding, 1e6), { code: 'unsupported_encoding' }, encoding)
  }
})
