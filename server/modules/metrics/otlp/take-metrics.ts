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
import type { NamedKind, Naming } from './names.ts'
import { millisOf, takeExponential, takeHistogram, takeNumber, takeSummary, type Target } from './points.ts'
import type { SentData, SentMetric } from './sent.ts'

type Sent = otlp.SentBatch<SentMetric>

/** How many data points were refused, whatever each of them would have become. */
export function takeMetrics({ groups, rejected }: Sent, collector: Collector, naming: Naming): number {
  let refused = 0
  for (const why of rejected) {
    collector.refusals.add('invalid_series', 1, () => why)
    refused += 1
  }
  const newest = new Map<otlp.JsonObject, number>()
  for (const { resource, scope, records } of groups) {
    const shared = { naming, identity: identityOf(resource), scope: scopeLabels(scope, naming) }
    for (const metric of records) {
      const { points, latestMs } = takeMetric(metric, shared, collector)
      refused += points
      if (latestMs > 0) newest.set(resource, Math.max(latestMs, newest.get(resource) ?? 0))
    }
  }
  for (const [resource, atMs] of newest) takeTargetInfo(resource, atMs, { collector, naming })
  return refused
}

type Shared = { naming: Naming; identity: Pairs; scope: Pairs }

function takeMetric(metric: SentMetric, shared: Shared, collector: Collector): { points: number; latestMs: number } {
  const { data } = metric
  const { naming } = shared
  const refuseAll = (reason: RefusalReason, why: string) => {
    if (data.points.length > 0)
      collector.refusals.add(reason, data.points.length, () => `${quoted(metric.name)}: ${why}`)
    return { points: data.points.length, latestMs: 0 }
  }
  const name = naming.metric(metric.name, metric.unit, namedKind(data))
  if (name === undefined) return refuseAll('invalid_labels', 'nothing of the name can stand in one')
  const why = faultOf(data)
  if (why !== undefined) return refuseAll(why.reason, why.text)
  takeDescription(collector, { metric: name, kind: kindOf(data), unit: metric.unit, help: metric.description })
  let [points, latestMs] = [0, 0]
  for (const point of data.points) {
    const atMs = millisOf(point.timeNanos)
    const own = attributeLabels(point.attributes, naming)
    const labels = merged([own, shared.scope, shared.identity])
    const before = collector.refusals.samples()
    const startMs = counts(data) ? startOf(point, isDelta(data)) : 0
    if (isDelta(data) && startMs === 0 && !point.noValue) {
      collector.refusals.add('delta_temporality', 1, () => `${quoted(metric.name)}: a point without a start time`)
    } else takePoint(data, point, { collector, naming, metric: name, labels, atMs, startMs, noValue: point.noValue })
    if (collector.refusals.samples() > before) points += 1
    else latestMs = Math.max(latestMs, atMs)
  }
  return { points, latestMs }
}

const [delta, cumulative] = [1, 2]

function faultOf(data: SentData): { reason: RefusalReason; text: string } | undefined {
  if (!isAggregated(data) || data.points.length === 0) return undefined
  if (data.temporality !== delta && data.temporality !== cumulative)
    return { reason: 'invalid_series', text: 'it has no aggregation temporality' }
  // What a counter holds can be asked without knowing what came before it; where something stands cannot.
  if (data.temporality === delta && !counts(data))
    return { reason: 'delta_temporality', text: 'changes of what goes up and down; set the exporter to cumulative' }
  return undefined
}

type Aggregated = Extract<SentData, { temporality: number }>

const isAggregated = (data: SentData): data is Aggregated =>
  data.kind === 'sum' || data.kind === 'histogram' || data.kind === 'exponential'
const isDelta = (data: SentData): boolean => isAggregated(data) && data.temporality === delta

/** Whether it only grows, and begins again at its start. */
const counts = (data: SentData): boolean =>
  data.kind === 'sum' ? data.isMonotonic : data.kind !== 'gauge' && data.kind !== 'none'

/**
 * A counter with a start tells all that a delta does: it begins at 0 there. So deltas are stored as they come, each its
 * own beginning; `rate` and its relatives know of starts. 0: none. A sum whose start is its own time says that it does
 * not know; of a delta in no time something must be left.
 */
function startOf({ startNanos, timeNanos }: { startNanos: bigint; timeNanos: bigint }, delta: boolean): number {
  if (startNanos === 0n || startNanos > timeNanos || (startNanos === timeNanos && !delta)) return 0
  return Math.min(millisOf(startNanos), millisOf(timeNanos) - 1)
}

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
function takeTargetInfo(
  resource: otlp.JsonObject,
  atMs: number,
  { collector, naming }: { collector: Collector; naming: Naming },
): void {
  const identity = identityOf(resource)
  const more = describingLabels(resource, naming)
  if (identity.length === 0 || more.length === 0) return
  const series = knownSeries(collector, 'otlp', [['__name__', 'target_info'], ...identity, ...more], 'utf8')
  if (series) addNumber(collector, series, atMs, 1)
}
