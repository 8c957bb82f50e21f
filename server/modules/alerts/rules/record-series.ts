import { type Histogram, type Labels, labelsKey, labelsOf, metricName } from '#modules/metrics'
import type { RecordingRule, TextsByName } from './rule-file.ts'
import type { VectorElement } from './templates/expand.ts'

export type RecordedSample = { readonly labels: Labels; readonly value: number | Histogram }

/**
 * What a recording rule writes for a result: each element under the name of the rule, with its labels overriding.
 * `labels` are those of `labelsOfRule`. Over `limit` (0: none), and for two series with equal labels, nothing is
 * written. Source: Prometheus, rules/recording.go.
 */
export function recordSeries(
  { record }: Pick<RecordingRule, 'record'>,
  labels: TextsByName,
  vector: readonly VectorElement[],
  limit = 0,
): { readonly samples: readonly RecordedSample[] } | { readonly error: string } {
  const samples = vector.map((element) => ({
    labels: labelsOf(new Map([...element.labels, ...labels, [metricName, record] as const])),
    value: element.value,
  }))
  if (new Set(samples.map((sample) => labelsKey(sample.labels))).size < samples.length) {
    return { error: 'vector contains metrics with the same labelset after applying rule labels' }
  }
  if (limit > 0 && samples.length > limit) {
    return { error: `exceeded limit of ${limit} with ${samples.length} series` }
  }
  return { samples }
}
