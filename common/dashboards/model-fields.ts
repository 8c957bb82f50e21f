/** How the values of a field are written and drawn. */
import type { Link } from './model.ts'

/** A name (`green`, `dark-red`), `#rrggbb`, `rgb(…)` or `transparent`; `cssColor` makes CSS of it. */
export type Color = string

export type FieldColor = {
  /** `fixed`, `shades`, `thresholds`, `palette-classic`, `palette-classic-by-name`, or a scheme: `continuous-GrYlRd` … */
  mode: string
  fixedColor?: Color
  /** Which of its values gives a whole series its color. */
  seriesBy: 'last' | 'min' | 'max'
}

/** Ascending; the first holds from -Infinity on. In `percentage` they are shares of min … max. */
export type Thresholds = { mode: 'absolute' | 'percentage'; steps: { value: number; color: Color }[] }

export type MappingResult = { text?: string; color?: Color; index: number }
export type Mapping =
  | { kind: 'value'; values: Record<string, MappingResult> }
  | { kind: 'range'; from: number; to: number; result: MappingResult }
  | { kind: 'regex'; pattern: string; result: MappingResult }
  | { kind: 'special'; match: 'null' | 'nan' | 'null+nan' | 'true' | 'false' | 'empty'; result: MappingResult }

export type FieldDefaults = {
  unit: string
  min?: number
  max?: number
  decimals?: number
  color: FieldColor
  thresholds: Thresholds
  mappings: Mapping[]
  links: Link[]
  noValue?: string
  displayName?: string
  custom: FieldCustom
}

/** Of one field, after its overrides. */
export type FieldConfig = FieldDefaults & { displayName: string }

export type FieldCustom = {
  drawStyle: 'line' | 'bars' | 'points'
  lineInterpolation: 'linear' | 'smooth' | 'stepBefore' | 'stepAfter'
  lineWidth: number
  lineStyle: { fill: 'solid' | 'dash' | 'dot'; dash: number[] }
  /** In percent. */
  fillOpacity: number
  /** The name of the series down to which it is filled. */
  fillBelowTo?: string
  gradientMode: 'none' | 'opacity' | 'hue' | 'scheme'
  showPoints: 'auto' | 'always' | 'never'
  pointSize: number
  /** A number: gaps of at most so many milliseconds. */
  spanNulls: boolean | number
  stacking: { mode: 'none' | 'normal' | 'percent'; group: string }
  /** Drawn upside down; what is written stays as it is. */
  negativeY: boolean
  barAlignment: -1 | 0 | 1
  barWidthFactor: number
  axisPlacement: 'auto' | 'left' | 'right' | 'hidden'
  axisLabel: string
  axisWidth?: number
  axisSoftMin?: number
  axisSoftMax?: number
  axisCenteredZero: boolean
  axisGridShow: boolean
  axisColorMode: 'text' | 'series'
  scale: { type: 'linear' | 'log' | 'symlog'; base: 2 | 10; linearThreshold: number }
  thresholdsStyle: 'off' | 'line' | 'dashed' | 'area' | 'line+area' | 'dashed+area' | 'series'
  hideFrom: { viz: boolean; legend: boolean; tooltip: boolean }
  /** Of tables. */
  align: 'auto' | 'left' | 'center' | 'right'
  width?: number
  minWidth?: number
  hidden: boolean
  filterable: boolean
  cellType: 'auto' | 'text' | 'color-text' | 'color-background' | 'gauge' | 'json' | 'sparkline' | 'links'
}

/** As written: the matcher finds fields, the properties change them. */
export type Override = { matcher: { id: string; options: unknown }; properties: { id: string; value: unknown }[] }

/** `text` is the number, `prefix` and `suffix` the unit (spaces included); together they are what is read. */
export type FormattedValue = { text: string; prefix: string; suffix: string; color?: Color; percent?: number }
