import assert from 'node:assert/strict'
import test from 'node:test'
import PostalMime from 'postal-mime'
import type { Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { testContext } from '#testing'
import { deliverSubscriberMails } from './deliver.ts'
import { leaseMs } from './deliver-lane.ts'
import { retryDelaysMs } from './delivery.ts'
import { later, mailServer, refusal, rowsOf } from './mail-server.fixture.ts'
import { linkSecret } from './subscriber.ts'
import { createdPage, createdReport, published, subscribed, visit, withoutWorkers } from '../test-support.ts'

test('a mail as it is really sent: a way out by one click, text and HTML, a thread for each report', async (t) => {
  const base = await testContext()
  const ctx = withoutWorkers(base)
  const page = await createdPage(ctx)
  const { id, address } = await subscribed(ctx, page)
  const { taken, mail } = await mailServer(t, ctx)
  const sending = { ...ctx, mail }
  const report = await createdReport(ctx, page, {
    title: 'Checkout <is> slow',
    body: 'First line.\n\n<b>Second</b> line.',
    components: [{ id: page.components[0], status: 'major_outage' }],
  })
  await deliverSubscriberMails.handle(sending, { updateId: report.updates[0].id })
  const update = await published(ctx, report.id, 'resolved')
  await deliverSubscriberMails.handle(sending, { updateId: update.id })

  assert.deepEqual(
    taken.map((each) => each.to),
    [address, address],
  )
  const [first, second] = await Promise.all(taken.map(({ raw }) => PostalMime.parse(raw)))
  const header = (name: string) => first!.headers.filter(({ key }) => key === name).map(({ value }) => value)
  const out = `${ctx.config.appUrl}${page.web}/unsubscribe/${linkSecret(ctx.vault, 'unsubscribe', id)}`
  assert.deepEqual(header('list-unsubscribe'), [`<${out}>`])
  assert.deepEqual(header('list-unsubscribe-post'), ['List-Unsubscribe=One-Click'])
  assert.deepEqual(header('auto-submitted'), ['auto-generated'])
  assert.deepEqual(header('list-id').length, 1)
  assert.equal(first!.subject, '[Investigating] Checkout <is> slow – Acme')
  assert.match(first!.text!, /First line\./)
  assert.match(first!.text!, /API: major outage/)
  assert.ok(first!.html!.includes('&lt;b&gt;Second&lt;/b&gt; line.'))
  assert.ok(first!.html!.includes(out))
  assert.equal(second!.inReplyTo, first!.messageId)
  assert.equal((await visit(ctx, new URL(out).pathname, { method: 'POST' })).status, 200)
})

test('CR and LF in names cannot make a header', async (t) => {
  const ctx = withoutWorkers(await testContext())
  const page = await createdPage(ctx)
  await subscribed(ctx, page)
  const { taken, mail } = await mailServer(t, ctx)
  // U+2028 and U+0085 pass for line ends in some programs.
  const report = await createdReport(ctx, page, { title: 'Slow\u2028Bcc: evil@example.com' })
  await deliverSubscriberMails.handle({ ...ctx, mail }, { updateId: report.updates[0].id })
  const parsed = await PostalMime.parse(taken[0]!.raw)
  assert.equal(parsed.subject, '[Investigating] Slow Bcc: evil@example.com – Acme')
  assert.equal(parsed.bcc, undefined)
})

test('what is refused for now is tried again with the same id, what is refused for good has failed', async (t) => {
  const ctx = withoutWorkers(await testContext())
  const page = await createdPage(ctx)
  const slow = await subscribed(ctx, page)
  const gone = await subscribed(ctx, page)
  let attempts = 0
  const { taken, mail } = await mailServer(t, ctx, (to) => {
    if (to === gone.address) return refusal(550, `no such user ${gone.address}`)
    attempts += 1
    return attempts === 1 ? refusal(451, 'later') : undefined
  })
  const report = await createdReport(ctx, page)
  const updateId: string = report.updates[0].id
  await deliverSubscriberMails.handle({ ...ctx, mail }, { updateId })
  const states = async () => new Map((await rowsOf(ctx)).map((row) => [row.subscriberId, row]))
  assert.partialDeepStrictEqual((await states()).get(gone.id), { state: 'failed', attempts: 1 })
  assert.partialDeepStrictEqual((await states()).get(slow.id), { state: 'waiting', attempts: 1 })
  await deliverSubscriberMails.handle({ ...ctx, mail }, { updateId })
  assert.equal(taken.length, 0, 'not before its time')
  await deliverSubscriberMails.handle({ ...later(ctx, retryDelaysMs[0]! + 1_000), mail }, { updateId })
  assert.partialDeepStrictEqual((await states()).get(slow.id), { state: 'sent', attempts: 2 })
  assert.equal(taken.length, 1)
  const failed = await inTransaction(ctx, (tx) =>
    tx.db.selectFrom('activities').selectAll().where('type', '=', 'subscriberMail.failed').execute(),
  )
  assert.equal(failed.length, 1)
  assert.ok(!JSON.stringify(failed).includes('@'), 'an activity holds no address')
})

test('a mail that nobody takes has failed after the last attempt', async (t) => {
  const ctx = withoutWorkers(await testContext())
  const page = await createdPage(ctx)
  await subscribed(ctx, page)
  const { mail } = await mailServer(t, ctx, () => refusal(450, 'later'))
  const report = await createdReport(ctx, page)
  for (let attempt = 0; attempt <= retryDelaysMs.length; attempt++) {
    const days = { ...later(ctx, attempt * 86_400_000), mail }
    await deliverSubscriberMails.handle(days, { updateId: report.updates[0].id })
  }
  assert.partialDeepStrictEqual(await rowsOf(ctx), [{ state: 'failed', attempts: retryDelaysMs.length + 1 }])
})

test('K-06: who leaves while mails wait gets none of them', async (t) => {
  const ctx = withoutWorkers(await testContext())
  const page = await createdPage(ctx)
  const { id } = await subscribed(ctx, page)
  const { taken, mail } = await mailServer(t, ctx)
  const report = await createdReport(ctx, page)
  await visit(ctx, `${page.web}/unsubscribe/${linkSecret(ctx.vault, 'unsubscribe', id)}`, { method: 'POST' })
  await deliverSubscriberMails.handle({ ...ctx, mail }, { updateId: report.updates[0].id })
  assert.equal(taken.length, 0)
  assert.partialDeepStrictEqual(await rowsOf(ctx), [{ state: 'skipped', reason: 'unsubscribed' }])
})

test('when a newer update waits for the same person the older one is skipped, and says so', async (t) => {
  const ctx = withoutWorkers(await testContext())
  const page = await createdPage(ctx)
  await subscribed(ctx, page)
  const { taken, mail } = await mailServer(t, ctx)
  const report = await createdReport(ctx, page)
  const newer = await published(ctx, report.id, 'resolved')
  await deliverSubscriberMails.handle({ ...ctx, mail }, { updateId: report.updates[0].id })
  await deliverSubscriberMails.handle({ ...ctx, mail }, { updateId: newer.id })
  assert.equal(taken.length, 1)
  assert.match((await PostalMime.parse(taken[0]!.raw)).subject!, /^\[Resolved\]/)
  const rows = await rowsOf(ctx)
  assert.partialDeepStrictEqual(
    rows.find((row) => row.updateNumber === 1),
    { state: 'skipped', reason: 'a newer update took its place' },
  )
  const skipped = await inTransaction(ctx, (tx) =>
    tx.db.selectFrom('activities').selectAll().where('type', '=', 'subscriberMail.skipped').execute(),
  )
  assert.equal(skipped.length, 1)
})

test('several workers at once send each mail once', async (t) => {
  const ctx = withoutWorkers(await testContext())
  const page = await createdPage(ctx)
  for (let count = 0; count < 60; count++) await subscribed(ctx, page)
  const { taken, mail } = await mailServer(t, ctx)
  const report = await createdReport(ctx, page)
  const work = () => deliverSubscriberMails.handle({ ...ctx, mail }, { updateId: report.updates[0].id })
  await Promise.all([work(), work(), work()])
  assert.equal(taken.length, 60)
  assert.equal(new Set(taken.map((each) => each.to)).size, 60)
})

test('what a killed worker held is taken over when its lease is over, not before, and sent under the same id', async (t) => {
  const ctx = withoutWorkers(await testContext())
  const page = await createdPage(ctx)
  await subscribed(ctx, page)
  const { taken, mail } = await mailServer(t, ctx)
  const report = await createdReport(ctx, page)
  const updateId: string = report.updates[0].id
  // Killed after the mail server took the message and before that was written down.
  const killed: Context = {
    ...ctx,
    mail: {
      ...mail,
      send: async (message) => {
        await mail.send(message)
        throw new Error('killed')
      },
    },
  }
  await assert.rejects(deliverSubscriberMails.handle(killed, { updateId }), /killed/)
  const woken: Date[] = []
  const jobs = {
    enqueue: (_tx: unknown, _name: string, _data: object, options: { startAfter?: Date }) => {
      if (options.startAfter) woken.push(options.startAfter)
      return Promise.resolve()
    },
  }
  await deliverSubscriberMails.handle({ ...ctx, mail, jobs }, { updateId })
  assert.equal(taken.length, 1, 'its lease still holds')
  assert.equal(woken.length, 1, 'and somebody will look again')
  await deliverSubscriberMails.handle({ ...later(ctx, leaseMs + 1_000), mail }, { updateId })
  assert.equal(taken.length, 2)
  const ids = await Promise.all(taken.map(async ({ raw }) => (await PostalMime.parse(raw)).messageId))
  assert.equal(ids[0], ids[1])
  await deliverSubscriberMails.handle({ ...later(ctx, leaseMs * 2), mail }, { updateId })
  assert.equal(taken.length, 2)
})
