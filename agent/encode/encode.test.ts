import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { decode, unsnappy } from '../receiver.fixture.ts'
import type { Batch, Point } from '../series.ts'
import { crc32 } from './crc32.ts'
import { createFormEncoder } from './form.ts'
import { encodeRequest1 } from './remote-write-1.ts'
import { decodeRequest2, encodeRequest2 } from './remote-write-2.ts'
import { compress, decompress } from './snappy.ts'

const timeMs = 1_700_000_123_456

const label = fc.tuple(fc.stringMatching(/^[a-z_]{1,12}$/), fc.string({ unit: 'binary', minLength: 1, maxLength: 300 }))
const point: fc.Arbitrary<Point> = fc.record({
  series: fc.record({
    type: fc.constantFrom('counter', 'gauge', 'histogram', 'summary', 'unknown'),
    labels: fc
      .uniqueArray(label, { selector: ([name]) => name, minLength: 1, maxLength: 8 })
      .map((pairs) => pairs.toSorted(([a], [b]) => (a < b ? -1 : 1)).flat()),
  }),
  value: fc.double(),
  isStale: fc.boolean(),
})

function shown({ points }: Batch, protocol: '2.0' | '1.0') {
  return points.map(({ series: { labels, type }, value, isStale }) => ({
    labels: Object.fromEntries(labels.flatMap((name, index) => (index % 2 === 0 ? [[name, labels[index + 1]]] : []))),
    bits: isStale ? '7ff0000000000002' : bitsOf(value),
    timeMs,
    type: protocol === '1.0' || type === 'unknown' ? '' : type,
  }))
}

function bitsOf(value: number): string {
  // A NaN of the engine may have any payload; Prometheus' has this one.
  if (Number.isNaN(value)) return '7ff8000000000001'
  return new BigUint64Array(Float64Array.of(value).buffer)[0]!.toString(16).padStart(16, '0')
}

test('another decoder reads exactly what was encoded, to the bits of NaN and of stale markers', () => {
  fc.assert(
    fc.property(fc.array(point, { maxLength: 30 }), (points) => {
      const batch = { timeMs, points }
      for (const [protocol, encode] of [
        ['2.0', encodeRequest2],
        ['1.0', encodeRequest1],
      ] as const) {
        const found = decode(compress(encode(batch)), protocol).map(({ value: _, ...rest }) => rest)
        assert.deepEqual(found, shown(batch, protocol))
      }
    }),
  )
})

test('what was encoded for 2.0 is the same request when it is read back and encoded for 1.0', () => {
  fc.assert(
    fc.property(fc.array(point, { minLength: 1, maxLength: 30 }), (points) => {
      const batch = { timeMs, points }
      assert.deepEqual(encodeRequest1(decodeRequest2(encodeRequest2(batch))), encodeRequest1(batch))
    }),
  )
})

test('a request that is filled into a form says the same as one that is encoded anew, whatever series, values and times come', () => {
  const cycle = fc.record({
    picked: fc.subarray(Array.from({ length: 12 }, (_, index) => index)),
    values: fc.array(fc.oneof(fc.constantFrom(0, -0), fc.double()), { minLength: 12, maxLength: 12 }),
    isStale: fc.boolean(),
    // Times of each length that there may be, and bytes in them that stand elsewhere too.
    timeMs: fc.oneof(fc.nat(), fc.integer({ min: 1, max: 2 ** 45 })),
  })
  fc.assert(
    fc.property(
      fc.array(point, { minLength: 12, maxLength: 12 }),
      fc.array(cycle, { maxLength: 30 }),
      (all, cycles) => {
        const encode = createFormEncoder()
        for (const { picked, values, isStale, timeMs } of cycles) {
          const points = picked.map((index) => ({ series: all[index]!.series, value: values[index]!, isStale }))
          const request = encode({ timeMs, points })
          assert.deepEqual(decompress(request, 1_000_000), encodeRequest2({ timeMs, points }))
        }
      },
    ),
  )
})

test('a form of more than 64 KiB has each value in one piece', () => {
  const encode = createFormEncoder()
  const series = Array.from({ length: 6_000 }, (_, index) => ({
    type: 'gauge' as const,
    labels: ['__name__', `g${index % 7}`],
  }))
  for (const timeMs of [1_700_000_123_456, 1_700_000_138_456]) {
    const points = series.map((one, index) => ({ series: one, value: index * Math.PI + timeMs, isStale: false }))
    const request = encode({ timeMs, points })
    const plain = encodeRequest2({ timeMs, points })
    assert.ok(plain.length > 2 * 65_536)
    assert.ok(decompress(request, plain.length).equals(plain))
    assert.ok(unsnappy(request).equals(plain))
  }
})

test('another Snappy reads what was compressed, whatever it was', () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 3_000 }),
    fc.array(fc.constantFrom(1, 2), { maxLength: 3_000 }),
    fc
      .tuple(fc.uint8Array({ minLength: 1, maxLength: 70 }), fc.nat(4_000))
      .map(([unit, count]) => Array.from({ length: count }, (_, index) => unit[index % unit.length]!)),
  )
  fc.assert(
    fc.property(bytes, (given) => {
      const input = Buffer.from(given)
      const packed = compress(input)
      assert.ok(unsnappy(packed).equals(input))
      assert.ok(decompress(packed, 100_000).equals(input))
    }),
  )
})

test('what is longer than 64 KiB is compressed in parts, and smaller than it was', () => {
  const text = Array.from({ length: 9_000 }, (_, index) => `node_cpu_seconds_total{cpu="${index}"} ${index * 7}`).join(
    '\n',
  )
  const input = Buffer.from(text)
  const packed = compress(input)
  assert.ok(input.length > 5 * 65_536)
  assert.ok(packed.length < input.length / 2, `${packed.length} of ${input.length}`)
  assert.ok(unsnappy(packed).equals(input))
  const random = Buffer.from(Array.from({ length: 200_000 }, (_, index) => Math.imul(index + 1, 0x9e3779b1) >>> 24))
  assert.ok(unsnappy(compress(random)).equals(random))
})

test('the vectors of the format are read, and what is not whole is refused', () => {
  assert.equal(decompress(Buffer.from('07087861620102', 'hex'), 100).toString(), 'xababab')
  assert.deepEqual(compress(Buffer.alloc(0)), Buffer.from([0]))
  const packed = compress(Buffer.from('abcdefgh'.repeat(40)))
  for (let length = 0; length < packed.length; length += 1) {
    assert.throws(() => decompress(packed.subarray(0, length), 10_000), /snappy/)
  }
  // Four gigabytes are declared; nothing is allocated for them.
  assert.throws(() => decompress(Buffer.from('ffffffff0f00', 'hex'), 10_000), /longer than/)
  assert.throws(() => decompress(Buffer.from('04010500', 'hex'), 10_000), /not whole/)
})

test('the checksum is that of zlib', () => {
  assert.equal(crc32(Buffer.from('123456789')), 0xcbf43926)
  assert.equal(crc32(Buffer.alloc(0)), 0)
})
