/** Whether a result is the expected one; says what differs, or null. */
import { nearlySameHistogram } from '../../server/modules/metrics/histograms/equality.ts'
import { printHistogram } from '../../server/modules/metrics/histograms/notation.ts'
import {
  type QueryResult,
  type ResultSeries,
  compareLabels,
  labelValue,
  labelsKey,
} from '../../server/modules/metrics/promql/index.ts'
import type { Labels, Point } from '../../server/modules/metrics/promql/index.ts'
import type { Sample } from './notation.ts'
import type { Eval } from './script.ts'

type Values = { labels: Labels; values: Sample[] }

/** An instant query's result. */
export function compareInstant(expected: Eval, result: QueryResult): string | null {
  if (expected.text !== undefined) {
    return result.type === 'string' && result.text === expected.text ? null : `got ${show(result)}`
  }
  if (result.type === 'string') return `got the string ${JSON.stringify(result.text)}`
  if (result.type === 'scalar') return compareScalar(expected, result.points[0])
  if (expected.scalar !== undefined) return `expected a scalar, got ${show(result)}`
  if (result.type === 'matrix') {
    const { startMs, endMs, stepMs } = expected.rangeVector ?? { startMs: 0, endMs: -1, stepMs: 1 }
    return compareSeries(expected.series, alignSeries(result.series, { startMs, endMs, stepMs }))
  }
  const got = result.series.map(({ labels, points }) => ({ labels, values: points.map(asSample) }))
  const difference = compareSeries(expected.series, got)
  if (difference !== null || !expected.ordered) return difference
  const [wanted, order] = [expected.series, got].map((list) => list.map(({ labels }) => labelsKey(labels)).join('\n'))
  return wanted === order ? null : `wrong order: ${got.map(({ labels }) => showLabels(labels)).join(', ')}`
}

/** A range query's result, or the middle of one for an instant query. */
export function compareRange(
  expected: Pick<Eval, 'series' | 'scalar'>,
  result: QueryResult,
  grid: { startMs: number; endMs: number; stepMs: number },
): string | null {
  if (result.type !== 'matrix') return `got ${show(result)}`
  const unsorted = result.series.some(
    (series, at) => at > 0 && compareLabels(result.series[at - 1]?.labels ?? [], series.labels) > 0,
  )
  if (unsorted) return 'series are not sorted by labels'
  const got = alignSeries(result.series, grid)
  if (expected.scalar !== undefined) {
    return compareSeries([{ labels: [], samples: [{ value: expected.scalar, statesHint: false }] }], got)
  }
  return compareSeries(expected.series, got)
}

function compareScalar(expected: Eval, point: Point | undefined): string | null {
  if (expected.scalar === undefined) return `got the scalar ${showPoint(point)}`
  return same({ value: expected.scalar, statesHint: false }, point && asSample(point))
    ? null
    : `got ${showPoint(point)}, expected ${expected.scalar}`
}

const showPoint = (point: Point | undefined): string => showSample(point && asSample(point))

const asSample = ({ value }: Point): Sample => ({ value, statesHint: false })

/** One entry a step. */
function alignSeries(
  series: readonly ResultSeries[],
  grid: { startMs: number; endMs: number; stepMs: number },
): Values[] {
  return series
    .map(({ labels, points }) => {
      const values: Sample[] = []
      for (const point of points) {
        const step = (point.timeMs - grid.startMs) / grid.stepMs
        if (Number.isInteger(step) && step >= 0 && point.timeMs <= grid.endMs) values[step] = asSample(point)
        else if (point.timeMs <= grid.endMs && point.timeMs >= grid.startMs) values.push(asSample(point))
      }
      return { labels, values }
    })
    .filter(({ values }) => values.length > 0)
}

function compareSeries(expected: Eval['series'], got: readonly Values[]): string | null {
  const rest = new Map(got.map((one) => [labelsKey(one.labels), one]))
  if (rest.size < got.length) return 'two series have the same labels'
  for (const { labels, samples } of expected) {
    const key = labelsKey(labels)
    const values = rest.get(key)?.values ?? []
    rest.delete(key)
    for (let step = 0; step < Math.max(samples.length, values.length); step++) {
      if (!same(samples[step], values[step])) {
        return `${showLabels(labels)} at step ${step}: expected ${showSample(samples[step])}, got ${showSample(values[step])}; all: ${showAll(got)}`
      }
    }
  }
  const [extra] = rest.values()
  return extra ? `unexpected ${showLabels(extra.labels)} ${extra.values.map(showSample).join(' ')}` : null
}

function same(expected: Sample, got: Sample): boolean {
  if (expected === undefined || got === undefined) return expected === got
  if (expected === 'stale' || got === 'stale') return false
  const [a, b] = [expected.value, got.value]
  if (typeof a === 'number' && typeof b === 'number') return nearly(a, b)
  if (typeof a === 'number' || typeof b === 'number') return false
  return nearlySameHistogram(a, b) && (!expected.statesHint || a.resetHint === b.resetHint)
}

/** Prometheus' `almost.Equal` with the tolerance of its runner. */
function nearly(a: number, b: number): boolean {
  if (a === b || (Number.isNaN(a) && Number.isNaN(b))) return true
  const [difference, size] = [Math.abs(a - b), Math.abs(a) + Math.abs(b)]
  const smallest = 2 ** -1022
  if (a === 0 || b === 0 || size < smallest) return difference < 1e-6 * smallest
  return difference / Math.min(size, Number.MAX_VALUE) < 1e-6
}

function show(result: QueryResult): string {
  if (result.type === 'string') return JSON.stringify(result.text)
  if (result.type === 'scalar') return `the scalar ${showPoint(result.points[0])}`
  return showAll(result.series.map(({ labels, points }) => ({ labels, values: points.map(asSample) })))
}

const showAll = (series: readonly Values[]): string =>
  series
    .slice(0, 5)
    .map(({ labels, values }) => `${showLabels(labels)} ${values.slice(0, 12).map(showSample).join(' ')}`)
    .join('; ')

function showLabels(labels: Labels): string {
  const others = labels
    .filter(([name]) => name !== '__name__')
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
  return `${labelValue(labels, '__name__')}{${others.join(',')}}`
}

function showSample(sample: Sample): string {
  if (sample === undefined) return '_'
  if (sample === 'stale') return 'stale'
  return typeof sample.value === 'number'
    ? String(sample.value)
    : `${printHistogram(sample.value)}/${sample.value.resetHint}`
}
