import assert from 'node:assert/strict'
import { test } from 'node:test'
import { listConsequences } from '#platform/activity'
import { inTransaction } from '#platform/database'
import { maxAlertsPerHour } from './channel.ts'
import {
  ask,
  createEmail,
  createWebhook,
  house,
  listDeliveries,
  mailServer,
  openIncident,
  receiver,
} from './test-support.ts'

const told = (deliveries: { kind: string; state: string }[]) =>
  deliveries.map(({ kind, state }) => `${kind} ${state}`).reverse()

test('opened, resolved and come back are each told once', async (t) => {
  const place = await house()
  const sink = await receiver(t)
  await createWebhook(place, sink.url)
  const incident = await openIncident(place)
  await place.work()
  await incident.happenAgain()
  await place.work()
  await incident.resolve()
  await place.work()
  await incident.happenAgain()
  await place.work()
  assert.deepEqual(
    sink.received.map(({ body }) => (JSON.parse(body) as { type: string }).type),
    ['incident.opened', 'incident.resolved', 'incident.regressed'],
  )
})

test('the resolution is told to those who were told of the opening, and to nobody else', async (t) => {
  const place = await house()
  const first = await receiver(t)
  const second = await receiver(t)
  await createWebhook(place, first.url)
  const incident = await openIncident(place)
  await place.work()
  const { id } = await createWebhook(place, second.url, { name: 'Later' })
  await incident.resolve()
  await place.work()
  assert.equal(first.received.length, 2)
  assert.equal(second.received.length, 0)
  assert.partialDeepStrictEqual(await listDeliveries(place, `?channelId=${id}`), [
    { state: 'skipped', reason: 'the channel was not told of the trouble' },
  ])
})

test('an opening that is still being retried when the incident is resolved is not sent any more', async (t) => {
  const place = await house()
  const sink = await receiver(t, 500)
  await createWebhook(place, sink.url)
  const incident = await openIncident(place)
  await place.work()
  await incident.resolve()
  await place.work()
  while (place.queue.length > 0) await place.workLater()
  assert.deepEqual(told(await listDeliveries(place)), ['incident.opened skipped', 'incident.resolved delivered'])
  assert.equal(sink.received.length, 2)
})

test('an incident that is resolved before anyone was told is told to nobody, in whatever order the jobs run', async (t) => {
  for (const reorder of [(jobs: unknown[]) => jobs, (jobs: unknown[]) => jobs.reverse()]) {
    const place = await house()
    const sink = await receiver(t)
    await createWebhook(place, sink.url)
    const incident = await openIncident(place)
    await incident.resolve()
    reorder(place.queue)
    await place.work()
    assert.equal(sink.received.length, 0)
    assert.deepEqual(told(await listDeliveries(place)).sort(), ['incident.opened skipped', 'incident.resolved skipped'])
  }
})

test('M-04: a channel that was switched off is not told, and the record says why', async (t) => {
  const place = await house()
  const sink = await receiver(t)
  const { id } = await createWebhook(place, sink.url)
  await ask(place, 'PATCH', `/notification-channels/${id}`, { enabled: false })
  const incident = await openIncident(place)
  await place.work()
  assert.equal(sink.received.length, 0)
  const reason = 'the channel is switched off: switched off by hand'
  assert.partialDeepStrictEqual(await listDeliveries(place), [{ state: 'skipped', reason }])
  const chain = await inTransaction(place.ctx, (tx) => listConsequences(tx, incident.id))
  assert.partialDeepStrictEqual(chain.at(-1), {
    type: 'delivery.skipped',
    causedBy: chain[0]!.id,
    data: { reason, channelName: 'Pager' },
  })
})

test('a channel that is switched off between two attempts is not called again', async (t) => {
  const place = await house()
  const sink = await receiver(t, 500)
  const { id } = await createWebhook(place, sink.url)
  await openIncident(place)
  await place.work()
  await ask(place, 'PATCH', `/notification-channels/${id}`, { enabled: false })
  while (place.queue.length > 0) await place.workLater()
  assert.equal(sink.received.length, 1)
  assert.equal((await listDeliveries(place))[0]!.state, 'skipped')
})

test('what waits for a channel that is deleted is skipped, and the record stays', async (t) => {
  const place = await house()
  const sink = await receiver(t, 500)
  const { id } = await createWebhook(place, sink.url)
  await openIncident(place)
  await place.work()
  await ask(place, 'DELETE', `/notification-channels/${id}`)
  while (place.queue.length > 0) await place.workLater()
  const [delivery] = await listDeliveries(place, `?channelId=${id}`)
  assert.partialDeepStrictEqual(delivery, { channelName: 'Pager', state: 'skipped', reason: 'the channel was deleted' })
  assert.equal((await ask(place, 'POST', `/deliveries/${delivery!.id}/replay`)).status, 409)
})

test('M-04: that there was nobody to tell is in the record, once', async () => {
  const place = await house()
  const { id } = await openIncident(place)
  place.queue.push(...place.queue)
  await place.work()
  const chain = await inTransaction(place.ctx, (tx) => listConsequences(tx, id))
  assert.deepEqual(
    chain.map(({ type }) => type),
    ['incident.opened', 'delivery.skipped'],
  )
  assert.equal(chain[1]!.data['reason'], 'the workspace has no notification channel')
})

test('M-03: a flood of incidents through one channel is capped, visibly', async (t) => {
  const { mail } = await mailServer(t)
  const place = await house({ mail })
  await createEmail(place, 'ada@example.com')
  for (let count = 0; count <= maxAlertsPerHour.email; count += 1) await openIncident(place, `trouble ${count}`)
  await place.work()
  const all = await listDeliveries(place, '?limit=100')
  const skipped = all.filter(({ state }) => state === 'skipped')
  assert.deepEqual(
    skipped.map(({ reason }) => reason),
    [`more than ${maxAlertsPerHour.email} notifications in an hour`],
  )
})

test('a test arrives through a channel that is off, is tried once, and leaves the channel as it is [CAB-11]', async (t) => {
  const place = await house()
  const sink = await receiver(t, 500)
  const { id } = await createWebhook(place, sink.url)
  await ask(place, 'PATCH', `/notification-channels/${id}`, { enabled: false })
  const first = await ask<{ deliveryId: string }>(place, 'POST', `/notification-channels/${id}/test`)
  assert.equal(first.status, 202)
  await place.work()
  assert.partialDeepStrictEqual(await listDeliveries(place), [
    { id: first.body.deliveryId, kind: 'test', incidentId: null, state: 'failed', reason: 'the endpoint answered 500' },
  ])
  await ask(place, 'POST', `/notification-channels/${id}/test`)
  await place.work()
  assert.equal((await listDeliveries(place))[0]!.state, 'delivered')
  assert.equal((JSON.parse(sink.received[1]!.body) as { type: string }).type, 'test')
})

test('a replay sends the same message under the same id, with attempts of its own', async (t) => {
  const place = await house()
  const sink = await receiver(t)
  await createWebhook(place, sink.url)
  await openIncident(place)
  await place.work()
  const [delivery] = await listDeliveries(place)
  const path = `/deliveries/${delivery!.id}/replay`
  assert.equal((await ask(place, 'POST', path)).status, 202)
  assert.equal((await ask(place, 'POST', path)).status, 409, 'while it is under way')
  await place.work()
  assert.equal(sink.received.length, 2)
  assert.equal(sink.received[0]!.headers['webhook-id'], sink.received[1]!.headers['webhook-id'])
  assert.equal(sink.received[0]!.body, sink.received[1]!.body)
  assert.deepEqual(
    (await listDeliveries(place))[0]!.attempts.map(({ number }) => number),
    [1, 2],
  )
})

test('deliveries come in pages, newest first, and can be had for one incident', async (t) => {
  const place = await house()
  const sink = await receiver(t)
  await createWebhook(place, sink.url)
  const ids = []
  for (const title of ['one', 'two', 'three']) {
    ids.push((await openIncident(place, title)).id)
    await place.work()
  }
  type Page = { items: { id: string; incidentId: string }[]; nextCursor: string | null }
  const first = (await ask<Page>(place, 'GET', '/deliveries?limit=2')).body
  const second = (await ask<Page>(place, 'GET', `/deliveries?limit=2&cursor=${first.nextCursor}`)).body
  assert.deepEqual(
    [...first.items, ...second.items].map(({ incidentId }) => incidentId),
    ids.toReversed(),
  )
  assert.equal(second.nextCursor, null)
  assert.equal((await listDeliveries(place, `?incidentId=${ids[0]}`)).length, 1)
  assert.equal((await ask(place, 'GET', '/deliveries?cursor=nonsense')).status, 400)
})

test('mails about one incident are one thread from one address, and are no bulk mail', async (t) => {
  const { mail, received } = await mailServer(t)
  const place = await house({ mail })
  await createEmail(place, 'ada@example.com')
  const incident = await openIncident(place, 'Checkout is slow\r\nBcc: eve@example.com')
  await place.work()
  await incident.resolve()
  await place.work()
  const [opened, resolved] = received
  const [second, first] = await listDeliveries(place)
  assert.equal(opened!.messageId, `<${first!.id}@localhost>`)
  assert.equal(resolved!.messageId, `<${second!.id}@localhost>`)
  assert.equal(opened!.inReplyTo, undefined)
  assert.equal(resolved!.inReplyTo, opened!.messageId)
  assert.deepEqual(
    opened!.to?.map(({ address }) => address),
    ['ada@example.com'],
  )
  assert.match(opened!.subject ?? '', /^New incident: Checkout is slow Bcc: eve@example\.com \(Shop /)
  assert.deepEqual(
    opened!.headers.filter(({ key }) => key === 'bcc' || key.startsWith('list-')),
    [],
  )
  assert.ok(opened!.text!.includes(`/incidents/${incident.id}`))
})

test('an address that the mail server refuses is switched off; another try at the same mail has the same Message-ID', async (t) => {
  let answer: number | null = 451
  const refusal = () => (answer === null ? null : Object.assign(new Error('no'), { responseCode: answer }))
  const { mail, received } = await mailServer(t, refusal)
  const place = await house({ mail })
  const { id } = await createEmail(place, 'ada@example.com')
  await openIncident(place)
  await place.work()
  assert.equal((await listDeliveries(place))[0]!.attempts[0]!.outcome, 'temporary')
  answer = null
  await place.workLater()
  assert.equal(received[0]!.messageId, `<${(await listDeliveries(place))[0]!.id}@localhost>`)
  answer = 550
  await openIncident(place, 'another')
  await place.work()
  const { body } = await ask<{ enabled: boolean; disabledReason: string }>(place, 'GET', `/notification-channels/${id}`)
  assert.equal(body.enabled, false)
  assert.match(body.disabledReason, /refused the address/)
})
