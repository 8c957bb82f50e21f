import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Webhook } from 'standardwebhooks'
import { listConsequences } from '#platform/activity'
import { inTransaction } from '#platform/database'
import { eventually, testContext } from '#testing'
import { attemptDelivery, recordAttempt } from './attempt-delivery.ts'
import { maxInFlight } from './channel.ts'
import { claimDelivery, type Claim } from './claim-delivery.ts'
import { leaseMs } from './delivery.ts'
import { deliverJob } from './jobs.ts'
import type { AttemptInput } from './schedule-attempt.ts'
import { ask, createWebhook, house, listDeliveries, openIncident, receiver, type House } from './test-support.ts'

type Sent = { type: string; data: { incident: { id: string; title: string; url: string; status: string } } }

test('a new incident is told to a webhook, signed, with what one needs to act [SEN-12]', async (t) => {
  const place = await house()
  const sink = await receiver(t)
  const { signingSecret } = await createWebhook(place, sink.url)
  const { id } = await openIncident(place, 'Zahlung schlägt fehl 🔥')
  await place.work()

  assert.equal(sink.received.length, 1)
  const { headers, body } = sink.received[0]!
  const sent = new Webhook(signingSecret!).verify(body, headers) as Sent
  assert.equal(sent.type, 'incident.opened')
  assert.partialDeepStrictEqual(sent.data.incident, { id, title: 'Zahlung schlägt fehl 🔥', status: 'open' })
  assert.match(sent.data.incident.url, new RegExp(`^http.*/app/test-[0-9a-f]+/incidents/${id}$`))
  const [delivery] = await listDeliveries(place, `?incidentId=${id}`)
  assert.partialDeepStrictEqual(delivery, { state: 'delivered', kind: 'incident.opened', reason: null })
  assert.equal(headers['webhook-id'], delivery!.id)
  assert.partialDeepStrictEqual(delivery!.attempts, [
    { number: 1, outcome: 'delivered', status: 200, response: 'answer 200' },
  ])
})

test('a receiver that fails twice gets the same message until it takes it, and not once more [SEN-12]', async (t) => {
  const place = await house()
  const sink = await receiver(t, 500, 500)
  await createWebhook(place, sink.url)
  await openIncident(place)
  await place.work()
  assert.equal((await listDeliveries(place))[0]!.state, 'waiting')
  await place.workLater()
  await place.workLater()
  while (place.queue.length > 0) await place.workLater()

  assert.equal(sink.received.length, 3)
  assert.equal(new Set(sink.received.map(({ headers }) => headers['webhook-id'])).size, 1)
  assert.equal(new Set(sink.received.map(({ body }) => body)).size, 1)
  const timestamps = sink.received.map(({ headers }) => Number(headers['webhook-timestamp']))
  assert.ok(timestamps[0]! < timestamps[1]! && timestamps[1]! < timestamps[2]!)
  const [delivery] = await listDeliveries(place)
  assert.deepEqual(
    delivery!.attempts.map(({ number, outcome, status }) => [number, outcome, status]),
    [
      [1, 'serverError', 500],
      [2, 'serverError', 500],
      [3, 'delivered', 200],
    ],
  )
})

test('every attempt is in the chain of causes that begins with the event', async (t) => {
  const place = await house()
  const sink = await receiver(t, 500)
  await createWebhook(place, sink.url)
  const { id } = await openIncident(place)
  await place.work()
  await place.workLater()
  const chain = await inTransaction(place.ctx, (tx) => listConsequences(tx, id))
  assert.deepEqual(
    chain.map(({ type }) => type),
    ['incident.opened', 'notification.created', 'delivery.failed', 'delivery.succeeded'],
  )
  assert.equal(chain[1]!.causedBy, chain[0]!.id)
  assert.equal(chain[2]!.causedBy, chain[1]!.id)
  assert.partialDeepStrictEqual(chain[2]!.data, { channelName: 'Pager', attempt: 1, status: 500, final: false })
})

test('the same activity, told twice by the queue, leads to one delivery', async (t) => {
  const place = await house()
  const sink = await receiver(t)
  await createWebhook(place, sink.url)
  await openIncident(place)
  place.queue.push(...place.queue)
  await place.work()
  assert.equal(sink.received.length, 1)
  assert.equal((await listDeliveries(place)).length, 1)
})

/** A delivery that waits for its first attempt, and the job for it. */
async function waiting(place: House, url: string): Promise<{ id: string; input: AttemptInput; channelId: string }> {
  const channel = await createWebhook(place, url)
  const { body } = await ask<{ deliveryId: string }>(place, 'POST', `/notification-channels/${channel.id}/test`)
  place.queue.length = 0
  return { id: body.deliveryId, input: { deliveryId: body.deliveryId, epoch: 0 }, channelId: channel.id }
}

/** The same for an alert, which is tried more than once. */
async function waitingAlert(place: House, url: string): Promise<{ id: string; input: AttemptInput }> {
  await createWebhook(place, url)
  await openIncident(place)
  await place.work('notifications.tellOfIncident')
  place.queue.length = 0
  const [delivery] = await listDeliveries(place)
  return { id: delivery!.id, input: { deliveryId: delivery!.id, epoch: 0 } }
}

const claim = (place: House, input: AttemptInput): Promise<Claim | undefined> =>
  inTransaction(place.ctx, (tx) => claimDelivery(tx, input))

test('of two workers with one delivery one sends it', async (t) => {
  const place = await house()
  const sink = await receiver(t)
  const { input } = await waiting(place, sink.url)
  await Promise.all([attemptDelivery(place.ctx, input), attemptDelivery(place.ctx, input)])
  assert.equal(sink.received.length, 1)
})

test('a worker that was killed in mid-call is noticed: the message goes out again under the same id', async (t) => {
  const place = await house()
  const sink = await receiver(t)
  const { id, input } = await waitingAlert(place, sink.url)
  assert.ok(await claim(place, input), 'and nothing more is heard of whoever claimed it')
  await place.work()
  assert.equal(sink.received.length, 0, 'nobody else sends while the lease lasts')
  place.clock.advance(leaseMs.webhook)
  await place.work()
  assert.equal(sink.received[0]!.headers['webhook-id'], id)
  const [delivery] = await listDeliveries(place)
  assert.deepEqual(
    delivery!.attempts.map(({ outcome, durationMs }) => [outcome, durationMs === null]),
    [
      ['interrupted', true],
      ['delivered', false],
    ],
  )
})

test('a worker that wakes after its lease has no say any more', async (t) => {
  const place = await house()
  const sink = await receiver(t)
  const { input } = await waitingAlert(place, sink.url)
  const frozen = await claim(place, input)
  place.clock.advance(leaseMs.webhook)
  await place.work()
  const before = await listDeliveries(place)
  assert.equal(before[0]!.state, 'delivered')
  const failed = {
    verdict: 'retry',
    outcome: 'timeout',
    explanation: 'x',
    status: null,
    response: null,
    retryAfterMs: null,
  } as const
  await inTransaction(place.ctx, (tx) => recordAttempt(tx, frozen!, { ...failed, durationMs: 40_000 }))
  assert.deepEqual(await listDeliveries(place), before)
})

test('a worker that wakes while another one sends does not end that one’s attempt', async (t) => {
  const place = await house()
  const sink = await receiver(t)
  const { input } = await waitingAlert(place, sink.url)
  const frozen = await claim(place, input)
  place.clock.advance(leaseMs.webhook)
  const second = await claim(place, { ...input, epoch: 1 })
  assert.ok(second)
  const ok = {
    verdict: 'delivered',
    outcome: 'delivered',
    explanation: '',
    status: 200,
    response: '',
    retryAfterMs: null,
  } as const
  await inTransaction(place.ctx, (tx) => recordAttempt(tx, frozen!, { ...ok, durationMs: 1 }))
  assert.deepEqual(
    (await listDeliveries(place))[0]!.attempts.map(({ outcome }) => outcome),
    ['interrupted', 'sending'],
  )
})

test('S-06: a redirect is not followed, and counts as a failure', async (t) => {
  const place = await house()
  const inner = await receiver(t)
  const sink = await receiver(t, (response) => response.writeHead(307, { location: inner.url }).end())
  await createWebhook(place, sink.url)
  await openIncident(place)
  await place.work()
  assert.equal(inner.received.length, 0)
  assert.partialDeepStrictEqual((await listDeliveries(place))[0], {
    state: 'waiting',
    attempts: [{ outcome: 'redirected', status: 307 }],
  })
})

test('410 switches the channel off at once, and the reason is shown', async (t) => {
  const place = await house()
  const sink = await receiver(t, 410)
  const { id } = await createWebhook(place, sink.url)
  await openIncident(place)
  await place.work()
  const { body } = await ask(place, 'GET', `/notification-channels/${id}`)
  assert.partialDeepStrictEqual(body, {
    enabled: false,
    disabledReason: 'the endpoint answered 410',
    lastDelivery: { outcome: 'failed' },
  })
  await openIncident(place, 'another')
  await place.work()
  const [second, first] = await listDeliveries(place)
  assert.equal(first!.state, 'failed')
  assert.partialDeepStrictEqual(second, {
    state: 'skipped',
    reason: 'the channel is switched off: the endpoint answered 410',
  })
  assert.equal(sink.received.length, 1)
})

test('Retry-After is kept to, by the other deliveries of the channel too', async (t) => {
  const place = await house()
  const sink = await receiver(t, (response) => response.writeHead(429, { 'retry-after': '600' }).end())
  await createWebhook(place, sink.url)
  await openIncident(place)
  await place.work()
  await openIncident(place, 'another')
  await place.work()
  assert.equal(sink.received.length, 1)
  place.clock.advance(590_000)
  await place.work()
  assert.equal(sink.received.length, 1)
  place.clock.advance(12_000)
  await place.work()
  assert.equal(sink.received.length, 3)
})

test('after the last attempt the delivery has expired, the channel is off, and the other channel says so', async (t) => {
  const place = await house()
  const dead = await receiver(t, ...Array.from({ length: 20 }, () => 500))
  const alive = await receiver(t)
  const { id } = await createWebhook(place, dead.url)
  await openIncident(place)
  await place.work()
  await createWebhook(place, alive.url, { name: 'Other' })
  while (place.queue.length > 0) await place.workLater()

  assert.equal(dead.received.length, 6)
  const [delivery] = await listDeliveries(place, `?channelId=${id}`)
  assert.equal(delivery!.state, 'failed')
  assert.match(delivery!.reason ?? '', /^expired after 6 attempts/)
  const { body } = await ask<{ enabled: boolean }>(place, 'GET', `/notification-channels/${id}`)
  assert.equal(body.enabled, false)
  assert.equal(alive.received.length, 1)
  assert.partialDeepStrictEqual(JSON.parse(alive.received[0]!.body), {
    type: 'channel.disabled',
    data: { channel: { id, name: 'Pager', type: 'webhook' } },
  })
})

test('a channel has only so many calls open at once, and the others wait for their turn', async (t) => {
  const place = await house()
  const held: (() => void)[] = []
  const sink = await receiver(
    t,
    ...Array.from({ length: maxInFlight }, () => (response: { end(): void }) => held.push(() => response.end())),
  )
  const { id } = await createWebhook(place, sink.url)
  for (let count = 0; count <= maxInFlight; count += 1) await ask(place, 'POST', `/notification-channels/${id}/test`)
  const jobs = place.queue.splice(0).map(({ data }) => data as AttemptInput)
  const open = jobs.slice(0, maxInFlight).map((input) => attemptDelivery(place.ctx, input))
  while (held.length < maxInFlight) await new Promise((resolve) => setImmediate(resolve))
  place.queue.length = 0
  await attemptDelivery(place.ctx, jobs.at(-1)!)
  assert.equal(sink.received.length, maxInFlight)
  assert.equal(place.queue.length, 1, 'it comes back')
  for (const end of held) end()
  await Promise.all(open)
  await place.workLater()
  assert.equal(sink.received.length, maxInFlight + 1)
})

test('a call that takes long does not hold the queue: the job is done, and the call goes on by itself', async (t) => {
  const place = await house()
  let end = (): void => undefined
  const sink = await receiver(t, (response) => {
    end = () => response.end()
  })
  const { input } = await waiting(place, sink.url)
  await deliverJob.handle(place.ctx, input)
  assert.equal((await listDeliveries(place))[0]!.attempts[0]!.outcome, 'sending')
  end()
  await eventually('the end of the call', async () => (await listDeliveries(place))[0]!.state === 'delivered')
})

test('the real queue tries again after the first delay, and tells once', async (t) => {
  const ctx = await testContext()
  const sink = await receiver(t, 500)
  await createWebhook({ ctx }, sink.url)
  const clock = Object.assign(() => ctx.now(), { advance: () => undefined })
  await openIncident({ ctx, clock })
  const delivered = await eventually('the second attempt', async () => {
    const [delivery] = await listDeliveries({ ctx })
    return delivery?.state === 'delivered' && delivery
  })
  assert.deepEqual(
    delivered.attempts.map(({ status }) => status),
    [500, 200],
  )
  assert.equal(new Set(sink.received.map(({ headers }) => headers['webhook-id'])).size, 1)
  assert.equal(sink.received.length, 2)
})
