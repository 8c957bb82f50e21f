/**
 * A store whose answers are kept: of a selector that was asked before only what has been written since is read, and
 * nothing where nothing was. An answer is always that of the store itself (ADR 0059).
 */
import type { Queryable, SelectRequest, SeriesSamples } from '../promql/queryable.ts'
import { isFoundFor } from './find-series.ts'
import type { Kept } from './kept.ts'
import {
  bytesOfSamples,
  lengthOf,
  onePart,
  rangeOf,
  readParts,
  withNewer,
  type KeptSelection,
} from './kept-selections.ts'
import type { Finding, StoreQueryable } from './queryable.ts'
import type { Since } from './sample-changes.ts'

type Keeping = {
  kept: Kept<KeptSelection>
  /** Goes before the selector's own key: what belongs to one workspace is found by no other. */
  whose: string
  /** What has changed, undefined: nothing may be kept. */
  since: (mark: number | undefined) => Promise<Since | undefined>
  nowMs: () => number
  /** Of a selection that is kept. */
  maxBytes: number
}

export function keeping(store: StoreQueryable, options: Keeping): Queryable {
  return { select: (request) => select(store, options, request) }
}

async function* select(
  store: StoreQueryable,
  options: Keeping,
  request: SelectRequest,
): AsyncGenerator<readonly SeriesSamples[]> {
  const { kept, since, nowMs } = options
  const key = keyOf(options.whose, request)
  const asked = kept.find(key)
  const changes = await since(asked?.mark)
  // Another query may have read more of it meanwhile; what `since` says holds for what was asked about.
  if (!changes) {
    kept.drop(key)
    return yield* store.select(request)
  }
  const { afterMs, toMs } = request
  const span = spanOf(asked, toMs - afterMs, nowMs())
  const has = asked && rangeOf(asked)
  const goodToMs = has ? Math.min(has.toMs, changes.fromMs - 1) : -Infinity
  if (!has || has.afterMs > afterMs || goodToMs <= afterMs) {
    const readAtMs = nowMs()
    const series: SeriesSamples[] = []
    const finding: Finding = {}
    const isWhole = yield* collecting(store.select(request, finding), series, options.maxBytes)
    // Who looks back at a while ago takes nothing from those who look at now, unless it is more.
    const isBehind = goodToMs > toMs && has !== undefined && lengthOf(has) >= toMs - afterMs
    const parts = [{ series, afterMs, toMs }]
    if (isWhole && !isBehind) kept.keep(key, { parts, mark: changes.mark, found: finding.found, readAtMs, span })
    return
  }
  const known = changes.series ? undefined : asked.found
  if (goodToMs >= toMs) {
    // What is good beyond this request stays, and so does the mark that it was read at.
    const isGood = goodToMs === has.toMs
    kept.keep(key, { ...asked, ...(isGood && { mark: changes.mark, found: known }), span })
    return yield* inBatch(readParts(asked.parts, request))
  }
  const newer: SeriesSamples[] = []
  const finding: Finding = { found: known && isFoundFor(known, { afterMs: goodToMs, toMs }) ? known : undefined }
  const rest = { ...request, afterMs: goodToMs, windows: undefined }
  for await (const batch of store.select(rest, finding)) newer.push(...batch)
  const fresh = { series: newer, afterMs: goodToMs, toMs }
  const all = withNewer(asked.parts, fresh, { afterMs: toMs - span.lengthMs, toMs: goodToMs })
  const whole = onePart(all, { afterMs, toMs })
  // Who asks for all of it will do so again, and then it is put together.
  const parts = span.lengthMs === toMs - afterMs ? [whole] : all
  kept.keep(key, { parts, mark: changes.mark, found: finding.found, readAtMs: asked.readAtMs, span })
  yield* inBatch(whole.series)
}

/** Long enough for dashboards that are looked at, and over soon after somebody looked at a month once. */
const spanHoldsMs = 5 * 60_000

/** An alert rule that asks for minutes must not cut off the hours that a dashboard asks for. */
function spanOf(asked: KeptSelection | undefined, lengthMs: number, nowMs: number): KeptSelection['span'] {
  const before = asked?.span
  const holds = before && before.lengthMs > lengthMs && nowMs - before.askedAtMs < spanHoldsMs
  return holds ? before : { lengthMs, askedAtMs: nowMs }
}

/** False: buckets, or too much of it. */
async function* collecting(
  read: AsyncIterable<readonly SeriesSamples[]>,
  series: SeriesSamples[],
  maxBytes: number,
): AsyncGenerator<readonly SeriesSamples[], boolean> {
  let isWhole = true
  let bytes = 0
  for await (const batch of read) {
    if (isWhole) {
      bytes += bytesOfSamples(batch)
      isWhole = bytes <= maxBytes && batch.every(({ buckets }) => buckets === undefined)
      if (isWhole) series.push(...batch)
      else series.length = 0
    }
    yield batch
  }
  return isWhole
}

function* inBatch(series: readonly SeriesSamples[]): Generator<readonly SeriesSamples[]> {
  if (series.length > 0) yield series
}

/** Two selectors that ask for the same are one, in whatever order they say it. */
const keyOf = (whose: string, { matchers }: SelectRequest): string =>
  JSON.stringify([whose, ...matchers.map(({ name, op, value }) => JSON.stringify([name, op, value])).toSorted()])
