import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cssOf, schemeColor, thresholdColor, valueColor } from '../colors.ts'
import { frame, panelOf, timeseries } from '../panels.fixture.ts'
import { seriesOf } from '../series.ts'
import { arc } from './arc.ts'
import { cellsOf } from './layout.ts'
import { reducedOf } from './reduced.ts'
import { pathsOf } from './sparkline-paths.ts'

const limits = {
  thresholds: {
    mode: 'absolute',
    steps: [
      { color: 'green', value: null },
      { color: '#ff0000', value: 80 },
    ],
  },
  color: { mode: 'thresholds' },
}

test('a value has the color of the threshold that it has reached', () => {
  const config = seriesOf(timeseries({}, limits), [frame('a', [1])]).series[0]?.config
  assert.ok(config)
  assert.equal(thresholdColor(79.9, config), 'var(--hue-green)')
  assert.match(thresholdColor(80, config), /#ff0000/)
  assert.equal(valueColor(null, config, 0), 'var(--hue-green)')
  assert.equal(valueColor(NaN, config, 0), 'var(--hue-green)')
})

test('only colors become CSS, and those of dashboards become tokens', () => {
  assert.equal(cssOf('dark-red'), 'color-mix(in oklab, var(--hue-red), black 30%)')
  assert.equal(cssOf('red; background: url(x)'), 'var(--unknown)')
  assert.equal(cssOf('url(https://example.com)'), 'var(--unknown)')
  assert.match(cssOf('rgb(1, 2, 3)'), /rgb\(1, 2, 3\)/)
  assert.equal(schemeColor('continuous-GrYlRd', 0), 'var(--hue-green)')
  assert.equal(schemeColor('continuous-GrYlRd', 9), 'var(--hue-red)')
})

test('a stat has one value for each series, or for each row, and colors of mappings go first', () => {
  const panel = panelOf('stat', {
    type: 'stat',
    defaults: { mappings: [{ type: 'value', options: { '2': { text: 'Down', color: 'red', index: 0 } } }] },
    options: { reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false } },
  })
  const { values } = reducedOf(panel, [frame('a', [1, 2, null]), frame('b', [5])], panel.options.reduce)
  assert.deepEqual(
    values.map(({ name, value, written }) => [name, value, written.text]),
    [
      ['a', 2, 'Down'],
      ['b', 5, '5'],
    ],
  )
  assert.equal(values[0]?.color, 'var(--hue-red)')
  const rows = reducedOf(panel, [frame('a', [1, 2, 3])], { ...panel.options.reduce, values: true, limit: 2 })
  assert.deepEqual(
    rows.values.map(({ value }) => value),
    [1, 2],
  )
  assert.equal(reducedOf(panel, [frame('a', [1])], { ...panel.options.reduce, fields: '/(/' }).total, 0)
})

test('many values share a panel as cells of the best shape, and scroll when there is no room', () => {
  assert.equal(cellsOf(4, { width: 800, height: 80 }, 'auto', { width: 60, height: 30 }).columns, 4)
  assert.equal(cellsOf(4, { width: 100, height: 400 }, 'auto', { width: 60, height: 30 }).columns, 1)
  assert.equal(cellsOf(3, { width: 800, height: 80 }, 'horizontal', { width: 60, height: 20 }).rows, 3)
  assert.ok(cellsOf(50, { width: 200, height: 100 }, 'auto', { width: 60, height: 34 }).scrolls)
})

test('a sparkline has gaps, and a level one is in the middle', () => {
  const size = { width: 100, height: 20 }
  assert.equal(pathsOf([1, null, 2, 3], size, {}).line.match(/M/g)?.length, 2)
  assert.equal(pathsOf([1], size, {}).line, '')
  assert.match(pathsOf([4, 4], size, {}).line, /^M0\.0,10\.5L100\.0,10\.5$/)
})

test('an arc of nothing is none, and a whole ring closes', () => {
  const ring = { cx: 0, cy: 0, outer: 10, inner: 5 }
  assert.equal(arc({ ...ring, from: 10, to: 10 }), '')
  assert.equal(arc({ ...ring, from: 0, to: 360 }).match(/Z/g)?.length, 2)
})
