import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addProject } from '#modules/workspaces'
import type { Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { call, testContext } from '#testing'
import { endpoints } from '../../../app.ts'
import type { Feedback } from '../records.ts'
import { maxFeedbackPerDay, maxMessageLength } from './feedback.ts'
import { feedbackStore } from './record-feedback.ts'

async function openHouse() {
  let now = new Date('2033-01-01T10:00:00Z')
  const ctx: Context = { ...(await testContext()), now: () => now }
  const { id: projectId } = await inTransaction(ctx, (tx) => addProject(tx, 'Shop'))
  assert.ok('write' in feedbackStore)
  const { write } = feedbackStore
  return {
    ctx,
    projectId,
    now: (at: string) => {
      now = new Date(at)
    },
    say: (...messages: (string | Partial<Feedback>)[]) =>
      write(
        ctx,
        { workspaceId: ctx.workspaceId, projectId },
        messages.map((given) => ({
          ...{ receivedAt: now, message: 'It broke.' },
          ...(typeof given === 'string' ? { message: given } : given),
        })),
      ),
    list: async (query = '', as: Context = ctx) => (await call(as, endpoints, 'GET', `/feedback?${query}`)).json(),
  }
}

test('what a person said is read by project and by event, newest first, and by no other workspace', async () => {
  const [house, other] = [await openHouse(), await openHouse()]
  const eventId = '0'.repeat(31) + '1'
  await house.say({ eventId, name: 'Eve', email: 'eve@example.com', message: 'The till is stuck.', release: '1.0.0' })
  house.now('2033-01-01T10:00:01Z')
  await house.say('Another thing.')
  const { items } = await house.list(`projectId=${house.projectId}`)
  assert.deepEqual(
    items.map(({ message }: Feedback) => message),
    ['Another thing.', 'The till is stuck.'],
  )
  const ofEvent = await house.list(`eventId=${eventId}`)
  assert.partialDeepStrictEqual(ofEvent.items, [{ name: 'Eve', email: 'eve@example.com', eventId, release: '1.0.0' }])
  assert.deepEqual((await house.list('', other.ctx)).items, [])
  const first = await house.list('limit=1')
  const second = await house.list(`limit=1&cursor=${first.nextCursor}`)
  assert.deepEqual([first.items[0].message, second.items[0].message], ['Another thing.', 'The till is stuck.'])
  assert.equal(second.nextCursor, null)
})

test('a request that is sent again says nothing twice', async () => {
  const house = await openHouse()
  await house.say('It broke.', 'It broke.')
  await house.say('It broke.')
  assert.equal((await house.list()).items.length, 1)
})

test('a form that a machine found is bounded by day and length, and counted [A-09]', async () => {
  const house = await openHouse()
  await house.say(...Array.from({ length: maxFeedbackPerDay - 1 }, (_, n) => `Text ${n}`))
  house.now('2033-01-01T10:00:01Z')
  await house.say('x'.repeat(maxMessageLength + 1), 'one too many', 'two too many')
  const { items } = await house.list('limit=1')
  assert.equal(items[0].message.length, maxMessageLength)
  const outcomes = await inTransaction(house.ctx, (tx) =>
    tx.db
      .selectFrom('ingestOutcomes')
      .select(['reason', 'quantity'])
      .where('projectId', '=', house.projectId)
      .execute(),
  )
  assert.deepEqual(outcomes, [{ reason: 'too_much_feedback', quantity: 2 }])
  house.now('2033-01-02T10:00:02Z')
  await house.say('The next day.')
  assert.equal((await house.list('limit=1')).items[0].message, 'The next day.')
})
