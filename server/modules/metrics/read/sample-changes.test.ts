import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSampleChanges } from './sample-changes.ts'
import type { WrittenRows } from './written-rows.ts'

const rowsAt = (hash: number, times: readonly number[]): WrittenRows => ({
  hashes: new Uint32Array(times.length).fill(hash),
  ids: BigUint64Array.from(times, () => BigInt(hash)),
  times: Float64Array.from(times),
  values: new Uint32Array(times.length * 2),
  starts: undefined,
})

function open() {
  const changes = createSampleChanges({ columns: { onRewritten: () => undefined }, now: () => new Date(0) })
  assert.ok(changes)
  const { since, wrote } = changes
  return {
    mark: () => since('one', undefined)?.mark ?? Number.NaN,
    write: (rows: WrittenRows | undefined, workspaceId = 'one') =>
      wrote(workspaceId, () => ({ fromMs: 0, histograms: false, series: false, rows })),
    timesSince: (mark: number, hash: number) => {
      const rows = since('one', mark, [hash])?.rows
      return rows && [...rows.times]
    },
  }
}

test('who knows a mark is given all samples of a metric since, in the order in which they were written', () => {
  const { mark, write, timesSince } = open()
  const before = mark()
  write(rowsAt(1, [3, 4]))
  write(rowsAt(2, [5]))
  write(rowsAt(1, [2]))
  write(rowsAt(1, [9]), 'two')
  assert.deepEqual(timesSince(before, 1), [3, 4, 2])
  assert.deepEqual(timesSince(mark(), 1), [])
  // So many that notes of writes are put together.
  for (let time = 0; time < 2_000; time++) write(rowsAt(1, [time]))
  assert.equal(timesSince(before, 1)?.length, 2_003)
})

test('where some of them are not held any more, none are given', () => {
  const { mark, write, timesSince } = open()
  const before = mark()
  write(rowsAt(1, [1]))
  write(
    rowsAt(
      2,
      Array.from({ length: 1_000_000 }, () => 1),
    ),
  )
  assert.equal(timesSince(before, 1), undefined)
  const after = mark()
  write(rowsAt(1, [2]))
  assert.deepEqual(timesSince(after, 1), [2])
  write(
    rowsAt(
      3,
      Array.from({ length: 100_001 }, () => 1),
    ),
  )
  assert.equal(timesSince(after, 3), undefined, 'more than are told at once')
  assert.deepEqual(timesSince(after, 1), [2])
  write(undefined)
  assert.equal(timesSince(after, 1), undefined)
})

test('small writes are held for less long than their samples alone would be, and empty ones take nothing', () => {
  const { mark, write, timesSince } = open()
  const before = mark()
  for (let time = 0; time < 20_000; time++) write(rowsAt(1, [time]))
  for (let time = 0; time < 20_000; time++) write(rowsAt(1, []))
  assert.equal(timesSince(before, 1)?.length, 20_000)
  for (let time = 0; time < 20_000; time++) write(rowsAt(1, [time]))
  assert.equal(timesSince(before, 1), undefined)
  const after = mark()
  write(rowsAt(1, [1]))
  assert.deepEqual(timesSince(after, 1), [1])
})
