import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Context } from '#platform/context'
import { newHexKey, newId } from '#platform/ids'
import { testContext } from '#testing'
import { eventRow, insertEvents } from '../columns.ts'
import { parseEventsBody } from '../events-api/index.ts'
import { fingerprint } from '../grouping/index.ts'
import { countAttributes, countByRelease, countBySteps, listKeysBeside, sampleEventIds } from './event-facts.ts'

const begin = Date.parse('2026-11-20T12:00:00Z')
const minuteMs = 60_000
type Planted = { minute: number; message: string; release?: string; tags?: string[]; traceId?: string; twice?: boolean }

/** Events as they would stand in the store; answers the scope of the first one's group. */
async function plant(ctx: Context, planted: Planted[]) {
  const projectId = newId('prj', ctx.now())
  const events = planted.flatMap(({ minute, message, release, traceId, twice, tags = [] }) => {
    const receivedAt = new Date(begin + minute * minuteMs)
    const body = Buffer.from(JSON.stringify({ message, timestamp: receivedAt.toISOString() }))
    const [event] = parseEventsBody(body, { receivedAt, projectId, newEventId: () => newHexKey() }).events
    assert.ok(event)
    event.release = release
    event.traceId = traceId
    event.attributes = tags.map((tag) => tag.split('=') as [string, string])
    const row = { workspaceId: ctx.workspaceId, projectId, event, grouping: fingerprint(event), sizeBytes: 1 }
    return twice ? [row, row] : [row]
  })
  await insertEvents(ctx.columns, newId('bat', ctx.now()), events.map(eventRow))
  const scope = { projectId, keys: [events[0]!.grouping.key] }
  const period = { from: new Date(begin), to: new Date(begin + 60 * minuteMs) }
  return { scope, period, events }
}

test('events are counted by steps of time, each once, also where they stand twice', async () => {
  const ctx = await testContext()
  const { scope, period } = await plant(ctx, [
    { minute: 0, message: 'checkout failed', twice: true },
    { minute: 9, message: 'checkout failed' },
    { minute: 10, message: 'checkout failed' },
    { minute: 59, message: 'checkout failed' },
    { minute: 60, message: 'checkout failed' },
    { minute: 5, message: 'another thing' },
  ])
  assert.deepEqual(await countBySteps(ctx, scope, period, 10 * minuteMs), [2, 1, 0, 0, 0, 1])
})

test('releases come with what the project sent in them, in their order', async () => {
  const ctx = await testContext()
  const { scope, period } = await plant(ctx, [
    { minute: 30, message: 'checkout failed', release: '2', twice: true },
    { minute: 20, message: 'another thing', release: '2' },
    { minute: 1, message: 'another thing', release: '1' },
    { minute: 2, message: 'a third', release: '1' },
    { minute: 3, message: 'a third' },
  ])
  const at = (minute: number) => new Date(begin + minute * minuteMs)
  assert.deepEqual(await countByRelease(ctx, scope, period), [
    { version: '1', firstSeenAt: at(1), events: 0, projectEvents: 2 },
    { version: '2', firstSeenAt: at(20), events: 1, projectEvents: 2 },
  ])
})

test('values are counted among the affected and the others, a repeated one of an event once', async () => {
  const ctx = await testContext()
  const { scope, period } = await plant(ctx, [
    { minute: 1, message: 'checkout failed', tags: ['currency=JPY', 'currency=JPY', 'plan=pro'], twice: true },
    { minute: 2, message: 'checkout failed', tags: ['currency=JPY', 'plan=free'] },
    { minute: 3, message: 'another thing', tags: ['currency=EUR', 'plan=pro'] },
    { minute: 4, message: 'another thing', tags: ['currency=JPY'] },
  ])
  const { affectedTotal, unaffectedTotal, counts } = await countAttributes(ctx, scope, period)
  assert.deepEqual([affectedTotal, unaffectedTotal], [2, 2])
  assert.deepEqual(counts, [{ name: 'currency', value: 'JPY', affected: 2, unaffected: 1 }])
})

test('groups that were active in the same minutes or traces are found, and those of another workspace never', async () => {
  const [ctx, stranger] = [await testContext(), await testContext()]
  const traceId = newHexKey()
  const planted: Planted[] = [
    { minute: 1, message: 'checkout failed', traceId },
    { minute: 5, message: 'checkout failed' },
    { minute: 5, message: 'in the same minute' },
    { minute: 30, message: 'in the same trace', traceId },
    { minute: 40, message: 'elsewhere' },
  ]
  const { scope, period, events } = await plant(ctx, planted)
  await plant(stranger, planted)
  const found = await listKeysBeside(ctx, scope, period)
  const named = found.map(({ key, minutes, sharedTraces }) => ({
    ...{ minutes, sharedTraces },
    title: events.find(({ grouping }) => grouping.key === key)?.event.title,
  }))
  assert.deepEqual(named, [
    { minutes: 0, sharedTraces: 1, title: 'in the same trace' },
    { minutes: 1, sharedTraces: 0, title: 'in the same minute' },
  ])
})

test('a sample has the newest and is spread over the time, and holds no more than it may', async () => {
  const ctx = await testContext()
  const many = Array.from({ length: 40 }, (_, minute) => ({ minute, message: 'checkout failed' }))
  const { scope, period, events } = await plant(ctx, many)
  const ids = await sampleEventIds(ctx, scope, period, 10)
  const places = ids.map((id) => events.findIndex(({ event }) => event.id === id))
  assert.ok(ids.length > 7 && ids.length <= 10, String(places))
  assert.deepEqual([places[0], places.at(-1)], [39, 0])
  assert.equal((await sampleEventIds(ctx, scope, period, 100)).length, 40)
})
