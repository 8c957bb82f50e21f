/** Series that the program makes of others, by rules: written durably before anybody is told that they are there. */
import { AppError } from '#platform/errors'
import type { Histogram } from './histograms/histogram.ts'
import type { MetricIntake } from './intake.ts'
import { labelsKey, type Labels } from './promql/labels.ts'
import { staleHigh, staleLow } from './promql/staleness.ts'
import { refusalText } from './refusals.ts'

/** `stale`: the series ends at this time. */
export type MadeSample = { readonly labels: Labels; readonly value: number | Histogram | 'stale' }

export type SamplesToWrite = {
  workspaceId: string
  projectId: string
  /** Of all of them, milliseconds since 1970. */
  atMs: number
  samples: readonly MadeSample[]
}

/**
 * Resolves when all of them are durable and every query sees them. Samples that were written for the same series and
 * time before are replaced, so it is safe to repeat. Throws `unprocessable` with what was refused, which is then not
 * written while the others are, and `unavailable`.
 */
export type WriteSamples = (what: SamplesToWrite) => Promise<void>

export function createWriteSamples(intake: Pick<MetricIntake, 'write'>): WriteSamples {
  return async ({ workspaceId, projectId, atMs, samples }) => {
    if (samples.length === 0) return
    const refusals = await intake.write({ workspaceId, projectId }, (collector) => {
      for (const { labels, value } of samples) {
        const name = `made ${labelsKey(labels)}`
        const series = collector.find(name) ?? collector.seriesOf(name, labels, 'utf8', 1)
        if (!series) continue
        if (typeof value === 'object') collector.addHistogram(series, atMs, value)
        else collector.addSample(series, atMs, ...bitsOf(value))
      }
    })
    if (!refusals.isEmpty()) throw new AppError('unprocessable', refusalText(refusals))
  }
}

const value = new Float64Array(1)
const [low, high] = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? [0, 1] : [1, 0]
const words = new Uint32Array(value.buffer)

/** The marker keeps its bits only as such. */
function bitsOf(of: number | 'stale'): [low: number, high: number] {
  if (of === 'stale') return [staleLow, staleHigh]
  value[0] = of
  return [words[low] ?? 0, words[high] ?? 0]
}
