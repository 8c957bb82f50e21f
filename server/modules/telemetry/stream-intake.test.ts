import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { addProject } from '#modules/workspaces'
import type { Context, Services } from '#platform/context'
import { inTransaction, sql } from '#platform/database'
import { newHexKey } from '#platform/ids'
import { createMetrics } from '#platform/metrics'
import { eventually, testContext, testServices } from '#testing'
import type { NewEvent } from './columns.ts'
import { parseEventsBody } from './events-api/index.ts'
import { fingerprint } from './grouping/index.ts'
import { createIntake, type Intake, type RecordSignals } from './intake.ts'
import inventory from './inventory.ts'
import { createStreamIntake, decodeNewEvent, encodeNewEvent } from './stream-intake.ts'

const serverUrl = process.env['WATCHWORD_TEST_NATS_URL']
const skip = serverUrl === undefined ? 'set WATCHWORD_TEST_NATS_URL to a nats-server with JetStream' : false

type Setting = { ctx: Context; newEvent: (message: string) => NewEvent }

async function setting(): Promise<Setting> {
  const ctx = await testContext()
  const project = await inTransaction(ctx, (tx) => addProject(tx, 'Shop'))
  const arrival = { receivedAt: ctx.now(), projectId: project.id, newEventId: () => newHexKey() }
  const newEvent = (message: string): NewEvent => {
    const [event] = parseEventsBody(Buffer.from(JSON.stringify({ message, tags: ['a'] })), arrival).events
    assert.ok(event)
    return {
      workspaceId: ctx.workspaceId,
      projectId: project.id,
      event,
      grouping: { ...fingerprint(event), formerKeys: ['0'.repeat(32)] },
      sizeBytes: 123,
    }
  }
  return { ctx, newEvent }
}

/** Another process of the same installation. */
async function openIntake(
  t: { after(run: () => Promise<void>): void },
  { natsUrl, roles }: Pick<Services['config'], 'natsUrl' | 'roles'>,
  record: RecordSignals = () => Promise.resolve([]),
): Promise<Intake> {
  const shared = await testServices()
  const services = { ...shared, metrics: createMetrics(), config: { ...shared.config, natsUrl, roles } }
  const intake = createIntake(services, record)
  t.after(() => intake.drain())
  return intake
}

const freshUrl = (): string => `${serverUrl}?stream=test-${randomBytes(6).toString('hex')}&maxBytes=10000000`

/** As a sender does: again until it is answered. */
async function submit(intake: Intake, event: NewEvent): Promise<{ id: string; duplicate: boolean }> {
  return eventually('an answer', () => intake.submit(event).catch(() => undefined))
}

const countEvents = async ({ columns, workspaceId }: Context): Promise<number> => {
  const rows = await columns
    .forWorkspace(workspaceId)
    .query<{ id: string }>('select distinct event_id as id from events where workspace_id = {workspaceId:String}', {})
  return rows.length
}

test('an event comes out of the queue as it went in, and what waits there is declared', async () => {
  const { newEvent } = await setting()
  const event = newEvent('failed\npayment')
  assert.deepEqual(JSON.parse(JSON.stringify(decodeNewEvent(encodeNewEvent(event)))), JSON.parse(JSON.stringify(event)))
  const declared = inventory.filter(({ store }) => store === 'stream').flatMap(({ fields }) => fields)
  const [about = '{}'] = encodeNewEvent(event).split('\n')
  assert.deepEqual([...Object.keys(JSON.parse(about)), 'event'].sort(), declared.toSorted())
  assert.ok(decodeNewEvent(encodeNewEvent(event)).event.receivedAt instanceof Date)
  const failed = { ...event, grouping: { ...event.grouping, failure: 1n } }
  assert.equal(decodeNewEvent(encodeNewEvent(failed)).grouping.key, event.grouping.key)
  assert.throws(() => decodeNewEvent('{}'))
})

test('an event that one process answers is stored by another and counted once', { skip }, async (t) => {
  const { ctx, newEvent } = await setting()
  const natsUrl = freshUrl()
  let counted = 0
  const intake = await openIntake(t, { natsUrl, roles: ['ingest'] })
  const event = newEvent('failed payment')
  const { id } = event.event
  assert.deepEqual(await submit(intake, event), { id, duplicate: false })
  assert.deepEqual(await submit(intake, event), { id, duplicate: true })
  assert.equal(await countEvents(ctx), 0)
  await openIntake(t, { natsUrl, roles: ['worker'] }, (_, signals) => {
    for (const { count } of signals) counted += count
    return Promise.resolve([])
  })
  await eventually('the event', async () => (await countEvents(ctx)) === 1)
  await submit(intake, newEvent('failed checkout'))
  await eventually('the next', async () => (await countEvents(ctx)) === 2)
  await eventually('their signals', () => Promise.resolve(counted === 2))
})

test('an event that can never be stored is an outcome that its workspace sees, and a metric', { skip }, async (t) => {
  const { ctx, newEvent } = await setting()
  const poison = newEvent('poison')
  const shared = await testServices()
  const services = { ...shared, metrics: createMetrics() }
  const stored: string[] = []
  const intake = createStreamIntake(services, freshUrl(), {
    sizeBytes: ({ sizeBytes }) => sizeBytes,
    maxBatchItems: 10,
    maxBatchBytes: 10_000,
    maxWaitingItems: 10,
    maxWaitingBytes: 10_000,
    lingerMs: 0,
    retryMs: 20,
    log: services.log,
    processBatch: (batch) => {
      if (batch.some(({ event }) => event.id === poison.event.id)) return Promise.reject(new Error('cannot be stored'))
      stored.push(...batch.map(({ event }) => event.id))
      return Promise.resolve(batch.map(({ event }) => ({ id: event.id, duplicate: false })))
    },
  })
  t.after(() => intake.drain())
  await submit(intake, poison)
  const other = newEvent('failed payment')
  await submit(intake, other)
  const outcomes = await eventually('the outcome', async () => {
    const { rows } = await inTransaction(ctx, ({ db }) =>
      sql<{ reason: string; quantity: string; projectId: string }>`
        select reason, quantity, project_id from ingest_outcomes where workspace_id = ${ctx.workspaceId}`.execute(db),
    )
    return rows.length > 0 && rows
  })
  assert.deepEqual(
    outcomes.map((row) => ({ ...row, quantity: Number(row.quantity) })),
    [{ reason: 'not_storable', quantity: 1, projectId: poison.projectId }],
  )
  await eventually('the metric', async () =>
    (await services.metrics.render()).body.includes('watchword_events_refused_total{reason="not_storable"} 1'),
  )
  assert.deepEqual(stored, [other.event.id])
})
