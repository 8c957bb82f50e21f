import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { boundsOf, everything, halvesOf, nothingYet, partsOf, progressAfter, type Part } from './split-hours.ts'

const last = 2n ** 64n - 1n
const bucket = fc.oneof(fc.constantFrom(0, 1, 4094, 4095), fc.nat(4095))
const counts = fc.uniqueArray(fc.tuple(bucket, fc.integer({ min: 1, max: 5000 })), { selector: ([one]) => one })
const id = fc.oneof(fc.constantFrom(0n, last, last - 1n), fc.bigInt({ min: 0n, max: last }))

const has = (part: Part, one: { bucket: number; id: bigint }): boolean =>
  part.fromBucket <= one.bucket && one.bucket <= part.toBucket && part.fromId <= one.id && one.id <= part.toId

test('every series that is left is in one part, and none that is made already is in any, wherever one goes on', () => {
  fc.assert(
    fc.property(counts, fc.integer({ min: 1, max: 3000 }), id, fc.nat(), (rows, maxRows, some, at) => {
      let done = nothingYet
      const made: Part[] = []
      // Cut off after some parts, and gone on from there with other bounds.
      const first = partsOf(new Map(rows), done, maxRows)
      for (const part of first.slice(0, at % (first.length + 1))) {
        made.push(part)
        done = progressAfter(part)
      }
      made.push(...partsOf(new Map(rows), done, Math.ceil(maxRows / 3)))
      for (const [each] of rows) {
        assert.equal(made.filter((part) => has(part, { bucket: each, id: some })).length, 1)
      }
    }),
  )
})

test('a part has no more rows than it may, when ids are spread evenly', () => {
  fc.assert(
    fc.property(counts, fc.integer({ min: 1, max: 3000 }), (rows, maxRows) => {
      for (const part of partsOf(new Map(rows), nothingYet, maxRows)) {
        const all = rows.filter(([each]) => part.fromBucket <= each && each <= part.toBucket)
        const sum = all.reduce((before, [, count]) => before + count, 0)
        const share = Number(((part.toId - part.fromId + 1n) * 1_000_000n) / (last + 1n)) / 1_000_000
        assert.ok(sum * share <= maxRows + 1, `${sum} * ${share} of ${maxRows}`)
      }
    }),
  )
})

test('halves are the whole, in order, down to what cannot be halved', () => {
  let part = everything
  for (let times = 0; ; times++) {
    const halves = halvesOf(part)
    if (!halves) {
      assert.ok(times > 30 && part.fromBucket === part.toBucket)
      break
    }
    const [one, other] = halves
    assert.deepEqual([one.fromBucket, one.fromId], [part.fromBucket, part.fromId])
    assert.deepEqual([other.toBucket, other.toId], [part.toBucket, part.toId])
    if (part.fromBucket < part.toBucket) assert.equal(one.toBucket + 1, other.fromBucket)
    else assert.equal(one.toId + 1n, other.fromId)
    part = times % 2 === 0 ? one : other
  }
  assert.deepEqual(boundsOf(everything), { fromHash: 0, toHash: 2 ** 32 - 1, fromId: '0', toId: last.toString() })
})
