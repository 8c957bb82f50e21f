import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  importDashboard,
  type JsonObject,
  legendOf,
  readDashboard,
  resolveField,
  sectionsOf,
  writeDashboard,
} from '../index.ts'

const target = { refId: 'A', expr: 'up' }

test('placeholders are filled in, and asked for once', () => {
  const json = {
    title: '${NAME} of ${x}',
    __inputs: [
      { name: 'DS_PROMETHEUS', type: 'datasource', pluginId: 'prometheus' },
      { name: 'NAME', type: 'constant', value: 'Hosts' },
      { name: 'OTHER', type: 'constant', value: 'b' },
    ],
    __requires: [{ type: 'grafana' }],
    panels: [
      {
        id: 1,
        type: 'stat',
        datasource: '${DS_PROMETHEUS}',
        targets: [{ ...target, expr: 'up{a="${OTHER}", b="$y"}' }],
      },
    ],
  }
  const { json: stored, dashboard, problems } = importDashboard(json, { OTHER: 'chosen' })
  assert.deepEqual(problems, [])
  assert.equal(dashboard.title, 'Hosts of ${x}')
  assert.equal(dashboard.panels[0]?.targets[0]?.expr, 'up{a="chosen", b="$y"}')
  assert.equal('__inputs' in stored, false)
  assert.deepEqual(stored['__requires'], json.__requires)
  assert.match(
    importDashboard({ title: 'x', panels: [], __inputs: [{ name: 'DS', type: 'datasource', pluginId: 'loki' }] })
      .problems[0]?.text ?? '',
    /loki/,
  )
})

test('the old graph is a time series with its overrides', () => {
  const graph = {
    ...{
      id: 1,
      type: 'graph',
      title: 'G',
      lines: true,
      fill: 3,
      linewidth: 2,
      stack: true,
      percentage: true,
      steppedLine: true,
      nullPointMode: 'connected',
      decimals: 2,
    },
    targets: [target],
    yaxes: [
      { format: 'bytes', min: '0', max: null, logBase: 10, label: 'size', show: true },
      { format: 'percent', max: 100 },
    ],
    legend: { show: true, alignAsTable: true, rightSide: true, values: true, avg: true, current: true, max: false },
    tooltip: { shared: true, sort: 2 },
    aliasColors: { Idle: '#123456' },
    seriesOverrides: [
      { alias: '/.*out.*/', transform: 'negative-Y', fill: 0 },
      { alias: 'load', yaxis: 2, stack: false, lines: false, bars: true },
      { alias: 'hidden', legend: false, hiddenSeries: true, dashes: true },
    ],
    thresholds: [{ value: 80, op: 'gt', colorMode: 'critical' }],
  }
  const { dashboard, problems } = readDashboard({ title: 'x', panels: [graph] })
  assert.deepEqual(problems, [])
  const [panel] = dashboard.panels
  assert.ok(panel?.kind === 'timeseries')
  assert.deepEqual(panel.options.legend, {
    show: true,
    mode: 'table',
    placement: 'right',
    calcs: ['mean', 'lastNotNull'],
    sortDesc: false,
  })
  assert.deepEqual(panel.options.tooltip, { mode: 'multi', sort: 'desc', hideZeros: false })
  const field = (name: string) => resolveField(panel, { name, refId: 'A', labels: {} })
  assert.partialDeepStrictEqual(field('any'), {
    ...{ unit: 'bytes', min: 0, decimals: 2 },
    thresholds: { steps: [{ color: 'transparent' }, { value: 80, color: 'red' }] },
    custom: {
      ...{
        fillOpacity: 30,
        lineWidth: 2,
        lineInterpolation: 'stepAfter',
        spanNulls: true,
        axisLabel: 'size',
        thresholdsStyle: 'line+area',
      },
      ...{ stacking: { mode: 'percent' }, scale: { type: 'log', base: 10 } },
    },
  })
  assert.equal(field('Idle').color.fixedColor, '#123456')
  assert.partialDeepStrictEqual(field('a out').custom, { negativeY: true, fillOpacity: 0 })
  assert.partialDeepStrictEqual(field('load'), {
    unit: 'percent',
    max: 100,
    custom: { axisPlacement: 'right', stacking: { mode: 'none' }, drawStyle: 'bars' },
  })
  assert.deepEqual(field('hidden').custom.hideFrom, { legend: true, viz: true, tooltip: false })
  assert.equal(field('hidden').custom.lineStyle.fill, 'dash')
})

test('the old single value is a stat, or a gauge', () => {
  const single = {
    ...{
      id: 1,
      type: 'singlestat',
      format: 'percent',
      valueName: 'avg',
      decimals: 1,
      thresholds: '50, 80',
      colors: ['green', 'orange', 'red'],
      colorBackground: true,
    },
    ...{
      sparkline: { show: true },
      mappingType: 1,
      valueMaps: [
        { op: '=', value: 'null', text: 'N/A' },
        { op: '=', value: '0', text: 'down' },
      ],
      targets: [target],
    },
  }
  const [stat, gauge, suffix] = readDashboard({
    title: 'x',
    panels: [
      single,
      { ...single, id: 2, gauge: { show: true, minValue: 5, maxValue: 50 } },
      { id: 3, type: 'singlestat', format: 'none', postfix: ' jobs' },
    ],
  }).dashboard.panels
  assert.ok(stat?.kind === 'stat' && gauge?.kind === 'gauge' && suffix)
  assert.partialDeepStrictEqual(stat.options, {
    reduce: { calcs: ['mean'] },
    colorMode: 'background',
    graphMode: 'area',
  })
  assert.deepEqual(stat.field.thresholds.steps, [
    { value: -Infinity, color: 'green' },
    { value: 50, color: 'orange' },
    { value: 80, color: 'red' },
  ])
  assert.partialDeepStrictEqual(stat.field.mappings, [
    { kind: 'special', match: 'null' },
    { kind: 'value', values: { '0': { text: 'down' } } },
  ])
  assert.partialDeepStrictEqual(gauge.field, { min: 5, max: 50, unit: 'percent', decimals: 1 })
  assert.equal(suffix.field.unit, 'suffix: jobs')
})

test('the old table is a table: styles are overrides, its transform is a transformation', () => {
  const table = {
    ...{
      id: 1,
      type: 'table-old',
      transform: 'timeseries_aggregations',
      columns: [{ value: 'avg' }, { value: 'current' }],
      targets: [target],
    },
    styles: [
      { pattern: 'Time', type: 'hidden' },
      {
        pattern: '/Value.*/',
        alias: 'Size',
        type: 'number',
        unit: 'bytes',
        decimals: 1,
        colorMode: 'cell',
        thresholds: ['1', '2'],
        colors: ['green', 'orange', 'red'],
      },
      { pattern: 'when', type: 'date', dateFormat: 'YYYY' },
    ],
  }
  const [panel] = readDashboard({ title: 'x', panels: [table] }).dashboard.panels
  assert.ok(panel?.kind === 'table')
  assert.deepEqual(panel.transformations, [
    { id: 'reduce', disabled: false, options: { mode: 'seriesToRows', reducers: ['mean', 'lastNotNull'] } },
  ])
  const field = (name: string) => resolveField(panel, { name, refId: 'A', labels: {} })
  assert.equal(field('Time').custom.hidden, true)
  assert.partialDeepStrictEqual(field('Value #A'), {
    displayName: 'Size',
    unit: 'bytes',
    decimals: 1,
    custom: { cellType: 'color-background' },
    thresholds: { steps: [{}, { value: 1 }, { value: 2, color: 'red' }] },
  })
  assert.equal(field('when').unit, 'time:YYYY')
})

test('rows from before the grid have places, and are rows where they had a title', () => {
  const old = {
    title: 'Old',
    schemaVersion: 14,
    rows: [
      {
        title: 'First',
        showTitle: true,
        height: '250px',
        panels: [
          { id: 1, type: 'graph', span: 6, title: 'a' },
          { id: 2, type: 'singlestat', span: 6, title: 'b' },
          { id: 3, type: 'text', span: 12, title: 'c', content: 'hi', mode: 'markdown' },
        ],
      },
      {
        title: 'Second',
        collapse: true,
        height: 300,
        repeat: 'host',
        panels: [{ id: 4, type: 'graph', span: 12, title: 'd' }],
      },
    ],
  }
  const { json, dashboard, problems } = importDashboard(old)
  assert.deepEqual(problems, [])
  assert.equal('rows' in json, false)
  const sections = sectionsOf(dashboard).map(({ row, panels, collapsed }) => [
    row?.title,
    collapsed,
    row?.repeat,
    panels.map(({ title, grid: { x, y, w, h } }) => `${title} ${x},${y} ${w}x${h}`),
  ])
  assert.deepEqual(sections, [
    ['First', false, undefined, ['a 0,0 12x7', 'b 12,0 12x7', 'c 0,7 24x7']],
    ['Second', true, 'host', ['d 0,0 24x8']],
  ])
  const text = dashboard.panels.find(({ title }) => title === 'c')
  assert.ok(text?.kind === 'text')
  assert.equal(text.options.content, 'hi')
  assert.deepEqual(importDashboard(writeDashboard(json)).dashboard, dashboard)
  assert.equal(
    readDashboard({ title: 'x', rows: [{ panels: [{ id: 1, type: 'text', span: 12 }] }] }).dashboard.panels.length,
    1,
  )
})

test('gauges of version 6, old pies, and panels that are kept elsewhere', () => {
  const [gauge, pie, library] = readDashboard({
    title: 'x',
    __elements: { abc: { kind: 1, model: { type: 'stat', title: 'From elsewhere', targets: [target] } } },
    panels: [
      {
        id: 1,
        type: 'gauge',
        options: {
          showThresholdMarkers: false,
          fieldOptions: {
            calcs: ['max'],
            defaults: { unit: 's', max: 9 },
            thresholds: [
              { index: 0, value: null, color: 'blue' },
              { index: 1, value: 5, color: 'red' },
            ],
            mappings: [],
          },
        },
      },
      { id: 2, type: 'grafana-piechart-panel', pieType: 'donut', valueName: 'total', format: 'bytes' },
      { id: 3, libraryPanel: { uid: 'abc', name: 'x' }, gridPos: { x: 1, y: 2, w: 3, h: 4 } },
    ],
  }).dashboard.panels
  assert.ok(gauge?.kind === 'gauge' && pie?.kind === 'piechart' && library?.kind === 'stat')
  assert.deepEqual(
    [
      gauge.field.unit,
      gauge.field.max,
      gauge.options.reduce.calcs,
      gauge.options.showThresholdMarkers,
      gauge.field.thresholds.steps.length,
    ],
    ['s', 9, ['max'], false, 2],
  )
  assert.deepEqual([pie.options.pieType, pie.options.reduce.calcs, pie.field.unit], ['donut', ['sum'], 'bytes'])
  assert.deepEqual([library.title, library.grid], ['From elsewhere', { x: 1, y: 2, w: 3, h: 4 }])
})

test('the V1 resource and the answer of an API have a dashboard in them', () => {
  const classic = { title: 'Inner', panels: [{ id: 1, type: 'stat', targets: [target] }] }
  const resource = {
    apiVersion: 'dashboard.grafana.app/v1beta1',
    kind: 'Dashboard',
    metadata: { name: 'uid-1' },
    spec: classic,
  }
  assert.deepEqual([readDashboard(resource).dashboard.title, readDashboard(resource).dashboard.uid], ['Inner', 'uid-1'])
  assert.equal(readDashboard({ meta: {}, dashboard: classic }).dashboard.panels.length, 1)
})

function element(id: number, title: string, group: string, more: JsonObject = {}): JsonObject {
  const query = {
    kind: 'PanelQuery',
    spec: {
      refId: 'A',
      hidden: false,
      query: {
        kind: 'DataQuery',
        group: 'prometheus',
        datasource: { name: '${ds}' },
        spec: { expr: 'up{a="$host"}', legendFormat: '{{a}}' },
      },
    },
  }
  const transformation = { kind: 'Transformation', group: 'limit', spec: { options: { limitField: 3 } } }
  const data = {
    kind: 'QueryGroup',
    spec: { queries: [query], transformations: [transformation], queryOptions: { maxDataPoints: 50, interval: '1m' } },
  }
  const vizConfig = {
    kind: 'VizConfig',
    group,
    spec: { options: { colorMode: 'background' }, fieldConfig: { defaults: { unit: 'bytes' }, overrides: [] } },
  }
  return { kind: 'Panel', spec: { id, title, description: '', links: [], data, vizConfig, ...more } }
}
const item = (name: string, x: number, y: number, more: JsonObject = {}): JsonObject => ({
  kind: 'GridLayoutItem',
  spec: { x, y, width: 12, height: 6, element: { kind: 'ElementReference', name }, ...more },
})
const v2 = (layout: JsonObject): JsonObject => ({
  apiVersion: 'dashboard.grafana.app/v2',
  kind: 'Dashboard',
  metadata: { name: 'v2' },
  spec: {
    ...{ title: 'V2', tags: ['a'], cursorSync: 'Crosshair', links: [], layout },
    timeSettings: { from: 'now-1h', to: 'now', autoRefresh: '30s', timezone: 'utc' },
    elements: {
      one: element(1, 'One', 'stat'),
      two: element(2, 'Two', 'timeseries'),
      three: element(3, 'Three', 'geomap'),
    },
    variables: [
      {
        kind: 'QueryVariable',
        spec: {
          name: 'host',
          label: 'Host',
          sort: 'alphabeticalDesc',
          refresh: 'onTimeRangeChanged',
          hide: 'hideLabel',
          multi: true,
          includeAll: true,
          allValue: '.+',
          current: { text: 'All', value: '$__all' },
          query: { kind: 'DataQuery', group: 'prometheus', spec: { query: 'label_values(up, a)' } },
        },
      },
      { kind: 'CustomVariable', spec: { name: 'c', query: 'x,y', current: { text: 'y', value: 'y' } } },
      { kind: 'DatasourceVariable', spec: { name: 'ds', pluginId: 'prometheus' } },
    ],
    annotations: [
      {
        kind: 'AnnotationQuery',
        spec: {
          name: 'Restarts',
          enable: true,
          iconColor: 'red',
          builtIn: false,
          query: { kind: 'DataQuery', group: 'prometheus', spec: { expr: 'changes(up[5m])' } },
        },
      },
    ],
  },
})

test('the V2 resource: elements, variables, annotations and a grid with rows', () => {
  const layout = {
    kind: 'GridLayout',
    spec: {
      items: [
        item('one', 0, 0, { repeat: { mode: 'variable', value: 'host', direction: 'v', maxPerRow: 2 } }),
        { kind: 'GridLayoutRow', spec: { y: 6, collapsed: true, title: 'Row', elements: [item('two', 0, 0)] } },
      ],
    },
  }
  const { dashboard, problems, json } = importDashboard(v2(layout))
  assert.deepEqual(problems, [])
  assert.partialDeepStrictEqual(dashboard, {
    ...{
      title: 'V2',
      tags: ['a'],
      graphTooltip: 1,
      refresh: '30s',
      timezone: 'utc',
      time: { from: 'now-1h', to: 'now' },
    },
    annotations: [{ name: 'Restarts', kind: 'query', expr: 'changes(up[5m])', enabled: true }],
  })
  const [one, row] = dashboard.panels
  assert.ok(one?.kind === 'stat' && row?.kind === 'row')
  assert.partialDeepStrictEqual(one, {
    ...{
      id: 1,
      title: 'One',
      maxDataPoints: 50,
      interval: '1m',
      repeat: 'host',
      repeatDirection: 'v',
      maxPerRow: 2,
      field: { unit: 'bytes' },
    },
    ...{
      targets: [{ refId: 'A', expr: 'up{a="$host"}', legendFormat: '{{a}}', hide: false }],
      transformations: [{ id: 'limit', options: { limitField: 3 } }],
    },
    options: { colorMode: 'background' },
  })
  assert.deepEqual([row.title, row.collapsed, row.panels.map(({ title }) => title)], ['Row', true, ['Two']])
  const [host, custom] = dashboard.variables
  assert.partialDeepStrictEqual(host, {
    name: 'host',
    kind: 'query',
    query: 'label_values(up, a)',
    sort: { by: 'text', descending: true },
    refresh: 'time',
    hide: 'label',
    multi: true,
    includeAll: true,
    allValue: '.+',
    current: ['$__all'],
  })
  assert.deepEqual(
    custom?.options.map(({ value }) => value),
    ['x', 'y'],
  )
  assert.deepEqual(importDashboard(writeDashboard(json)).dashboard, dashboard)
})

test('other layouts of V2: rows, tabs, and as many beside each other as fit', () => {
  const auto = (...names: string[]): JsonObject => ({
    kind: 'AutoGridLayout',
    spec: {
      maxColumnCount: 2,
      items: names.map((name) => ({
        kind: 'AutoGridLayoutItem',
        spec: { element: { kind: 'ElementReference', name } },
      })),
    },
  })
  const rows = {
    kind: 'RowsLayout',
    spec: { rows: [{ kind: 'RowsLayoutRow', spec: { title: 'R', collapse: false, layout: auto('one', 'two') } }] },
  }
  const tabs = {
    kind: 'TabsLayout',
    spec: {
      tabs: [
        { kind: 'TabsLayoutTab', spec: { title: 'T1', layout: auto('three') } },
        { kind: 'TabsLayoutTab', spec: { title: 'T2', layout: rows } },
      ],
    },
  }
  const outline = (layout: JsonObject): string[] =>
    sectionsOf(readDashboard(v2(layout)).dashboard).map(
      ({ row, panels }) =>
        `${row?.title ?? '·'}: ${panels.map(({ title, grid }) => `${title}@${grid.x},${grid.y}`).join(' ')}`,
    )
  assert.deepEqual(outline(auto('one', 'two', 'three')), ['·: One@0,0 Two@12,0 Three@0,9'])
  assert.deepEqual(outline(rows), ['R: One@0,0 Two@12,0'])
  assert.deepEqual(outline(tabs), ['T1: Three@0,0', 'T2: ', 'R: One@0,0 Two@12,0'])
  const { problems } = readDashboard(
    v2({ kind: 'GridLayout', spec: { items: [item('nobody', 0, 0), item('three', 0, 6)] } }),
  )
  assert.deepEqual(
    problems.map(({ at }) => at),
    ['layout', 'panels[0]'],
  )
})

test('what was migrated is migrated once', () => {
  const old = {
    title: 'x',
    panels: [
      { id: 1, type: 'graph', seriesOverrides: [{ alias: 'a', transform: 'negative-Y' }], yaxes: [{ format: 's' }] },
    ],
  }
  const first = importDashboard(old)
  const second = importDashboard(first.json)
  assert.deepEqual(second.json, first.json)
})

test('a small file that would become a large dashboard is refused', () => {
  const isFatal = (json: unknown): boolean => importDashboard(json).problems.some(({ fatal }) => fatal)
  const large = { type: 'text', options: { content: 'x'.repeat(100_000) } }
  const uses = Array.from({ length: 1000 }, (_each, id) => ({ id, libraryPanel: { uid: 'a' } }))
  assert.equal(isFatal({ title: 'x', __elements: { a: { model: large } }, panels: uses }), true)
  const placeholders = {
    __inputs: [{ name: 'A', type: 'constant', value: 'x'.repeat(10_000) }],
    title: '${A}'.repeat(1000),
    panels: [],
  }
  assert.equal(isFatal(placeholders), true)
  const items = Array.from({ length: 1000 }, () => item('one', 0, 0))
  const twice = importDashboard(v2({ kind: 'GridLayout', spec: { items } }))
  assert.equal(twice.dashboard.panels.length, 1)
  assert.equal(twice.problems.length > 0, true)
})

test('very long texts take no longer than they are', () => {
  const spaces = `a${' '.repeat(90_000)}b`
  const list = [
    { name: 'a', type: 'custom', query: spaces },
    { name: 'b', type: 'query', query: `label_values(${') '.repeat(40_000)}` },
  ]
  const targets = [{ refId: 'A', expr: '${a'.repeat(6000), legendFormat: `{{${' '.repeat(1990)}` }]
  const { dashboard } = readDashboard({ title: 'x', templating: { list }, panels: [{ id: 1, type: 'stat', targets }] })
  assert.deepEqual(dashboard.variables[0]?.options, [{ text: spaces, value: spaces }])
  assert.equal(legendOf(dashboard.panels[0]?.targets[0] ?? { legendFormat: '', expr: '' }, {}).length, 1992)
})
