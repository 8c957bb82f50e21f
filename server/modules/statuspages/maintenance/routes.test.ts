import assert from 'node:assert/strict'
import test from 'node:test'
import { endpoints as monitorEndpoints } from '#modules/monitors'
import { endpoints as workspaceEndpoints } from '#modules/workspaces'
import { inTransaction } from '#platform/database'
import type { Endpoint } from '#platform/http'
import { call, testContext, withRole } from '#testing'
import { get, patch, post, subscribed } from '../test-support.ts'
import { isSuppressed } from './suppression.ts'
import { moveMaintenances } from './schedules.ts'
import { listMaintenanceClaims, listShownMaintenances } from './repo.ts'
import { loadMaintenanceTelling } from './telling.ts'
import { openPlace, window, type Place } from './test-support.ts'

const kinds = (maintenance: any): string[] =>
  maintenance.updates.map(({ kind, createdAt }: any) => `${createdAt.slice(8, 16)} ${kind}`).toReversed()

/** What subscribers are told of a maintenance, in order. */
async function told({ ctx }: Place, id: string): Promise<string[]> {
  const rows = await inTransaction(ctx, (tx) =>
    tx.db
      .selectFrom('subscriberTellings as t')
      .innerJoin('maintenanceUpdates as u', 'u.id', 't.id')
      .select(['u.kind', 't.isFinal'])
      .where('t.workspaceId', '=', ctx.workspaceId)
      .where('t.subjectId', '=', id)
      .orderBy('u.number')
      .execute(),
  )
  return rows.map(({ kind, isFinal }) => `${kind}${isFinal ? ' (final)' : ''}`)
}

test('a moved clock starts and ends the window, with its components, and tells of it [OPS-07]', async () => {
  const place = await openPlace()
  const [api] = place.page.components
  const { id } = await place.plan({ componentIds: [api], verifyMinutes: 30, remindMinutes: 60 })
  assert.deepEqual(await told(place, id), ['created'])
  for (const [time, status, states] of [
    ['2030-03-05T01:00:01Z', 'scheduled', ['operational', 'operational']],
    ['2030-03-05T02:00:01Z', 'in_progress', ['under_maintenance', 'operational']],
    ['2030-03-05T03:30:01Z', 'verifying', ['under_maintenance', 'operational']],
    ['2030-03-05T04:00:01Z', 'completed', ['operational', 'operational']],
  ] as const) {
    place.at(time)
    await place.look()
    await place.look() // a second look, or a second process, finds nothing to do
    assert.equal((await place.read(id)).status, status)
    assert.deepEqual(await place.states(), states, time)
  }
  const read = await place.read(id)
  assert.deepEqual(kinds(read), [
    '01T12:00 created',
    '05T01:00 reminder',
    '05T02:00 started',
    '05T03:30 verifying',
    '05T04:00 completed',
  ])
  assert.deepEqual(await told(place, id), ['created', 'reminder', 'started', 'completed (final)'])
})

test('after a stop of the server the window is made up for with its own times, and only its end is told', async () => {
  const place = await openPlace()
  const [api] = place.page.components
  const { id } = await place.plan({ componentIds: [api] })
  place.at('2030-03-05T09:00:00Z')
  await place.look()
  const read = await place.read(id)
  assert.partialDeepStrictEqual(read, {
    status: 'completed',
    startedAt: '2030-03-05T02:00:00.000Z',
    completedAt: '2030-03-05T04:00:00.000Z',
  })
  assert.deepEqual(await place.states(), ['operational', 'operational'])
  assert.deepEqual(await told(place, id), ['created', 'completed (final)'])
  const spans = await inTransaction(place.ctx, (tx) =>
    tx.db
      .selectFrom('componentStates')
      .select(['status', 'startedAt'])
      .where('workspaceId', '=', tx.workspaceId)
      .where('componentId', '=', api ?? '')
      .orderBy('startedAt')
      .execute(),
  )
  assert.deepEqual(
    spans.map(({ status, startedAt }) => `${startedAt.toISOString().slice(8, 16)} ${status}`).slice(-2),
    ['05T02:00 under_maintenance', '05T04:00 operational'],
  )
})

test('the scheduler moves what is due, in whichever workspace it is, also when two processes look at once', async () => {
  const start = new Date()
  const place = await openPlace(start.toISOString())
  const { id } = await place.plan({ scheduledFor: start.toISOString(), notifySubscribers: false })
  assert.equal((await place.read(id)).status, 'in_progress')
  const later = { ...place.ctx, now: () => new Date(start.getTime() + 130 * 60_000) }
  await Promise.all([moveMaintenances(later), moveMaintenances(later)])
  const read = await place.read(id)
  assert.equal(read.status, 'completed')
  assert.deepEqual(
    read.updates.map(({ kind }: any) => kind),
    ['completed', 'started', 'created'],
  )
})

test('overlapping windows end when the last one ends, and what a person set meanwhile stays', async () => {
  const place = await openPlace()
  const [api, web] = place.page.components
  await place.plan({ componentIds: [api, web] })
  await place.plan({ title: 'Network', componentIds: [api], scheduledFor: '2030-03-05T03:00:00Z' })
  place.at('2030-03-05T03:30:00Z')
  await place.look()
  assert.deepEqual(await place.states(), ['under_maintenance', 'under_maintenance'])
  await patch(place.ctx, `/components/${web}`, { status: 'major_outage' })
  place.at('2030-03-05T04:30:00Z')
  await place.look()
  assert.deepEqual(await place.states(), ['under_maintenance', 'major_outage'])
  place.at('2030-03-05T05:00:00Z')
  await place.look()
  assert.deepEqual(await place.states(), ['operational', 'major_outage'])
})

test('an open report has more weight than a window that begins or ends', async () => {
  const place = await openPlace()
  const [api] = place.page.components
  await place.plan({ componentIds: [api] })
  const report = { title: 'Down', body: 'We look.', components: [{ id: api, status: 'major_outage' }] }
  assert.equal((await post(place.ctx, `${place.page.api}/reports`, report)).status, 201)
  for (const time of ['2030-03-05T02:30:00Z', '2030-03-05T04:30:00Z']) {
    place.at(time)
    await place.look()
    assert.deepEqual((await place.states())[0], 'major_outage')
  }
})

test('a window is moved: it is published and told, and the clock follows [OPS-07]', async () => {
  const place = await openPlace()
  const { id } = await place.plan()
  const moved = await patch(place.ctx, `/maintenance-windows/${id}`, {
    scheduledFor: '2030-03-06T02:00',
    reason: 'The supplier is late.',
  })
  assert.equal(moved.status, 200, await moved.clone().text())
  place.at('2030-03-05T03:00:00Z')
  await place.look()
  assert.equal((await place.read(id)).status, 'scheduled')
  place.at('2030-03-06T02:00:00Z')
  await place.look()
  const read = await place.read(id)
  assert.deepEqual(kinds(read), ['01T12:00 created', '01T12:00 moved', '06T02:00 started'])
  assert.deepEqual(await told(place, id), ['created', 'moved', 'started'])
  // One that has begun is made longer, not moved.
  assert.equal((await patch(place.ctx, `/maintenance-windows/${id}`, { scheduledFor: '2030-03-07T02:00' })).status, 409)
  const longer = await (await patch(place.ctx, `/maintenance-windows/${id}`, { durationMinutes: 300 })).json()
  assert.equal(longer.scheduledUntil, '2030-03-06T07:00:00.000Z')
})

test('a change that is no move is neither published nor told', async () => {
  const place = await openPlace()
  const { id } = await place.plan()
  const answer = await patch(place.ctx, `/maintenance-windows/${id}`, {
    title: 'Upgrade',
    durationMinutes: 120,
    tellsEnd: false,
  })
  assert.partialDeepStrictEqual(await answer.json(), { title: 'Upgrade', tellsEnd: false })
  assert.deepEqual(await told(place, id), ['created'])
  assert.equal((await place.read(id)).updates.length, 1)
})

test('components that are added to a window in progress come under maintenance, those taken out go back', async () => {
  const place = await openPlace()
  const [api, web] = place.page.components
  const { id } = await place.plan({ componentIds: [api] })
  place.at('2030-03-05T02:30:00Z')
  await place.look()
  await patch(place.ctx, `/maintenance-windows/${id}`, { componentIds: [web] })
  assert.deepEqual(await place.states(), ['operational', 'under_maintenance'])
})

test('a person begins early, tells more and completes; afterwards nothing more can be said', async () => {
  const place = await openPlace()
  const [api] = place.page.components
  const { id } = await place.plan({ componentIds: [api] })
  const say = (status: string | undefined, body = 'Now.') =>
    post(place.ctx, `/maintenance-windows/${id}/updates`, { status, body })
  assert.equal((await say('completed')).status, 409)
  assert.equal((await say('in_progress')).status, 201)
  assert.deepEqual((await place.states())[0], 'under_maintenance')
  assert.equal((await say(undefined, 'Half of it is done.')).status, 201)
  assert.equal((await say('completed')).status, 201)
  assert.deepEqual((await place.states())[0], 'operational')
  assert.equal((await say(undefined)).status, 409)
  assert.equal((await post(place.ctx, `/maintenance-windows/${id}/withdrawal`, {})).status, 409)
  assert.equal((await patch(place.ctx, `/maintenance-windows/${id}`, { title: 'x' })).status, 409)
  assert.deepEqual(await told(place, id), ['created', 'started', 'note', 'completed (final)'])
})

test('of a series one occurrence is cancelled, the others come, and none comes twice [OPS-07]', async () => {
  const place = await openPlace()
  const first = await place.plan({
    recurrence: 'FREQ=WEEKLY;BYDAY=TU',
    scheduledFor: '2030-03-05T02:00',
    timeZone: 'Europe/Berlin',
  })
  assert.equal(first.series.words, 'every week on Tuesday at 2 AM')
  const open = async () => (await (await get(place.ctx, `${place.page.api}/maintenance-windows`)).json()).items
  const starts = async () => (await open()).map(({ scheduledFor }: any) => scheduledFor.slice(5, 16))
  const before = await starts()
  // Weekly at 02:00 by the clock on the wall, over the day on which it goes forward.
  assert.deepEqual(before.slice(0, 5), ['03-05T01:00', '03-12T01:00', '03-19T01:00', '03-26T01:00', '04-02T00:00'])
  assert.deepEqual(await told(place, first.id), ['created'])
  const [, second] = await open()
  assert.equal(
    (await post(place.ctx, `/maintenance-windows/${second.id}/withdrawal`, { reason: 'Holiday.' })).status,
    200,
  )
  assert.deepEqual(await told(place, second.id), ['cancelled (final)'])
  place.at('2030-03-14T00:00:00Z')
  await place.look()
  assert.deepEqual((await starts()).slice(0, 2), ['03-19T01:00', '03-26T01:00'])
  assert.equal((await place.read(first.id)).status, 'completed')
  const past = await (await get(place.ctx, `${place.page.api}/past-maintenance-windows`)).json()
  assert.deepEqual(
    past.items.map(({ status }: any) => status),
    ['cancelled', 'completed'],
  )
})

test('a series that ends cancels what has not begun, with one word to the subscribers', async () => {
  const place = await openPlace()
  const first = await place.plan({ recurrence: 'FREQ=DAILY' })
  const seriesId = first.series.id
  assert.equal((await (await get(place.ctx, `${place.page.api}/maintenance-series`)).json()).items.length, 1)
  assert.equal((await post(place.ctx, `/maintenance-series/${seriesId}/ending`, {})).status, 200)
  assert.equal((await post(place.ctx, `/maintenance-series/${seriesId}/ending`, {})).status, 409)
  assert.deepEqual((await (await get(place.ctx, `${place.page.api}/maintenance-windows`)).json()).items, [])
  assert.deepEqual((await (await get(place.ctx, `${place.page.api}/maintenance-series`)).json()).items, [])
  assert.deepEqual(await told(place, first.id), ['created', 'cancelled (final)'])
  place.at('2030-04-14T00:00:00Z')
  await place.look()
  assert.deepEqual((await (await get(place.ctx, `${place.page.api}/maintenance-windows`)).json()).items, [])
})

test('what the public sees: what goes on, what comes and what was, but nothing that was cancelled', async () => {
  const place = await openPlace()
  const [api, web] = place.page.components
  const early = await place.plan({ componentIds: [web, api], title: 'First' })
  const cancelled = await place.plan({ title: 'Never' })
  await post(place.ctx, `/maintenance-windows/${cancelled.id}/withdrawal`, {})
  place.at('2030-03-05T03:00:00Z')
  await place.look()
  const later = await place.plan({ title: 'Second', scheduledFor: '2030-03-09T02:00:00Z' })
  const shown = await inTransaction(place.ctx, (tx) => listShownMaintenances(tx, place.page.id))
  assert.deepEqual(
    shown.map(({ id, status, componentIds, updates }) => ({ id, status, componentIds, updates: updates.length })),
    [
      { id: later.id, status: 'scheduled', componentIds: [], updates: 1 },
      { id: early.id, status: 'in_progress', componentIds: [api, web], updates: 2 },
    ],
  )
  const claims = await inTransaction(place.ctx, (tx) => listMaintenanceClaims(tx, place.page.id))
  assert.deepEqual(claims.map(({ id }) => id).toSorted(), [api, web].toSorted())
  place.at('2030-06-20T00:00:00Z')
  await place.look()
  assert.deepEqual(await inTransaction(place.ctx, (tx) => listShownMaintenances(tx, place.page.id)), [])
})

test('a subscriber is told what the update says, and a deleted window is not told of', async () => {
  const place = await openPlace()
  await subscribed(place.ctx, place.page)
  const maintenance = await place.plan({ componentIds: place.page.components })
  const { id: updateId } = maintenance.updates[0]
  const telling = await inTransaction(place.ctx, (tx) => loadMaintenanceTelling(tx, updateId))
  assert.partialDeepStrictEqual(telling, {
    title: 'Database upgrade',
    status: 'scheduled',
    kind: 'created',
    body: 'We move to a new version.',
    timeZone: 'Etc/UTC',
    number: 1,
    windowId: maintenance.id,
    pageId: place.page.id,
  })
  const mails = await inTransaction(place.ctx, (tx) =>
    tx.db.selectFrom('subscriberMails').select('state').where('updateId', '=', updateId).execute(),
  )
  assert.equal(mails.length, 1)
  assert.equal(await inTransaction(place.ctx, (tx) => loadMaintenanceTelling(tx, 'zzzzzzzzzzzz')), undefined)
})

test('what cannot be is refused at its field', async () => {
  const place = await openPlace()
  const refusals: [object, string][] = [
    [{ scheduledFor: '2030-02-30T02:00' }, 'scheduledFor'],
    [{ scheduledFor: '2030-02-01T02:00' }, 'scheduledFor'],
    [{ scheduledFor: '2036-02-01T02:00' }, 'scheduledFor'],
    [{ durationMinutes: 1 }, 'durationMinutes'],
    [{ verifyMinutes: 120 }, 'verifyMinutes'],
    [{ recurrence: 'FREQ=MINUTELY' }, 'recurrence'],
    [{ recurrence: 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30' }, 'recurrence'],
    [{ recurrence: 'FREQ=DAILY', durationMinutes: 1_441 }, 'durationMinutes'],
    [{ componentIds: ['zzzzzzzzzzzz'] }, 'componentIds.0'],
    [{ monitorIds: [`mon_${'0'.repeat(32)}`] }, 'monitorIds'],
    [{ timeZone: 'Mars/X' }, 'timeZone'],
    [{ remindMinutes: 1 }, 'remindMinutes'],
  ]
  for (const [input, path] of refusals) {
    const answer = await post(place.ctx, `${place.page.api}/maintenance-windows`, { ...window, ...input })
    assert.equal(answer.status, 400, path)
    assert.equal((await answer.json()).fields[0].path, path, JSON.stringify(input))
  }
})

test('a preview shows the next windows and what the clock does to them', async () => {
  const place = await openPlace('2026-03-20T12:00:00Z')
  const answer = await post(place.ctx, `${place.page.api}/maintenance-previews`, {
    ...{ scheduledFor: '2026-03-22T02:30', durationMinutes: 60, timeZone: 'Europe/Berlin', recurrence: 'FREQ=WEEKLY' },
  })
  assert.equal(answer.status, 200, await answer.clone().text())
  const preview = await answer.json()
  assert.equal(preview.goesOn, true)
  assert.deepEqual(
    preview.windows.slice(0, 3).map(({ startsLocal, endsLocal, clock }: any) => [startsLocal, endsLocal, clock]),
    [
      ['2026-03-22T02:30', '2026-03-22T03:30', 'once'],
      ['2026-03-29T03:30', '2026-03-29T04:30', 'skipped'],
      ['2026-04-05T02:30', '2026-04-05T03:30', 'once'],
    ],
  )
})

test('a monitor that a window names is silent from its start to its end and not a moment longer [OPS-07]', async () => {
  const place = await openPlace()
  const made = async (endpoints: readonly Endpoint[], path: string, body: object): Promise<string> => {
    const answer = await call(place.ctx, endpoints, 'POST', path, body)
    assert.equal(answer.status, 201, await answer.clone().text())
    return (await answer.json()).id
  }
  const projectId = await made(workspaceEndpoints, '/projects', { name: 'Shop' })
  const monitorId = await made(monitorEndpoints, '/monitors', { projectId, slug: 'nightly' })
  const { id } = await place.plan({ monitorIds: [monitorId] })
  const quiet = (time: string) => inTransaction(place.ctx, (tx) => isSuppressed(tx, monitorId, new Date(time)))
  assert.equal(await quiet('2030-03-05T01:59:59Z'), false)
  // Also before the scheduler has looked.
  assert.equal(await quiet('2030-03-05T02:00:00Z'), true)
  place.at('2030-03-05T02:00:05Z')
  await place.look()
  assert.equal(await quiet('2030-03-05T03:59:59Z'), true)
  assert.equal(await quiet('2030-03-05T04:00:00Z'), false)
  place.at('2030-03-05T02:30:00Z')
  await post(place.ctx, `/maintenance-windows/${id}/updates`, { status: 'completed', body: 'Done.' })
  assert.equal(await quiet('2030-03-05T02:29:00Z'), true)
  assert.equal(await quiet('2030-03-05T02:31:00Z'), false)
})

test('a viewer may read and preview, and change nothing; another workspace cannot tell that it exists', async () => {
  const place = await openPlace()
  const { id } = await place.plan()
  const viewer = withRole(place.ctx, 'viewer')
  assert.equal((await get(viewer, `/maintenance-windows/${id}`)).status, 200)
  const changes = [
    post(viewer, `${place.page.api}/maintenance-windows`, window),
    patch(viewer, `/maintenance-windows/${id}`, { title: 'x' }),
    post(viewer, `/maintenance-windows/${id}/updates`, { body: 'x' }),
    post(viewer, `/maintenance-windows/${id}/withdrawal`, {}),
    post(viewer, `/maintenance-series/mse_${'0'.repeat(32)}/ending`, {}),
  ]
  for (const answer of await Promise.all(changes)) assert.equal(answer.status, 403)
  const other = await testContext()
  const paths = [id, 'zzzzzzzzzzzz'].map((each) => `/maintenance-windows/${each}`)
  const bodies = await Promise.all(paths.map(async (path) => (await get(other, path)).json()))
  assert.deepEqual({ ...bodies[0], requestId: '' }, { ...bodies[1], requestId: '' })
  assert.equal((await patch(other, `/maintenance-windows/${id}`, { title: 'x' })).status, 404)
  assert.equal((await post(other, `/maintenance-windows/${id}/withdrawal`, {})).status, 404)
})

test('of two who cancel at the same moment one is told that the other was first', async () => {
  const place = await openPlace()
  const { id } = await place.plan()
  const cancel = () => post(place.ctx, `/maintenance-windows/${id}/withdrawal`, {})
  const statuses = (await Promise.all([cancel(), cancel()])).map((answer) => answer.status)
  assert.deepEqual(statuses.toSorted(), [200, 409])
})
