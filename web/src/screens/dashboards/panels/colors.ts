/** Which color a series or a value has, as CSS: names of dashboards become tokens, so that both themes have their own. */
import { cssColor, type FieldConfig, type FormattedValue } from '#common/dashboards'
import { areaColorOf, lookOf } from '../../../components/chart/look.ts'

const hues = new Set(['red', 'orange', 'yellow', 'green', 'blue', 'purple'])
const shades: Record<string, string> = {
  '': '',
  'super-light': ', white 45%',
  light: ', white 22%',
  'semi-dark': ', black 14%',
  dark: ', black 30%',
}
const written = /^(#[0-9a-f]{3,8}|(rgb|hsl)a?\([\d\s.,%/deg-]{1,60}\))$/i

/** What is no color is grey. */
export function cssOf(color: string): string {
  if (color === 'transparent') return color
  if (color === 'text') return 'var(--text)'
  const [, shade = '', hue = ''] = /^(?:(super-light|light|semi-dark|dark)-)?([a-z]+)$/.exec(color) ?? []
  const more = shades[shade]
  if (hues.has(hue) && more !== undefined)
    return more === '' ? `var(--hue-${hue})` : `color-mix(in oklab, var(--hue-${hue})${more})`
  if (hue === 'white' || hue === 'black') return 'var(--text)'
  if (hue === 'gray' || hue === 'grey') return 'var(--unknown)'
  return written.test(color) ? readable(color) : 'var(--unknown)'
}

/** As it was written, unless it could not be told from the ground of this theme. */
const readable = (color: string): string =>
  `light-dark(oklch(from ${color} min(l, 0.62) c h / alpha), oklch(from ${color} max(l, 0.58) c h / alpha))`

/** Dark enough, or light enough, to be read as text. */
export const legible = (color: string): string =>
  `light-dark(oklch(from ${color} min(l, 0.5) c h), oklch(from ${color} max(l, 0.74) c h))`

/** From low to high. */
const schemes: Record<string, readonly string[]> = {
  GrYlRd: ['green', 'yellow', 'red'],
  RdYlGr: ['red', 'yellow', 'green'],
  YlRd: ['yellow', 'red'],
  BlYlRd: ['blue', 'yellow', 'red'],
  YlBl: ['yellow', 'blue'],
  BlPu: ['blue', 'purple'],
  blues: ['super-light-blue', 'dark-blue'],
  reds: ['super-light-red', 'dark-red'],
  greens: ['super-light-green', 'dark-green'],
  purples: ['super-light-purple', 'dark-purple'],
}

/** Of a share from 0 to 1 of the way from the least to the most. */
export function schemeColor(mode: string, share: number): string {
  const stops = schemes[mode.replace(/^continuous-/, '')] ?? schemes['GrYlRd'] ?? []
  const at = Math.min(1, Math.max(0, Number.isFinite(share) ? share : 0)) * (stops.length - 1)
  const [low, high] = [stops[Math.floor(at)] ?? '', stops[Math.ceil(at)] ?? '']
  if (low === high) return cssOf(low)
  return `color-mix(in oklab, ${cssOf(low)}, ${cssOf(high)} ${Math.round((at % 1) * 100)}%)`
}

/** Of the highest step that the value has reached. */
export function thresholdColor(value: number | null, config: FieldConfig, range?: Range): string {
  const { steps } = config.thresholds
  const at = value === null || Number.isNaN(value) ? -Infinity : value
  const reached = steps.findLast((step) => stepValue(step.value, config, range) <= at)
  return cssOf((reached ?? steps[0])?.color ?? 'green')
}

export type Range = { min: number; max: number }

/** Steps may be shares of the way from the least to the most. */
export function stepValue(value: number, { thresholds, min, max }: FieldConfig, range?: Range): number {
  if (thresholds.mode !== 'percentage' || !Number.isFinite(value)) return value
  const [low, high] = [min ?? range?.min ?? 0, max ?? range?.max ?? 100]
  return low + (value / 100) * (high - low)
}

/** Of one value, by its field's way of coloring. */
export function valueColor(value: number | null, config: FieldConfig, place: number, range?: Range): string {
  const { mode, fixedColor } = config.color
  if (mode === 'fixed' || mode === 'shades') return cssOf(fixedColor ?? 'blue')
  if (mode.startsWith('continuous-')) {
    const [low, high] = [config.min ?? range?.min ?? 0, config.max ?? range?.max ?? 100]
    return schemeColor(mode, ((value ?? low) - low) / (high - low || 1))
  }
  return mode.startsWith('palette') ? placeColor(mode, config.displayName, place) : thresholdColor(value, config, range)
}

/** Of a whole series: those that go by value take its last, least or highest one. */
export function lineLook(config: FieldConfig, values: readonly (number | null)[], place: number, range?: Range): Look {
  const { mode, seriesBy } = config.color
  if (mode === 'palette-classic') return lookOf(place)
  const known = values.filter((value) => value !== null && Number.isFinite(value)) as number[]
  let one = known.at(-1) ?? null
  if (seriesBy !== 'last' && known.length > 0)
    one = known.reduce((before, value) => (seriesBy === 'min' ? Math.min(before, value) : Math.max(before, value)))
  return { color: valueColor(one, config, place, range), dash: [] }
}

export type Look = { color: string; dash: number[] }

/** The same name has the same color in every panel. */
const placeColor = (mode: string, name: string, place: number): string =>
  areaColorOf(mode === 'palette-classic-by-name' ? hashOf(name) : place)

function hashOf(name: string): number {
  let hash = 0
  for (let at = 0; at < name.length; at += 1) hash = (hash * 31 + name.charCodeAt(at)) % 65_521
  return hash
}

/** Of a value as it was written: what a mapping says goes first. */
export function writtenColor(
  { color }: FormattedValue,
  value: number | null,
  config: FieldConfig,
  place: number,
  range?: Range,
): string {
  return mappedColor(color, config) ?? valueColor(value, config, place, range)
}

/** Undefined where no mapping has it: then it is the field's own, in colors that know no theme. */
function mappedColor(written: string | undefined, { mappings }: FieldConfig): string | undefined {
  const named = mappings
    .flatMap((mapping) => (mapping.kind === 'value' ? Object.values(mapping.values) : [mapping.result]))
    .flatMap(({ color }) => color ?? [])
  const found = named.find((color) => cssColor(color) === written)
  return found === undefined ? undefined : cssOf(found)
}
