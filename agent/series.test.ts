import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Sample } from './sample.ts'
import { createSeriesBook, type Batch } from './series.ts'

const naming = { job: 'node', instance: 'web-1', labels: [['environment', 'production'] as const] }
const gauge = (name: string, value: number, ...labels: string[]): Sample => ({ name, type: 'gauge', labels, value })
const shown = ({ points }: Batch) =>
  points.map(
    ({ series: { labels }, value, isStale }) =>
      `${labels[labels.indexOf('__name__') + 1]} ${isStale ? 'stale' : value}`,
  )

test('each series has the names of the host, sorted; a label of the same name is kept beside it', () => {
  const book = createSeriesBook(naming)
  const [point] = book.record(1, [
    { source: 'x', samples: [gauge('a', 1, 'job', 'inner', 'exported_job', 'odd', 'z', '1')] },
  ]).points
  assert.deepEqual(point?.series.labels, [
    ...['__name__', 'a', 'environment', 'production', 'exported_exported_job', 'odd', 'exported_job', 'inner'],
    ...['instance', 'web-1', 'job', 'node', 'z', '1'],
  ])
})

test('a series that its source no longer shows ends once, and begins again when it comes back', () => {
  const book = createSeriesBook(naming)
  const record = (...names: string[]) =>
    shown(book.record(1, [{ source: 'x', samples: names.map((name) => gauge(name, 1)) }]))
  assert.deepEqual(record('a', 'b'), ['a 1', 'b 1'])
  assert.deepEqual(record('a'), ['a 1', 'b stale'])
  assert.deepEqual(record('a'), ['a 1'])
  assert.deepEqual(record('b'), ['b 1', 'a stale'])
  assert.deepEqual(record('a', 'c', 'b'), ['a 1', 'c 1', 'b 1'])
  assert.deepEqual(record('b', 'c', 'a'), ['b 1', 'c 1', 'a 1'])
  assert.deepEqual(record('c', 'a'), ['c 1', 'a 1', 'b stale'])
})

test('a source that was not looked at ends nothing; one that failed ends what it had', () => {
  const book = createSeriesBook(naming)
  book.record(1, [
    { source: 'x', samples: [gauge('a', 1)] },
    { source: 'y', samples: [gauge('b', 1)] },
  ])
  assert.deepEqual(shown(book.record(2, [{ source: 'x', samples: [gauge('a', 2)] }])), ['a 2'])
  assert.deepEqual(shown(book.record(3, [{ source: 'y', samples: [], error: new Error('gone') }])), ['b stale'])
})

test('what a source shows twice counts once', () => {
  const book = createSeriesBook(naming)
  assert.deepEqual(shown(book.record(1, [{ source: 'x', samples: [gauge('a', 1), gauge('a', 2)] }])), ['a 1'])
})

test('a stop ends every series, once', () => {
  const book = createSeriesBook(naming)
  book.record(1, [
    { source: 'x', samples: [gauge('a', 1)] },
    { source: 'y', samples: [gauge('b', 1)] },
  ])
  assert.deepEqual(shown(book.end(2)), ['a stale', 'b stale'])
  assert.deepEqual(book.end(3).points, [])
})
