/** What the program itself reads and writes of metrics: bounded, and told when it was not. */
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { createTelemetry } from '#modules/telemetry'
import { addProject } from '#modules/workspaces'
import { inTransaction } from '#platform/database'
import { createMetrics as createOwnMetrics } from '#platform/metrics'
import { testContext } from '#testing'
import { histogram } from './histograms/histogram.ts'
import { createMetrics } from './metrics.ts'
import { labelsOf } from './promql/index.ts'
import { createMetricQueries } from './queries.ts'

async function open(t: TestContext, maxSeries?: number) {
  const own = await testContext()
  const ctx = { ...own, metrics: createOwnMetrics() }
  const { workspaceId } = ctx
  const { id: projectId } = await inTransaction(ctx, (tx) => addProject(tx, 'Shop'))
  const telemetry = createTelemetry(ctx, () => Promise.resolve([]))
  const options = { keptDays: () => Promise.resolve(30), ...(maxSeries !== undefined && { maxSeries }) }
  const intake = createMetrics(ctx, telemetry.door, options)
  const queries = createMetricQueries(ctx, () => Promise.resolve({ ctx: null, person: null, forgeable: false }))
  t.after(async () => {
    await queries.close()
    await intake.drain()
    await telemetry.drain()
  })
  const atMs = ctx.now().getTime() - 60_000
  type Samples = Parameters<typeof intake.writeSamples>[0]['samples']
  return {
    write: (samples: Samples, at = atMs) => intake.writeSamples({ workspaceId, projectId, atMs: at, samples }),
    query: (expr: string, more: { maxElements?: number; signal?: AbortSignal; at?: number } = {}) => {
      const { maxElements = 100, signal = new AbortController().signal, at = atMs } = more
      return queries.runQuery(ctx, { expr, atMs: at, signal, timeoutMs: 10_000, maxElements })
    },
    atMs,
  }
}

const named = (room: string) => labelsOf({ __name__: 'temperature', room })

test('numbers, histograms and ends of series are found by the next query, with what it rests on', async (t) => {
  const { write, query, atMs } = await open(t)
  const heat = histogram({ count: 4, sum: 5, zeroCount: 4 })
  await write([
    { labels: named('server'), value: -0 },
    { labels: named('office'), value: Infinity },
    { labels: labelsOf({ __name__: 'heat' }), value: heat },
  ])
  const { elements, ...counts } = await query('sort(temperature)')
  assert.deepEqual(counts, { seriesRead: 2, live: 2, fresh: 2 })
  assert.deepEqual(
    elements.map(({ labels, value }) => [Object.fromEntries(labels)['room'], value]),
    [
      ['server', -0],
      ['office', Infinity],
    ],
  )
  const [{ value } = { value: 0 }] = (await query('heat')).elements
  assert.ok(typeof value === 'object' && value.count === 4 && value.sum === 5)
  await write([{ labels: named('server'), value: 'stale' }], atMs + 1000)
  const ended = await query('temperature{room="server"}', { at: atMs + 1000 })
  assert.partialDeepStrictEqual(ended, { elements: [], seriesRead: 1, live: 0, fresh: 0 })
  const quiet = await query('temperature{room="office"}', { at: atMs + 200_000 })
  assert.partialDeepStrictEqual(quiet, { seriesRead: 1, live: 1, fresh: 0 })
  assert.partialDeepStrictEqual(await query('vector(1)'), { seriesRead: -1, elements: [{ labels: [], value: 1 }] })
})

test('as many elements as there may be are given, one more is an error, as is what is no vector', async (t) => {
  const { write, query } = await open(t)
  await write(['a', 'b'].map((room) => ({ labels: named(room), value: 1 })))
  assert.equal((await query('temperature', { maxElements: 2 })).elements.length, 2)
  await assert.rejects(query('temperature', { maxElements: 1 }), /more than 1 series/)
  await assert.rejects(query('temperature[5m]'), /not a vector or scalar/)
  await assert.rejects(query('sum('), /parse error|unexpected/)
  await assert.rejects(query('temperature', { signal: AbortSignal.abort() }), /canceled/)
})

test('what has no room is told, and the others are written', async (t) => {
  const { write, query } = await open(t, 1)
  const samples = ['a', 'b'].map((room) => ({ labels: named(room), value: 1 }))
  await assert.rejects(write(samples), /1 samples were not written: 1 for the limit of the workspace on new series/)
  assert.equal((await query('temperature')).elements.length, 1)
  // Series that are known go on.
  await write(samples.slice(0, 1))
})
