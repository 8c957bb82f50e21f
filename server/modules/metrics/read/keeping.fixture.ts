/** A workspace's store, whoever writes into it, and the same store with a memory. */
import assert from 'node:assert/strict'
import { labelsKey, type Labels } from '../promql/labels.ts'
import { matchesAll } from '../promql/matchers.ts'
import { MemoryQueryable, type MemorySample } from '../promql/memory-queryable.ts'
import type { Queryable, SelectRequest } from '../promql/queryable.ts'
import { dayOf, type StoredSeries } from './find-series.ts'
import { keeping } from './keeping.ts'
import { bytesOfSelection } from './kept-selections.ts'
import { createKept } from './kept.ts'
import { setStale } from '../promql/staleness.ts'
import type { StoreQueryable } from './queryable.ts'
import { createSampleChanges, type SampleChanges } from './sample-changes.ts'
import type { WrittenRows } from './written-rows.ts'

/** A workspace's samples, and which series it has on which days, as `metric_series` says it. */
function openStore() {
  const samples = new MemoryQueryable()
  const days = new Map<string, { series: StoredSeries; days: Set<number> }>()
  /** Whether it is new that the series has samples on that day. */
  const register = (labels: StoredSeries['labels'], timeMs: number): { id: bigint; isNew: boolean } => {
    const key = labelsKey(labels)
    const known = days.get(key) ?? { series: { id: BigInt(days.size), metricHash: 0, labels }, days: new Set() }
    days.set(key, known)
    const isNew = !known.days.has(dayOf(timeMs))
    known.days.add(dayOf(timeMs))
    return { id: known.series.id, isNew }
  }
  const findSeries = (afterMs: number, toMs: number) =>
    [...days.values()]
      .filter((each) => [...each.days].some((day) => dayOf(afterMs) <= day && day <= dayOf(toMs)))
      .map(({ series }) => series)
  return {
    samples,
    register,
    findSeries,
    clear: () => {
      samples.clear()
      days.clear()
    },
  }
}
type Rewritten = (table: string | undefined) => void
type Store = ReturnType<typeof openStore>

/** A store and whoever writes into it, and the same store with a memory. */
type Options = { maxBytes?: number; nowMs?: () => number }

export function open({ maxBytes = 1e9, nowMs = () => 0 }: Options = {}) {
  const stores = new Map<string, Store>()
  const rewritten: Rewritten[] = []
  /** What the clock shows: no sample is later. */
  const clock = { ms: 0 }
  const changes = createSampleChanges({
    columns: { onRewritten: (listener) => void rewritten.push(listener) },
    now: () => new Date(clock.ms),
  })
  assert.ok(changes)
  const kept = createKept({ maxBytes, bytesOf: bytesOfSelection, nowMs })
  changes.onErased(() => kept.forget())
  const asked: SelectRequest[] = []
  const askedForSeries: SelectRequest[] = []
  const storeOf = (workspaceId: string) => {
    const store = stores.get(workspaceId) ?? openStore()
    stores.set(workspaceId, store)
    return store
  }
  const keptOf = (workspaceId: string): Queryable => {
    const store: StoreQueryable = {
      select: async function* (request, finding = {}) {
        const { samples, findSeries } = storeOf(workspaceId)
        const { afterMs, toMs } = request
        asked.push(request)
        if (!finding.found) askedForSeries.push(request)
        const matching = findSeries(afterMs, toMs).filter(({ labels }) => matchesAll(labels, request.matchers))
        finding.found ??= { groups: matching.map((one) => [one]), afterMs, toMs }
        const found = new Set(finding.found.groups.flat().map(({ labels }) => labelsKey(labels)))
        for await (const batch of samples.select(request)) {
          const own = batch.filter(({ labels }) => found.has(labelsKey(labels)))
          if (own.length > 0) yield own
        }
      },
    }
    const since = (...asking: [mark: number | undefined, hashes?: readonly number[]]) =>
      Promise.resolve(changes.since(workspaceId, ...asking))
    return keeping(store, { kept, whose: workspaceId, since, nowMs, maxBytes })
  }
  return {
    clock,
    changes,
    asked,
    askedForSeries,
    storeOf,
    sinceOf: (workspaceId: string) => (mark: number | undefined) => Promise.resolve(changes.since(workspaceId, mark)),
    keptOf,
    rewrite: (table?: string) => rewritten.forEach((tell) => tell(table)),
  }
}

export function write(
  { storeOf, changes, clock }: { storeOf: (id: string) => Store; changes: SampleChanges; clock: { ms: number } },
  samples: readonly ({ labels: Labels } & MemorySample)[],
  { workspaceId = 'one', isTold = true } = {},
): void {
  clock.ms = Math.max(clock.ms, ...samples.map(({ timeMs }) => timeMs))
  const store = storeOf(workspaceId)
  const registered = samples.map(({ labels, ...sample }) => {
    store.samples.add(labels, [sample])
    return store.register(labels, sample.timeMs)
  })
  changes.wrote(workspaceId, () => ({
    fromMs: Math.min(...samples.map(({ timeMs }) => timeMs)),
    histograms: samples.some(({ value }) => typeof value === 'object'),
    series: registered.some(({ isNew }) => isNew),
    rows: isTold ? rowsOf(samples.map((sample, at) => ({ ...sample, id: registered[at]?.id ?? 0n }))) : undefined,
  }))
}

function rowsOf(samples: readonly (MemorySample & { id: bigint })[]): WrittenRows {
  const values = Float64Array.from(samples, ({ value }) => (typeof value === 'number' ? value : Number.NaN))
  for (const [at, { value }] of samples.entries()) if (value === 'stale') setStale(values, at)
  return {
    hashes: new Uint32Array(samples.length),
    ids: BigUint64Array.from(samples, ({ id }) => id),
    times: Float64Array.from(samples, ({ timeMs }) => timeMs),
    values: new Uint32Array(values.buffer),
    starts: Float64Array.from(samples, ({ startTimeMs }) => startTimeMs ?? 0),
  }
}
