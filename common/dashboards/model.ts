/**
 * What a dashboard is, once it is read. The stored form is the classic JSON model of Grafana, kept as it came; these types
 * are the reading of it: everything has a value, nothing is left to guess for who draws it.
 */
import type { FieldDefaults, Override } from './model-fields.ts'
import type { PanelOptions } from './model-options.ts'

export type * from './model-fields.ts'
export type * from './model-frames.ts'
export type * from './model-options.ts'
export type * from './model-variables.ts'
import type { Variable, VariableValues } from './model-variables.ts'

/** A part of the stored form: keys that we do not know are in it and stay in it. */
export type JsonObject = { [key: string]: unknown }

/** What could not be read as it was meant. `at` is a path such as `panels[3].targets[0].expr`; fatal: there is no dashboard. */
export type Problem = { at: string; text: string; fatal?: true }

export type Dashboard = {
  title: string
  uid?: string
  description?: string
  tags: string[]
  /** As written: `now-6h`, `now/d`, or a time. */
  time: { from: string; to: string }
  /** Such as `30s`; absent: only when asked to. */
  refresh?: string
  /** `browser`, `utc` or a name such as `Europe/Berlin`. */
  timezone: string
  /** 0: every panel for itself, 1: the crosshair is shared, 2: the tooltip as well. */
  graphTooltip: 0 | 1 | 2
  variables: Variable[]
  /** In the order of the screen. What follows an open row belongs to it; a closed row carries its panels. */
  panels: Panel[]
  annotations: Annotations
  /** Which of what the installation knows by itself is marked when the dashboard opens. */
  marks: Record<MarkSource, boolean>
  links: Link[]
  /** What an import has to ask for. */
  inputs: Input[]
}

/** A placeholder of the exported form: `${DS_PROMETHEUS}` stands for what is chosen at import. */
export type Input = { name: string; label: string; description: string; kind: 'datasource' | 'constant'; value: string }

export type Link = {
  title: string
  kind: 'link' | 'dashboards'
  /** Only http, https, mailto and paths of this installation; empty when the link was refused. */
  url: string
  tags: string[]
  tooltip: string
  newTab: boolean
  keepTime: boolean
  includeVariables: boolean
  asDropdown: boolean
}

export type Annotation = {
  name: string
  kind: 'own' | 'query' | 'unsupported'
  enabled: boolean
  hidden: boolean
  color: string
  /** For `query`: series whose samples (other than 0) mark a time. */
  expr: string
  titleFormat: string
  textFormat: string
  step?: string
}
export type Annotations = Annotation[]
export type MarkSource = 'incident' | 'deploy' | 'maintenance' | 'alert'

/** In units of the grid: 24 columns, rows of about 30 px. */
export type Grid = { x: number; y: number; w: number; h: number }

type PanelBase = {
  id: number
  /** Unique within a dashboard, also among the copies that a variable makes of one panel. */
  key: string
  /** As written, for what is shown of a panel that we cannot draw. */
  type: string
  title: string
  description?: string
  transparent: boolean
  grid: Grid
  targets: Target[]
  field: FieldDefaults
  overrides: Override[]
  maxDataPoints?: number
  /** The least step, such as `1m`. */
  interval?: string
  /** The last of this long instead of the range of the dashboard, and how far back it lies. */
  timeFrom?: string
  timeShift?: string
  transformations: Transformation[]
  links: Link[]
  repeat?: string
  repeatDirection?: 'h' | 'v'
  /** At most this many copies beside each other. */
  maxPerRow?: number
  /** Values of a copy: they go before those of the dashboard. */
  scope?: VariableValues
}
export type Panel = PanelBase & PanelOptions
export type PanelKind = Panel['kind']
export type PanelOf<Kind extends PanelKind> = Extract<Panel, { kind: Kind }>
export type Row = PanelOf<'row'>

export type Target = {
  refId: string
  expr: string
  legendFormat: string
  instant: boolean
  range: boolean
  format: 'time_series' | 'table' | 'heatmap'
  interval?: string
  hide: boolean
  exemplar: boolean
  /** Why it is not asked: what it asks is not Prometheus. */
  unsupported?: string
}

/** `options` as written: each transformation reads its own. */
export type Transformation = { id: string; disabled: boolean; options: JsonObject; refIds?: string[] }
