/** Results as the Prometheus API writes them. As text at once: a result has a million numbers and no other shape. */
import type { Histogram } from '../histograms/histogram.ts'
import { toBody } from '../histograms/text.ts'
import type { Point, QueryResult, ResultSeries } from '../promql/index.ts'
import type { Labels } from '../promql/labels.ts'

/** `data` of an answer, and whether series were left out for the limit (0: none is). */
export function formatResult(result: QueryResult, timeMs: number, limit: number): { data: string; isCut: boolean } {
  const { type } = result
  switch (type) {
    case 'scalar':
      return whole(type, pair(result.points[0] ?? { timeMs, value: Number.NaN }))
    case 'string':
      return whole(type, `[${timeMs / 1000},${JSON.stringify(result.text)}]`)
    case 'vector':
      return cut(type, result.series, limit, element)
    case 'matrix':
      return cut(type, result.series, limit, row)
  }
}

const whole = (type: string, text: string) => ({ data: `{"resultType":"${type}","result":${text}}`, isCut: false })

function cut(type: string, series: readonly ResultSeries[], limit: number, format: (one: ResultSeries) => string) {
  const shown = limit === 0 ? series : series.slice(0, limit)
  return { ...whole(type, `[${shown.map(format).join(',')}]`), isCut: shown.length < series.length }
}

function element({ labels, points }: ResultSeries): string {
  const [point] = points
  if (!point) return `{"metric":${metric(labels)}}`
  return `{"metric":${metric(labels)},"${typeof point.value === 'number' ? 'value' : 'histogram'}":${pair(point)}}`
}

function row({ labels, points }: ResultSeries): string {
  const floats = points.filter(({ value }) => typeof value === 'number')
  const histograms = points.filter(({ value }) => typeof value !== 'number')
  const list = (name: string, some: readonly Point[]) =>
    some.length > 0 ? `,"${name}":[${some.map(pair).join(',')}]` : ''
  return `{"metric":${metric(labels)}${list('values', floats)}${list('histograms', histograms)}}`
}

const metric = (labels: Labels): string => JSON.stringify(Object.fromEntries(labels))

const pair = ({ timeMs, value }: Point): string => `[${timeMs / 1000},${valueText(value)}]`

const valueText = (value: number | Histogram): string =>
  typeof value === 'number' ? `"${formatNumber(value)}"` : JSON.stringify(toBody(value))

/** As Go's encoder of JSON writes numbers, which is how JavaScript does, but for these. */
export function formatNumber(value: number): string {
  if (Number.isFinite(value)) return Object.is(value, -0) ? '-0' : String(value)
  if (Number.isNaN(value)) return 'NaN'
  return value > 0 ? '+Inf' : '-Inf'
}
