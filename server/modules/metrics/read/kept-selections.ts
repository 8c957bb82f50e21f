/** What selectors of queries have read, as it is kept for the next query. Pure. */
import { cutSamples, joinSamples } from '../promql/cut-samples.ts'
import { labelsKey, type Labels } from '../promql/labels.ts'
import type { SeriesSamples } from '../promql/queryable.ts'
import type { FoundSeries } from './find-series.ts'

/** All samples of a selector after `afterMs` and up to `toMs`. */
export type KeptPart = { series: readonly SeriesSamples[] } & Range
export type Range = { afterMs: number; toMs: number }

export type KeptSelection = {
  /** One behind the other, of what was in the store at `mark`. */
  parts: readonly KeptPart[]
  /** There was nothing after the last part. */
  isOpen: boolean
  mark: number
  /** Whose samples to read when more of them are; undefined: the store has to be asked. */
  found: FoundSeries | undefined
  readAtMs: number
  /** The longest time that was asked for lately, and when; what is before it is let go. */
  span: { lengthMs: number; askedAtMs: number }
}

export const rangeOf = ({ parts }: Pick<KeptSelection, 'parts'>): Range => ({
  afterMs: parts.at(0)?.afterMs ?? Infinity,
  toMs: parts.at(-1)?.toMs ?? -Infinity,
})

/**
 * What is kept up to `toMs`, and after it what is newer. A part goes when all of it is before `afterMs`. Of parts that are
 * as long as the one before them one is made, so that there are few and each sample is seldom copied.
 */
export function withNewer(kept: readonly KeptPart[], newer: KeptPart, { afterMs, toMs }: Range): readonly KeptPart[] {
  const before = kept.filter((part) => part.toMs > afterMs && part.afterMs < toMs)
  let last = newer
  for (let part = before.pop(); part; part = before.pop()) {
    const good = part.toMs <= toMs ? part : onePart([part], { afterMs: part.afterMs, toMs })
    if (lengthOf(last) < lengthOf(good)) return [...before, good, last]
    last = onePart([good, last], { afterMs: good.afterMs, toMs: last.toMs })
  }
  return [last]
}

export const onePart = (parts: readonly KeptPart[], range: Range): KeptPart => ({
  ...range,
  series: readParts(parts, range),
})

export const lengthOf = ({ afterMs, toMs }: Range): number => toMs - afterMs

export const cutAll = (series: readonly SeriesSamples[], { afterMs, toMs }: Range): SeriesSamples[] =>
  series.map((one) => cutSamples(one, afterMs, toMs)).filter(({ times }) => times.length > 0)

/** Series with samples in that time; of one part views, of several in memory of their own. */
export function readParts(parts: readonly KeptPart[], { afterMs, toMs }: Range): SeriesSamples[] {
  const cut = parts
    .filter((part) => part.toMs > afterMs && part.afterMs < toMs)
    .map(({ series }) => cutAll(series, { afterMs, toMs }))
    .filter((series) => series.length > 0)
  if (cut.length < 2) return cut[0] ?? []
  const all = new Map<string, [SeriesSamples, ...SeriesSamples[]]>()
  for (const one of cut.flat()) {
    const key = keyOfLabels(one.labels)
    const before = all.get(key)
    if (before) before.push(one)
    else all.set(key, [one])
  }
  return joinSamples([...all.values()])
}

const labelKeys = new WeakMap<Labels, string>()

/** The same labels are met with each step that a query goes on by. */
export function keyOfLabels(labels: Labels): string {
  const known = labelKeys.get(labels)
  if (known !== undefined) return known
  const key = labelsKey(labels)
  labelKeys.set(labels, key)
  return key
}

export const bytesOfSelection = ({ parts }: KeptSelection): number =>
  bytesOfSamples(parts.flatMap(({ series }) => series))

/** About. */
export const bytesOfLabels = 400
export const bytesOfHistogram = 400

/** About; of columns all that they hold in memory, be they ever so small a part of it. */
export function bytesOfSamples(all: readonly SeriesSamples[]): number {
  const pieces = new Set<ArrayBufferLike>()
  let bytes = 0
  for (const { times, values, histograms, startTimes } of all) {
    for (const { buffer } of [times, values, startTimes ?? values]) pieces.add(buffer)
    bytes += bytesOfLabels + (histograms?.length ?? 0) * bytesOfHistogram
  }
  for (const { byteLength } of pieces) bytes += byteLength
  return bytes
}
