/** Aggregations that keep some of the series of each group: the largest, the smallest, a few, a share. */
import { executionError } from '../errors.ts'
import { compareLabels } from '../labels.ts'
import { hashShare } from './label-hash.ts'
import type { Aggregate } from '../syntax/index.ts'
import { noteIgnored } from './aggregate-folds.ts'
import type { Group } from './aggregate.ts'
import { formatValue } from './aggregate-count-values.ts'
import {
  type Grid,
  type StepSeries,
  absent,
  emptySeries,
  float,
  histogramValue,
  put,
  valueAt,
  withSamples,
} from './data.ts'
import type { Run } from './run.ts'

type Chooser = (group: Group, step: number, parameter: number) => readonly number[]

/**
 * Members keep all their labels. With one step they come in the order of the choice. Of equal ones their labels decide and not
 * the order in which a store hands them out, so that all steps choose alike, whenever they are computed.
 */
export function pick(
  run: Run,
  node: Aggregate,
  groups: readonly Group[],
  { grid, parameters }: { grid: Grid; parameters: Float64Array },
): StepSeries[] {
  checkParameters(run, node, parameters)
  const choose = chooserOf(run, node)
  const result: StepSeries[] = []
  for (const each of groups) {
    const group = { ...each, members: each.members.toSorted((a, b) => compareLabels(a.labels, b.labels)) }
    const kept = group.members.map(({ labels, dropName }) => emptySeries(labels, dropName, grid.count))
    let order: readonly number[] = []
    for (let step = 0; step < grid.count; step++) {
      order = choose(group, step, parameters[step] ?? Number.NaN)
      for (const index of order) {
        const [from, to] = [group.members[index], kept[index]]
        if (from && to) put(to, step, valueAt(from, step))
      }
    }
    const ordered = grid.count === 1 ? order.map((index) => kept[index]).filter((one) => one !== undefined) : kept
    result.push(...withSamples(ordered))
  }
  return result
}

function checkParameters(run: Run, node: Aggregate, parameters: Float64Array): void {
  const span = (node.parameter ?? node).span
  if (node.op === 'limit_ratio') {
    for (const ratio of parameters) {
      if (Number.isNaN(ratio)) throw executionError('Ratio value is NaN')
      if (ratio >= -1 && ratio <= 1) continue
      const capped = ratio > 1 ? 1 : -1
      const message = `ratio value should be between -1 and 1, got ${formatValue(ratio)}, capping to ${capped}`
      run.annotations.warn(message, span)
    }
    return
  }
  for (const value of parameters) {
    if (Number.isNaN(value)) throw executionError('Parameter value is NaN')
    if (value >= 2 ** 63 || value <= -(2 ** 63)) throw executionError(`Scalar value ${value} overflows int64`)
  }
}

function chooserOf(run: Run, node: Aggregate): Chooser {
  const presentAt = ({ members }: Group, step: number) =>
    Array.from(members.keys()).filter((index) => members[index]?.present[step] !== absent)
  if (node.op === 'limitk') return (group, step, k) => presentAt(group, step).slice(0, Math.max(0, Math.trunc(k)))
  if (node.op === 'limit_ratio') {
    const shares = new Map<StepSeries, number>()
    const shareOf = (series: StepSeries) => {
      const share = shares.get(series) ?? hashShare(series.labels)
      shares.set(series, share)
      return share
    }
    return (group, step, ratio) =>
      presentAt(group, step).filter((index) => {
        const series = group.members[index]
        return series !== undefined && isInShare(shareOf(series), ratio)
      })
  }
  const sign = node.op === 'topk' ? 1 : -1
  return (group, step, k) => {
    const { members } = group
    if (members.some(({ present }) => present[step] === histogramValue) && Math.trunc(k) >= 1) {
      noteIgnored(node.op, { annotations: run.annotations, span: node.of.span })
    }
    const at = (index: number) => members[index]?.values[step] ?? Number.NaN
    const indexes = Array.from(members.keys()).filter((index) => members[index]?.present[step] === float)
    return indexes.sort((a, b) => sign * compareFloats(at(b), at(a), sign)).slice(0, Math.max(0, Math.trunc(k)))
  }
}

/** NaN is behind everything else, whichever way. */
function compareFloats(a: number, b: number, sign: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return sign * (Number(Number.isNaN(b)) - Number(Number.isNaN(a)))
  return a === b ? 0 : a - b < 0 ? -1 : 1
}

/** Of a ratio and its complement (r and r − 1), each series is in exactly one. */
function isInShare(share: number, ratio: number): boolean {
  return ratio >= 0 ? share < ratio : share >= 1 + ratio
}
