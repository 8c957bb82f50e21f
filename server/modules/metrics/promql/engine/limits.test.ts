import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PromqlError, type PromqlErrorKind } from '../errors.ts'
import { type EngineOptions, type Queryable, queryInstant, queryRange } from '../index.ts'
import { optionsFor, storeOf } from '../promql.fixture.ts'

const store = storeOf(
  Object.fromEntries(
    Array.from({ length: 250 }, (_, index) => [`m{i="${index}"}`, Array.from({ length: 10 }, (_, at) => at)]),
  ),
)

const kindOf = async (run: Promise<unknown>): Promise<PromqlErrorKind | 'passed'> => {
  try {
    await run
    return 'passed'
  } catch (error) {
    if (error instanceof PromqlError) return error.kind
    throw error
  }
}

const instant = (text: string, more: Partial<EngineOptions>) =>
  kindOf(queryInstant(optionsFor(store, more), { text, timeMs: 540_000 }))

test('samples are bounded by what is held at one time, not by what was read', async () => {
  // A batch has 100 series of 10 samples; results have a point for each series.
  const { peakSamples } = await queryInstant(optionsFor(store), { text: 'sum(rate(m[10m]))', timeMs: 540_000 })
  assert.ok(peakSamples < 1500, String(peakSamples))
  assert.equal(await instant('sum(rate(m[10m]))', { limits: { maxSamples: peakSamples } }), 'passed')
  assert.equal(await instant('sum(rate(m[10m]))', { limits: { maxSamples: peakSamples - 1 } }), 'limit')
})

test('series are bounded over the whole query', async () => {
  assert.equal(await instant('m', { limits: { maxSeries: 250 } }), 'passed')
  assert.equal(await instant('m', { limits: { maxSeries: 249 } }), 'limit')
  assert.equal(await instant('m{i="1"} + m', { limits: { maxSeries: 250 } }), 'limit')
})

test('a subquery of many steps is refused before it is evaluated', async () => {
  assert.equal(await instant('max_over_time(vector(1)[1000d:1ms])', {}), 'limit')
})

test('a range query has at most so many steps, and a direction', async () => {
  const run = (startMs: number, endMs: number, stepMs: number) =>
    kindOf(queryRange(optionsFor(store), { text: 'm', startMs, endMs, stepMs }))
  assert.equal(await run(0, 10_999_000, 1000), 'passed')
  assert.equal(await run(0, 11_000_000, 1000), 'limit')
  assert.equal(await run(0, 1000, 0), 'parse')
  assert.equal(await run(1000, 0, 1), 'parse')
  const scalarOnly = queryRange(optionsFor(store), { text: 'm[5m]', startMs: 0, endMs: 1, stepMs: 1 })
  await assert.rejects(scalarOnly, /invalid expression type "range vector" for range query/)
})

test('the longest chain of operators that is read can be evaluated', async () => {
  const { type } = await queryInstant(optionsFor(store), {
    text: `m{i="1"}${' + m{i="1"}'.repeat(1000)}`,
    timeMs: 540_000,
  })
  assert.equal(type, 'vector')
})

test('a query ends when its time is over or nobody waits any more', async () => {
  let nowMs = 0
  assert.equal(await instant('m', { monotonicMs: () => (nowMs += 1000), limits: { timeoutMs: 5000 } }), 'timeout')
  assert.equal(await instant('m', { signal: AbortSignal.abort() }), 'canceled')
  const controller = new AbortController()
  let batches = 0
  const slow: Queryable = {
    async *select(request) {
      for await (const batch of store.select(request)) {
        if (++batches === 2) controller.abort()
        yield batch
      }
    },
  }
  const run = queryInstant(optionsFor(slow, { signal: controller.signal }), { text: 'm', timeMs: 540_000 })
  assert.equal(await kindOf(run), 'canceled')
  assert.equal(batches, 2)
})

test('the store is asked for just the time that counts', async () => {
  const asked: unknown[] = []
  const spy: Queryable = {
    async *select({ afterMs, toMs, wantsBuckets }) {
      asked.push([afterMs / 1000, toMs / 1000, wantsBuckets])
      yield []
    },
  }
  const ask = async (text: string) => {
    asked.length = 0
    await queryRange(optionsFor(spy), { text, startMs: 1_000_000, endMs: 1_060_000, stepMs: 30_000 })
    return asked
  }
  assert.deepEqual(await ask('m'), [[700, 1060, true]])
  assert.deepEqual(await ask('rate(m[1m] offset 10s)'), [[930, 1050, true]])
  assert.deepEqual(await ask('m @ 50'), [[-250, 50, true]])
  assert.deepEqual(await ask('max_over_time(m[2m:1m])'), [[600, 1020, true]])
  assert.deepEqual(await ask('rate(m[1m] anchored)'), [[640, 1060, true]])
  assert.deepEqual(await ask('histogram_count(rate(m[1m]))'), [[940, 1060, false]])
  assert.deepEqual(await ask('histogram_count(m) + histogram_quantile(0.5, m)'), [
    [700, 1060, false],
    [700, 1060, true],
  ])
})
