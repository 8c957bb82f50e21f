import assert from 'node:assert/strict'
import test from 'node:test'
import { Webhook } from 'standardwebhooks'
import { inTransaction } from '#platform/database'
import { createEgress } from '#platform/egress'
import { testContext } from '#testing'
import { createdPage, createdReport, formBody, get, published, remove, visit } from '../test-support.ts'
import { callSubscribers } from './call.ts'
import { later } from './mail-server.fixture.ts'
import { receiver, webhookOf } from './receiver.fixture.ts'
import { sendConfirmation } from './send-confirmation.ts'

test('a webhook is asked first, then called in the form of Statuspage and signed, and ends when it is gone [OPS-09]', async (t) => {
  let status = 200
  const base = await testContext()
  const { calls, ctx, url } = await receiver(t, base, () => ({ status, headers: { 'retry-after': '600' } }))
  const page = await createdPage(ctx)
  const { id, confirmationId } = await webhookOf(ctx, page, url)
  await sendConfirmation.handle(ctx, { subscriberId: id, confirmationId })
  assert.equal(calls.length, 1)
  const asked = JSON.parse(calls[0]!.body)
  assert.ok(!calls[0]!.body.includes('Acme'), 'no word that a stranger chose')
  const path = new URL(asked.confirmation.url).pathname
  const first = await createdReport(ctx, page)
  await callSubscribers.handle(ctx, { updateId: first.updates[0].id })
  assert.equal(calls.length, 1, 'nothing before the confirmation')
  const confirmed = await (await visit(ctx, path, { method: 'POST' })).text()
  const secret = /whsec_[A-Za-z0-9+/=]+/.exec(confirmed)![0]
  assert.ok(!(await (await visit(ctx, path, { method: 'POST' })).text()).includes('whsec_'), 'shown once')

  const report = await createdReport(ctx, page, {
    title: 'Checkout <is> slow',
    components: [{ id: page.components[0], status: 'major_outage' }],
  })
  const updateId: string = report.updates[0].id
  status = 503
  await callSubscribers.handle(ctx, { updateId })
  const state = async () => (await (await get(ctx, `/updates/${updateId}/deliveries`)).json()).items[0]
  assert.partialDeepStrictEqual(await state(), {
    state: 'deferred',
    channel: 'webhook',
    attempts: 1,
    reason: 'the endpoint answered 503',
  })
  await callSubscribers.handle(later(ctx, 30_000), { updateId })
  assert.equal(calls.length, 2, 'not before the time that it asked for')
  status = 200
  await callSubscribers.handle(later(ctx, 601_000), { updateId })
  assert.partialDeepStrictEqual(await state(), { state: 'sent', attempts: 2 })
  assert.equal(calls[1]!.headers['webhook-id'], calls[2]!.headers['webhook-id'])
  const told = calls[1]!
  const body = new Webhook(secret).verify(told.body, told.headers as Record<string, string>)
  assert.deepEqual(Object.keys(body as object), ['meta', 'page', 'incident'])
  assert.partialDeepStrictEqual(body, {
    page: { id: page.id, status_indicator: 'major', status_description: 'Partial System Outage' },
    incident: {
      id: report.id,
      name: 'Checkout <is> slow',
      status: 'investigating',
      resolved_at: null,
      backfilled: false,
    },
  })
  assert.match((body as { meta: { unsubscribe: string } }).meta.unsubscribe, /\/unsubscribe\//)
  status = 410
  const update = await published(ctx, report.id, 'identified')
  await callSubscribers.handle(ctx, { updateId: update.id })
  const next = await published(ctx, report.id, 'resolved')
  const { items, counts } = await (await get(ctx, `/updates/${next.id}/deliveries`)).json()
  assert.partialDeepStrictEqual(items, [{ state: 'suppressed', reason: 'the endpoint says that it is gone (410)' }])
  assert.deepEqual(counts, [{ channel: 'webhook', state: 'suppressed', count: 1 }])
  const stored = await inTransaction(ctx, (tx) =>
    tx.db.selectFrom('subscribers').selectAll().where('id', '=', id).executeTakeFirst(),
  )
  assert.ok(!JSON.stringify(stored).includes('/hook') && !JSON.stringify(stored).includes('whsec_'), 'sealed')
  assert.equal((await remove(ctx, `/subscribers/${id}/suppression`)).status, 200)
  assert.equal((await remove(ctx, `/subscribers/${id}/suppression`)).status, 409)
})

test('S-06: the form takes no URL inside, whatever the operator opened for their own, and says nothing about it', async () => {
  const base = await testContext()
  const egress = createEgress({
    allow: ['127.0.0.0/8', '10.0.0.0/8', 'inner.example'],
    profile: () => base.policy.inForce(),
    log: base.log,
    lookup: async () => ['10.0.0.7'],
  })
  const ctx = { ...base, egress }
  const page = await createdPage(ctx)
  const bodies = new Set<string>()
  for (const target of [
    'https://127.0.0.1/x',
    'https://inner.example/',
    'https://evil.example/',
    'http://evil.example/',
    'https://localhost/',
    'https://[::1]/',
    'file:///etc/passwd',
    'https://u:p@evil.example/',
  ]) {
    const answer = await visit(
      ctx,
      `${page.web}/subscribers`,
      formBody({ form: 'full', channel: 'webhook', address: target }),
    )
    assert.equal(answer.status, 400, target)
    bodies.add((await answer.text()).replaceAll(target, '…'))
  }
  assert.equal(bodies.size, 1)
  const slack = await visit(
    ctx,
    `${page.web}/subscribers`,
    formBody({
      form: 'full',
      channel: 'slack',
      address: 'https://hooks.slack.com.evil.example/services/T0/B0/xxxxxxxxxx',
    }),
  )
  assert.equal(slack.status, 400)
})
