import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseHistogram } from '../histograms/notation.ts'
import { labelsKey, labelsOf } from '../promql/labels.ts'
import type { MemorySample } from '../promql/memory-queryable.ts'
import type { Matcher, Queryable, SelectRequest, SeriesSamples } from '../promql/queryable.ts'
import { open, write as writeSamples } from './keeping.fixture.ts'
import { createSampleChanges } from './sample-changes.ts'

type Samples = readonly ({ series: number } & MemorySample)[]

const write = (
  house: ReturnType<typeof open>,
  samples: Samples,
  more: { workspaceId?: string; isTold?: boolean } = {},
): void =>
  writeSamples(
    house,
    samples.map(({ series, ...sample }) => ({
      labels: labelsOf({ __name__: 'm', series: String(series) }),
      ...sample,
    })),
    more,
  )

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

const hourMs = 3_600_000
/** So long that there are several days. */
const unitMs = 5 * hourMs

const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.integer({ min: 1, max: 60 }), fc.array(sample, { minLength: 1, maxLength: 4 }), fc.boolean())
      .map(([fromMs, samples, isTold]) => ({
        isTold,
        samples: samples.map((one) => ({ ...one, timeMs: (fromMs + one.timeMs) * unitMs })),
      })),
  },
  {
    weight: 6,
    arbitrary: fc
      .record({ afterMs: fc.integer({ min: 0, max: 20 }), lengthMs: fc.integer({ min: 0, max: 50 }) })
      .map(({ afterMs, lengthMs }) => ({ asked: request(afterMs * unitMs, (afterMs + lengthMs) * unitMs) })),
  },
  { weight: 1, arbitrary: fc.constant('erased' as const) },
)

test('whatever is written between, an answer is that of the store, to the bit', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), fc.constantFrom(1e9, 8_000), async (steps, maxBytes) => {
      const house = open({ maxBytes })
      const kept = house.keptOf('one')
      for (const each of steps) {
        if (each === 'erased') {
          house.storeOf('one').clear()
          house.rewrite('metric_samples')
        } else if ('samples' in each) write(house, each.samples, { isTold: each.isTold })
        else {
          assert.deepEqual(await read(kept, each.asked), await read(house.storeOf('one').samples, each.asked))
        }
      }
    }),
    { numRuns: 300 },
  )
})

/** Who asks for what was long before does not look at now. */
const later = 1e9

test('what was not written since is not read again', async () => {
  const house = open()
  house.clock.ms = later
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

test('who looks at now hears what is written without the store, late or not, as long as the store has nothing to settle', async () => {
  const house = open()
  const kept = house.keptOf('one')
  const at = (timeMs: number, value = timeMs) => ({ series: 1, timeMs, value })
  const reads = async (afterMs: number, toMs: number): Promise<number> => {
    house.asked.length = 0
    const found = await read(kept, request(afterMs, toMs))
    assert.deepEqual(found, await read(house.storeOf('one').samples, request(afterMs, toMs)))
    return house.asked.length
  }
  write(house, [at(10), at(20), at(30)])
  assert.equal(await reads(0, 30), 1)
  write(house, [at(40), at(50)])
  assert.equal(await reads(5, 45), 0)
  assert.equal(await reads(5, 50), 0, 'what was ahead of the last question')
  write(house, [at(25), at(60)])
  assert.equal(await reads(5, 60), 0, 'late')
  write(house, [at(60)])
  assert.equal(await reads(5, 60), 0, 'sent twice')
  write(house, [at(60, 61)])
  assert.equal(await reads(5, 60), 1, 'two for one time')
  write(house, [at(3)])
  assert.equal(await reads(6, 60), 0, 'before all that is kept')
  write(house, [{ series: 2, timeMs: 65, value: 1 }])
  assert.equal(await reads(6, 70), 1, 'a new series')
  write(house, [{ series: 2, timeMs: 70, value: histogram }])
  assert.equal(await reads(6, 70), 1, 'a histogram')
  write(house, [at(75)], { isTold: false })
  assert.equal(await reads(6, 75), 1, 'more than is held')
  write(house, [at(80)])
  assert.equal(await reads(6, 80), 0)
  write(house, [{ ...at(85), value: 'stale' }])
  assert.equal(await reads(6, 90), 0)
})

test('which series there are is asked again only where new ones may be', async () => {
  const house = open()
  const kept = house.keptOf('one')
  const at = (hour: number, series = 1) => ({ series, timeMs: hour * hourMs, value: hour })
  const asks = async (fromHour: number, toHour: number): Promise<number> => {
    house.askedForSeries.length = 0
    const found = await read(kept, request(fromHour * hourMs, toHour * hourMs))
    assert.deepEqual(found, await read(house.storeOf('one').samples, request(fromHour * hourMs, toHour * hourMs)))
    return house.askedForSeries.length
  }
  write(house, [at(9)])
  assert.equal(await asks(8, 10), 1)
  write(house, [at(11)])
  assert.equal(await asks(8, 12), 0, 'samples of known series')
  write(house, [at(13, 2)])
  assert.equal(await asks(8, 14), 1, 'a series that was not there')
  assert.equal(await asks(8, 16), 0)
  write(house, [at(5, 3), at(15, 3)])
  assert.equal(await asks(8, 16), 1, 'what came late is of a new one')
  write(house, [at(26)])
  assert.equal(await asks(8, 27), 1, 'another day')
  write(house, [at(50)])
  assert.equal(await asks(8, 51), 1, 'and the one after it')
  write(house, [at(12)])
  assert.equal(await asks(8, 52), 1, 'a late sample reaches back into a day that was not asked about')
  assert.equal(await asks(8, 53), 0)
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
  write(house, [{ series: 1, timeMs: 10, value: 1 }])
  await read(house.keptOf('one'), request(0, 10))
  assert.deepEqual(await read(house.keptOf('two'), request(0, 10)), [])
})

test('a rule that asks for minutes leaves a dashboard its hours, and in time nobody holds them', async () => {
  let nowMs = 0
  const house = open({ nowMs: () => nowMs })
  house.clock.ms = later
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
      const changes = createSampleChanges({ columns: { onRewritten: () => undefined }, now: () => new Date(0) })
      let mark = changes?.since('one', undefined)?.mark
      for (const [at, timeMs] of times.entries()) {
        if (at === from) mark = changes?.since('one', undefined)?.mark
        changes?.wrote('one', () => ({
          ...{ fromMs: timeMs, histograms: timeMs % 3 === 0, series: timeMs % 5 === 0, rows: undefined },
        }))
      }
      const real = times.slice(from >= times.length ? 0 : from)
      const said = changes?.since('one', mark)
      assert.ok(said && said.fromMs <= Math.min(Infinity, ...real))
      assert.ok(said.histograms || real.every((timeMs) => timeMs % 3 !== 0))
      assert.ok(said.series || real.every((timeMs) => timeMs % 5 !== 0))
    }),
  )
})

test('where others may write too, nothing is kept', () => {
  assert.equal(createSampleChanges({ columns: {}, now: () => new Date(0) }), undefined)
})
