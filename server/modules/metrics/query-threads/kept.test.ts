/** What threads keep of the real store, between writes of every kind. */
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { createTelemetry } from '#modules/telemetry'
import { addProject } from '#modules/workspaces'
import type { Columns } from '#platform/columns'
import { inTransaction } from '#platform/database'
import { createMetrics as createOwnMetrics } from '#platform/metrics'
import { testContext } from '#testing'
import { histogram } from '../histograms/histogram.ts'
import { createMetrics } from '../metrics.ts'
import { labelsOf } from '../promql/index.ts'
import { createMetricQueries } from '../queries.ts'
import { createSampleChanges } from '../read/sample-changes.ts'
import { createQueryThreads } from './pool.ts'

/** A process that knows of every write, and how many questions its column store was asked. */
async function open(t: TestContext) {
  const own = await testContext()
  const told: ((table: string | undefined) => void)[] = []
  const failing = { is: false }
  let questions = 0
  const columns: Columns = {
    ...own.columns,
    onRewritten: (listener) => void told.push(listener),
    command: async (...statement) => {
      await own.columns.command(...statement)
      for (const tell of told) tell('metric_samples')
    },
    insertBlock: async (...block) => {
      await own.columns.insertBlock(...block)
      if (failing.is) throw new Error('the answer was lost on its way')
    },
    forWorkspace: (workspaceId) => {
      const reads = own.columns.forWorkspace(workspaceId)
      return {
        ...reads,
        queryBlock: (...question) => {
          questions += 1
          return reads.queryBlock(...question)
        },
      }
    },
  }
  const ctx = { ...own, metrics: createOwnMetrics(), columns }
  const { workspaceId } = ctx
  const { id: projectId } = await inTransaction(ctx, (tx) => addProject(tx, 'Shop'))
  const telemetry = createTelemetry(ctx, () => Promise.resolve([]))
  const changes = createSampleChanges(ctx)
  const intake = createMetrics(ctx, telemetry.door, { keptDays: () => Promise.resolve(30), changes })
  const queries = createMetricQueries(
    ctx,
    () => Promise.resolve({ ctx: null, person: null, forgeable: false }),
    changes,
  )
  t.after(async () => {
    await queries.close()
    await intake.drain()
    await telemetry.drain()
  })
  const startMs = ctx.now().getTime() - 600_000
  const atOf = (second: number) => startMs + second * 1000
  type Made = Parameters<typeof intake.writeSamples>[0]['samples'][number]['value']
  return {
    ctx,
    changes,
    questions: () => questions,
    failing,
    write: (second: number, value: Made, room = 'server') =>
      intake.writeSamples({
        ...{ workspaceId, projectId, atMs: atOf(second) },
        samples: [{ labels: labelsOf({ __name__: 'temperature', room }), value }],
      }),
    /** The values at that second, and how many questions of the store they took. */
    ask: async (expr: string, second: number) => {
      const before = questions
      const signal = new AbortController().signal
      const query = { expr, atMs: atOf(second), signal, timeoutMs: 10_000, maxElements: 100 }
      const { elements } = await queries.runQuery(ctx, query)
      return { values: elements.map(({ value }) => value), questions: questions - before }
    },
  }
}

test('what was acknowledged is seen by the next query, and what did not change is not asked for again', async (t) => {
  const { write, ask } = await open(t)
  const sum = 'sum_over_time(temperature[5m])'
  await write(100, 1)
  await write(110, 2)
  assert.deepEqual((await ask(sum, 120)).values, [3])
  assert.deepEqual(await ask(sum, 120), { values: [3], questions: 0 })
  await write(130, 4)
  assert.deepEqual((await ask(sum, 140)).values, [7])
  // Late, and again for a time that had one.
  await write(105, 8)
  assert.deepEqual((await ask(sum, 140)).values, [15])
  await write(110, 16)
  assert.deepEqual((await ask(sum, 140)).values, [29])
  await write(115, 32, 'office')
  assert.deepEqual((await ask('sum(sum_over_time(temperature[5m]))', 140)).values, [61])
  assert.equal((await ask('sum(sum_over_time(temperature[5m]))', 140)).questions, 0)
})

test('a workspace without native histograms is not asked for any, and has its first one at once', async (t) => {
  const { write, ask } = await open(t)
  await write(100, 1)
  assert.equal((await ask('count_over_time(temperature[5m])', 120)).questions, 3)
  await write(121, 2)
  assert.equal((await ask('count_over_time(temperature[5m])', 122)).questions, 1)
  await write(123, histogram({ count: 4, sum: 5, zeroCount: 4 }))
  const { values } = await ask('temperature', 124)
  assert.ok(typeof values[0] === 'object' && values[0].count === 4)
})

test('what was erased is gone from the next answer, and from memory', async (t) => {
  const { ctx, write, ask } = await open(t)
  await write(100, 1)
  assert.deepEqual((await ask('temperature', 110)).values, [1])
  await ctx.columns.command(
    'alter table metric_samples delete where workspace_id = {workspaceId:String} settings mutations_sync = 2',
    { workspaceId: ctx.workspaceId },
  )
  assert.deepEqual((await ask('temperature', 110)).values, [])
})

test('a write whose answer was lost is seen too, whenever it came to be', async (t) => {
  const { failing, write, ask } = await open(t)
  await write(100, 1)
  assert.deepEqual((await ask('sum_over_time(temperature[5m])', 120)).values, [1])
  failing.is = true
  await assert.rejects(write(110, 2))
  failing.is = false
  assert.deepEqual((await ask('sum_over_time(temperature[5m])', 120)).values, [3])
  assert.notEqual((await ask('sum_over_time(temperature[5m])', 120)).questions, 0)
})

test('a query goes where it ran last, since what it read is there', async (t) => {
  const { ctx, changes, questions, write } = await open(t)
  await write(100, 1)
  const threads = createQueryThreads({ changes, maxThreads: 2 })
  t.after(() => threads.close())
  const timeMs = ctx.now().getTime() - 480_000
  const ask = (query: string) =>
    threads.runForElements(
      ctx,
      { query, at: { kind: 'instant', timeMs }, lookbackMs: 300_000, timeoutMs: 10_000, limit: 100 },
      new AbortController().signal,
    )
  const queries = ['temperature', 'temperature{room="server"}']
  // Both at once, so that each has a thread of its own.
  await Promise.all(queries.map(ask))
  const before = questions()
  for (const query of [...queries, ...queries.toReversed()]) assert.equal((await ask(query)).elements.length, 1)
  assert.equal(questions(), before)
})
