/** A dashboard of a host as people export them: every construct that large ones of the community have. */
import type { JsonObject } from './model.ts'

const source = { type: 'prometheus', uid: '${datasource}' }
const steps = (...values: [value: number | null, color: string][]): JsonObject => ({
  mode: 'absolute',
  steps: values.map(([value, color]) => ({ color, value })),
})
const noData = { options: { match: 'null', result: { text: 'N/A' } }, type: 'special' }

function target(refId: string, expr: string, more: JsonObject = {}): JsonObject {
  return {
    datasource: source,
    editorMode: 'code',
    expr,
    format: 'time_series',
    intervalFactor: 1,
    refId,
    step: 240,
    ...more,
  }
}

function row(id: number, y: number, title: string, panels?: JsonObject[]): JsonObject {
  return {
    collapsed: panels !== undefined,
    gridPos: { h: 1, w: 24, x: 0, y },
    id,
    panels: panels ?? [],
    targets: [{ datasource: source, refId: 'A' }],
    title,
    type: 'row',
  }
}

function gauge(id: number, x: number, title: string, expr: string): JsonObject {
  return {
    datasource: source,
    description: 'How much of it is in use',
    fieldConfig: {
      defaults: {
        color: { mode: 'thresholds' },
        ...{ decimals: 1, mappings: [noData], max: 100, min: 0, unit: 'percent' },
        thresholds: steps(
          [null, 'rgba(50, 172, 45, 0.97)'],
          [85, 'rgba(237, 129, 40, 0.89)'],
          [95, 'rgba(245, 54, 54, 0.9)'],
        ),
      },
      overrides: [],
    },
    gridPos: { h: 4, w: 3, x, y: 1 },
    ...{ hideTimeOverride: false, id, links: [], maxDataPoints: 100, pluginVersion: '9.4.3', title, type: 'gauge' },
    options: {
      orientation: 'auto',
      reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false },
      showThresholdLabels: false,
      showThresholdMarkers: true,
    },
    targets: [target('A', expr, { instant: true, range: false, exemplar: false, legendFormat: '' })],
  }
}

const custom = {
  ...{
    axisCenteredZero: false,
    axisColorMode: 'text',
    axisLabel: 'bits out (-) / in (+)',
    axisPlacement: 'auto',
    barAlignment: 0,
  },
  ...{
    drawStyle: 'line',
    fillOpacity: 40,
    gradientMode: 'none',
    lineInterpolation: 'linear',
    lineWidth: 1,
    pointSize: 5,
  },
  hideFrom: { legend: false, tooltip: false, viz: false },
  scaleDistribution: { type: 'linear' },
  ...{ showPoints: 'never', spanNulls: false },
  stacking: { group: 'A', mode: 'normal' },
  thresholdsStyle: { mode: 'off' },
}

function series(
  id: number,
  y: number,
  title: string,
  unit: string,
  overrides: JsonObject[],
  targets: JsonObject[],
): JsonObject {
  const defaults = {
    color: { mode: 'palette-classic' },
    custom,
    links: [],
    mappings: [],
    thresholds: steps([null, 'green'], [80, 'red']),
    unit,
  }
  return {
    datasource: source,
    fieldConfig: { defaults, overrides },
    gridPos: { h: 7, w: 12, x: 0, y },
    ...{ id, links: [], title, type: 'timeseries', targets },
    options: {
      legend: {
        calcs: ['mean', 'lastNotNull', 'max', 'min'],
        displayMode: 'table',
        placement: 'bottom',
        showLegend: true,
        width: 350,
      },
      tooltip: { mode: 'multi', sort: 'none' },
    },
  }
}

const color = (fixedColor: string): JsonObject => ({ id: 'color', value: { fixedColor, mode: 'fixed' } })
const override = (id: string, options: unknown, ...properties: JsonObject[]): JsonObject => ({
  matcher: { id, options },
  properties,
})

const memory = series(
  ...([78, 6, 'Memory', 'bytes'] as const),
  [
    override('byName', 'Free', color('#0A437C')),
    override('byName', 'Free', color('#7EB26D')),
    override(
      'byName',
      'Total',
      color('#E0F9D7'),
      { id: 'custom.fillOpacity', value: 0 },
      { id: 'custom.stacking', value: { group: false, mode: 'normal' } },
    ),
    override(
      'byNames',
      { mode: 'exclude', names: ['Free', 'Total'] },
      { id: 'custom.hideFrom', value: { legend: false, tooltip: false, viz: true } },
    ),
  ],
  [
    target('A', 'node_memory_MemTotal_bytes{instance="$node",job="$job"}', { legendFormat: 'Total' }),
    target('B', 'node_memory_MemFree_bytes{instance="$node",job="$job"}', { legendFormat: 'Free' }),
  ],
)

const network = series(
  ...([74, 13, 'Network', 'bps'] as const),
  [
    override('byRegexp', '/.*trans.*/', { id: 'custom.transform', value: 'negative-Y' }),
    override(
      'byFrameRefID',
      'A',
      { id: 'custom.lineStyle', value: { dash: [10, 20], fill: 'dash' } },
      { id: 'displayName', value: 'in ${__field.labels.device}' },
    ),
  ],
  [
    target('A', 'irate(node_network_receive_bytes_total{instance="$node",job="$job"}[$__rate_interval])*8', {
      legendFormat: 'recv {{device}}',
    }),
    target('B', 'irate(node_network_transmit_bytes_total{instance="$node",job="$job"}[$__rate_interval])*8', {
      legendFormat: 'trans {{device}} ',
    }),
  ],
)

const disk = series(
  ...([33, 22, 'Disk', 'iops'] as const),
  [],
  [
    target(
      'A',
      'irate(node_disk_reads_completed_total{instance="$node",job="$job",device=~"$diskdevices"}[$__rate_interval])',
      { legendFormat: '{{device}} - Reads' },
    ),
  ],
)

function variable(name: string, label: string, query: string): JsonObject {
  return {
    ...{
      current: {},
      datasource: source,
      definition: query,
      hide: 0,
      includeAll: false,
      label,
      multi: false,
      name,
      options: [],
    },
    query: { query, refId: `Prometheus-${name}-Variable-Query` },
    ...{ refresh: 1, regex: '', skipUrlSync: false, sort: 1, tagValuesQuery: '', type: 'query', useTags: false },
  }
}

const diskPattern = '[a-z]+|nvme[0-9]+n[0-9]+'

/** A new copy each time. */
export function hostDashboard(): JsonObject {
  return structuredClone({
    __inputs: [
      {
        name: 'DS_PROMETHEUS',
        label: 'Prometheus',
        description: '',
        type: 'datasource',
        pluginId: 'prometheus',
        pluginName: 'Prometheus',
      },
    ],
    __requires: [{ type: 'panel', id: 'gauge', name: 'Gauge', version: '' }],
    annotations: {
      list: [
        {
          $$hashKey: 'object:1',
          builtIn: 1,
          datasource: { type: 'datasource', uid: 'grafana' },
          enable: true,
          hide: true,
          iconColor: 'rgba(0, 211, 255, 1)',
          name: 'Annotations & Alerts',
          type: 'dashboard',
        },
      ],
    },
    ...{ editable: true, fiscalYearStartMonth: 0, graphTooltip: 1, id: null, liveNow: false },
    links: [
      {
        icon: 'external link',
        tags: [],
        targetBlank: true,
        title: 'Source',
        type: 'link',
        url: 'https://example.com/host',
      },
    ],
    panels: [
      row(261, 0, 'Quick'),
      gauge(
        20,
        0,
        'CPU Busy',
        '100 * (1 - avg(rate(node_cpu_seconds_total{mode="idle", instance="$node"}[$__rate_interval])))',
      ),
      gauge(
        19,
        3,
        'Load',
        'scalar(node_load15{instance="$node",job="$job"}) * 100 / count(count(node_cpu_seconds_total{instance="$node",job="$job"}) by (cpu))',
      ),
      row(263, 5, 'Basic'),
      memory,
      network,
      row(265, 20, 'Disk', [disk]),
    ],
    ...{ refresh: '1m', revision: 1, schemaVersion: 38, style: 'dark', tags: ['linux'] },
    templating: {
      list: [
        {
          current: { selected: false, text: 'default', value: 'default' },
          hide: 0,
          includeAll: false,
          label: 'Datasource',
          multi: false,
          name: 'datasource',
          options: [],
          query: 'prometheus',
          refresh: 1,
          regex: '',
          type: 'datasource',
        },
        variable('node', 'Host', 'label_values(node_uname_info{job="$job"}, instance)'),
        variable('job', 'Job', 'label_values(node_uname_info, job)'),
        {
          current: { selected: false, text: diskPattern, value: diskPattern },
          hide: 2,
          includeAll: false,
          multi: false,
          name: 'diskdevices',
          options: [{ selected: true, text: diskPattern, value: diskPattern }],
          query: diskPattern,
          type: 'custom',
        },
      ],
    },
    time: { from: 'now-24h', to: 'now' },
    timepicker: { refresh_intervals: ['5s', '1m'] },
    ...{ timezone: 'browser', title: 'Host', uid: 'host-1', version: 88, weekStart: '' },
  })
}
