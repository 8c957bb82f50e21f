/** Colors of series and values. */
import type { FieldConfig, Thresholds } from '../model.ts'
import { own } from '../read/values.ts'
import { classicPalette, hues, schemes, shadePrefixes } from './palettes.ts'
import { reduce } from './reduce.ts'

const unknownColor = '#8e8e8e'
const written = /^(?:#[\da-f]{3,4}|#[\da-f]{6}|#[\da-f]{8}|(?:rgb|hsl)a?\([\d.,%\s/deg-]{1,60}\))$/i
const names =
  /^(?:transparent|black|white|gray|grey|silver|maroon|navy|teal|olive|lime|aqua|fuchsia|pink|brown|cyan|magenta|gold|violet|indigo|crimson|coral|salmon|khaki|orchid|turquoise|currentcolor)$/i

/** CSS of a color as dashboards name it: nothing but a color comes out. `text` is the color of the text around it. */
export function cssColor(color: string): string {
  const bare = color.trim()
  const [, prefix = '', hue = ''] = /^(super-light-|light-|semi-dark-|dark-)?(\w+)$/.exec(bare) ?? []
  const shades = own(hues, hue)
  if (shades) return shades[shadePrefixes.findIndex((each) => each === prefix)] ?? unknownColor
  if (bare === 'text') return 'currentColor'
  return written.test(bare) || names.test(bare) ? bare : unknownColor
}

/**
 * The color of a whole series: by its place among the series of the panel, its name, or one of its values (`seriesBy`).
 * Without values it is the color of the least one.
 */
export function seriesColor(config: FieldConfig, index: number, values?: readonly (number | null)[]): string {
  const { mode, fixedColor, seriesBy } = config.color
  if (mode === 'fixed' || mode === 'shades') return cssColor(fixedColor ?? 'gray')
  if (mode === 'palette-classic-by-name') return paletteColor(hash(config.displayName))
  if (mode !== 'thresholds' && !mode.startsWith('continuous-')) return paletteColor(index)
  const value = values ? reduce(values, seriesBy === 'last' ? 'lastNotNull' : seriesBy) : null
  return valueColor(typeof value === 'number' ? value : (config.min ?? -Infinity), config) ?? paletteColor(index)
}

/** The color of one value; undefined where the mode knows only series. */
export function valueColor(value: number, config: FieldConfig): string | undefined {
  const { mode, fixedColor } = config.color
  if (mode === 'fixed' || mode === 'shades') return cssColor(fixedColor ?? 'gray')
  if (mode === 'thresholds') return cssColor(thresholdColor(value, config.thresholds, config))
  return mode.startsWith('continuous-') ? schemeColor(mode, shareOf(value, config)) : undefined
}

/** The last step at or below the value. */
export function thresholdColor(value: number, thresholds: Thresholds, range: { min?: number; max?: number }): string {
  const compared = thresholds.mode === 'percentage' ? shareOf(value, range) * 100 : value
  const step = thresholds.steps.findLast(({ value: from }) => compared >= from) ?? thresholds.steps[0]
  return step?.color ?? 'green'
}

/** Where a value lies between min and max (0 and 100 when they are not set), 0 … 1. */
export function shareOf(value: number, { min = 0, max = 100 }: { min?: number; max?: number }): number {
  if (Number.isNaN(value)) return 0
  if (max <= min) return value >= max ? 1 : 0
  return Math.min(1, Math.max(0, (value - min) / (max - min)))
}

/** A color of a scheme; 0 is its start and 1 its end. Unknown schemes are the first one. */
export function schemeColor(scheme: string, share: number): string {
  const stops = own(schemes, scheme) ?? schemes['continuous-GrYlRd'] ?? []
  const place = Math.min(1, Math.max(0, share)) * (stops.length - 1)
  const low = Math.floor(place)
  return mix(stops[low] ?? unknownColor, stops[low + 1] ?? stops[low] ?? unknownColor, place - low)
}

function mix(left: string, right: string, share: number): string {
  const channels = [1, 3, 5].map((at) => {
    const from = Number.parseInt(left.slice(at, at + 2), 16)
    const to = Number.parseInt(right.slice(at, at + 2), 16)
    return Math.round(from + (to - from) * share)
  })
  return `#${channels.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`
}

function paletteColor(index: number): string {
  return classicPalette[Math.abs(index) % classicPalette.length] ?? unknownColor
}

/** FNV-1a: the same name has the same color on every dashboard. */
function hash(text: string): number {
  let sum = 0x811c9dc5
  for (let index = 0; index < text.length; index++) sum = Math.imul(sum ^ text.charCodeAt(index), 0x01000193) >>> 0
  return sum
}
