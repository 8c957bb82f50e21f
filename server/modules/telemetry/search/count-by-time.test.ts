import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newHexKey, newId } from '#platform/ids'
import { testContext } from '#testing'
import { eventRow, insertEvents } from '../columns.ts'
import { parseEventsBody } from '../events-api/index.ts'
import { fingerprint } from '../grouping/index.ts'
import { logRows } from '../logs/log-rows.ts'
import { countByTime, type Histogram } from './count-by-time.ts'
import { searchedEvents, searchedLogs } from './fields.ts'

const dayMs = 86_400_000
const patient = { answerMs: 60_000, firstRows: 1e9 }
// One step of the range in an answer, or a day.
const hasty = { answerMs: 0, firstRows: 1 }
const line = { level: 'info' as const, body: 'x', attributes: [] }
const condition = { sql: 'true', params: {} }

test('a count that takes longer than an answer may goes on where it ended, and counts nothing twice', async () => {
  const ctx = await testContext()
  const projectId = newId('prj', ctx.now())
  // At midnight and just before it as well: where stretches end. From noon on there are as many at any hour.
  const midnight = Math.floor(ctx.now().getTime() / dayMs) * dayMs
  const now = midnight - dayMs / 2
  const times = Array.from({ length: 60 }, (_, hour) => now - 60_000 - hour * 7 * 3_600_000)
  const all = [...times, midnight - dayMs, midnight - dayMs - 1].map((at) => new Date(at))
  const lines = all.map((at) => ({ ...line, receivedAt: at, occurredAt: at }))
  for (const { table, rows } of await logRows({ workspaceId: ctx.workspaceId, projectId }, lines, ctx))
    await ctx.columns.insert(table, rows)
  const events = all.map((at) => {
    const body = Buffer.from(JSON.stringify({ message: 'nothing' }))
    const [parsed] = parseEventsBody(body, { receivedAt: at, projectId, newEventId: () => newHexKey() }).events
    assert.ok(parsed)
    const event = { ...parsed, occurredAt: at }
    return eventRow({ workspaceId: ctx.workspaceId, projectId, event, grouping: fingerprint(event), sizeBytes: 1 })
  })
  await insertEvents(ctx.columns, newId('bat', ctx.now()), events)

  for (const searched of [searchedEvents, searchedLogs]) {
    for (const days of [6, 20]) {
      const range = { from: new Date(now - days * dayMs), to: new Date(now) }
      const whole = await countByTime(ctx, searched, { condition, range, cursor: undefined }, patient)
      assert.equal(whole.nextCursor, null)
      const parts: Histogram[] = []
      let cursor: string | undefined
      do {
        parts.unshift(await countByTime(ctx, searched, { condition, range, cursor }, hasty))
        cursor = parts[0]?.nextCursor ?? undefined
      } while (cursor !== undefined)
      const what = `${searched.table} of ${days} days`
      assert.deepEqual(
        parts.flatMap(({ buckets }) => buckets),
        whole.buckets,
        what,
      )
      assert.ok(parts.length > days, what)
      assert.equal(
        whole.buckets.reduce((sum, { count }) => sum + count, 0),
        all.filter((at) => at >= range.from).length,
        what,
      )
    }
  }
  const range = { from: new Date(now - dayMs), to: new Date(now) }
  const cursor = Buffer.from('["2020-01-01T00:00:00.000Z"]').toString('base64url')
  await assert.rejects(countByTime(ctx, searchedLogs, { condition, range, cursor }), /cursor/)
})
