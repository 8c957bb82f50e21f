import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addProject } from '#modules/workspaces'
import { inPlatformTransaction, inTransaction } from '#platform/database'
import { newHexKey, newId } from '#platform/ids'
import { testContext } from '#testing'
import { eventRow, insertEvents, type NewEvent } from './columns.ts'
import { parseEventsBody } from './events-api/index.ts'
import { fingerprint, newestVersion } from './grouping/index.ts'
import type { RecordSignals } from './intake.ts'
import { recoverBatches } from './recover-batches.ts'
import { insertBatch } from './repo.ts'
import type { Signal } from './signal.ts'

const formerKeys = ['0'.repeat(32)]

async function cutOffBatch(count: number, times?: number) {
  const ctx = await testContext()
  const project = await inTransaction(ctx, (tx) => addProject(tx, 'Shop'))
  const receivedAt = new Date(ctx.now().getTime() - 1_000)
  const events = Array.from({ length: count }, (_, index): NewEvent => {
    const body = Buffer.from(JSON.stringify({ message: `failed ${index % 2 ? 'payment' : 'checkout'}` }))
    const arrival = { receivedAt, projectId: project.id, newEventId: () => newHexKey() }
    const [event] = parseEventsBody(body, arrival).events
    assert.ok(event)
    return {
      workspaceId: ctx.workspaceId,
      projectId: project.id,
      event: { ...event, times },
      grouping: { ...fingerprint(event), formerKeys },
      sizeBytes: 1,
    }
  })
  const batchId = newId('bat', receivedAt)
  await insertEvents(ctx.columns, batchId, events.map(eventRow))
  return { ctx, events, batchId }
}

test('events that reached only the column store are counted later, once, however often one looks [SEN-10]', async () => {
  const { ctx, events } = await cutOffBatch(5)
  const recorded: Signal[] = []
  const record: RecordSignals = (tx, signals) => {
    if (tx.workspaceId === ctx.workspaceId) recorded.push(...signals)
    return Promise.resolve([])
  }
  await Promise.all([1, 2, 3].map(() => recoverBatches(ctx, record, { inFlightMs: 0 })))
  await recoverBatches(ctx, record, { inFlightMs: 0 })
  assert.deepEqual(recorded.map(({ count }) => count).toSorted(), [2, 3])
  assert.ok(recorded.every(({ grouping }) => grouping.method !== '' && grouping.version === newestVersion))
  assert.ok(recorded.every((signal) => signal.formerKeys[0] === formerKeys[0]))
  assert.ok(events.some(({ event }) => event.id === recorded[0]?.eventId))
})

test('an event that stands for many lines counts them all when it is counted later', async () => {
  const { ctx } = await cutOffBatch(2, 40)
  const recorded: Signal[] = []
  const record: RecordSignals = (tx, signals) => {
    if (tx.workspaceId === ctx.workspaceId) recorded.push(...signals)
    return Promise.resolve([])
  }
  await recoverBatches(ctx, record, { inFlightMs: 0 })
  assert.deepEqual(
    recorded.map(({ count }) => count),
    [40, 40],
  )
})

test('a batch that may still be on its way is left alone', async () => {
  const { ctx } = await cutOffBatch(1)
  const record: RecordSignals = (tx) => {
    assert.notEqual(tx.workspaceId, ctx.workspaceId)
    return Promise.resolve([])
  }
  await recoverBatches(ctx, record)
})

test('a batch is found however long the program was away', async () => {
  const { ctx } = await cutOffBatch(2)
  // Something was committed at about that time, as it is where a batch is cut off.
  await inPlatformTransaction(ctx, (tx) => insertBatch(tx, newId('bat', tx.now())))
  const daysLater = () => new Date(ctx.now().getTime() + 5 * 24 * 3_600_000)
  let counted = 0
  const record: RecordSignals = (tx, signals) => {
    if (tx.workspaceId === ctx.workspaceId) counted += signals.reduce((sum, { count }) => sum + count, 0)
    return Promise.resolve([])
  }
  await recoverBatches({ ...ctx, now: daysLater }, record)
  assert.equal(counted, 2)
})

test('a batch that cannot be counted does not hold up the others', async () => {
  const [bad, good] = [await cutOffBatch(1), await cutOffBatch(1)]
  const seen: string[] = []
  const record: RecordSignals = (tx) => {
    seen.push(tx.workspaceId)
    return tx.workspaceId === bad.ctx.workspaceId ? Promise.reject(new Error('no')) : Promise.resolve([])
  }
  await recoverBatches(bad.ctx, record, { inFlightMs: 0 })
  assert.ok(seen.includes(bad.ctx.workspaceId) && seen.includes(good.ctx.workspaceId))
})
