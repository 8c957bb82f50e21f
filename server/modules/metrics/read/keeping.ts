/**
 * A store whose answers are kept: of a selector that was asked before only what has been written since is read, and
 * nothing where nothing was. An answer is always that of the store itself (ADR 0059).
 */
import { cutSamples, joinSamples } from '../promql/cut-samples.ts'
import { labelsKey, type Labels } from '../promql/labels.ts'
import type { Queryable, SelectRequest, SeriesSamples } from '../promql/queryable.ts'
import { isFoundFor } from './find-series.ts'
import type { Kept } from './kept.ts'
import { bytesOfSamples, type KeptSelection } from './kept-selections.ts'
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
  const goodToMs = asked ? Math.min(asked.toMs, changes.fromMs - 1) : -Infinity
  if (!asked || asked.afterMs > afterMs || goodToMs <= afterMs) {
    const readAtMs = nowMs()
    const series: SeriesSamples[] = []
    const finding: Finding = {}
    const isWhole = yield* collecting(store.select(request, finding), series, options.maxBytes)
    // Who looks back at a while ago takes nothing from those who look at now, unless it is more.
    const isBehind = goodToMs > toMs && asked !== undefined && asked.toMs - asked.afterMs >= toMs - afterMs
    if (isWhole && !isBehind)
      kept.keep(key, { series, afterMs, toMs, mark: changes.mark, found: finding.found, readAtMs, span })
    return
  }
  const known = changes.series ? undefined : asked.found
  if (goodToMs >= toMs) {
    // What is good beyond this request stays, and so does the mark that it was read at.
    const isGood = goodToMs === asked.toMs
    kept.keep(key, { ...asked, ...(isGood && { mark: changes.mark, found: known }), span })
    return yield* nonEmpty(asked.series, afterMs, toMs)
  }
  const newer: SeriesSamples[] = []
  const finding: Finding = { found: known && isFoundFor(known, { afterMs: goodToMs, toMs }) ? known : undefined }
  const rest = { ...request, afterMs: goodToMs, windows: undefined }
  for await (const batch of store.select(rest, finding)) newer.push(...batch)
  const isSame = newer.length === 0 && goodToMs === asked.toMs
  const fromMs = isSame ? asked.afterMs : Math.max(asked.afterMs, toMs - span.lengthMs)
  const series = isSame ? asked.series : together(asked.series, newer, { afterMs: fromMs, toMs: goodToMs })
  const { readAtMs } = asked
  kept.keep(key, { series, afterMs: fromMs, toMs, mark: changes.mark, found: finding.found, readAtMs, span })
  yield* nonEmpty(series, afterMs, toMs)
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

function* nonEmpty(
  series: readonly SeriesSamples[],
  afterMs: number,
  toMs: number,
): Generator<readonly SeriesSamples[]> {
  const cut = series.map((one) => cutSamples(one, afterMs, toMs)).filter(({ times }) => times.length > 0)
  if (cut.length > 0) yield cut
}

const labelKeys = new WeakMap<Labels, string>()

/** The same labels are met with each step that a query goes on by. */
function keyOfLabels(labels: Labels): string {
  const known = labelKeys.get(labels)
  if (known !== undefined) return known
  const key = labelsKey(labels)
  labelKeys.set(labels, key)
  return key
}

type Range = { afterMs: number; toMs: number }

/** What is kept of that range, and after it what is newer. */
function together(
  kept: readonly SeriesSamples[],
  newer: readonly SeriesSamples[],
  { afterMs, toMs }: Range,
): SeriesSamples[] {
  const later = new Map(newer.map((one) => [keyOfLabels(one.labels), one]))
  const all: [SeriesSamples, ...SeriesSamples[]][] = []
  for (const one of kept) {
    const before = cutSamples(one, afterMs, toMs)
    const key = keyOfLabels(one.labels)
    const after = later.get(key)
    later.delete(key)
    if (before.times.length > 0) all.push(after ? [before, after] : [before])
    else if (after) all.push([after])
  }
  // All of it, so that what is kept holds no other memory than its own.
  return joinSamples([...all, ...[...later.values()].map((one): [SeriesSamples] => [one])])
}

/** Two selectors that ask for the same are one, in whatever order they say it. */
const keyOf = (whose: string, { matchers }: SelectRequest): string =>
  JSON.stringify([whose, ...matchers.map(({ name, op, value }) => JSON.stringify([name, op, value])).toSorted()])
