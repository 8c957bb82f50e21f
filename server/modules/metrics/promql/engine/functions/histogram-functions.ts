/** Functions of histograms, native ones and those of series with the label `le`. */
import { average, standardDeviation, variance } from '../../../histograms/statistics.ts'
import { fraction, quantile } from '../../../histograms/quantile.ts'
import type { Histogram } from '../../../histograms/histogram.ts'
import { type Labels, dropLabels, labelValue, labelsKey, withLabel } from '../../labels.ts'
import { executionError } from '../../errors.ts'
import { warnOfQuantile } from '../aggregate-folds.ts'
import { nameOf } from '../columns.ts'
import { type StepSeries, absent, emptySeries, histogramValue, mapSamples, put, withSamples } from '../data.ts'
import { formatValue } from '../aggregate-count-values.ts'
import { type CallFunction, type CallInput, scalarArg, stringArg, vector, vectorArg } from './call.ts'
import { type ClassicBucket, bucketFraction, bucketQuantile, prepareBuckets } from './classic-buckets.ts'

const ofNative =
  (compute: (histogram: Histogram) => number): CallFunction =>
  (input) => {
    const series = vectorArg(input, 0).map((one) =>
      mapSamples(one, (value) => (typeof value === 'object' ? compute(value) : undefined), { dropName: true }),
    )
    return vector(withSamples(series))
  }

/** Series that belong to one histogram: a native one, and the buckets of a classic one. */
type Member = { labels: Labels; native: StepSeries[]; buckets: { upper: number; series: StepSeries }[] }

const leOnly: ReadonlySet<string> = new Set(['le'])

function histogramsOf(input: CallInput, index: number): Member[] {
  const members = new Map<string, Member>()
  const { annotations } = input.run
  const span = input.node.args[index]?.span ?? input.node.span
  for (const series of vectorArg(input, index)) {
    const le = labelValue(series.labels, 'le')
    const upper = parseBound(le)
    const hasFloats = series.present.some((kind) => kind !== absent && kind !== histogramValue)
    const member = memberOf(members, dropLabels(series.labels, leOnly))
    if (series.histograms) memberOf(members, series.labels).native.push(series)
    if (!hasFloats) continue
    if (upper === undefined) {
      annotations.warn(`bucket label "le" is missing or has a malformed value of "${le}"`, span, nameOf(series))
    } else member.buckets.push({ upper, series })
  }
  return [...members.values()]
}

function memberOf(members: Map<string, Member>, labels: Labels): Member {
  const key = labelsKey(labels)
  const member = members.get(key) ?? { labels, native: [], buckets: [] }
  members.set(key, member)
  return member
}

/** As Go's ParseFloat, which also takes `Inf` with a sign and in any case. */
function parseBound(text: string): number | undefined {
  if (/^[+-]?inf(?:inity)?$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity
  if (/^nan$/i.test(text)) return Number.NaN
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text) ? Number(text) : undefined
}

type Found = { native: Histogram } | { classic: ClassicBucket[]; wasForced: boolean } | undefined

/** What a member is at a step; a mix of both kinds is nothing. */
function histogramAt(input: CallInput, member: Member, step: number, index: number): Found {
  const native = member.native
    .map((one) => (one.present[step] === histogramValue ? one.histograms?.[step] : undefined))
    .find((one) => one !== undefined)
  const buckets: ClassicBucket[] = []
  for (const { upper, series } of member.buckets) {
    if (series.present[step] === absent || series.present[step] === histogramValue) continue
    buckets.push({ upper, count: series.values[step] ?? 0 })
  }
  if (native && buckets.length > 0) {
    const span = input.node.args[index]?.span ?? input.node.span
    input.run.annotations.warn('vector contains a mix of classic and native histograms', span, nameOf(member))
    return undefined
  }
  if (native) return { native }
  if (buckets.length === 0) return undefined
  const prepared = prepareBuckets(buckets)
  return prepared ? { classic: prepared.buckets, wasForced: prepared.wasForced } : { classic: [], wasForced: false }
}

/** Runs over all histograms at all steps. */
function overHistograms(
  input: CallInput,
  index: number,
  compute: (found: NonNullable<Found>, step: number, member: Member) => number,
): StepSeries[] {
  const members = histogramsOf(input, index)
  const result = members.map((member) => {
    input.run.budget.check()
    input.run.budget.hold(input.grid.count)
    const series = emptySeries(member.labels, true, input.grid.count)
    for (let step = 0; step < input.grid.count; step++) {
      const found = histogramAt(input, member, step, index)
      if (found) put(series, step, compute(found, step, member))
    }
    return series
  })
  return withSamples(result)
}

const monotonicity =
  'needed to be fixed for monotonicity (see https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile)'

function quantileSeries(
  input: CallInput,
  index: number,
  phis: { values: Float64Array; argument: number },
): StepSeries[] {
  const { annotations } = input.run
  const span = input.node.args[index]?.span ?? input.node.span
  const phiSpan = input.node.args[phis.argument]?.span ?? input.node.span
  const warned = new Set(phis.values)
  for (const phi of warned) warnOfQuantile(phi, annotations, phiSpan)
  return overHistograms(input, index, (found, step, member) => {
    const phi = phis.values[step] ?? Number.NaN
    if ('classic' in found) {
      if (found.wasForced) annotations.info(`input to histogram_quantile ${monotonicity}`, span, nameOf(member))
      return found.classic.length === 0 && phi >= 0 && phi <= 1 ? Number.NaN : bucketQuantile(phi, found.classic)
    }
    const { value, note } = quantile(phi, found.native)
    if (note) {
      const what = note === 'nan' ? 'result is NaN' : 'result is skewed higher'
      annotations.info(`input to histogram_quantile has NaN observations, ${what}`, span, nameOf(member))
    }
    return value
  })
}

const histogramQuantile: CallFunction = (input) =>
  vector(quantileSeries(input, 1, { values: scalarArg(input, 0), argument: 0 }))

/** More than that would only be written by mistake. Source: functions.go. */
const maxQuantiles = 10

const histogramQuantiles: CallFunction = (input) => {
  const label = stringArg(input, 1)
  if (label === '' || !label.isWellFormed()) throw executionError(`invalid label name "${label}"`)
  if (input.args.length - 2 > maxQuantiles) throw executionError(`more than ${maxQuantiles} quantiles`)
  const result: StepSeries[] = []
  for (let argument = 2; argument < input.args.length; argument++) {
    const values = scalarArg(input, argument)
    for (const series of quantileSeries(input, 0, { values, argument })) {
      result.push({ ...series, labels: withLabel(series.labels, label, formatQuantile(values[0] ?? Number.NaN)) })
    }
  }
  return vector(result)
}

/** As OpenMetrics writes floats: with a point. */
function formatQuantile(phi: number): string {
  const text = formatValue(phi)
  return /^-?\d+$/.test(text) ? `${text}.0` : text
}

const histogramFraction: CallFunction = (input) => {
  const [lower, upper] = [scalarArg(input, 0), scalarArg(input, 1)]
  const span = input.node.args[2]?.span ?? input.node.span
  const { annotations } = input.run
  const series = overHistograms(input, 2, (found, step, member) => {
    const [from = Number.NaN, to = Number.NaN] = [lower[step], upper[step]]
    if ('classic' in found) {
      if (found.wasForced) annotations.info(`input to histogram_fraction ${monotonicity}`, span, nameOf(member))
      return bucketFraction(from, to, found.classic)
    }
    const { value, hasNaN } = fraction(from, to, found.native)
    if (hasNaN) {
      const message = 'input to histogram_fraction has NaN observations, which are excluded from all fractions'
      annotations.info(message, span, nameOf(member))
    }
    return value
  })
  return vector(series)
}

export const histogramFunctions: Readonly<Record<string, CallFunction>> = {
  histogram_avg: ofNative(average),
  histogram_count: ofNative(({ count }) => count),
  histogram_sum: ofNative(({ sum }) => sum),
  histogram_stddev: ofNative(standardDeviation),
  histogram_stdvar: ofNative(variance),
  histogram_quantile: histogramQuantile,
  histogram_quantiles: histogramQuantiles,
  histogram_fraction: histogramFraction,
}
