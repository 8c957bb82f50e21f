/** What `load` puts into the store. */
import { fromClassic } from '../../server/modules/metrics/histograms/classic.ts'
import type { Histogram } from '../../server/modules/metrics/histograms/histogram.ts'
import { withResetHint } from '../../server/modules/metrics/histograms/histogram.ts'
import { hintFor } from '../../server/modules/metrics/histograms/resets.ts'
import {
  type Labels,
  type MemoryQueryable,
  type MemorySample,
  labelValue,
  labelsKey,
  labelsOf,
} from '../../server/modules/metrics/promql/index.ts'
import { readNumber, readOffsets, readSamples } from './notation.ts'
import type { Command } from './script.ts'

export function load(store: MemoryQueryable, command: Extract<Command, { kind: 'load' }>): void {
  const loaded: { labels: Labels; samples: MemorySample[] }[] = []
  let starts: (number | undefined)[] = []
  for (const { labels, isStartTimes, rest } of command.series) {
    if (isStartTimes) {
      starts = readOffsets(rest)
      continue
    }
    const samples: MemorySample[] = []
    for (const [step, sample] of readSamples(rest).entries()) {
      if (sample === undefined) continue
      const timeMs = step * command.stepMs
      const offset = starts[step]
      const startTimeMs = offset === undefined ? undefined : timeMs + offset
      samples.push({ timeMs, value: sample === 'stale' ? sample : sample.value, startTimeMs })
    }
    starts = []
    loaded.push({ labels, samples: withHints(samples) })
  }
  for (const { labels, samples } of loaded) store.add(labels, samples)
  if (command.withCustomBuckets) for (const { labels, samples } of customBuckets(loaded)) store.add(labels, samples)
}

/** A store that takes samples in order knows of resets between them. */
function withHints(samples: readonly MemorySample[]): MemorySample[] {
  let previous: Histogram | undefined
  return samples.map((sample) => {
    if (typeof sample.value !== 'object') {
      previous = undefined
      return sample
    }
    const value = withResetHint(sample.value, hintFor(sample.value, previous))
    previous = value
    return { ...sample, value }
  })
}

type Classic = {
  labels: Labels
  times: Map<number, { buckets: { upper: number; count: number }[]; count?: number; sum?: number }>
}

/** Native histograms with listed bounds of the classic ones among the series. */
function customBuckets(loaded: readonly { labels: Labels; samples: readonly MemorySample[] }[]) {
  const found = new Map<string, Classic>()
  for (const { labels, samples } of loaded) {
    const [, base, suffix] = /^(.*)_(bucket|count|sum)$/.exec(labelValue(labels, '__name__')) ?? []
    const le = labelValue(labels, 'le')
    if (base === undefined || (suffix === 'bucket') !== (le !== '')) continue
    const target = labelsOf([...labels.filter(([name]) => name !== 'le' && name !== '__name__'), ['__name__', base]])
    const classic: Classic = found.get(labelsKey(target)) ?? { labels: target, times: new Map() }
    found.set(labelsKey(target), classic)
    for (const { timeMs, value } of samples) {
      if (typeof value !== 'number') continue
      const at = classic.times.get(timeMs) ?? { buckets: [] }
      classic.times.set(timeMs, at)
      if (suffix === 'bucket') at.buckets.push({ upper: readNumber(le), count: value })
      else if (suffix === 'count') at.count = value
      else at.sum = value
    }
  }
  return [...found.values()].map(({ labels, times }) => {
    const samples = [...times]
      .toSorted(([a], [b]) => a - b)
      .map(([timeMs, classic]) => ({ timeMs, value: classic.buckets.length > 0 ? fromClassic(classic) : undefined }))
      .filter((sample): sample is { timeMs: number; value: Histogram } => sample.value !== undefined)
    return { labels, samples: withHints(samples) }
  })
}
