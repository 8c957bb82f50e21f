/** What each kind of panel has of its own. */
import type { Panel } from './model.ts'

export type LegendOptions = {
  show: boolean
  mode: 'list' | 'table'
  placement: 'bottom' | 'right'
  /** Names of calculations (`mean`, `lastNotNull` …); of a pie: `value`, `percent`. */
  calcs: string[]
  sortBy?: string
  sortDesc: boolean
  width?: number
}
export type TooltipOptions = { mode: 'single' | 'multi' | 'none'; sort: 'none' | 'asc' | 'desc'; hideZeros: boolean }

/** One number of a series, or each row of a table for itself (`values`). */
export type ReduceOptions = {
  calcs: string[]
  /** Which fields: empty = all numbers, else a pattern `/…/` or a name. */
  fields: string
  values: boolean
  limit?: number
}
export type Orientation = 'auto' | 'horizontal' | 'vertical'
/** In px; absent: as large as fits. */
export type TextSize = { title?: number; value?: number }

export type TimeseriesOptions = { legend: LegendOptions; tooltip: TooltipOptions }
export type StatOptions = {
  reduce: ReduceOptions
  orientation: Orientation
  colorMode: 'none' | 'value' | 'background' | 'background_solid'
  graphMode: 'none' | 'area'
  textMode: 'auto' | 'value' | 'value_and_name' | 'name' | 'none'
  justifyMode: 'auto' | 'center'
  textSize: TextSize
}
export type GaugeOptions = {
  reduce: ReduceOptions
  orientation: Orientation
  showThresholdLabels: boolean
  showThresholdMarkers: boolean
  textSize: TextSize
}
export type BarGaugeOptions = {
  reduce: ReduceOptions
  orientation: Orientation
  displayMode: 'gradient' | 'lcd' | 'basic'
  valueMode: 'color' | 'text' | 'hidden'
  namePlacement: 'auto' | 'top' | 'left' | 'hidden'
  showUnfilled: boolean
  textSize: TextSize
}
export type TableOptions = {
  showHeader: boolean
  cellHeight: 'sm' | 'md' | 'lg'
  footer: { show: boolean; calcs: string[]; fields: string[]; countRows: boolean }
  sortBy: { displayName: string; desc: boolean }[]
}
export type HeatmapOptions = {
  /** The buckets are counted here from the values; else the series are buckets (`le`). */
  calculate: boolean
  xBuckets?: { mode: 'size' | 'count'; value: string }
  yBuckets?: { mode: 'size' | 'count'; value: string; scale: 'linear' | 'log'; base: 2 | 10 }
  color: {
    mode: 'scheme' | 'opacity'
    scheme: string
    fill: string
    scale: 'exponential' | 'linear'
    exponent: number
    steps: number
    reverse: boolean
    min?: number
    max?: number
  }
  cellGap: number
  cellUnit: string
  cellDecimals?: number
  /** Cells at or below it are left out. */
  hideBelow?: number
  hideAbove?: number
  yAxis: { unit: string; decimals?: number; min?: number; max?: number; reverse: boolean; show: boolean }
  showLegend: boolean
  tooltip: TooltipOptions
}
export type TextOptions = { mode: 'markdown' | 'html' | 'code'; content: string; language: string }
export type StateTimelineOptions = {
  mergeValues: boolean
  showValue: 'auto' | 'always' | 'never'
  alignValue: 'left' | 'center' | 'right'
  rowHeight: number
  legend: LegendOptions
  tooltip: TooltipOptions
}
export type PieOptions = {
  pieType: 'pie' | 'donut'
  displayLabels: ('name' | 'value' | 'percent')[]
  reduce: ReduceOptions
  legend: LegendOptions
  tooltip: TooltipOptions
}

export type PanelOptions =
  | { kind: 'timeseries'; options: TimeseriesOptions }
  | { kind: 'stat'; options: StatOptions }
  | { kind: 'gauge'; options: GaugeOptions }
  | { kind: 'bargauge'; options: BarGaugeOptions }
  | { kind: 'table'; options: TableOptions }
  | { kind: 'heatmap'; options: HeatmapOptions }
  | { kind: 'text'; options: TextOptions }
  | { kind: 'state-timeline'; options: StateTimelineOptions }
  | { kind: 'piechart'; options: PieOptions }
  | { kind: 'row'; options: Record<string, never>; collapsed: boolean; panels: Panel[] }
  /** Shown with its title and the sentence why. */
  | { kind: 'unsupported'; options: Record<string, never>; why: string }
