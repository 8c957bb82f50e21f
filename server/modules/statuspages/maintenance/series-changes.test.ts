import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testContext, withRole } from '#testing'
import { get, patch, post } from '../test-support.ts'
import { openPlace, type Place } from './test-support.ts'

/** Each Tuesday at 02:00 from 5 March 2030 on; it is 1 March. */
const weekly = { recurrence: 'FREQ=WEEKLY;BYDAY=TU', scheduledFor: '2030-03-05T02:00' }

async function windows({ ctx, page }: Place): Promise<any[]> {
  return (await (await get(ctx, `${page.api}/maintenance-windows`)).json()).items
}

const starts = (items: any[]): string[] => items.map(({ scheduledFor }) => scheduledFor)

test('title, text and components change from now on; a window that is over stays as it was', async () => {
  const place = await openPlace()
  const { series } = await place.plan(weekly)
  place.at('2030-03-05T05:00:00Z')
  await place.look()
  const before = starts(await windows(place))
  const [component = ''] = place.page.components
  const answer = await patch(place.ctx, `/maintenance-series/${series.id}`, {
    ...{ title: 'Upgrade of the cache', body: 'We move the cache.', componentIds: [component], verifyMinutes: 30 },
  })
  assert.equal(answer.status, 200, await answer.clone().text())
  assert.partialDeepStrictEqual(await answer.json(), { title: 'Upgrade of the cache', componentIds: [component] })
  const after = await windows(place)
  assert.deepEqual(starts(after), before, 'nothing moved')
  for (const window of after) {
    assert.partialDeepStrictEqual(window, { title: 'Upgrade of the cache', verifyMinutes: 30 })
    assert.deepEqual(
      window.components.map(({ id }: { id: string }) => id),
      [component],
    )
    assert.equal(window.updates.at(-1).body, 'We move the cache.')
  }
  const past = await (await get(place.ctx, `${place.page.api}/past-maintenance-windows`)).json()
  assert.partialDeepStrictEqual(past.items, [{ title: 'Database upgrade', components: [], status: 'completed' }])
})

test('a new rule moves the windows that have not begun, keeps their ids, and tells of the next one alone', async () => {
  const place = await openPlace()
  const { series } = await place.plan(weekly)
  const before = await windows(place)
  const change = { recurrence: 'FREQ=WEEKLY;BYDAY=WE', scheduledFor: '2030-03-06T03:00', durationMinutes: 60 }
  const answer = await patch(place.ctx, `/maintenance-series/${series.id}`, { ...change, reason: 'Tuesdays are busy.' })
  assert.equal(answer.status, 200, await answer.clone().text())
  const after = await windows(place)
  assert.deepEqual(
    after.slice(0, before.length).map(({ id }) => id),
    before.map(({ id }) => id),
  )
  assert.equal(after[0].scheduledFor, '2030-03-06T03:00:00.000Z')
  assert.equal(after[0].scheduledUntil, '2030-03-06T04:00:00.000Z')
  for (const window of after) assert.equal(new Date(window.scheduledFor).getUTCDay(), 3)
  assert.equal(new Set(starts(after)).size, after.length)
  const told = after.flatMap(({ updates }) => updates.filter((update: any) => update.kind === 'moved'))
  assert.equal(told.length, before.length)
  assert.equal(told.filter(({ notified }) => notified).length, 1)
  assert.equal(told[0].body, 'Tuesdays are busy.')
  place.at('2030-03-06T12:00:00Z')
  await place.look()
  assert.equal((await place.read(after[0].id)).status, 'completed')
})

test('an occurrence that was cancelled does not come back with a change of the rule', async () => {
  const place = await openPlace()
  const { id, series } = await place.plan(weekly)
  await post(place.ctx, `/maintenance-windows/${id}/withdrawal`, {})
  await patch(place.ctx, `/maintenance-series/${series.id}`, { durationMinutes: 90 })
  const after = await windows(place)
  assert.equal(after[0].scheduledFor, '2030-03-12T02:00:00.000Z')
  assert.ok(
    after.every(
      ({ scheduledFor, scheduledUntil }) => Date.parse(scheduledUntil) - Date.parse(scheduledFor) === 5_400_000,
    ),
  )
})

test('a rule that ends earlier cancels what is left over', async () => {
  const place = await openPlace()
  const { series } = await place.plan(weekly)
  assert.ok((await windows(place)).length > 2)
  await patch(place.ctx, `/maintenance-series/${series.id}`, { recurrence: 'FREQ=WEEKLY;BYDAY=TU;COUNT=2' })
  assert.deepEqual(starts(await windows(place)), ['2030-03-05T02:00:00.000Z', '2030-03-12T02:00:00.000Z'])
  const { items } = await (await get(place.ctx, `${place.page.api}/past-maintenance-windows`)).json()
  assert.ok(items.length > 0 && items.every(({ status }: { status: string }) => status === 'cancelled'))
})

test('what cannot be is refused, and changes nothing', async () => {
  const place = await openPlace()
  const { series } = await place.plan(weekly)
  const before = await windows(place)
  for (const body of [
    { recurrence: 'FREQ=HOURLY' },
    { recurrence: 'FREQ=DAILY', durationMinutes: 3_000 },
    { recurrence: 'FREQ=WEEKLY;UNTIL=20300101' },
    { verifyMinutes: 120 },
    { scheduledFor: '2020-01-01T02:00' },
    { componentIds: ['0'.repeat(12)] },
    { monitorIds: [`mon_${'0'.repeat(32)}`] },
  ]) {
    assert.equal((await patch(place.ctx, `/maintenance-series/${series.id}`, body)).status, 400, JSON.stringify(body))
  }
  assert.deepEqual(await windows(place), before)
  const viewer = withRole(place.ctx, 'viewer')
  assert.equal((await patch(viewer, `/maintenance-series/${series.id}`, { title: 'x' })).status, 403)
  assert.equal((await patch(await testContext(), `/maintenance-series/${series.id}`, { title: 'x' })).status, 404)
  await post(place.ctx, `/maintenance-series/${series.id}/ending`, {})
  assert.equal((await patch(place.ctx, `/maintenance-series/${series.id}`, { title: 'x' })).status, 409)
})
