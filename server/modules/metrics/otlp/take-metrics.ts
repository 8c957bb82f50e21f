/** What an OTLP request says, into a collector. A point that cannot be taken is refused alone. */
import type { otlp } from '#modules/telemetry'
import { HistogramError } from '../histograms/validate.ts'
import { quoted } from '../labels.ts'
import { addNumber, knownSeries } from '../push/take-lines.ts'
import type { RefusalReason } from '../refusals.ts'
import type { Collector } from '../storage/collector.ts'
import type { Pairs } from '../storage/native-block.ts'
import { takeDescription } from '../storage/take.ts'
import { attributeLabels, describingLabels, identityOf, scopeLabels } from './attributes.ts'
import { metricNameOf, type NamedKind } from './names.ts'
import { millisOf, takeExponential, takeHistogram, takeNumber, takeSummary, type Target } from './points.ts'
import type { SentData, SentMetric } from './sent.ts'

type Sent = otlp.SentBatch<SentMetric>

/** How many data points were refused, whatever each of them would have become. */
export function takeMetrics({ groups, rejected }: Sent, collector: Collector): number {
  let refused = 0
  for (const why of rejected) {
    collector.refusals.add('invalid_series', 1, () => why)
    refused += 1
  }
  const newest = new Map<otlp.JsonObject, number>()
  for (const { resource, scope, records } of groups) {
    const shared = { identity: identityOf(resource), scope: scopeLabels(scope) }
    for (const metric of records) {
      const { points, latestMs } = takeMetric(metric, shared, collector)
      refused += points
      if (latestMs > 0) newest.set(resource, Math.max(latestMs, newest.get(resource) ?? 0))
    }
  }
  for (const [resource, atMs] of newest) takeTargetInfo(resource, atMs, collector)
  return refused
}

type Shared = { identity: Pairs; scope: Pairs }

function takeMetric(metric: SentMetric, shared: Shared, collector: Collector): { points: number; latestMs: number } {
  const { data } = metric
  const refuseAll = (reason: RefusalReason, why: string) => {
    if (data.points.length > 0)
      collector.refusals.add(reason, data.points.length, () => `${quoted(metric.name)}: ${why}`)
    return { points: data.points.length, latestMs: 0 }
  }
  const name = metricNameOf(metric.name, metric.unit, namedKind(data))
  if (name === undefined) return refuseAll('invalid_labels', 'nothing of the name can stand in one')
  if ('temporality' in data && data.temporality !== cumulative && data.points.length > 0 && isAggregated(data)) {
    return data.temporality === delta
      ? refuseAll('delta_temporality', 'set the exporter to cumulative')
      : refuseAll('invalid_series', 'it has no aggregation temporality')
  }
  takeDescription(collector, { metric: name, kind: kindOf(data), unit: metric.unit, help: metric.description })
  let [points, latestMs] = [0, 0]
  for (const point of data.points) {
    const atMs = millisOf(point.timeNanos)
    const own = attributeLabels(point.attributes)
    const labels = merged([own, shared.scope, shared.identity])
    const before = collector.refusals.samples()
    takePoint(data, point, { collector, metric: name, labels, atMs, noValue: point.noValue })
    if (collector.refusals.samples() > before) points += 1
    else latestMs = Math.max(latestMs, atMs)
  }
  return { points, latestMs }
}

const [delta, cumulative] = [1, 2]

const isAggregated = ({ kind }: SentData): boolean => kind === 'sum' || kind === 'histogram' || kind === 'exponential'

function takePoint(data: SentData, point: SentData['points'][number], target: Target): void {
  try {
    // The points of a kind are that kind's: the compiler cannot follow the pair through a loop.
    if (data.kind === 'histogram') takeHistogram(target, point as (typeof data.points)[number])
    else if (data.kind === 'exponential') takeExponential(target, point as (typeof data.points)[number])
    else if (data.kind === 'summary') takeSummary(target, point as (typeof data.points)[number])
    else if (data.kind !== 'none') takeNumber(target, point as (typeof data.points)[number])
  } catch (error) {
    if (!(error instanceof HistogramError)) throw error
    target.collector.refusals.add('invalid_histogram', 1, () => `${target.metric}: ${error.message}`)
  }
}

function namedKind(data: SentData): NamedKind {
  if (data.kind === 'sum' && data.isMonotonic) return 'counter'
  return data.kind === 'gauge' ? 'gauge' : 'other'
}

function kindOf(data: SentData): string {
  if (data.kind === 'sum') return data.isMonotonic ? 'counter' : 'gauge'
  if (data.kind === 'exponential') return 'histogram'
  return data.kind === 'none' ? 'unknown' : data.kind
}

/** Of one name the first counts: what a point says itself before what is said of all. */
function merged(lists: readonly Pairs[]): Pairs {
  const labels = new Map<string, string>()
  for (const [name, value] of lists.flat()) if (!labels.has(name)) labels.set(name, value)
  return [...labels]
}

/** Nothing to join by, or nothing to say: no series. */
function takeTargetInfo(resource: otlp.JsonObject, atMs: number, collector: Collector): void {
  const identity = identityOf(resource)
  const more = describingLabels(resource)
  if (identity.length === 0 || more.length === 0) return
  const series = knownSeries(collector, 'otlp', [['__name__', 'target_info'], ...identity, ...more], 'utf8')
  if (series) addNumber(collector, series, atMs, 1)
}
