import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testContext } from '#testing'
import { ask, makeShop, openIncident } from '../incidents.fixture.ts'

test('related incidents share a trace, a host, minutes or a release, the strongest first, each with its reasons', async () => {
  const ctx = await testContext()
  const shop = await makeShop(ctx)
  const trace = { trace_id: 'a'.repeat(32), span_id: 'b'.repeat(16) }
  const ago = (days: number) => ctx.now().getTime() / 1000 - days * 86_400
  await shop.send({ message: 'Checkout failed', server_name: 'web-1', contexts: { trace }, release: 'shop@1' })
  await shop.send({ message: 'Payment refused', server_name: 'pay-1', contexts: { trace }, timestamp: ago(0.5) })
  await shop.send({ message: 'Disk is full', server_name: 'web-1', timestamp: ago(0.4) })
  await shop.send({ message: 'Old of the release', server_name: 'old', release: 'shop@1', timestamp: ago(3) })
  await shop.send({ message: 'Nothing to do with it', server_name: 'mail-1', timestamp: ago(2) })
  const { items } = (await ask(ctx, 'GET', '/incidents')).body
  const id = items.find(({ title }: { title: string }) => title === 'Checkout failed').id
  const { body } = await ask(ctx, 'GET', `/incidents/${id}/related`)
  assert.deepEqual(
    body.items.map(({ incident, relations }: { incident: { title: string }; relations: { kind: string }[] }) => [
      incident.title,
      relations.map(({ kind }) => kind),
    ]),
    [
      ['Payment refused', ['trace']],
      ['Disk is full', ['host']],
      ['Old of the release', ['release']],
    ],
  )
  assert.partialDeepStrictEqual(body.items[0].relations, [{ value: trace.trace_id, count: 1 }])
})

test('incidents that began in the same five minutes are related, and a merged one is not listed', async () => {
  const ctx = await testContext()
  const at = (minute: number) => {
    const seenAt = new Date(Date.UTC(2026, 0, 1, 12, minute))
    return { firstSeenAt: seenAt, lastSeenAt: seenAt }
  }
  const one = await openIncident(ctx, { key: '1'.repeat(32), ...at(0) })
  const near = await openIncident(ctx, { key: '2'.repeat(32), ...at(5) })
  const merged = await openIncident(ctx, { key: '3'.repeat(32), ...at(1) })
  await openIncident(ctx, { key: '4'.repeat(32), ...at(6) })
  await ask(ctx, 'POST', `/incidents/${near.id}/merges`, { incidentIds: [merged.id] })
  const { items } = (await ask(ctx, 'GET', `/incidents/${one.id}/related`)).body
  assert.deepEqual(
    items.map(({ incident }: { incident: { id: string } }) => incident.id),
    [near.id],
  )
  assert.equal((await ask(await testContext(), 'GET', `/incidents/${one.id}/related`)).status, 404)
})
