/** A data point of OpenTelemetry as the series and samples that Prometheus makes of it (`remote-write` reference §4.2). */
import { defaultZeroThreshold, fromOtlp } from '../histograms/otlp.ts'
import { HistogramError, validateHistogram } from '../histograms/validate.ts'
import { staleHigh, staleLow } from '../promql/staleness.ts'
import { addNumber, knownSeries } from '../push/take-lines.ts'
import type { Collector } from '../storage/collector.ts'
import type { Pairs } from '../storage/native-block.ts'
import { takeExemplar } from '../storage/take.ts'
import { attributeLabels } from './attributes.ts'
import { boundText, type Naming } from './names.ts'
import type { SentExemplar, SentExponential, SentHistogram, SentNumber, SentSummary } from './sent.ts'

/**
 * Where a point goes. `labels` without the name: those of resource, scope and point. `startMs`: since when it counts,
 * 0 for what does not count or was not told.
 */
export type Target = {
  collector: Collector
  naming: Naming
  metric: string
  labels: Pairs
  atMs: number
  startMs: number
  noValue: boolean
}

const nameLabel = '__name__'

function add(
  { collector, metric, labels, atMs, startMs, noValue }: Target,
  suffix: string,
  more: Pairs,
  value: number,
) {
  const all: Pairs = [
    [nameLabel, `${metric}${suffix}`],
    ...labels.filter(([name]) => !more.some(([own]) => own === name)),
    ...more,
  ]
  collector.countSeries()
  const series = knownSeries(collector, 'otlp', all, 'utf8')
  if (series && noValue) collector.addSample(series, atMs, staleLow, staleHigh)
  else if (series) addNumber(collector, series, atMs, value, startMs)
  return series
}

export function takeNumber(target: Target, point: SentNumber): void {
  const series = add(target, '', [], point.value)
  if (series) for (const exemplar of point.exemplars) takeSentExemplar(target, series, exemplar)
}

/** Throws HistogramError when counts and bounds do not fit each other. */
export function takeHistogram(target: Target, { count, sum, counts, bounds, exemplars }: SentHistogram): void {
  const fits = counts.length === 0 ? bounds.length === 0 : counts.length === bounds.length + 1
  const ascends = bounds.every((bound, at) => at === 0 || bound > (bounds[at - 1] ?? NaN))
  if (!fits || !ascends) {
    throw new HistogramError('custom_bounds', `${counts.length} buckets do not fit ${bounds.length} ascending bounds`)
  }
  let cumulative = 0
  let from = -Infinity
  for (const [at, bound] of [...bounds, Infinity].entries()) {
    // All observations are in the last one, whatever the others say.
    cumulative = bound === Infinity ? count : cumulative + (counts[at] ?? 0)
    const series = add(target, '_bucket', [['le', boundText(bound)]], cumulative)
    for (const exemplar of series ? exemplars : []) {
      if (series && exemplar.value > from && exemplar.value <= bound) takeSentExemplar(target, series, exemplar)
    }
    from = bound
  }
  if (sum !== undefined) add(target, '_sum', [], sum)
  add(target, '_count', [], count)
}

/** Throws HistogramError for one that cannot be, and for a scale below -4, which has no schema. */
export function takeExponential(target: Target, point: SentExponential): void {
  const histogram = fromOtlp({ ...point, zeroThreshold: point.zeroThreshold || defaultZeroThreshold })
  if (!histogram) throw new HistogramError('schema', `the scale ${point.scale} is below -4, and has no schema`)
  validateHistogram(histogram, { exactCount: false })
  const { collector, metric, labels, atMs, startMs, noValue } = target
  collector.countSeries()
  const series = knownSeries(collector, 'otlp', [[nameLabel, metric], ...labels], 'utf8')
  if (!series) return
  if (noValue) collector.addSample(series, atMs, staleLow, staleHigh)
  else collector.addHistogram(series, atMs, histogram, startMs)
  for (const exemplar of point.exemplars) takeSentExemplar(target, series, exemplar)
}

export function takeSummary(target: Target, { count, sum, quantiles }: SentSummary): void {
  for (const { quantile, value } of quantiles)
    add({ ...target, startMs: 0 }, '', [['quantile', boundText(quantile)]], value)
  add(target, '_sum', [], sum)
  add(target, '_count', [], count)
}

function takeSentExemplar(
  { collector, naming, atMs }: Target,
  series: Parameters<typeof takeExemplar>[1]['series'],
  exemplar: SentExemplar,
): void {
  const own = attributeLabels(exemplar.attributes, naming).filter(([name]) => name !== 'trace_id' && name !== 'span_id')
  const labels: Pairs = [
    ...own,
    ...(exemplar.traceId === '' ? [] : [['trace_id', exemplar.traceId] as const]),
    ...(exemplar.spanId === '' ? [] : [['span_id', exemplar.spanId] as const]),
  ]
  takeExemplar(collector, { series, atMs: millisOf(exemplar.timeNanos) || atMs, value: exemplar.value, labels })
}

export const millisOf = (nanos: bigint): number => Number(nanos / 1_000_000n)
