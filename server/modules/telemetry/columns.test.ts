import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newHexKey, newId } from '#platform/ids'
import { testContext } from '#testing'
import { eventRow, findNeighbours, insertEvents, listEvents, type NewEvent } from './columns.ts'
import { parseEventsBody } from './events-api/index.ts'
import { fingerprint } from './grouping/index.ts'

test('an event without a time of its own that is sent again after a failure stands once in the list, on all its pages', async () => {
  const ctx = await testContext()
  const projectId = newId('prj', ctx.now())
  const arrived = (secondsAgo: number, id: string): NewEvent => {
    const receivedAt = new Date(ctx.now().getTime() - secondsAgo * 1000)
    const [event] = parseEventsBody(Buffer.from('{"message":"checkout failed"}'), {
      receivedAt,
      projectId,
      newEventId: () => id,
    }).events
    assert.ok(event)
    return { workspaceId: ctx.workspaceId, projectId, event, grouping: fingerprint(event), sizeBytes: 1 }
  }
  const ids = Array.from({ length: 6 }, () => newHexKey())
  const events = ids.map((id, index) => arrived(100 - index, id))
  await insertEvents(ctx.columns, newId('bat', ctx.now()), events.map(eventRow))
  // The first try of these reached the column store and was not answered.
  const again = [arrived(10, ids[0]!), arrived(9, ids[3]!)]
  await insertEvents(ctx.columns, newId('bat', ctx.now()), again.map(eventRow))
  const scope = { projectId, keys: [events[0]!.grouping.key] }
  const wanted = [ids[3], ids[0], ids[5], ids[4], ids[2], ids[1]]
  for (const limit of [1, 2, 3, 4, 10]) {
    const listed: string[] = []
    let after: { occurredAt: Date; id: string } | undefined
    do {
      const page = await listEvents(ctx, scope, { after, limit })
      listed.push(...page.map(({ id }) => id))
      after = page.at(-1)
    } while (after)
    assert.deepEqual(listed, wanted, `pages of ${limit}`)
  }
  const [, newest] = again
  const neighbours = await findNeighbours(ctx, scope, { occurredAt: newest!.event.occurredAt, id: ids[3]! })
  assert.deepEqual(neighbours, { previousId: ids[0], nextId: null })
})
