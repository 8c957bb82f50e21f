/** Which labels two series must have in common to meet in an operator. */
import { type Labels, dropLabels, keepLabels, metricName } from '../labels.ts'
import type { Matching } from '../syntax/index.ts'

/** The labels that count; the name counts only where `on` lists it. */
export function signatureOf(matching: Matching | undefined): (labels: Labels) => Labels {
  if (matching?.on) {
    const names = new Set(matching.labels)
    return (labels) => keepLabels(labels, names)
  }
  const names = new Set([...(matching?.labels ?? []), metricName])
  return (labels) => dropLabels(labels, names)
}
