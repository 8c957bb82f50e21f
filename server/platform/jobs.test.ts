import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { inTransaction } from '#platform/database'
import { eventually, testContext } from '#testing'
import { collectSubscriptions, listConsequences, recordActivity, subscription } from './activity.ts'
import type { Context } from './context.ts'
import { defineJob, enqueue, openJobQueue, type AnyJob, type JobQueue } from './jobs.ts'
import { createLog } from './log.ts'

/** A queue with workers for these jobs alone. */
async function workers(ctx: Context, jobs: AnyJob[]): Promise<{ ctx: Context; queue: JobQueue }> {
  const queue = await openJobQueue({ url: ctx.database.connectionString, log: createLog('silent') })
  await queue.prepare(jobs)
  const services = { ...ctx, jobs: queue }
  await queue.work(services, jobs)
  return { ctx: services, queue }
}

test('a job runs in its workspace if its transaction commits, and never if it does not', async () => {
  const ran: { workspaceId: string; what: string }[] = []
  const job = defineJob({
    name: 'test.commit',
    purpose: 'service',
    reads: [],
    input: z.object({ what: z.string() }),
    handle: (ctx, { what }) => Promise.resolve(void ran.push({ workspaceId: ctx.workspaceId, what })),
  })
  const { ctx, queue } = await workers(await testContext(), [job])
  await inTransaction(ctx, async (tx) => {
    await enqueue(tx, job, { what: 'undone' })
    throw new Error('no')
  }).catch(() => {})
  await inTransaction(ctx, (tx) => enqueue(tx, job, { what: 'done' }))
  await eventually('the job', async () => ran.length > 0)
  await queue.stop()
  assert.deepEqual(ran, [{ workspaceId: ctx.workspaceId, what: 'done' }])
})

test('a job that fails runs again, and others of its batch are not held up', async () => {
  const ran: string[] = []
  const job = defineJob({
    name: 'test.retry',
    purpose: 'service',
    reads: [],
    input: z.object({ what: z.string() }),
    handle: (_ctx, { what }) => {
      ran.push(what)
      return what === 'fails once' && ran.filter((each) => each === what).length === 1
        ? Promise.reject(new Error('not yet'))
        : Promise.resolve()
    },
  })
  const { ctx, queue } = await workers(await testContext(), [job])
  await inTransaction(ctx, async (tx) => {
    await enqueue(tx, job, { what: 'fails once' })
    await enqueue(tx, job, { what: 'works' })
  })
  await eventually('both jobs and one repetition', async () => ran.length === 3)
  await queue.stop()
  assert.deepEqual(ran.toSorted(), ['fails once', 'fails once', 'works'])
})

test('an activity wakes its subscribers and no others, and what follows is linked to it', async () => {
  const seen: string[] = []
  const interested = subscription({
    name: 'test.subscription',
    purpose: 'service',
    reads: [],
    on: ['thing.happened'],
    handle: async (ctx, activity) => {
      seen.push(activity.type)
      await inTransaction(ctx, (tx) => recordActivity(tx, 'thing.followed', { subjectId: 'y', causedBy: activity.id }))
    },
  })
  const { ctx, queue } = await workers(await testContext(), [interested.job])
  const subscribed = { ...ctx, subscriptions: collectSubscriptions([interested]) }
  await inTransaction(subscribed, async (tx) => {
    await recordActivity(tx, 'thing.ignored', { subjectId: 'x' })
    await recordActivity(tx, 'thing.happened', { subjectId: 'x', data: { note: 'käse "quoted"' } })
  })
  const chain = await eventually('the consequence', async () => {
    const found = await inTransaction(ctx, (tx) => listConsequences(tx, 'x'))
    return found.length === 3 && found
  })
  await queue.stop()
  assert.deepEqual(seen, ['thing.happened'])
  assert.deepEqual(
    chain.map(({ type }) => type),
    ['thing.ignored', 'thing.happened', 'thing.followed'],
  )
  assert.deepEqual(chain[1]?.data, { note: 'käse "quoted"' })
  assert.equal(chain[2]?.causedBy, chain[1]?.id)
})

test('more transactions than the pool has connections may enqueue at once, and none waits for ever', async () => {
  const job = defineJob({
    name: 'test.pool',
    purpose: 'service',
    reads: [],
    input: z.object({}),
    handle: () => Promise.resolve(),
  })
  const { ctx, queue } = await workers(await testContext(), [job])
  await Promise.all(Array.from({ length: 40 }, () => inTransaction(ctx, (tx) => enqueue(tx, job, {}))))
  await queue.stop()
})
