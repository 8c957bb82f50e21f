import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { AppError } from '#platform/errors'
import { snappyOf } from './message.fixture.ts'
import { decompressSnappy } from './snappy.ts'

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex')
const code = (expected: string) => (error: unknown) => error instanceof AppError && error.code === expected

test('the vectors of the format are read: lengths, a literal and a copy that overlaps itself', () => {
  assert.equal(decompressSnappy(hex('07 08 78 61 62 01 02'), 100).toString(), 'xababab')
  assert.equal(decompressSnappy(hex('00'), 100).length, 0)
  // 64 and 2,097,150 bytes: a literal of one byte, then copies of 64 (tag FE, offset 1).
  const repeated = (preamble: string, copies: number, last: string) =>
    hex(`${preamble} 00 61 ${'fe 01 00'.repeat(copies)} ${last}`)
  assert.equal(decompressSnappy(repeated('40', 0, 'fa 01 00'), 100).toString(), 'a'.repeat(64))
  assert.equal(decompressSnappy(repeated('fe ff 7f', 32_767, 'f2 01 00'), 3e6).toString(), 'a'.repeat(2_097_150))
})

test('copies of all three kinds and literals with each size of length are read', () => {
  const text = Buffer.from(Array.from({ length: 70_000 }, (_, at) => (at * 7) % 251))
  const length = hex('f0 a2 04') // 70,000
  const literal = Buffer.concat([length, hex('f8 6f 11 01'), text])
  assert.deepEqual(decompressSnappy(literal, 1e6), text)
  const copies = Buffer.concat([
    hex('85 a3 04'),
    hex('f8 6f 11 01'),
    text,
    hex('03 70 11 01 00'),
    hex('36 70 11'),
    hex('29 64'),
  ])
  const read = decompressSnappy(copies, 1e6)
  assert.equal(read.length, 70_021)
  assert.deepEqual(read.subarray(0, 70_000), text)
  assert.equal(read[70_000], text[0])
})

test('what cannot be is refused at every byte at which it may end, and never crashes', () => {
  const whole = hex('0c 08 78 61 62 01 02 12 03 00')
  assert.equal(decompressSnappy(whole, 100).toString(), 'xabababbabba')
  for (let end = 0; end < whole.length; end++) {
    assert.throws(() => decompressSnappy(whole.subarray(0, end), 100), code('invalid_request'), `cut at ${end}`)
  }
  const bad = {
    'offset 0': '08 08 78 61 62 01 00',
    'an offset before the beginning': '07 08 78 61 62 01 04',
    'longer than it says': '06 08 78 61 62 01 02',
    'shorter than it says': '08 08 78 61 62 01 02',
    'a length without end': 'ff ff ff ff ff ff',
    'a length of 33 bits': 'ff ff ff ff 1f',
    'a framed stream': 'ff 06 00 00 73 4e 61 50 70 59',
  }
  for (const [what, bytes] of Object.entries(bad)) {
    assert.throws(() => decompressSnappy(hex(bytes), 1000), code('invalid_request'), what)
  }
})

test('four gigabytes that twenty bytes claim are refused before anything is allocated', () => {
  const before = process.memoryUsage().arrayBuffers
  assert.throws(() => decompressSnappy(hex('ff ff ff ff 0f' + '00 61'.repeat(7)), 32 * 1024 * 1024), code('too_large'))
  // As much as may be is too much for what follows: no element becomes more than 64 bytes for each three.
  const most = `80 80 80 10 ${'00 61'.repeat(7)}`
  assert.throws(() => decompressSnappy(hex(most), 32 * 1024 * 1024), code('invalid_request'))
  assert.ok(process.memoryUsage().arrayBuffers - before < 1024 * 1024)
  const copies = `41 00 61 ${'fe 01 00'.repeat(1)}`
  assert.equal(decompressSnappy(hex(copies), 1000).toString(), 'a'.repeat(65))
})

test('whatever was compressed comes back, and whatever was not is refused or some bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200_000 }), (bytes) =>
      decompressSnappy(snappyOf(Buffer.from(bytes)), 1e6).equals(bytes),
    ),
    { numRuns: 50 },
  )
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      try {
        return decompressSnappy(Buffer.from(bytes), 1000).length <= 1000
      } catch (error) {
        return error instanceof AppError
      }
    }),
    { numRuns: 2000 },
  )
})
