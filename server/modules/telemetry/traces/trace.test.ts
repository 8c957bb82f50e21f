import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { placeSpans, type TraceSpan } from './trace.ts'

const span = (spanId: string, parentSpanId: string | null, startedMicros = 0): TraceSpan => ({
  projectId: 'prj',
  spanId,
  parentSpanId,
  service: 'shop',
  name: spanId,
  operation: '',
  kind: 'internal',
  status: 'ok',
  isEntry: parentSpanId === null,
  startedMicros,
  durationMicros: 1,
})

const shape = (spans: TraceSpan[]) =>
  placeSpans(spans).map(({ spanId, depth, isOrphan }) => `${'  '.repeat(depth)}${spanId}${isOrphan ? ' orphan' : ''}`)

test('each span is followed by its children, siblings by time, in whatever order they came', () => {
  const spans = [span('d', 'b', 4), span('c', 'a', 9), span('b', 'a', 2), span('a', null, 1)]
  assert.deepEqual(shape(spans), ['a', '  b', '    d', '  c'])
  assert.deepEqual(shape(spans.toReversed()), shape(spans))
  const [root, first] = placeSpans(spans)
  assert.equal(root?.childCount, 2)
  assert.equal(first?.offsetMicros, 1)
})

test('a span whose parent is not here stands as a root with its own children', () => {
  assert.deepEqual(shape([span('a', null), span('x', 'gone', 1), span('y', 'x', 2)]), ['a', 'x orphan', '  y'])
})

test('rings and spans that are their own parent lose nobody and end', () => {
  assert.deepEqual(shape([span('a', 'a')]), ['a orphan'])
  assert.deepEqual(shape([span('a', 'b', 1), span('b', 'a', 2)]), ['a orphan', '  b'])
})

test('all that was given is in the answer once, whatever its parents are', () => {
  const id = fc.constantFrom('a', 'b', 'c', 'd', 'e')
  const spans = fc.uniqueArray(fc.tuple(id, fc.option(id), fc.nat(9)), { selector: ([one]) => one })
  fc.assert(
    fc.property(spans, (given) => {
      const placed = placeSpans(given.map(([one, parent, at]) => span(one, parent, at)))
      assert.deepEqual(placed.map(({ spanId }) => spanId).toSorted(), given.map(([one]) => one).toSorted())
    }),
  )
})

test('a chain of a hundred thousand spans overflows no stack', () => {
  const chain = Array.from({ length: 100_000 }, (_, at) => span(`s${at}`, at === 0 ? null : `s${at - 1}`, at))
  assert.equal(placeSpans(chain).at(-1)?.depth, 99_999)
})
