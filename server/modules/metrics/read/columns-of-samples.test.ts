import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { settle } from './columns-of-samples.ts'

test('samples in any order come out in the order of time, of equal times the later one in the columns, conflicts told', () => {
  const row = fc.record({ time: fc.integer({ min: 0, max: 40 }), value: fc.integer({ min: 0, max: 2 }) })
  const runs = fc.array(
    fc.array(row).map((rows) => rows.toSorted((a, b) => a.time - b.time)),
    { maxLength: 6 },
  )
  fc.assert(
    fc.property(runs, (parts) => {
      const rows = parts.flat()
      const { times, values, conflict } = settle({
        times: Float64Array.from(rows, ({ time }) => time),
        values: Float64Array.from(rows, ({ value }) => value),
        starts: undefined,
      })
      const last = new Map(rows.map(({ time, value }) => [time, value]))
      const expected = [...last].toSorted(([a], [b]) => a - b)
      assert.deepEqual(
        Array.from(times, (time, at) => [time, values[at]]),
        expected,
      )
      const differs = [...Map.groupBy(rows, ({ time }) => time).values()].some(
        (same) => new Set(same.map(({ value }) => value)).size > 1,
      )
      assert.equal(conflict, differs)
    }),
    { numRuns: 500 },
  )
})
