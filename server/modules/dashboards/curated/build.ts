/** Writes the dashboards that come with the program: panels one after another, in rows of 24 columns. Pure. */
import type { JsonObject } from '#common/dashboards'

type Query = { expr: string; legend?: string; /** Drawn below the axis. */ below?: true }
type Size = { w: number; h: number }
type Settings = {
  description?: string
  w?: number
  h?: number
  min?: number
  max?: number
  decimals?: number
  stack?: true
  /** From these values on in yellow and in red. */
  warnAt?: number
  badAt?: number
}
type Made = Size & JsonObject
export type Row = { title: string; closed?: true; panels: Made[] }

type Spec = {
  uid: string
  title: string
  description: string
  tags: string[]
  variables: JsonObject[]
  rows: Row[]
}

/** One that is asked of labels, like `label_values(up, job)`. */
export function variable(name: string, label: string, query: string, more: { multi?: true } = {}): JsonObject {
  const several = more.multi ? { multi: true, includeAll: true } : { multi: false, includeAll: false }
  const current = more.multi ? { text: ['All'], value: ['$__all'] } : {}
  return {
    name,
    label,
    type: 'query',
    query: { query, refId: name },
    definition: query,
    refresh: 2,
    sort: 1,
    ...several,
    current,
  }
}

export function graph(title: string, unit: string, queries: Query[], settings: Settings = {}): Made {
  const { w = 12, h = 8, stack } = settings
  const below = queries.flatMap(({ below, legend = '' }) => (below ? [patternOf(legend)] : []))
  return {
    ...panel('timeseries', title, { w, h }, settings),
    targets: targets(queries, { instant: false }),
    fieldConfig: {
      defaults: {
        ...defaults(unit, settings),
        custom: {
          drawStyle: 'line',
          lineWidth: 1,
          fillOpacity: stack ? 40 : 10,
          spanNulls: false,
          stacking: { mode: stack ? 'normal' : 'none', group: 'A' },
        },
      },
      overrides: below.map((options) => ({
        matcher: { id: 'byRegexp', options },
        properties: [{ id: 'custom.transform', value: 'negative-Y' }],
      })),
    },
    options: {
      legend: { displayMode: 'list', placement: 'bottom', calcs: [] },
      tooltip: { mode: 'multi', sort: 'desc' },
    },
  }
}

export function stat(title: string, unit: string, queries: Query[], settings: Settings = {}): Made {
  const { w = 4, h = 4 } = settings
  return {
    ...panel('stat', title, { w, h }, settings),
    targets: targets(queries, { instant: true }),
    fieldConfig: { defaults: defaults(unit, settings), overrides: [] },
    options: {
      reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false },
      graphMode: 'none',
      colorMode: 'value',
      textMode: 'auto',
    },
  }
}

export function gauge(title: string, unit: string, queries: Query[], settings: Settings = {}): Made {
  const { w = 4, h = 4 } = settings
  return {
    ...panel('gauge', title, { w, h }, settings),
    targets: targets(queries, { instant: true }),
    fieldConfig: { defaults: defaults(unit, { min: 0, max: 1, warnAt: 0.8, badAt: 0.9, ...settings }), overrides: [] },
    options: { reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false }, showThresholdMarkers: true },
  }
}

export function build({ uid, title, description, tags, variables, rows }: Spec): JsonObject {
  return {
    ...{ uid, title, description, tags, schemaVersion: 41, editable: true },
    ...{ time: { from: 'now-6h', to: 'now' }, refresh: '1m', timezone: 'browser', graphTooltip: 1 },
    templating: { list: variables },
    annotations: { list: [] },
    links: [],
    panels: laidOut(rows),
  }
}

function laidOut(rows: readonly Row[]): JsonObject[] {
  let y = 0
  let id = 0
  return rows.flatMap(({ title, closed = false, panels }) => {
    const row = { type: 'row', id: ++id, title, collapsed: closed, gridPos: { x: 0, y: y++, w: 24, h: 1 } }
    let x = 0
    let height = 0
    const placed = panels.map(({ w, h, ...panel }) => {
      if (x + w > 24) {
        y += height
        ;[x, height] = [0, 0]
      }
      const gridPos = { x, y, w, h }
      x += w
      height = Math.max(height, h)
      return { ...panel, id: ++id, gridPos }
    })
    y += height
    return closed ? [{ ...row, panels: placed }] : [{ ...row, panels: [] }, ...placed]
  })
}

function panel(type: string, title: string, size: Size, { description = '' }: Settings): Made {
  return { type, title, description, datasource: { type: 'prometheus', uid: 'watchword' }, ...size }
}

/** Of all series that have this legend. */
const patternOf = (legend: string): string => `/^${legend.replaceAll(/\{\{[^}]*\}\}/g, '.*')}$/`

const refId = (index: number): string => String.fromCharCode(65 + index)

function targets(queries: readonly Query[], { instant }: { instant: boolean }): JsonObject[] {
  return queries.map(({ expr, legend = '' }, index) => ({
    ...{ refId: refId(index), expr, legendFormat: legend },
    ...{ instant, range: !instant, format: 'time_series' },
  }))
}

function defaults(unit: string, { min, max, decimals, warnAt, badAt }: Settings): JsonObject {
  const steps: { value: number | null; color: string }[] = [{ value: null, color: 'green' }]
  if (warnAt !== undefined) steps.push({ value: warnAt, color: 'yellow' })
  if (badAt !== undefined) steps.push({ value: badAt, color: 'red' })
  return {
    unit,
    ...(min !== undefined && { min }),
    ...(max !== undefined && { max }),
    ...(decimals !== undefined && { decimals }),
    color: { mode: steps.length > 1 ? 'thresholds' : 'palette-classic' },
    thresholds: { mode: 'absolute', steps },
  }
}
