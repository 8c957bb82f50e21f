import assert from 'node:assert/strict'
import { test } from 'node:test'
import { csvOfPanel } from './csv.ts'
import { cellsOf as heatCells, isShown } from './heatmap/model.ts'
import { heatmapTable } from './heatmap/table.ts'
import { sortRows, switched, type Named } from './legend-model.ts'
import { frame, panelOf, timeseries } from './panels.fixture.ts'
import { seriesOf } from './series.ts'
import { statesOf } from './states/model.ts'
import { orderOf, tableOf } from './table/model.ts'
import { safeTree, type Parsed } from './text/safe-tree.ts'

const heatmap = panelOf('heatmap', { type: 'heatmap', options: {} })

test('classic buckets are what came on top of the one below, in the order of their bounds', () => {
  const frames = [
    frame('+Inf', [10, 12], { le: '+Inf' }),
    frame('0.1', [2, null], { le: '0.1' }),
    frame('1', [7, 6], { le: '1' }),
  ]
  const { rows, most, numeric } = heatCells(heatmap, frames, [], heatmap.options)
  assert.deepEqual(
    rows.map(({ bottom, top, counts }) => [bottom, top, counts]),
    [
      [0, 0.1, [2, null]],
      [0.1, 1, [5, 6]],
      [1, Infinity, [3, 6]],
    ],
  )
  assert.deepEqual([most, numeric], [6, true])
})

test('native histograms are rows by their own bounds, and values are counted when asked to', () => {
  const points = [
    { atMs: 0, buckets: [{ lower: 1, upper: 2, count: 3 }] },
    {
      atMs: 60_000,
      buckets: [
        { lower: 2, upper: 4, count: 1 },
        { lower: 1, upper: 2, count: 2 },
      ],
    },
  ]
  const native = heatCells(heatmap, [], [{ labels: {}, refId: 'A', stepMs: 60_000, points }], heatmap.options)
  assert.deepEqual(
    native.rows.map(({ counts }) => counts),
    [
      [3, 2],
      [null, 1],
    ],
  )
  const counted = heatCells(heatmap, [frame('a', [1, 9]), frame('b', [1, 2])], [], {
    ...heatmap.options,
    calculate: true,
    yBuckets: { mode: 'size', value: '5', scale: 'linear', base: 2 },
  })
  assert.deepEqual(
    counted.rows.map(({ counts }) => counts),
    [
      [2, 1],
      [0, 1],
    ],
  )
  assert.equal(isShown(0, heatmap.options), false)
})

test('the table of a heatmap says what its picture does, also where the series are native histograms', () => {
  const of = panelOf('heatmap', { type: 'heatmap', options: { yAxis: { unit: 's' }, cellValues: { unit: 'short' } } })
  const points = [
    { atMs: 60_000, buckets: [{ lower: 1, upper: 2, count: 3 }] },
    {
      atMs: 120_000,
      buckets: [
        { lower: 1, upper: 2, count: 0 },
        { lower: 2, upper: 4, count: 5 },
      ],
    },
  ]
  const data = {
    ...{ frames: [], came: [], asked: [], faults: [], notes: [], fromMs: 0, toMs: 120_000, answeredAtMs: 0 },
    histograms: [{ labels: {}, refId: 'A', stepMs: 60_000, points }],
  }
  const { columns, rowCount } = heatmapTable(of, data)
  assert.equal(rowCount, 2)
  assert.deepEqual(
    columns.map(({ name, values }) => [name, values]),
    [
      ['Time', [0, 60_000]],
      ['1 s to 2 s', [3, null]],
      ['2 s to 4 s', [null, 5]],
    ],
  )
  assert.equal(csvOfPanel(of, data).split('\r\n')[1], '"1970-01-01T00:00:00.000Z",3,')
  const classic = [frame('0.1', [2, 4], { le: '0.1' }), frame('+Inf', [10, 12], { le: '+Inf' })]
  const table = heatmapTable(of, { frames: classic, histograms: [] })
  assert.deepEqual(
    table.columns.map(({ values }) => values),
    [
      [-60_000, 0],
      [2, 4],
      [8, 8],
    ],
  )
})

test('states are stretches, gaps are none, and each state is in the legend once', () => {
  const written = {
    type: 'state-timeline',
    options: { mergeValues: true },
    defaults: {
      mappings: [
        { type: 'value', options: { '0': { text: 'Up', color: 'green' }, '1': { text: 'Down', color: 'red' } } },
      ],
    },
  }
  const panel = panelOf('state-timeline', written)
  const { rows, legend } = statesOf(panel, seriesOf(panel, [frame('a', [0, 0, null, 0, 1])]))
  assert.deepEqual(
    rows[0]?.stretches.map(({ text, fromMs, toMs }) => [text, fromMs / 60_000, toMs / 60_000]),
    [
      ['Up', 0, 2],
      ['Up', 3, 4],
      ['Down', 4, 5],
    ],
  )
  assert.deepEqual(legend, [
    { text: 'Up', color: 'var(--hue-green)' },
    { text: 'Down', color: 'var(--hue-red)' },
  ])
})

test('rows are sorted as numbers or words, and what is missing is last either way', () => {
  const panel = panelOf('table', { type: 'table' })
  const table = tableOf(panel, {
    name: 'A',
    refId: 'A',
    fields: [
      { name: 'n', type: 'number', values: [10, null, 9] },
      { name: 's', type: 'string', values: ['b10', 'b9', ''] },
    ],
  })
  const [number, word] = table.columns
  assert.ok(number && word)
  assert.deepEqual(orderOf(table, { column: number.key, descending: false }), [2, 0, 1])
  assert.deepEqual(orderOf(table, { column: number.key, descending: true }), [0, 2, 1])
  assert.deepEqual(orderOf(table, { column: word.key, descending: false }), [1, 0, 2])
  assert.deepEqual(orderOf(table, undefined), [0, 1, 2])
})

test('a legend is sorted by what it shows; a press switches one, with shift it is alone', () => {
  const { series } = seriesOf(timeseries({}), [frame('a', [1]), frame('b', [3]), frame('c', [2])])
  const rows: Named[] = series.map((each, at) => ({ series: each, values: [[1, null, 2][at] ?? null] }))
  const names = (by: string, descending: boolean) =>
    sortRows(rows, ['mean'], by, descending).map(({ series: { name } }) => name)
  assert.deepEqual(names('mean', true), ['c', 'a', 'b'])
  assert.deepEqual(names('Mean', false), ['a', 'c', 'b'])
  assert.deepEqual(names('Name', true), ['c', 'b', 'a'])
  const [a = '', b = '', c = ''] = series.map(({ key }) => key)
  assert.deepEqual([...switched(series, new Set(), b, false)], [b])
  assert.deepEqual([...switched(series, new Set([b]), b, false)], [])
  assert.deepEqual([...switched(series, new Set(), a, true)], [b, c])
  assert.deepEqual([...switched(series, new Set([b, c]), a, true)], [])
})

const node = (name: string, attributes: Record<string, string> = {}, ...children: (Parsed | string)[]): Parsed => ({
  name,
  attributes,
  children,
})

test('a text keeps what is harmless and nothing that could act', () => {
  assert.deepEqual(
    safeTree([node('script', {}, 'bad()'), node('p', { onclick: 'bad()' }, 'words', node('marquee', {}, ' stay'))]),
    [{ name: 'p', children: ['words', ' stay'] }],
  )
  assert.deepEqual(
    safeTree([
      node('a', { href: 'javascript:bad()' }, 'no'),
      node('a', { href: 'https://example.com/', target: 'x' }, 'yes'),
    ]),
    ['no', { name: 'a', href: 'https://example.com/', children: ['yes'] }],
  )
  assert.deepEqual(
    safeTree([node('p', { style: 'color: red; position: fixed; background: url(x); text-align:center' }, 'a')]),
    [{ name: 'p', style: { color: 'red', textAlign: 'center' }, children: ['a'] }],
  )
  assert.deepEqual(safeTree([node('img', { src: 'https://example.com/a.png', alt: 'a' })]), [
    { name: 'a', href: 'https://example.com/a.png', children: ['a'] },
  ])
  for (const name of ['iframe', 'svg', 'form', 'style', 'object', 'math', 'base', 'link'])
    assert.deepEqual(safeTree([node(name, {}, 'x')]), [])
})

test('headings go on from the title without leaving a level out, and depth has an end', () => {
  const tree = safeTree([node('h1', {}, 'a'), node('h4', {}, 'b'), node('h2', {}, 'c')])
  assert.deepEqual(
    tree.map((each) => (typeof each === 'string' ? each : each.name)),
    ['h3', 'h4', 'h4'],
  )
  let deep = node('b', {}, 'x')
  for (let level = 0; level < 500; level += 1) deep = node('div', {}, deep)
  assert.ok(!JSON.stringify(safeTree([deep])).includes('x'))
})
