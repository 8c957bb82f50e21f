/** Who is told of what is muted, of what gets worse, and of what comes back; what nobody was told of is in the trail. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as incidents from '#modules/incidents'
import { call } from '#testing'
import { createWebhook, house, listDeliveries, openIncident, receiver, type House } from './test-support.ts'

const hourMs = 3_600_000
type Step = { type: string; outcome: string; data: Record<string, unknown> }

async function trailOf({ ctx }: House, id: string): Promise<Step[]> {
  return (await (await call(ctx, incidents.endpoints, 'GET', `/incidents/${id}/trail`)).json()).steps
}

const typesOf = (sink: Awaited<ReturnType<typeof receiver>>) =>
  sink.received.map(({ body }) => (JSON.parse(body) as { type: string }).type)

test('what happens in a muted incident is told to nobody, and the trail says when it was muted', async (t) => {
  const place = await house()
  const sink = await receiver(t)
  await createWebhook(place, sink.url)
  const incident = await openIncident(place)
  await place.work()
  await incident.mute({ until: 'forever' })
  await incident.happenAgain(500)
  place.clock.advance(2 * hourMs)
  await incident.happenAgain(5_000)
  await place.work()
  assert.deepEqual(typesOf(sink), ['incident.opened'])
  // Nothing was decided against anyone: there was nothing to tell.
  assert.equal((await listDeliveries(place)).length, 1)
  const muted = (await trailOf(place, incident.id)).find(({ type }) => type === 'incident.muted')
  assert.partialDeepStrictEqual(muted, { outcome: 'done', data: { until: 'forever' } })
})

test('an opening that waits when its incident is muted is not sent any more, and the trail says why', async (t) => {
  const place = await house()
  const sink = await receiver(t, 500)
  await createWebhook(place, sink.url)
  const incident = await openIncident(place)
  await place.work()
  assert.equal(sink.received.length, 1)
  await incident.mute({ until: 'forever' })
  await place.workLater()
  assert.equal(sink.received.length, 1)
  assert.partialDeepStrictEqual(await listDeliveries(place), [
    { kind: 'incident.opened', state: 'skipped', reason: 'the incident was muted' },
  ])
  const steps = await trailOf(place, incident.id)
  assert.deepEqual(
    steps.filter(({ outcome }) => outcome === 'skipped').map(({ type, data }) => [type, data['reason']]),
    [['delivery.skipped', 'the incident was muted']],
  )
})

test('muted until it escalates: the escalation is told once, and what comes after it is not', async (t) => {
  const place = await house()
  const sink = await receiver(t)
  await createWebhook(place, sink.url)
  const incident = await openIncident(place)
  await place.work()
  await incident.mute({ until: 'escalating' })
  await incident.happenAgain(5)
  await place.work()
  assert.deepEqual(typesOf(sink), ['incident.opened'])
  for (let round = 0; round < 4; round += 1) await incident.happenAgain(400)
  await place.work()
  place.clock.advance(2 * hourMs)
  for (let round = 0; round < 3; round += 1) await incident.happenAgain(4_000)
  await place.work()
  assert.deepEqual(typesOf(sink), ['incident.opened', 'incident.escalated'])
  const unmuted = (await trailOf(place, incident.id)).filter(({ type }) => type === 'incident.unmuted')
  assert.deepEqual(
    unmuted.map(({ data }) => data['cause']),
    ['escalating'],
  )
})

test('a mute that ends by its own number is told once, one that a person ends to nobody', async (t) => {
  const place = await house()
  const sink = await receiver(t)
  await createWebhook(place, sink.url)
  const incident = await openIncident(place)
  await place.work()
  await incident.mute({ until: 'events', count: 3 })
  for (let round = 0; round < 5; round += 1) await incident.happenAgain()
  await place.work()
  assert.deepEqual(typesOf(sink), ['incident.opened', 'incident.unmuted'])
  await incident.mute({ until: 'forever' })
  await incident.unmute()
  await incident.happenAgain()
  await place.work()
  assert.equal(sink.received.length, 2)
})

test('what comes back after its resolution is told once, however often it then happens, and again the next time', async (t) => {
  const place = await house()
  const sink = await receiver(t)
  await createWebhook(place, sink.url)
  const incident = await openIncident(place)
  await place.work()
  for (let round = 0; round < 2; round += 1) {
    await incident.resolve()
    await place.work()
    await Promise.all([incident.happenAgain(), incident.happenAgain(), incident.happenAgain()])
    // Told by the queue a second time.
    place.queue.push(...place.queue)
    await place.work()
    await incident.happenAgain(2)
    await place.work()
  }
  assert.deepEqual(typesOf(sink), [
    'incident.opened',
    'incident.resolved',
    'incident.regressed',
    'incident.resolved',
    'incident.regressed',
  ])
})
