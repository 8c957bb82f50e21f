import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { bucketsFrom, customSchema, histogram } from '../histograms/histogram.ts'
import { histogramFromBytes, histogramToBytes } from './histogram-bytes.ts'
import { createIdSet } from './id-set.ts'
import { labelBytesOf } from './label-bytes.ts'
import { createSeriesCache, isRegistered, markRegistered, type Series } from './series-cache.ts'
import { seriesKeyOf } from './series-id.ts'

test('a histogram comes back as it was, with NaN, infinities and both schemas', () => {
  const some = [
    histogram(),
    histogram({
      ...{ schema: 3, count: 12, sum: NaN, zeroThreshold: 1e-128, zeroCount: 2, resetHint: 'not_reset' },
      positive: bucketsFrom([1, 0, 3], -5),
      negative: bucketsFrom([6], 40),
    }),
    histogram({
      schema: customSchema,
      count: 3,
      sum: -Infinity,
      customBounds: [0.1, 5],
      positive: bucketsFrom([1, 2]),
    }),
    histogram({ schema: -4, resetHint: 'gauge' }),
  ]
  for (const one of some) assert.deepEqual(histogramFromBytes(histogramToBytes(one)), one)
})

test('bytes that are no histogram are an error, wherever they end', () => {
  const bytes = histogramToBytes(histogram({ count: 1, positive: bucketsFrom([1]) }))
  for (let end = 0; end < bytes.length; end++)
    assert.throws(() => histogramFromBytes(bytes.subarray(0, end)), RangeError)
  assert.throws(() => histogramFromBytes(Buffer.from([2, ...bytes.subarray(1)])), RangeError)
})

test('a set of ids has what was added, also where halves are equal or 0', () => {
  const halves = fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 1, max: 5 }))
  fc.assert(
    fc.property(fc.array(halves, { maxLength: 100 }), (ids) => {
      const set = createIdSet()
      const known = new Set<string>()
      for (const [low, high] of ids) {
        assert.equal(set.add(low, high), !known.has(`${low} ${high}`))
        known.add(`${low} ${high}`)
        assert.ok(set.has(low, high))
      }
      assert.equal(set.size(), known.size)
    }),
  )
  const many = createIdSet()
  for (let at = 0; at < 50_000; at++) assert.ok(many.add((at * 2_654_435_761) >>> 0, (at * 40_503) >>> 0))
  assert.equal(many.size(), 50_000)
  assert.ok(many.has(2_654_435_761, 40_503) && !many.has(2_654_435_761, 40_504))
})

test('ids depend on project, name and each label, and not on where a text ends', () => {
  const id = (project: string, ...labels: [string, string][]) => {
    const { idLow, idHigh } = seriesKeyOf(project, 'm', labels)
    return `${idLow} ${idHigh}`
  }
  const ids = [
    id('p', ['a', 'bc']),
    id('p', ['ab', 'c']),
    id('q', ['a', 'bc']),
    id('p', ['a', 'b'], ['c', '']),
    id('p'),
  ]
  assert.equal(new Set(ids).size, ids.length)
  assert.equal(id('p', ['a', 'bc']), ids[0])
})

test('a series is registered for the days that were marked, and a cache forgets no other project’s', () => {
  const cache = createSeriesCache()
  const series: Series = {
    ...seriesKeyOf('p', 'm', []),
    labels: labelBytesOf([]),
    labelCount: 0,
    day: -1,
    days: undefined,
  }
  cache.keep('p', 'key', series)
  assert.equal(cache.find('p', 'key'), series)
  assert.equal(cache.find('q', 'key'), undefined)
  for (const day of [5, 7, 6]) markRegistered(series, day)
  assert.deepEqual(
    [4, 5, 6, 7, 8].filter((day) => isRegistered(series, day)),
    [5, 6, 7],
  )
})
