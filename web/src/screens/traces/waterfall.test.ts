import assert from 'node:assert/strict'
import { test } from 'node:test'
import { criticalPath } from './critical-path.ts'
import { axisMarks, layOut, rowsAround, visibleRows, type WaterfallSpan } from './waterfall.ts'

const span = (spanId: string, parentSpanId: string | null, from: number, until: number, service = 'shop') =>
  ({
    spanId,
    parentSpanId,
    service,
    name: spanId,
    operation: '',
    status: 'unset',
    isEntry: parentSpanId === null,
    offsetMicros: from,
    durationMicros: until - from,
  }) satisfies WaterfallSpan

const shape = (spans: WaterfallSpan[]) => layOut(spans).rows.map(({ span: { spanId }, depth }) => `${depth}${spanId}`)

test('each span is followed by its children in the order of time, whatever the order in which they came', () => {
  const spans = [span('d', 'b', 4, 5), span('c', 'a', 6, 8), span('a', null, 0, 10), span('b', 'a', 1, 5)]
  assert.deepEqual(shape(spans), ['0a', '1b', '2d', '1c'])
  assert.deepEqual(shape(spans.toReversed()), ['0a', '1b', '2d', '1c'])
})

test('a span whose parent is not here stands as a root and is called an orphan; rings lose nobody', () => {
  const { rows } = layOut([span('a', null, 0, 10), span('lost', 'gone', 3, 4), span('below', 'lost', 3, 4)])
  assert.deepEqual(
    rows.map(({ span: { spanId }, depth, isOrphan }) => [spanId, depth, isOrphan]),
    [
      ['a', 0, false],
      ['lost', 0, true],
      ['below', 1, false],
    ],
  )
  assert.deepEqual(shape([span('x', 'y', 0, 1), span('y', 'x', 1, 2), span('self', 'self', 2, 3)]).toSorted(), [
    '0self',
    '0x',
    '1y',
  ])
})

test('a span of another service that says it began before it was called is moved within its caller, with all below it', () => {
  const { rows, startMicros, endMicros } = layOut([
    span('call', null, 1000, 2000),
    span('serve', 'call', 200, 800, 'mail'),
    span('query', 'serve', 300, 400, 'mail'),
    span('own', 'call', 900, 950),
  ])
  const places = Object.fromEntries(rows.map(({ span: { spanId }, startMicros }) => [spanId, startMicros]))
  assert.deepEqual(places, { call: 1000, serve: 1200, query: 1300, own: 900 })
  assert.deepEqual([startMicros, endMicros], [900, 2000])
  assert.deepEqual(
    rows.map(({ shiftedMicros }) => shiftedMicros),
    [0, 1000, 1000, 0],
  )
  const [, longer] = layOut([span('call', null, 100, 200), span('serve', 'call', 0, 500, 'mail')]).rows
  assert.equal(longer?.startMicros, 100)
})

test('what is folded hides all below it, and says how many that are', () => {
  const { rows } = layOut([span('a', null, 0, 9), span('b', 'a', 1, 5), span('c', 'b', 2, 3), span('d', 'a', 6, 8)])
  assert.deepEqual(
    rows.map(({ hiddenCount, childCount }) => [hiddenCount, childCount]),
    [
      [3, 2],
      [1, 1],
      [0, 0],
      [0, 0],
    ],
  )
  const seen = (...folded: string[]) => visibleRows(rows, new Set(folded)).map(({ span: { spanId } }) => spanId)
  assert.deepEqual(seen(), ['a', 'b', 'c', 'd'])
  assert.deepEqual(seen('b'), ['a', 'b', 'd'])
  assert.deepEqual(seen('a', 'b'), ['a'])
})

test('the critical path counts each moment once, for the innermost span that was waited for', () => {
  const { bySpan, byService, gapMicros } = criticalPath(
    layOut([
      span('a', null, 0, 100),
      span('beside', 'a', 10, 60, 'cache'),
      span('slow', 'a', 10, 80, 'stock'),
      span('query', 'slow', 20, 70, 'db'),
      span('after', 'a', 90, 400, 'mail'),
      span('late', null, 420, 450),
    ]),
  )
  assert.deepEqual(Object.fromEntries(bySpan), { late: 30, after: 310, a: 20, slow: 20, query: 50 })
  assert.equal(gapMicros, 20)
  assert.deepEqual(byService[0], { service: 'mail', micros: 310 })
  const sum = byService.reduce((total, { micros }) => total + micros, 0)
  assert.equal(sum + gapMicros, 450)
})

test('ten thousand spans, also as one chain, are laid out in no time and overflow no stack', () => {
  const chain = Array.from({ length: 10_000 }, (_, i) => span(`s${i}`, i === 0 ? null : `s${i - 1}`, i, 20_000 - i))
  const began = performance.now()
  const waterfall = layOut(chain)
  const { bySpan } = criticalPath(waterfall)
  assert.equal(waterfall.rows.at(-1)?.depth, 9999)
  assert.equal(waterfall.rows[0]?.hiddenCount, 9999)
  assert.equal(bySpan.get('s9999'), 2)
  const around = rowsAround(waterfall.rows, 's5000', 8).map(({ span: { spanId } }) => spanId)
  assert.deepEqual(around, ['s0', 's4994', 's4995', 's4996', 's4997', 's4998', 's4999', 's5000'])
  assert.ok(performance.now() - began < 2000)
})

test('around a span are its parents, itself and what is near it', () => {
  const { rows } = layOut([
    span('a', null, 0, 100),
    ...Array.from({ length: 20 }, (_, i) => span(`before${i}`, 'a', i, i + 1)),
    span('here', 'a', 50, 60),
    span('below', 'here', 51, 52),
    span('next', 'a', 70, 80),
  ])
  const around = rowsAround(rows, 'here', 5).map(({ span: { spanId } }) => spanId)
  assert.deepEqual(around, ['a', 'before19', 'here', 'below', 'next'])
  assert.equal(rowsAround(rows, 'unknown', 5).length, 5)
})

test('the axis has few marks at round places', () => {
  assert.deepEqual(axisMarks(950, 5), [0, 200, 400, 600, 800])
  assert.deepEqual(axisMarks(1_000_000, 4), [0, 500_000, 1_000_000])
  assert.deepEqual(axisMarks(0, 5), [0])
})
