/** `sort` and its relatives; only of an instant query, because a range query has an order of its own. */
import { type Labels, compareLabels, compareText, labelValue } from '../../labels.ts'
import { type StepSeries, float } from '../data.ts'
import { type CallFunction, type CallInput, stringArg, vector, vectorArg } from './call.ts'

/** By value; NaN comes last either way, and histograms are left out. */
const byValue =
  (sign: 1 | -1): CallFunction =>
  (input) => {
    const series = vectorArg(input, 0)
    if (input.grid.count !== 1) return vector(series)
    const value = ({ values }: StepSeries) => values[0] ?? Number.NaN
    const floats = series.filter(({ present }) => present[0] === float)
    const order = (a: number, b: number) =>
      Number.isNaN(a) || Number.isNaN(b)
        ? Number(Number.isNaN(a)) - Number(Number.isNaN(b))
        : sign * (a === b ? 0 : a < b ? -1 : 1)
    return vector(floats.toSorted((a, b) => order(value(a), value(b))))
  }

const byLabel =
  (sign: 1 | -1): CallFunction =>
  (input: CallInput) => {
    const series = vectorArg(input, 0)
    if (input.grid.count !== 1) return vector(series)
    const names = input.args.slice(1).map((_, index) => stringArg(input, index + 1))
    return vector(series.toSorted((a, b) => sign * compareBy(names, a.labels, b.labels)))
  }

function compareBy(names: readonly string[], a: Labels, b: Labels): number {
  for (const name of names) {
    const order = compareNaturally(labelValue(a, name), labelValue(b, name))
    if (order !== 0) return order
  }
  return compareLabels(a, b)
}

/** Digits count as numbers: `4m5` before `4m600`. */
function compareNaturally(a: string, b: string): number {
  const [partsA, partsB] = [a.match(/\d+|\D+/g) ?? [], b.match(/\d+|\D+/g) ?? []]
  for (const [index, partA] of partsA.entries()) {
    const partB = partsB[index]
    if (partB === undefined) return 1
    const areNumbers = /^\d/.test(partA) && /^\d/.test(partB)
    const order = (areNumbers ? Number(partA) - Number(partB) : 0) || compareText(partA, partB)
    if (order !== 0) return order
  }
  return partsA.length - partsB.length
}

export const sorting: Readonly<Record<string, CallFunction>> = {
  sort: byValue(1),
  sort_desc: byValue(-1),
  sort_by_label: byLabel(1),
  sort_by_label_desc: byLabel(-1),
}
