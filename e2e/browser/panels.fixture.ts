/** Six hours of a small installation, and a dashboard with each kind of panel over it. */
import assert from 'node:assert/strict'
import type { Installation } from '../../bench/api.ts'

const stepMs = 60_000
const steps = 360
const bounds = ['0.005', '0.025', '0.1', '0.5', '1', '2.5', '+Inf']
const devices = ['sda', 'sdb', 'nvme0n1']

/** A sample each minute until now; the last is the answer to what is asked for the end. */
export function samplesUntil(endMs: number): string {
  const lines: string[] = []
  const sums = bounds.map(() => 0)
  for (let step = 0; step <= steps; step += 1) {
    const at = endMs - (steps - step) * stepMs
    for (const [place, device] of devices.entries()) {
      const wave = Math.sin(step / (20 + 4 * place) + place)
      lines.push(`disk_busy_percent{device="${device}"} ${(45 + 12 * place + 20 * wave).toFixed(2)} ${at}`)
      lines.push(`disk_used_bytes{device="${device}"} ${Math.round((3 + 2 * place + wave) * 2 ** 30)} ${at}`)
      // One of them says nothing for three quarters of an hour.
      if (place > 0 || step < 200 || step > 245)
        lines.push(`disk_state{device="${device}"} ${Math.floor((step + 50 * place) / 90) % 3} ${at}`)
    }
    for (const [place, le] of bounds.entries()) {
      sums[place] = (sums[place] ?? 0) + Math.round(20 * (1 / (1 + Math.exp(2 - place - 1.4 * Math.sin(step / 40)))))
      lines.push(`request_seconds_bucket{le="${le}"} ${sums[place]} ${at}`)
    }
  }
  return `${lines.join('\n')}\n`
}

export async function sendLines(url: string, { ingestKey }: Installation, body: string): Promise<void> {
  const answer = await fetch(`${url}/prometheus/api/v1/import/prometheus`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ingestKey}` },
    body,
  })
  assert.equal(answer.status, 204, await answer.text())
}

const legend = (displayMode: 'list' | 'table', calcs: string[] = []) => ({
  legend: { showLegend: true, displayMode, placement: 'bottom', calcs, sortBy: 'Mean', sortDesc: true },
  tooltip: { mode: 'multi', sort: 'desc' },
})
const last = { reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false } }
const steps3 = [
  { color: 'green', value: null },
  { color: 'yellow', value: 50 },
  { color: 'red', value: 70 },
]
const percent = {
  unit: 'percent',
  min: 0,
  max: 100,
  thresholds: { mode: 'absolute', steps: steps3 },
  color: { mode: 'thresholds' },
}
const states = {
  '0': { text: 'Up', color: 'green', index: 0 },
  '1': { text: 'Degraded', color: 'yellow', index: 1 },
  '2': { text: 'Down', color: 'red', index: 2 },
}

type Wanted = {
  type: string
  title: string
  expr?: string | string[]
  options?: object
  defaults?: object
  overrides?: object[]
  target?: object
  more?: object
}

const wanted: Wanted[] = [
  {
    type: 'timeseries',
    title: 'Busy',
    expr: 'disk_busy_percent',
    options: legend('table', ['mean', 'lastNotNull']),
    defaults: { unit: 'percent' },
    more: { description: 'How busy the disks are.' },
  },
  {
    type: 'timeseries',
    title: 'Used, stacked',
    expr: 'disk_used_bytes',
    options: legend('list'),
    defaults: { unit: 'bytes', custom: { fillOpacity: 40, stacking: { mode: 'normal', group: 'A' } } },
  },
  {
    type: 'timeseries',
    title: 'Both ways',
    expr: ['disk_used_bytes', 'disk_busy_percent'],
    options: legend('list'),
    defaults: { unit: 'bytes' },
    overrides: [
      {
        matcher: { id: 'byFrameRefID', options: 'B' },
        properties: [
          { id: 'unit', value: 'percent' },
          { id: 'custom.transform', value: 'negative-Y' },
        ],
      },
    ],
  },
  {
    type: 'timeseries',
    title: 'Limits',
    expr: 'disk_busy_percent{device="sda"}',
    options: legend('list'),
    defaults: { ...percent, custom: { thresholdsStyle: { mode: 'area' } } },
  },
  {
    type: 'stat',
    title: 'Busy now',
    expr: 'max(disk_busy_percent)',
    options: { ...last, graphMode: 'area', colorMode: 'value' },
    defaults: { ...percent, decimals: 1 },
  },
  {
    type: 'gauge',
    title: 'Average',
    expr: 'avg(disk_busy_percent)',
    options: { ...last, showThresholdMarkers: true },
    defaults: percent,
  },
  {
    type: 'bargauge',
    title: 'Each',
    expr: 'disk_busy_percent',
    options: { ...last, displayMode: 'lcd', orientation: 'horizontal', showUnfilled: true },
    defaults: percent,
  },
  {
    type: 'table',
    title: 'Values',
    expr: 'disk_used_bytes',
    target: { format: 'table', instant: true, range: false },
    options: { showHeader: true },
    overrides: [{ matcher: { id: 'byName', options: 'Value' }, properties: [{ id: 'unit', value: 'bytes' }] }],
  },
  {
    type: 'heatmap',
    title: 'Durations',
    expr: 'sum by (le) (rate(request_seconds_bucket[5m]))',
    target: { format: 'heatmap', legendFormat: '{{le}}' },
    options: { calculate: false, yAxis: { unit: 's' }, color: { mode: 'scheme', scheme: 'Oranges', steps: 64 } },
  },
  {
    type: 'heatmap',
    title: 'Native durations',
    expr: 'rate(lat[5m])',
    options: { calculate: false, yAxis: { unit: 's' }, color: { mode: 'scheme', scheme: 'Viridis', steps: 64 } },
  },
  {
    type: 'state-timeline',
    title: 'States',
    expr: 'disk_state',
    options: { mergeValues: true, showValue: 'auto', rowHeight: 0.9, ...legend('list') },
    defaults: { mappings: [{ type: 'value', options: states }] },
  },
  {
    type: 'piechart',
    title: 'Shares',
    expr: 'disk_used_bytes',
    options: { ...last, pieType: 'donut', ...legend('list', []) },
    defaults: { unit: 'bytes' },
  },
  {
    type: 'text',
    title: 'Runbook',
    options: {
      mode: 'markdown',
      content:
        '## When it is slow\n\nLook at **disks** of $where. <script>window.bad = 1</script><img src="https://example.com/x.png" onerror="window.bad = 1" alt="a picture">[no](javascript:window.bad=1)',
    },
  },
  { type: 'news', title: 'News', expr: 'up' },
  { type: 'timeseries', title: 'Refused', expr: 'sum(disk_busy_percent', options: legend('list') },
  {
    type: 'timeseries',
    title: 'Nothing',
    expr: 'disk_speed_percent{device="sda"} / disk_busy_percent',
    options: legend('list'),
  },
  { type: 'timeseries', title: 'Half of it', expr: ['rate(disk_busy_percent[5m])', 'sum('], options: legend('list') },
]

/** As Grafana writes it. */
export const everyPanel = {
  title: 'Every panel',
  schemaVersion: 41,
  time: { from: 'now-3h', to: 'now' },
  graphTooltip: 1,
  templating: { list: [{ name: 'where', type: 'constant', query: 'the shop', current: { value: 'the shop' } }] },
  panels: wanted.map(
    ({ type, title, expr = [], options = {}, defaults = {}, overrides = [], target = {}, more = {} }, at) => ({
      ...{ id: at + 1, type, title, options, ...more },
      gridPos: { x: (at % 3) * 8, y: Math.floor(at / 3) * 8, w: 8, h: 8 },
      targets: [expr]
        .flat()
        .map((each, place) => ({ refId: 'ABC'[place], expr: each, legendFormat: '{{device}}', ...target })),
      fieldConfig: { defaults: { custom: {}, ...defaults }, overrides },
    }),
  ),
}

/** A histogram with buckets that nobody had to choose, as OpenTelemetry sends it. */
export async function sendNativeHistogram(url: string, { ingestKey }: Installation, endMs: number): Promise<void> {
  const counts = Array.from({ length: 24 }, () => 0)
  const dataPoints = Array.from({ length: 120 }, (_, step) => {
    for (const [at, count] of counts.entries())
      counts[at] = count + Math.round(40 * Math.exp(-((at - 12 - 6 * Math.sin(step / 20)) ** 2) / 10))
    const atMs = endMs - (119 - step) * stepMs
    return {
      startTimeUnixNano: `${endMs - 200 * stepMs}000000`,
      timeUnixNano: `${atMs}000000`,
      count: counts.reduce((sum, count) => sum + count, 0),
      sum: counts.reduce((sum, count, at) => sum + count * 2 ** ((at - 16) / 2), 0),
      scale: 1,
      zeroCount: 0,
      positive: { offset: -16, bucketCounts: [...counts] },
    }
  })
  const metrics = [{ name: 'lat', exponentialHistogram: { aggregationTemporality: 2, dataPoints } }]
  const answer = await fetch(`${url}/v1/metrics`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ingestKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ resourceMetrics: [{ resource: { attributes: [] }, scopeMetrics: [{ metrics }] }] }),
  })
  assert.equal(answer.status, 200, await answer.text())
}
