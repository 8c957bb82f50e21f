/**
 * A store whose answers are kept: of a selector that was asked before only what has been written since is read, and
 * nothing where nothing was. An answer is always that of the store itself (ADR 0059).
 */
import type { Queryable, SelectRequest, SeriesSamples } from '../promql/queryable.ts'
import { isFoundFor, type FoundSeries } from './find-series.ts'
import type { Kept } from './kept.ts'
import {
  bytesOfSamples,
  cutAll,
  lengthOf,
  onePart,
  rangeOf,
  readParts,
  withNewer,
  type KeptPart,
  type KeptSelection,
  type Range,
} from './kept-selections.ts'
import type { Finding, StoreQueryable } from './queryable.ts'
import type { Since } from './sample-changes.ts'
import { arrivedOf, withArrived } from './written-rows.ts'

type Keeping = {
  kept: Kept<KeptSelection>
  /** Goes before the selector's own key: what belongs to one workspace is found by no other. */
  whose: string
  /** What has changed, undefined: nothing may be kept. */
  since: (mark: number | undefined, hashes?: readonly number[]) => Promise<Since | undefined>
  nowMs: () => number
  /** Of a selection that is kept. */
  maxBytes: number
}

export function keeping(store: StoreQueryable, options: Keeping): Queryable {
  return { select: (request) => select(store, options, request) }
}

/** Who asks for the last minute is taken to look at now, and what comes next will be asked for next. */
const lastMs = 60_000
/** No sender's clock is further ahead. */
const aheadMs = 3_600_000

async function* select(
  store: StoreQueryable,
  options: Keeping,
  request: SelectRequest,
): AsyncGenerator<readonly SeriesSamples[]> {
  const { kept, since } = options
  const key = keyOf(options.whose, request)
  const asked = kept.find(key)
  const changes = await since(asked?.mark, asked?.isOpen && asked.found ? hashesOf(asked.found) : undefined)
  // Another query may have read more of it meanwhile; what `since` says holds for what was asked about.
  if (!changes) {
    kept.drop(key)
    return yield* store.select(request)
  }
  const { afterMs, toMs } = request
  const span = spanOf(asked, toMs - afterMs, options.nowMs())
  const parts = asked && withWritten(asked, changes, { afterMs, toMs, fromMs: toMs - span.lengthMs })
  if (asked && parts) {
    kept.keep(key, { ...asked, parts, mark: changes.mark, span })
    return yield* inBatch(readParts(parts, request))
  }
  const isOpen = toMs >= changes.nowMs - lastMs
  const wide = { ...request, toMs: isOpen ? toMs + aheadMs : toMs }
  const goodToMs = asked ? Math.min(reachOf(asked), changes.fromMs - 1) : -Infinity
  if (!asked || rangeOf(asked).afterMs > afterMs || goodToMs <= afterMs) {
    const readAtMs = options.nowMs()
    const series: SeriesSamples[] = []
    const finding: Finding = {}
    const isWhole = yield* collecting(store.select(wide, finding), series, { ...options, afterMs, toMs })
    // Who looks back at a while ago takes nothing from those who look at now, unless it is more.
    const isBehind = goodToMs > toMs && asked !== undefined && lengthOf(rangeOf(asked)) >= toMs - afterMs
    if (!isWhole || isBehind) return
    const { found } = finding
    kept.keep(key, { parts: [partOf(series, { afterMs, toMs })], isOpen, mark: changes.mark, found, readAtMs, span })
    return
  }
  const known = changes.series ? undefined : asked.found
  if (goodToMs >= toMs) {
    // What is good beyond this request stays, and so does the mark that it was read at.
    const isGood = goodToMs === reachOf(asked)
    kept.keep(key, { ...asked, ...(isGood && { mark: changes.mark, found: known }), span })
    return yield* inBatch(readParts(asked.parts, request))
  }
  const newer: SeriesSamples[] = []
  const isKnown = known && isFoundFor(known, { afterMs: goodToMs, toMs: wide.toMs })
  const finding: Finding = { found: isKnown ? known : undefined }
  const rest = { ...wide, afterMs: goodToMs, windows: undefined }
  for await (const batch of store.select(rest, finding)) newer.push(...batch)
  const fresh = partOf(newer, { afterMs: goodToMs, toMs })
  const all = withNewer(asked.parts, fresh, { afterMs: toMs - span.lengthMs, toMs: goodToMs })
  // Who asks for all of it will do so again, and then it is put together.
  const isAll = span.lengthMs === toMs - afterMs
  const own = isAll ? [onePart(all, { afterMs, toMs: fresh.toMs })] : all
  kept.keep(key, {
    ...{ parts: own, isOpen, mark: changes.mark, found: finding.found },
    readAtMs: asked.readAtMs,
    span,
  })
  yield* inBatch(readParts(own, request))
}

/** Up to where what is kept is all that there was. */
const reachOf = (kept: KeptSelection): number => (kept.isOpen ? Infinity : rangeOf(kept).toMs)

/** The same with what was written since, without the store; undefined: it has to be asked. */
function withWritten(
  asked: KeptSelection,
  changes: Since,
  { afterMs, toMs, fromMs }: { afterMs: number; toMs: number; fromMs: number },
): readonly KeptPart[] | undefined {
  const { found, isOpen, parts } = asked
  const has = rangeOf(asked)
  if (!isOpen || !found || !changes.rows || changes.series || changes.histograms || has.afterMs > afterMs)
    return undefined
  const arrived = arrivedOf(found, changes.rows, has.afterMs)
  if (!arrived || !isFoundFor(found, { afterMs: has.afterMs, toMs: Math.max(toMs, arrived.toMs) })) return undefined
  if (arrived.series.length === 0) return parts
  const goodToMs = Math.min(has.toMs, arrived.fromMs - 1)
  const series = withArrived(readParts(parts, { afterMs: goodToMs, toMs: has.toMs }), arrived.series)
  const fresh = series && partOf(series, { afterMs: goodToMs, toMs: has.toMs })
  return fresh && withNewer(parts, fresh, { afterMs: fromMs, toMs: goodToMs })
}

/** It reaches to its newest sample, if that is later than what was asked for. */
function partOf(series: readonly SeriesSamples[], { afterMs, toMs }: Range): KeptPart {
  const newestMs = series.reduce((latest, { times }) => Math.max(latest, times.at(-1) ?? -Infinity), toMs)
  return { series, afterMs, toMs: newestMs }
}

const hashesOf = ({ groups }: FoundSeries): number[] => [...new Set(groups.flat().map(({ metricHash }) => metricHash))]

/** Long enough for dashboards that are looked at, and over soon after somebody looked at a month once. */
const spanHoldsMs = 5 * 60_000

/** An alert rule that asks for minutes must not cut off the hours that a dashboard asks for. */
function spanOf(asked: KeptSelection | undefined, lengthMs: number, nowMs: number): KeptSelection['span'] {
  const before = asked?.span
  const holds = before && before.lengthMs > lengthMs && nowMs - before.askedAtMs < spanHoldsMs
  return holds ? before : { lengthMs, askedAtMs: nowMs }
}

/** Hands on what was asked for of what is read; false: buckets, or too much of it. */
async function* collecting(
  read: AsyncIterable<readonly SeriesSamples[]>,
  series: SeriesSamples[],
  { maxBytes, afterMs, toMs }: { maxBytes: number } & Range,
): AsyncGenerator<readonly SeriesSamples[], boolean> {
  let isWhole = true
  let bytes = 0
  for await (const batch of read) {
    if (batch.some(({ buckets }) => buckets !== undefined)) {
      isWhole = false
      series.length = 0
      yield batch
      continue
    }
    if (isWhole) {
      bytes += bytesOfSamples(batch)
      isWhole = bytes <= maxBytes
      if (isWhole) series.push(...batch)
      else series.length = 0
    }
    yield* inBatch(cutAll(batch, { afterMs, toMs }))
  }
  return isWhole
}

function* inBatch(series: readonly SeriesSamples[]): Generator<readonly SeriesSamples[]> {
  if (series.length > 0) yield series
}

/** Two selectors that ask for the same are one, in whatever order they say it. */
const keyOf = (whose: string, { matchers }: SelectRequest): string =>
  JSON.stringify([whose, ...matchers.map(({ name, op, value }) => JSON.stringify([name, op, value])).toSorted()])
