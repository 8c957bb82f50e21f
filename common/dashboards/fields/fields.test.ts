import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  calculations,
  cssColor,
  type FieldConfig,
  formatValue,
  type JsonObject,
  legendOf,
  type Panel,
  readDashboard,
  reduce,
  resolveField,
  schemeColor,
  type SeriesKey,
  seriesColor,
  thresholdColor,
} from '../index.ts'

function panelOf(fieldConfig: JsonObject): Panel {
  const [panel] = readDashboard({ title: 'x', panels: [{ id: 1, type: 'timeseries', fieldConfig }] }).dashboard.panels
  assert.ok(panel)
  return panel
}
const series = (name: string, more: Partial<SeriesKey> = {}): SeriesKey => ({ name, refId: 'A', labels: {}, ...more })
const fieldOf = (defaults: JsonObject): FieldConfig => resolveField(panelOf({ defaults, overrides: [] }), series('s'))
const whole = (value: number | string | boolean | null, config: FieldConfig): string => {
  const { prefix, text, suffix } = formatValue(value, config)
  return prefix + text + suffix
}

test('mappings: a value, a range, a pattern and special values; the first that fits wins', () => {
  const config = fieldOf({
    unit: 'percent',
    noValue: 'nothing',
    mappings: [
      { type: 'value', options: { '0': { text: 'off', color: 'red' }, up: { text: 'UP' } } },
      { type: 'range', options: { from: 1, to: 10, result: { text: 'low' } } },
      { type: 'range', options: { from: 5, to: 20, result: { text: 'middle' } } },
      { type: 'range', options: { from: 90, to: null, result: { color: 'purple' } } },
      { type: 'regex', options: { pattern: '/^host-(\\d+)$/', result: { text: 'number $1' } } },
      { type: 'special', options: { match: 'nan', result: { text: 'not a number' } } },
      { type: 'special', options: { match: 'empty', result: { text: 'empty' } } },
      { type: 'special', options: { match: 'true', result: { text: 'yes' } } },
    ],
  })
  assert.deepEqual(
    [0, 1, 10, 15, 50].map((value) => whole(value, config)),
    ['off', 'low', 'low', 'middle', '50%'],
  )
  assert.deepEqual(
    ['up', 'host-7', 'host', '', true].map((value) => whole(value, config)),
    ['UP', 'number 7', 'host', 'empty', 'yes'],
  )
  assert.deepEqual(
    [null, Number.NaN].map((value) => whole(value, config)),
    ['nothing', 'not a number'],
  )
  assert.equal(formatValue(0, config).color, cssColor('red'))
  assert.deepEqual([whole(95, config), formatValue(95, config).color], ['95%', cssColor('purple')])
})

test('mappings of before version 8', () => {
  const config = fieldOf({
    mappings: [
      { type: 1, value: 'null', text: 'N/A' },
      { type: 1, value: '1', text: 'one' },
      { type: 2, from: '2', to: '3', text: 'few' },
    ],
  })
  assert.deepEqual(
    [null, 1, 2.5, 4].map((value) => whole(value, config)),
    ['N/A', 'one', 'few', '4'],
  )
})

test('a mapping of no value is not one of zero', () => {
  const config = fieldOf({ mappings: [{ type: 'special', options: { match: 'null', result: { text: 'N/A' } } }] })
  assert.deepEqual([whole(null, config), whole(0, config), whole(Number.NaN, config)], ['N/A', '0', 'NaN'])
  assert.equal(whole(null, fieldOf({})), '–')
})

test('thresholds, absolute and in percent of the range', () => {
  const steps = [
    { color: 'green', value: null },
    { color: 'red', value: 90 },
    { color: 'orange', value: 80 },
  ]
  const absolute = fieldOf({ color: { mode: 'thresholds' }, thresholds: { mode: 'absolute', steps } })
  assert.deepEqual(
    [-5, 79.9, 80, 90, 1000].map((value) => formatValue(value, absolute).color),
    ['green', 'green', 'orange', 'red', 'red'].map(cssColor),
  )
  const percent = fieldOf({
    min: 0,
    max: 200,
    color: { mode: 'thresholds' },
    thresholds: { mode: 'percentage', steps },
  })
  assert.deepEqual(
    [100, 160, 180].map((value) => formatValue(value, percent).color),
    ['green', 'orange', 'red'].map(cssColor),
  )
  assert.equal(thresholdColor(5, { mode: 'absolute', steps: [] }, {}), 'green')
})

test('colors of series', () => {
  const classic = fieldOf({ color: { mode: 'palette-classic' } })
  assert.notEqual(seriesColor(classic, 0), seriesColor(classic, 1))
  assert.equal(formatValue(5, classic).color, undefined)
  assert.equal(seriesColor(fieldOf({ color: { mode: 'fixed', fixedColor: '#890F02' } }), 3), '#890F02')
  const byName = fieldOf({ color: { mode: 'palette-classic-by-name' } })
  assert.equal(seriesColor(byName, 0), seriesColor(byName, 9))
  const scheme = fieldOf({ min: 0, max: 10, color: { mode: 'continuous-GrYlRd', seriesBy: 'max' } })
  assert.equal(seriesColor(scheme, 0, [10, 3, null]), schemeColor('continuous-GrYlRd', 1))
  assert.equal(formatValue(5, scheme).color, cssColor('yellow'))
  const steps = [
    { color: 'green', value: null },
    { color: 'red', value: 80 },
  ]
  assert.equal(
    seriesColor(fieldOf({ color: { mode: 'thresholds' }, thresholds: { steps } }), 0, [90, 10]),
    cssColor('green'),
  )
})

test('nothing but a color comes out of a color', () => {
  assert.equal(cssColor('rgba(50, 172, 45, 0.97)'), 'rgba(50, 172, 45, 0.97)')
  for (const shade of ['super-light-', 'light-', '', 'semi-dark-', 'dark-'])
    assert.match(cssColor(`${shade}blue`), /^#[0-9a-f]{6}$/)
  const unknown = cssColor('no-such-color')
  for (const bad of [
    'red;background:url(x)',
    'url(javascript:x)',
    'expression(1)',
    '</style>',
    'rgb(1,2,3);x',
    'constructor',
  ])
    assert.equal(cssColor(bad), unknown, bad)
})

test('which fields an override means', () => {
  const marks = (matcher: JsonObject, key: SeriesKey): boolean =>
    resolveField(panelOf({ overrides: [{ matcher, properties: [{ id: 'custom.lineWidth', value: 7 }] }] }), key).custom
      .lineWidth === 7
  const hits = (id: string, options: unknown, key: SeriesKey): boolean => marks({ id, options }, key)
  assert.equal(hits('byName', 'Idle', series('Idle')), true)
  assert.equal(hits('byName', 'Idle', series('Idle ')), false)
  assert.equal(hits('byRegexp', '/.*trans.*/', series('trans eth0 ')), true)
  assert.equal(hits('byRegexp', '/TRANS/', series('trans')), false)
  assert.equal(hits('byRegexp', '/TRANS/i', series('trans')), true)
  assert.equal(hits('byRegexp', 'trans', series('a trans b')), true)
  assert.equal(hits('byRegexp', '', series('a')), false)
  assert.equal(hits('byNames', { names: ['a', 'b'] }, series('b')), true)
  assert.equal(hits('byNames', { mode: 'exclude', names: ['a', 'b'] }, series('b')), false)
  assert.equal(hits('byNames', { mode: 'exclude', names: ['a', 'b'] }, series('c')), true)
  assert.equal(hits('byType', 'time', series('Time', { type: 'time' })), true)
  assert.equal(hits('byType', 'number', series('a')), true)
  assert.equal(hits('byFrameRefID', 'B', series('a', { refId: 'B' })), true)
  assert.equal(hits('byFrameRefID', 'B', series('a')), false)
  assert.equal(hits('somethingNew', 'a', series('a')), false)
})

test('what an override changes, and only that', () => {
  const panel = panelOf({
    defaults: {
      unit: 'bytes',
      min: 0,
      custom: { fillOpacity: 40, lineWidth: 2, stacking: { group: 'A', mode: 'percent' } },
    },
    overrides: [
      {
        matcher: { id: 'byName', options: 'a' },
        properties: [
          { id: 'unit', value: 'percent' },
          { id: 'decimals', value: 2 },
          { id: 'min', value: null },
          { id: 'max', value: 9 },
          { id: 'color', value: { mode: 'fixed', fixedColor: 'red' } },
          { id: 'custom.transform', value: 'negative-Y' },
          { id: 'custom.fillOpacity', value: 0 },
          { id: 'custom.lineStyle', value: { fill: 'dash', dash: [10, 20] } },
          { id: 'custom.stacking', value: { mode: 'normal', group: 'B' } },
          { id: 'custom.hideFrom', value: { viz: true, legend: false, tooltip: true } },
          { id: 'custom.axisPlacement', value: 'right' },
          { id: 'custom.scaleDistribution', value: { type: 'log', log: 10 } },
          { id: 'displayName', value: '${__field.labels.device} of ${__field.name}' },
          { id: 'somethingNew', value: 1 },
          { id: 'custom.somethingNew', value: 1 },
        ],
      },
      { matcher: { id: 'byRegexp', options: '/a/' }, properties: [{ id: 'decimals', value: 3 }] },
    ],
  })
  const changed = resolveField(panel, series('a', { labels: { device: 'eth0' } }))
  assert.partialDeepStrictEqual(changed, {
    unit: 'percent',
    decimals: 3,
    max: 9,
    displayName: 'eth0 of a',
    color: { mode: 'fixed', fixedColor: 'red' },
    custom: {
      ...{ negativeY: true, fillOpacity: 0, lineWidth: 2, axisPlacement: 'right' },
      lineStyle: { fill: 'dash', dash: [10, 20] },
      stacking: { mode: 'normal', group: 'B' },
      hideFrom: { viz: true, legend: false, tooltip: true },
      scale: { type: 'log', base: 10 },
    },
  })
  assert.equal('min' in changed, false)
  assert.equal('somethingNew' in changed.custom, false)
  const { displayName, ...other } = resolveField(panel, series('other'))
  assert.equal(displayName, 'other')
  assert.deepEqual(other, panel.field)
})

test('legends', () => {
  const legend = (legendFormat: string, labels: Record<string, string>): string =>
    legendOf({ legendFormat, expr: 'sum(up)' }, labels)
  const labels = { __name__: 'up', job: 'api', instance: 'a:1' }
  assert.equal(legend('{{job}} on {{ instance }}', labels), 'api on a:1')
  assert.equal(legend('{{__name__}} {{missing}}{{constructor}}!', labels), 'up !')
  assert.equal(legend('trans {{job}} ', labels), 'trans api ')
  for (const auto of ['', '__auto']) {
    assert.equal(legend(auto, labels), 'up{job="api", instance="a:1"}')
    assert.equal(legend(auto, { __name__: 'up' }), 'up')
    assert.equal(legend(auto, {}), 'sum(up)')
  }
})

test('one value of many', () => {
  const values = [null, 4, 2, null, 8, 3, null]
  const expected: Record<string, unknown> = {
    ...{
      lastNotNull: 3,
      last: null,
      firstNotNull: 4,
      first: null,
      min: 2,
      max: 8,
      mean: 4.25,
      median: 3.5,
      sum: 17,
      count: 4,
    },
    ...{
      range: 6,
      delta: 9 + 2,
      diff: -1,
      diffperc: -0.25,
      logmin: 2,
      changeCount: 6,
      distinctCount: 5,
      allIsZero: false,
      allIsNull: false,
    },
    ...{ p50: 3, p99: 8, step: null, nothing: null, constructor: null },
  }
  for (const [calc, result] of Object.entries(expected)) assert.deepEqual(reduce(values, calc), result, calc)
  assert.equal(reduce([1, 2], 'step', [0, 15_000]), 15_000)
  assert.deepEqual(
    [reduce([0, 0], 'allIsZero'), reduce([null], 'allIsNull'), reduce([1, -1], 'logmin')],
    [true, true, 1],
  )
  assert.equal(reduce([2, 4, 4, 4, 5, 5, 7, 9], 'stdDev'), 2)
  for (const { id } of calculations) assert.ok([0, null, true, false].includes(reduce([], id) as never), id)
})

test('very many values are no harder', () => {
  const many = Array.from({ length: 300_000 }, (_each, index) => index)
  assert.deepEqual([reduce(many, 'max'), reduce(many, 'min'), reduce(many, 'p50')], [299_999, 0, 149_999])
})
