/** From series to what uPlot draws: on which scale, on top of which, and what fills the ground below. */
import type { FieldConfig } from '#common/dashboards'
import type { SeriesView } from '../series.ts'

/** `undefined` is a gap that is drawn over, `null` one that stays. */
export type Value = number | null | undefined

export type Line = {
  series: SeriesView
  scale: string
  values: Value[]
  /** Place of the line down to which it is filled; absent: down to zero. */
  downTo?: number
}

/** Fields with the same unit and bounds share an axis. */
export function scaleOf({ unit, min, max, custom }: FieldConfig): string {
  const { axisPlacement, axisLabel, axisSoftMin, axisSoftMax, axisCenteredZero, scale, stacking } = custom
  const kind = scale.type === 'linear' ? 'linear' : `${scale.type}${scale.base}`
  const side = axisPlacement === 'auto' ? '' : axisPlacement
  const share = stacking.mode === 'percent' ? 'percent' : ''
  return [unit, min, max, axisSoftMin, axisSoftMax, axisCenteredZero, kind, side, axisLabel, share].join('/')
}

export function linesOf(series: readonly SeriesView[], times: readonly number[]): Line[] {
  const totals = new Map<string, number[]>()
  for (const each of series) {
    if (each.config.custom.stacking.mode === 'percent') addTo(totals, groupOf(each.config), each.values)
  }
  const below = new Map<string, { heights: number[]; place: number }>()
  const lines: Line[] = []
  for (const each of series) {
    const { config } = each
    const { stacking, drawStyle } = config.custom
    const scale = scaleOf(config)
    const drawn = each.values.map((value) => drawable(value, config))
    if (stacking.mode === 'none' || drawStyle === 'points') {
      lines.push({ series: each, scale, values: bridged(drawn, times, config) })
      continue
    }
    const group = groupOf(config)
    const shares = totals.get(group)
    const ground = below.get(group)
    const { values, heights } = pile(
      shares ? drawn.map((value, at) => share(value, shares[at])) : drawn,
      ground?.heights,
    )
    lines.push({
      ...{ series: each, scale, values: bridged(values, times, config) },
      ...(ground && { downTo: ground.place }),
    })
    below.set(group, { heights, place: lines.length - 1 })
  }
  return lines.map((line) => filledBelow(line, lines))
}

/** What is below zero is piled downwards, by itself. */
const groupOf = (config: FieldConfig): string =>
  `${scaleOf(config)} ${config.custom.stacking.group} ${config.custom.negativeY}`

function addTo(totals: Map<string, number[]>, group: string, values: readonly (number | null)[]): void {
  const sums = totals.get(group) ?? []
  for (const [at, value] of values.entries())
    if (value !== null && Number.isFinite(value)) sums[at] = (sums[at] ?? 0) + Math.abs(value)
  totals.set(group, sums)
}

const share = (value: number | null, total: number | undefined): number | null =>
  value === null ? null : total ? value / total : 0

/** No axis has infinity, a logarithm none of zero. */
function drawable(value: number | null, { custom: { negativeY, scale } }: FieldConfig): number | null {
  if (value === null || !Number.isFinite(value)) return null
  if (scale.type === 'log' && value <= 0) return null
  return negativeY ? -value : value
}

/** A gap stays one, and holds nothing up. */
function pile(values: readonly (number | null)[], ground: readonly number[] = []) {
  const heights = values.map((value, at) => (ground[at] ?? 0) + (value ?? 0))
  return { values: values.map((value, at) => (value === null ? null : (heights[at] ?? 0))), heights }
}

/** Gaps of at most so many milliseconds are drawn over. */
function bridged(values: (number | null)[], times: readonly number[], { custom }: FieldConfig): Value[] {
  const longestMs = custom.spanNulls
  if (typeof longestMs !== 'number' || longestMs <= 0) return values
  const bridge: Value[] = [...values]
  let last: number | undefined
  for (const [at, value] of values.entries()) {
    if (value === null) continue
    if (last !== undefined && (times[at] ?? 0) - (times[last] ?? 0) <= longestMs) bridge.fill(undefined, last + 1, at)
    last = at
  }
  return bridge
}

function filledBelow(line: Line, lines: readonly Line[]): Line {
  const { fillBelowTo } = line.series.config.custom
  if (fillBelowTo === undefined) return line
  const place = lines.findIndex(({ series, scale }) => series.name === fillBelowTo && scale === line.scale)
  return place < 0 ? line : { ...line, downTo: place }
}
