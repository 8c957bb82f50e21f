/** The short way for labels comes to what the long one does, or leaves them to it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { maskCardData } from '#platform/card-data'
import { checkLabels } from '../labels.ts'
import { maxLabels } from '../limits.ts'
import { labelBytesOf, metricOf, pairsOf } from './label-bytes.ts'
import { labelColumns } from './label-columns.ts'
import { maps, texts, type Pairs } from './native-block.ts'
import { createPlainKeys } from './plain-keys.ts'
import { readPlainLabels } from './plain-labels.ts'
import { seriesKeyOf } from './series-id.ts'

const name = fc.oneof(
  fc.constantFrom('__name__', 'a', 'ab', 'b', 'Z', '_', 'job', 'instance', 'x'.repeat(127), 'x'.repeat(128)),
  fc.string({ maxLength: 4 }),
)
const value = fc.oneof(
  fc.constantFrom('up', 'a:b', 'node', '4111 1111 1111 1111', 'host-1234567890123456', 'ä', '\ud800', '😀'),
  fc.string({ maxLength: 12 }),
  fc.integer({ min: 120, max: 140 }).map((length) => 'v'.repeat(length)),
  fc.constantFrom(511, 512, 513, 999, 1000, 4095, 4096, 4097).map((length) => 'w'.repeat(length)),
)
const pairs: fc.Arbitrary<Pairs> = fc.oneof(
  fc.array(fc.tuple(name, value), { maxLength: 8 }),
  fc.uniqueArray(fc.tuple(name, value), { maxLength: 8, selector: ([one]) => one }).map(sorted),
  fc
    .integer({ min: maxLabels - 2, max: maxLabels + 2 })
    .map((count) =>
      sorted([
        ['__name__', 'm'],
        ...Array.from({ length: count - 1 }, (_, at): [string, string] => [`l${at}`, `${at}`]),
      ]),
    ),
)

function sorted(labels: [string, string][]): [string, string][] {
  return labels.toSorted(([a], [b]) => (a < b ? -1 : 1))
}

const mayStay = (text: string) => maskCardData(text) === text
const read = (labels: Pairs, most = maxLabels) => {
  const range = labelBytesOf(labels)
  return { range, plain: readPlainLabels(range, { most, mayStay }) }
}

test('plain labels are those that the long way takes too, as the same series', () => {
  const keys = createPlainKeys()
  let plains = 0
  fc.assert(
    fc.property(pairs, fc.constantFrom('prj_1', 'prj_2', 'ä'), (labels, project) => {
      const { range, plain } = read(labels)
      if (!plain) return
      plains += 1
      const checked = checkLabels(labels, 'classic')
      assert.ok('labels' in checked, JSON.stringify(checked))
      assert.deepEqual(checked.labels, labels)
      assert.ok(labels.every(([, text]) => mayStay(text)))
      assert.equal(plain.count, labels.length)
      assert.equal(range.bytes.toString('utf8', plain.metric, plain.metricEnd), checked.metric)
      assert.deepEqual(keys.keyOf(project, range, plain), seriesKeyOf(project, checked.metric, checked.labels))
    }),
    { numRuns: 2000 },
  )
  assert.ok(plains > 100, `${plains} were plain`)
})

test('labels of a usual sender are plain, also at the bounds, and beyond them they are not', () => {
  const usual: Pairs = [
    ['__name__', 'node_cpu_seconds_total'],
    ['cpu', '0'],
    ['instance', 'host-12.example.net:9100'],
    ['job', 'node'],
  ]
  assert.ok(read(usual).plain)
  assert.ok(read([['Above', 'x'], ...usual]).plain)
  assert.ok(!read(usual, 3).plain)
  for (const [text, isPlain] of [
    ['v'.repeat(4096), true],
    ['v'.repeat(4097), false],
    ['ä', false],
    ['', false],
    ['4111 1111 1111 1111', false],
  ] as const) {
    assert.equal(read([['__name__', 'm'], ['a', text]]).plain !== undefined, isPlain, text.slice(0, 20)) // prettier-ignore
  }
  for (const [metric, isPlain] of [
    ['m'.repeat(512), true],
    ['m'.repeat(513), false],
    ['1m', false],
    ['a:b', true],
  ] as const) {
    // prettier-ignore
    assert.equal(read([['__name__', metric]]).plain !== undefined, isPlain, metric.slice(0, 20))
  }
})

test('bytes that are no labels, or written otherwise, are not plain, wherever they are cut off or changed', () => {
  const { range } = read([['__name__', 'm'], ['a', 'v'.repeat(200)], ['b', 'c']]) // prettier-ignore
  const whole = Buffer.concat([range.bytes, Buffer.alloc(300, 0x61)])
  for (let end = 1; end < range.end; end++) {
    const plain = readPlainLabels({ bytes: whole, start: 0, end }, { most: maxLabels, mayStay: undefined })
    // Cut between two labels they are fewer labels; elsewhere none.
    if (plain) assert.ok(plain.count < 3, String(end))
  }
  fc.assert(
    fc.property(fc.nat(range.end - 1), fc.nat(255), (at, byte) => {
      const changed = Buffer.from(range.bytes)
      changed[at] = byte
      const plain = readPlainLabels(
        { bytes: changed, start: 0, end: range.end },
        { most: maxLabels, mayStay: undefined },
      )
      if (!plain) return
      // What is taken can be walked to its very end.
      const labels = pairsOf({ bytes: changed, start: 0, end: range.end })
      assert.equal(labels.length, plain.count)
      assert.deepEqual(labelBytesOf(labels).bytes, changed)
      assert.ok('labels' in checkLabels(labels, 'classic'))
    }),
    { numRuns: 3000 },
  )
})

test('labels come back from their bytes, and columns of them are those of their texts', () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.tuple(name, value), { maxLength: 5 }), { maxLength: 5 }), (rows) => {
      const formed = rows.map((labels) =>
        labels.map(([a, b]): [string, string] => [a.toWellFormed(), b.toWellFormed()]),
      )
      const ranges = rows.map(labelBytesOf)
      assert.deepEqual(ranges.map(pairsOf), formed)
      const columns = labelColumns(ranges)
      assert.deepEqual(Buffer.concat(columns.labels), maps(formed))
      const metrics = formed.flatMap((labels) => labels.filter(([each]) => each === '__name__').map(([, text]) => text))
      assert.deepEqual(columns.metrics, texts(metrics))
    }),
  )
  assert.equal(metricOf(labelBytesOf([['A', '1'], ['__name__', 'm']])), 'm') // prettier-ignore
})
