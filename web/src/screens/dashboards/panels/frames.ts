/** From what the API answers to tables of columns: one for each series, or one for all of a query in format `table`. */
import { legendOf, type Cell, type Frame } from '#common/dashboards'
import type { Answer, Bucket, Labels, NativeHistogram, Point, Sample, Series } from './ask/answer.ts'
import type { Asked } from './ask/questions.ts'

/** More series than this tell nobody anything, and take seconds to draw. The table takes more. */
const maxSeries = 500
const maxRows = 50_000

/** What is left out is told. */
export function leftOutWords({ data }: Answer, { refId, target }: Asked): string | undefined {
  if (data?.resultType !== 'matrix' && data?.resultType !== 'vector') return undefined
  const total = data.result.length
  if (target.format === 'table' || total <= maxSeries) return undefined
  return `${refId}: ${total} series, of which the first ${maxSeries} are shown. A sum, or topk(), says more.`
}

/** As Prometheus writes numbers. */
export function numberOf(text: string): number {
  if (text === '+Inf') return Infinity
  return text === '-Inf' ? -Infinity : Number(text)
}

export function toFrames({ data }: Answer, asked: Asked): Frame[] {
  if (!data) return []
  if (data.resultType === 'scalar') return seriesFrames([{ metric: {}, values: [data.result] }], asked)
  if (data.resultType === 'string') return [stringFrame(data.result, asked)]
  const series = data.resultType === 'matrix' ? data.result : data.result.map(ofPoint)
  const numbers = series.filter(({ values }) => values !== undefined && values.length > 0)
  if (asked.target.format === 'table') return numbers.length === 0 ? [] : [tableFrame(numbers, asked)]
  return seriesFrames(numbers, asked)
}

const ofPoint = ({ metric, value, histogram }: Point): Series => ({
  metric,
  ...(value && { values: [value] }),
  ...(histogram && { histograms: [histogram] }),
})

/** All over the same times, so that nobody has to join them: what is missing at a step is null. */
function seriesFrames(series: readonly Series[], asked: Asked): Frame[] {
  const steps = asked.instant ? undefined : stepsOf(series, asked)
  const times = steps && Array.from({ length: steps.count }, (_, place) => steps.fromMs + place * steps.stepMs)
  return series.slice(0, maxSeries).map(({ metric, values = [] }) => {
    const name = legendOf(asked.target, metric)
    return {
      ...{ name, refId: asked.refId },
      fields: [
        { name: 'Time', type: 'time', values: times ?? values.map(([seconds]) => seconds * 1000) },
        {
          ...{ name, type: 'number', labels: metric },
          values: steps ? placed(values, steps) : values.map(([, text]) => numberOf(text)),
        },
      ],
    }
  })
}

type Steps = { fromMs: number; stepMs: number; count: number }

/**
 * The steps that were asked for. A snapshot and a public link have steps of their own: they are known by samples that
 * stand between those that were asked for, or all leave out the same ones.
 */
function stepsOf(series: readonly Series[], { fromMs, toMs, stepMs }: Asked): Steps {
  let [first, last, gap, gaps] = [Infinity, -Infinity, Infinity, 0]
  for (const { values = [] } of series) {
    for (const [at, [seconds]] of values.entries()) {
      const ms = Math.round(seconds * 1000)
      if (ms < first) first = ms
      if (ms > last) last = ms
      const before = values[at - 1]
      if (before) [gap, gaps] = [Math.min(gap, ms - Math.round(before[0] * 1000)), gaps + 1]
    }
  }
  const isBetween = gap % stepMs !== 0 || (first - fromMs) % stepMs !== 0
  const isOwn = gap > 0 && Number.isFinite(gap) && (isBetween || (gap > stepMs && gaps > 1))
  if (isOwn) return { fromMs: first, stepMs: gap, count: Math.min(mostSteps, Math.round((last - first) / gap) + 1) }
  return { fromMs, stepMs, count: Math.max(1, Math.floor((toMs - fromMs) / stepMs) + 1) }
}

/** The engine answers no more. */
const mostSteps = 11_000

function placed(samples: readonly Sample[], { fromMs, stepMs, count }: Steps): Cell[] {
  const values: Cell[] = Array.from({ length: count }, () => null)
  for (const [seconds, text] of samples) {
    const place = Math.round((seconds * 1000 - fromMs) / stepMs)
    if (place >= 0 && place < count) values[place] = numberOf(text)
  }
  return values
}

/** A row for each sample, a column for each label. */
function tableFrame(series: readonly Series[], { refId }: Asked): Frame {
  const labels = [...new Set(series.flatMap(({ metric }) => Object.keys(metric)))].toSorted()
  const rows = series
    .flatMap(({ metric, values = [] }) => values.map((sample) => ({ metric, sample })))
    .slice(0, maxRows)
  return {
    ...{ name: refId, refId },
    fields: [
      { name: 'Time', type: 'time', values: rows.map(({ sample: [seconds] }) => seconds * 1000) },
      ...labels.map((label) => ({
        ...{ name: label, type: 'string' as const },
        values: rows.map(({ metric }) => metric[label] ?? ''),
      })),
      { name: 'Value', type: 'number', values: rows.map(({ sample: [, text] }) => numberOf(text)) },
    ],
  }
}

const stringFrame = ([seconds, text]: Sample, { refId }: Asked): Frame => ({
  ...{ name: refId, refId },
  fields: [
    { name: 'Time', type: 'time', values: [seconds * 1000] },
    { name: 'Value', type: 'string', values: [text] },
  ],
})

/** A native histogram for each time at which there is one. */
export type HistogramSeries = {
  labels: Labels
  refId: string
  stepMs: number
  points: { atMs: number; buckets: { lower: number; upper: number; count: number }[] }[]
}

export function histogramsOf({ data }: Answer, { refId, stepMs }: Asked): HistogramSeries[] {
  if (data?.resultType !== 'matrix' && data?.resultType !== 'vector') return []
  const series = data.resultType === 'matrix' ? data.result : data.result.map(ofPoint)
  return series.flatMap(({ metric, histograms = [] }) =>
    histograms.length === 0 ? [] : [{ labels: metric, refId, stepMs, points: histograms.map(pointOf) }],
  )
}

const pointOf = ([seconds, { buckets = [] }]: [number, NativeHistogram]) => ({
  atMs: seconds * 1000,
  buckets: buckets.map(([, lower, upper, count]: Bucket) => ({
    lower: numberOf(lower),
    upper: numberOf(upper),
    count: numberOf(count),
  })),
})
