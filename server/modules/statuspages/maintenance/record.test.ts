import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inTransaction } from '#platform/database'
import { testContext, withRole } from '#testing'
import { get, post, subscribed, visit } from '../test-support.ts'
import { openPlace, type Place } from './test-support.ts'

const work = { title: 'New disks', body: 'We replaced them.', scheduledFor: '2030-03-01T02:00', durationMinutes: 120 }

const record = ({ ctx, page }: Place, input: object = {}) =>
  post(ctx, `${page.api}/past-maintenance-windows`, { ...work, ...input })

/** Whom the last update of a window was told. */
const tellings = ({ ctx }: Place) =>
  inTransaction(ctx, (tx) => tx.db.selectFrom('subscriberTellings').select(['id', 'kind']).execute())

test('work that is over is recorded with its times, shown in the history, and nobody is told', async () => {
  const place = await openPlace('2030-02-20T00:00:00Z')
  place.at('2030-03-01T12:00:00Z')
  await subscribed(place.ctx, place.page)
  const [component = ''] = place.page.components
  const answer = await record(place, { componentIds: [component] })
  assert.equal(answer.status, 201, await answer.clone().text())
  const window = await answer.json()
  assert.partialDeepStrictEqual(window, {
    status: 'completed',
    startedAt: '2030-03-01T02:00:00.000Z',
    completedAt: '2030-03-01T04:00:00.000Z',
    nextAt: null,
  })
  assert.deepEqual(
    window.updates.map(({ kind, notified, createdAt }: any) => [kind, notified, createdAt]),
    [
      ['completed', false, '2030-03-01T04:00:00.000Z'],
      ['started', false, '2030-03-01T02:00:00.000Z'],
    ],
  )
  assert.deepEqual(await tellings(place), [])
  assert.deepEqual(await place.states(), ['operational', 'operational'], 'what is shown now stays')
  const { items } = await (await get(place.ctx, `/components/${component}/states`)).json()
  assert.partialDeepStrictEqual(items[1], {
    ...{ status: 'under_maintenance', causeKind: 'maintenance', causeId: window.id },
    ...{ startedAt: '2030-03-01T02:00:00.000Z', endedAt: '2030-03-01T04:00:00.000Z' },
  })
  assert.notEqual(items[1].correctedAt, null)
  assert.match(await (await visit(place.ctx, place.page.web)).text(), /New disks/)
})

test('subscribers are told of it where that is wished, once', async () => {
  const place = await openPlace('2030-02-20T00:00:00Z')
  place.at('2030-03-01T12:00:00Z')
  await subscribed(place.ctx, place.page)
  const answer = await record(place, { notifySubscribers: true, setsComponents: false })
  assert.equal(answer.status, 201)
  assert.equal((await tellings(place)).length, 1)
})

test('what is not over is planned instead, and what is too long ago is refused', async () => {
  const place = await openPlace('2030-03-01T03:00:00Z')
  assert.equal((await record(place)).status, 400)
  assert.equal((await record(place, { scheduledFor: '2027-01-01T00:00' })).status, 400)
  assert.equal((await record(place, { durationMinutes: 1 })).status, 400)
  assert.equal((await record(place, { durationMinutes: 60 })).status, 201)
  assert.equal((await record({ ...place, ctx: withRole(place.ctx, 'viewer') })).status, 403)
  assert.equal((await record({ ...place, ctx: await testContext() })).status, 404)
})
