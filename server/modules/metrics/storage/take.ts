/** What comes beside samples, checked. */
import {
  maxExemplarBytes,
  maxExemplarLabels,
  maxExemplarsPerRequest,
  maxFutureMs,
  maxHelpBytes,
  maxMetadataPerRequest,
  maxNameBytes,
  maxPastMs,
} from '../limits.ts'
import { textOf, type Collector, type Description } from './collector.ts'
import type { Pairs } from './native-block.ts'
import type { Series } from './series-cache.ts'

/** `labels` undefined: they are not valid UTF-8. An exemplar that cannot be kept takes nothing else with it. */
export function takeExemplar(
  collector: Collector,
  { series, atMs, value, labels }: { series: Series; atMs: number; value: number; labels: Pairs | undefined },
): void {
  const why = labels === undefined ? 'a label is not valid UTF-8' : faultOf(labels, atMs, collector.nowMs)
  if (why !== undefined || labels === undefined) {
    collector.refusals.add('invalid_exemplar', 0, () => `of ${textOf(series)}: ${why}`)
    return
  }
  if (collector.exemplars.length >= maxExemplarsPerRequest) {
    collector.refusals.add('too_many', 0, () => `exemplars of ${textOf(series)}`)
  } else if (!collector.keepSeries(series, atMs)) {
    collector.refusals.add('series_limit', 0, () => `an exemplar of ${textOf(series)}`)
  } else collector.exemplars.push({ series, atMs, value, labels })
}

function faultOf(labels: Pairs, atMs: number, nowMs: number): string | undefined {
  if (labels.length > maxExemplarLabels) return `more than ${maxExemplarLabels} labels`
  const size = labels.reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value), 0)
  if (size > maxExemplarBytes) return `labels of more than ${maxExemplarBytes} bytes`
  if (labels.some(([name]) => name === '')) return 'a label has no name'
  if (!(atMs >= nowMs - maxPastMs && atMs >= 0)) return 'a time too far in the past, or none'
  return atMs > nowMs + maxFutureMs ? 'a time in the future' : undefined
}

/** Trimmed rather than refused: it is a help to people and decides nothing. */
export function takeDescription({ descriptions }: Collector, { metric, kind, unit, help }: Description): void {
  const isNamed = metric !== '' && Buffer.byteLength(metric) <= maxNameBytes
  if (!isNamed || (descriptions.size >= maxMetadataPerRequest && !descriptions.has(metric))) return
  descriptions.set(metric, {
    metric: metric.toWellFormed(),
    kind,
    unit: unit.slice(0, maxNameBytes).toWellFormed(),
    help: help.slice(0, maxHelpBytes).toWellFormed(),
  })
}
