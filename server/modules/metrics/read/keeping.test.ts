import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseHistogram } from '../histograms/notation.ts'
import { labelsKey, labelsOf } from '../promql/labels.ts'
import { MemoryQueryable, type MemorySample } from '../promql/memory-queryable.ts'
import type { Matcher, Queryable, SelectRequest, SeriesSamples } from '../promql/queryable.ts'
import { keeping } from './keeping.ts'
import { createKeptSelections } from './kept-selections.ts'
import { createSampleChanges, type SampleChanges } from './sample-changes.ts'

type Rewritten = (table: string | undefined) => void

/** A store and whoever writes into it, and the same store with a memory. */
function open({ maxBytes = 1e9, nowMs = () => 0 }: { maxBytes?: number; nowMs?: () => number } = {}) {
  const stores = new Map<string, MemoryQueryable>()
  const rewritten: Rewritten[] = []
  const changes = createSampleChanges({ onRewritten: (listener) => void rewritten.push(listener) })
  assert.ok(changes)
  const kept = createKeptSelections(maxBytes, nowMs)
  changes.onErased(() => kept.forget())
  const asked: SelectRequest[] = []
  const storeOf = (workspaceId: string) => {
    const store = stores.get(workspaceId) ?? new MemoryQueryable()
    stores.set(workspaceId, store)
    return store
  }
  const keptOf = (workspaceId: string): Queryable => {
    const store: Queryable = {
      select: (request) => {
        asked.push(request)
        return storeOf(workspaceId).select(request)
      },
    }
    const since = (mark: number | undefined) => Promise.resolve(changes.since(workspaceId, mark))
    return keeping(store, { kept, whose: workspaceId, since, nowMs, maxBytes })
  }
  return { changes, asked, storeOf, keptOf, rewrite: (table?: string) => rewritten.forEach((tell) => tell(table)) }
}

function write(
  { storeOf, changes }: { storeOf: (id: string) => MemoryQueryable; changes: SampleChanges },
  samples: readonly ({ series: number } & MemorySample)[],
  workspaceId = 'one',
): void {
  for (const { series, ...sample } of samples) {
    storeOf(workspaceId).add(labelsOf({ __name__: 'm', series: String(series) }), [sample])
  }
  changes.wrote(workspaceId, () => ({
    fromMs: Math.min(...samples.map(({ timeMs }) => timeMs)),
    histograms: samples.some(({ value }) => typeof value === 'object'),
  }))
}

const named: Matcher = { name: '__name__', op: '=', value: 'm', matches: (value) => value === 'm' }

const request = (afterMs: number, toMs: number): SelectRequest => ({
  ...{ matchers: [named], afterMs, toMs, wantsBuckets: true, maxSamples: 1e9, maxSeries: 1e6 },
  signal: new AbortController().signal,
})

/** All that is in an answer, with the bits of its numbers, in an order of its own. */
async function read(queryable: Queryable, asked: SelectRequest): Promise<unknown[]> {
  const all: SeriesSamples[] = []
  for await (const batch of queryable.select(asked)) all.push(...batch)
  return all
    .toSorted((a, b) => (labelsKey(a.labels) < labelsKey(b.labels) ? -1 : 1))
    .map(({ labels, times, values, histograms, startTimes }) => ({
      ...{ labels, times: [...times], bits: [...new BigUint64Array(values.slice().buffer)] },
      histograms: [...times].map((_, at) => histograms?.[at]),
      starts: [...times].map((_, at) => startTimes?.[at] ?? 0),
    }))
}

const { histogram } = parseHistogram('{{schema:0 sum:4 count:3 buckets:[1 2]}}')

const sample = fc.record({
  series: fc.integer({ min: 0, max: 3 }),
  timeMs: fc.integer({ min: 0, max: 3 }),
  value: fc.oneof(fc.double(), fc.constant('stale' as const), fc.constant(histogram)),
  startTimeMs: fc.option(fc.integer({ min: 0, max: 5 }), { nil: undefined }),
})

const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.integer({ min: 1, max: 60 }), fc.array(sample, { minLength: 1, maxLength: 4 }))
      .map(([fromMs, samples]) => ({ samples: samples.map((one) => ({ ...one, timeMs: fromMs + one.timeMs })) })),
  },
  {
    weight: 6,
    arbitrary: fc
      .record({ afterMs: fc.integer({ min: 0, max: 20 }), lengthMs: fc.integer({ min: 0, max: 50 }) })
      .map((asked) => ({ asked })),
  },
  { weight: 1, arbitrary: fc.constant('erased' as const) },
)

test('whatever is written between, an answer is that of the store, to the bit', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), fc.constantFrom(1e9, 3_000), async (steps, maxBytes) => {
      const house = open({ maxBytes })
      const kept = house.keptOf('one')
      for (const each of steps) {
        if (each === 'erased') {
          house.storeOf('one').clear()
          house.rewrite('metric_samples')
        } else if ('samples' in each) write(house, each.samples)
        else {
          const asked = request(each.asked.afterMs, each.asked.afterMs + each.asked.lengthMs)
          assert.deepEqual(await read(kept, asked), await read(house.storeOf('one'), asked))
        }
      }
    }),
    { numRuns: 300 },
  )
})

test('what was not written since is not read again', async () => {
  const house = open()
  const kept = house.keptOf('one')
  const at = (timeMs: number) => ({ series: 1, timeMs, value: timeMs })
  write(house, [at(10), at(20), at(30)])
  await read(kept, request(0, 30))
  await read(kept, request(0, 30))
  await read(kept, request(15, 30))
  assert.deepEqual(house.asked.length, 1)
  // Beyond what was read nothing is known.
  await read(kept, request(15, 40))
  write(house, [at(45)])
  assert.equal((await read(kept, request(15, 50))).length, 1)
  write(house, [at(48), at(35)])
  assert.equal((await read(kept, request(20, 50))).length, 1)
  assert.deepEqual(
    house.asked.map(({ afterMs, toMs }) => [afterMs, toMs]),
    [
      [0, 30],
      [30, 40],
      [40, 50],
      [34, 50],
    ],
  )
})

test('an answer that another query is still reading stays as it was', async () => {
  const house = open()
  const kept = house.keptOf('one')
  write(house, [{ series: 1, timeMs: 10, value: 1 }])
  await read(kept, request(0, 10))
  const reader = kept.select(request(0, 20))[Symbol.asyncIterator]()
  const { value: batch } = await reader.next()
  write(house, [{ series: 1, timeMs: 10, value: 2 }])
  await read(kept, request(0, 20))
  assert.deepEqual([...(batch?.[0]?.values ?? [])], [1])
})

test('what belongs to one workspace is found by no other', async () => {
  const house = open()
  write(house, [{ series: 1, timeMs: 10, value: 1 }], 'one')
  await read(house.keptOf('one'), request(0, 10))
  assert.deepEqual(await read(house.keptOf('two'), request(0, 10)), [])
})

test('a rule that asks for minutes leaves a dashboard its hours, and in time nobody holds them', async () => {
  let nowMs = 0
  const house = open({ nowMs: () => nowMs })
  const kept = house.keptOf('one')
  write(house, [{ series: 1, timeMs: 1, value: 1 }])
  await read(kept, request(0, 100))
  for (let toMs = 101; toMs <= 110; toMs++) {
    write(house, [{ series: 1, timeMs: toMs, value: toMs }])
    await read(kept, request(toMs - 5, toMs))
  }
  assert.equal(house.asked.at(-1)?.afterMs, 109)
  await read(kept, request(10, 110))
  assert.equal(house.asked.length, 11, 'the hours are there')
  nowMs = 6 * 60_000
  for (let toMs = 111; toMs <= 112; toMs++) {
    write(house, [{ series: 1, timeMs: toMs, value: toMs }])
    await read(kept, request(toMs - 5, toMs))
  }
  await read(kept, request(12, 112))
  assert.equal(house.asked.at(-1)?.afterMs, 12)
})

test('nothing is kept for longer than half an hour, and nothing while it is not known what a write that failed has done', async () => {
  let nowMs = 0
  const house = open({ nowMs: () => nowMs })
  const kept = house.keptOf('one')
  await read(kept, request(0, 10))
  nowMs = 1_800_001
  await read(kept, request(0, 10))
  await read(kept, request(0, 10))
  assert.equal(house.asked.length, 2)
  house.changes.lost()
  await read(kept, request(0, 10))
  await read(kept, request(0, 10))
  assert.equal(house.asked.length, 4)
})

test('only statements that change samples forget them', async () => {
  const house = open()
  const kept = house.keptOf('one')
  await read(kept, request(0, 10))
  house.rewrite('events')
  house.rewrite('metric_hours')
  await read(kept, request(0, 10))
  assert.equal(house.asked.length, 1)
  for (const table of ['metric_samples', 'metric_histograms', 'metric_series', undefined]) house.rewrite(table)
  await read(kept, request(0, 10))
  assert.equal(house.asked.length, 2)
})

test('a log of many writes says more than was written and never less', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 1e6 }), { maxLength: 2_000 }), fc.nat(2_000), (times, from) => {
      const changes = createSampleChanges({ onRewritten: () => undefined })
      let mark = changes?.since('one', undefined)?.mark
      for (const [at, timeMs] of times.entries()) {
        if (at === from) mark = changes?.since('one', undefined)?.mark
        changes?.wrote('one', () => ({ fromMs: timeMs, histograms: false }))
      }
      const real = Math.min(Infinity, ...times.slice(from >= times.length ? 0 : from))
      assert.ok((changes?.since('one', mark)?.fromMs ?? Infinity) <= real)
    }),
  )
})

test('where others may write too, nothing is kept', () => {
  assert.equal(createSampleChanges({}), undefined)
})
