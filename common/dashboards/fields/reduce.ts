/** One value of many. */
import type { Cell } from '../model.ts'
import { own } from '../read/values.ts'

type Calculate = (numbers: number[], all: readonly Cell[], times: readonly number[]) => Cell
type Calculation = { name: string; calculate: Calculate }

const lastOf = (values: readonly Cell[]): Cell => values.at(-1) ?? null
const orNull = (value: number | undefined): Cell => value ?? null
const some = (numbers: number[], calculate: (numbers: number[]) => number): Cell =>
  numbers.length === 0 ? null : calculate(numbers)
const sum = (numbers: number[]): number => numbers.reduce((total, each) => total + each, 0)
// Not Math.min(...): a series may have more values than a call may have arguments.
const min = (numbers: number[]): number => numbers.reduce((least, each) => (each < least ? each : least), Infinity)
const max = (numbers: number[]): number => numbers.reduce((most, each) => (each > most ? each : most), -Infinity)
const mean = (numbers: number[]): number => sum(numbers) / numbers.length
const first = (numbers: number[]): number => numbers[0] ?? Number.NaN
const last = (numbers: number[]): number => numbers.at(-1) ?? Number.NaN

function variance(numbers: number[]): number {
  const middle = mean(numbers)
  return sum(numbers.map((each) => (each - middle) ** 2)) / numbers.length
}

/** The nearest rank above: a value that is there. */
function percentile(numbers: number[], percent: number): number {
  const sorted = Float64Array.from(numbers).sort()
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1))] ?? Number.NaN
}

function median(numbers: number[]): number {
  const sorted = Float64Array.from(numbers).sort()
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2
}

/** All that was added, across resets to a lower value. */
function delta(numbers: number[]): number {
  let total = 0
  for (let index = 1; index < numbers.length; index++) {
    const now = numbers[index] ?? 0
    const before = numbers[index - 1] ?? 0
    total += now >= before ? now - before : now
  }
  return total
}

/** The shortest way between two values, in milliseconds. */
function step(times: readonly number[]): number | undefined {
  let shortest: number | undefined
  for (let index = 1; index < times.length; index++) {
    const away = (times[index] ?? 0) - (times[index - 1] ?? 0)
    if (away > 0 && (shortest === undefined || away < shortest)) shortest = away
  }
  return shortest
}

function changes(all: readonly Cell[]): number {
  return all.filter((value, index) => index > 0 && value !== all[index - 1]).length
}

const table: Record<string, Calculation> = {
  lastNotNull: { name: 'Last', calculate: (_numbers, all) => all.findLast((each) => each !== null) ?? null },
  last: { name: 'Last, also when there is none', calculate: (_numbers, all) => lastOf(all) },
  firstNotNull: { name: 'First', calculate: (_numbers, all) => all.find((each) => each !== null) ?? null },
  first: { name: 'First, also when there is none', calculate: (_numbers, all) => all[0] ?? null },
  min: { name: 'Min', calculate: (numbers) => some(numbers, min) },
  max: { name: 'Max', calculate: (numbers) => some(numbers, max) },
  mean: { name: 'Mean', calculate: (numbers) => some(numbers, mean) },
  median: { name: 'Median', calculate: (numbers) => some(numbers, median) },
  sum: { name: 'Total', calculate: (numbers) => some(numbers, sum) },
  count: { name: 'Count', calculate: (_numbers, all) => all.filter((each) => each !== null).length },
  range: { name: 'Range', calculate: (numbers) => some(numbers, () => max(numbers) - min(numbers)) },
  delta: { name: 'Increase', calculate: (numbers) => some(numbers, delta) },
  diff: { name: 'Difference', calculate: (numbers) => some(numbers, () => last(numbers) - first(numbers)) },
  diffperc: {
    name: 'Difference in percent',
    calculate: (numbers) => some(numbers, () => (last(numbers) - first(numbers)) / first(numbers)),
  },
  step: { name: 'Step', calculate: (_numbers, _all, times) => orNull(step(times)) },
  logmin: {
    name: 'Min above zero',
    calculate: (numbers) => {
      const above = numbers.filter((each) => each > 0)
      return some(above, min)
    },
  },
  variance: { name: 'Variance', calculate: (numbers) => some(numbers, variance) },
  stdDev: { name: 'Standard deviation', calculate: (numbers) => some(numbers, () => Math.sqrt(variance(numbers))) },
  changeCount: { name: 'Changes', calculate: (_numbers, all) => changes(all) },
  distinctCount: { name: 'Distinct values', calculate: (_numbers, all) => new Set(all).size },
  allIsZero: {
    name: 'All are zero',
    calculate: (numbers, all) => all.length > 0 && numbers.length === all.length && numbers.every((each) => each === 0),
  },
  allIsNull: { name: 'None has a value', calculate: (_numbers, all) => all.every((each) => each === null) },
}

/** What can be calculated from the values of a series: id and what people read. `p1` … `p99` are percentiles. */
export const calculations: { id: string; name: string }[] = [
  ...Object.entries(table).map(([id, { name }]) => ({ id, name })),
  ...[1, 5, 10, 25, 50, 75, 90, 95, 99].map((percent) => ({
    id: `p${percent}`,
    name: `${percent === 1 ? '1st' : `${percent}th`} percentile`,
  })),
]

/** Null where there is none, also for an unknown calculation. `times` (ms) is for those that go by time. Nulls do not count. */
export function reduce(values: readonly Cell[], calc: string, times: readonly number[] = []): Cell {
  const percent = /^p(\d{1,2})$/.exec(calc)?.[1]
  const numbers = values.filter((each) => typeof each === 'number')
  if (percent !== undefined) return some(numbers, () => percentile(numbers, Number(percent)))
  return own(table, calc)?.calculate(numbers, values, times) ?? null
}
