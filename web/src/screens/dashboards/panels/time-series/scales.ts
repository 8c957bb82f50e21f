/** How far each axis goes. */
import type { FieldConfig } from '#common/dashboards'
import type uPlot from 'uplot'
import { rangeOf } from '../../../../components/chart/ticks.ts'
import type { Line } from './lines.ts'

export function scalesOf(lines: readonly Line[]): Record<string, uPlot.Scale> {
  return Object.fromEntries(firstOfEach(lines).map(({ scale, series: { config } }) => [scale, scaleFor(config)]))
}

/** The settings of an axis are those of its first series. */
export const firstOfEach = (lines: readonly Line[]): Line[] =>
  lines.filter(({ scale }, at) => lines.findIndex((other) => other.scale === scale) === at)

function scaleFor(config: FieldConfig): uPlot.Scale {
  const { scale } = config.custom
  const range: uPlot.Scale['range'] = (_, min, max) => boundsOf(config, min, max)
  // oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- uPlot declares an enum that it does not export
  if (scale.type === 'log') return { distr: 3, log: scale.base, range }
  // oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- as above
  if (scale.type === 'symlog') return { distr: 4, asinh: scale.linearThreshold || 1, range }
  return { range }
}

/** Hard bounds hold; soft ones are wider when values are. */
export function boundsOf(
  { min, max, custom }: FieldConfig,
  lowest: number | null,
  highest: number | null,
): [number, number] {
  const { axisSoftMin, axisSoftMax, axisCenteredZero, scale, stacking } = custom
  if (scale.type === 'log') return logBounds(min ?? axisSoftMin, max ?? axisSoftMax, lowest, highest, scale.base)
  if (stacking.mode === 'percent' && min === undefined && max === undefined)
    return [lowest !== null && lowest < 0 ? -1 : 0, highest !== null && highest <= 0 ? 0 : 1]
  let [low, high] = rangeOf(lowest, highest)
  if (axisSoftMin !== undefined) low = lowest === null || lowest >= axisSoftMin ? axisSoftMin : low
  if (axisSoftMax !== undefined) high = highest === null || highest <= axisSoftMax ? axisSoftMax : high
  if (axisCenteredZero)
    [low, high] = [-Math.max(Math.abs(low), Math.abs(high)), Math.max(Math.abs(low), Math.abs(high))]
  low = min ?? low
  high = max ?? high
  return low < high ? [low, high] : [low, low + (Math.abs(low) || 1)]
}

/** Whole powers around what there is. */
function logBounds(
  min: number | undefined,
  max: number | undefined,
  lowest: number | null,
  highest: number | null,
  base: number,
): [number, number] {
  const power = (value: number, round: (exponent: number) => number): number =>
    base ** round(Math.log(value) / Math.log(base))
  const low = min !== undefined && min > 0 ? min : power(lowest && lowest > 0 ? lowest : 1, Math.floor)
  const high = max !== undefined && max > low ? max : power(highest && highest > 0 ? highest : 10, Math.ceil)
  return low < high ? [low, high] : [low, low * base]
}
