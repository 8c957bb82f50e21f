/** `count_values`: how many series of a group have each value. */
import { describeHistogram } from '../../histograms/text.ts'
import { executionError } from '../errors.ts'
import { labelsKey, withLabel } from '../labels.ts'
import { type Aggregate, quoteText } from '../syntax/index.ts'
import type { Group } from './aggregate.ts'
import { type Grid, type StepSeries, emptySeries, float, valueAt } from './data.ts'

export function countValues(
  _node: Aggregate,
  groups: readonly Group[],
  { grid, label }: { grid: Grid; label: string },
): StepSeries[] {
  if (label === '' || !label.isWellFormed()) throw executionError(`invalid label name ${quoteText(label)}`)
  const result = new Map<string, StepSeries>()
  for (const group of groups) {
    for (const member of group.members) {
      for (let step = 0; step < grid.count; step++) {
        const value = valueAt(member, step)
        if (value === undefined) continue
        const text = typeof value === 'number' ? formatValue(value) : describeHistogram(value)
        const labels = withLabel(group.labels, label, text)
        const key = labelsKey(labels)
        const series = result.get(key) ?? emptySeries(labels, group.dropName && label !== '__name__', grid.count)
        result.set(key, series)
        series.values[step] = (series.values[step] ?? 0) + 1
        series.present[step] = float
      }
    }
  }
  return [...result.values()]
}

/** All digits, without an exponent, as Go's `FormatFloat(value, 'f', -1, 64)`. */
export function formatValue(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf'
  if (Object.is(value, -0)) return '-0'
  const text = String(value)
  if (!text.includes('e')) return text
  const [mantissa = '', exponent = '0'] = text.split('e')
  const digits = mantissa.replace(/[-.]/g, '')
  const point = (mantissa.replace('-', '').split('.')[0] ?? '').length + Number(exponent)
  const sign = value < 0 ? '-' : ''
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`
  return (
    sign + (point >= digits.length ? digits.padEnd(point, '0') : `${digits.slice(0, point)}.${digits.slice(point)}`)
  )
}
