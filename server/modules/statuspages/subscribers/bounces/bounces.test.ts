import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import type { Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { callRoute, testContext } from '#testing'
import { createdPage, createdReport, get, remove, subscribed, withoutWorkers } from '../../test-support.ts'
import { deliverSubscriberMails } from '../deliver.ts'
import { later, mailServer, rowsOf } from '../mail-server.fixture.ts'
import { maxBounces } from './record-report.ts'
import * as sent from './reports.fixture.ts'
import { bounceRoutes, maxReportBytes, wrongTokens } from './routes.ts'

const bounceToken = 'a-token-of-the-mail-server'
let lastSender = 0

async function handIn(ctx: Context, message: string, init: { token?: string; sender?: string } = {}) {
  lastSender += 1
  const { token = bounceToken, sender = `10.1.${lastSender >> 8}.${lastSender & 255}` } = init
  const services = { ...ctx, config: { ...ctx.config, bounceToken, trustProxy: 1 } }
  const headers = { authorization: `Bearer ${token}`, 'x-forwarded-for': sender, host: 'watch.example' }
  const request = new Request('http://watch.example/mail/bounces', { method: 'POST', headers, body: message })
  const response = await callRoute(services, bounceRoutes, request)
  return { status: response.status, ...((await response.json()) as { result?: string }) }
}

/** A page with a subscriber, to whom `send` sends one more mail and returns it as it arrived. */
async function reader(t: TestContext) {
  const ctx = withoutWorkers(await testContext())
  const page = await createdPage(ctx)
  const { id, address } = await subscribed(ctx, page)
  const { taken, mail } = await mailServer(t, ctx)
  const send = async () => {
    const report = await createdReport(ctx, page)
    await deliverSubscriberMails.handle({ ...ctx, mail }, { updateId: report.updates[0].id })
    const last = taken.at(-1)
    assert.ok(last)
    const [head = ''] = last.raw.toString('latin1').split('\r\n\r\n')
    return {
      returnPath: last.from,
      recipient: address,
      original: `${head.replaceAll('\r\n', '\n')}\n`,
      updateId: report.updates[0].id as string,
    }
  }
  const shown = async (state = '') => {
    const { items } = await (await get(ctx, `${page.api}/subscribers${state}`)).json()
    return items.find((each: { id: string }) => each.id === id)
  }
  return { ctx, page, id, taken, send, shown }
}

test('mail to a mailbox that is not there comes back, ends the subscription at once, and the list says so', async (t) => {
  const { ctx, send, shown, id } = await reader(t)
  const mail = await send()
  assert.match(mail.returnPath, /^bounces\+[a-z2-7]{50}@watch\.example$/)
  assert.deepEqual(await handIn(ctx, sent.postfixBounce(mail)), { status: 200, result: 'bounced' })
  const subscriber = await shown()
  assert.partialDeepStrictEqual(subscriber, { state: 'suppressed', bounces: 1 })
  assert.match(subscriber.suppressedReason, /^came back: 550 5\.1\.1 no such user/)
  assert.equal(subscriber.bounceReason, subscriber.suppressedReason)
  assert.ok(subscriber.bouncedAt)
  const { items } = await (await get(ctx, `/updates/${mail.updateId}/deliveries`)).json()
  assert.partialDeepStrictEqual(items, [{ state: 'failed', reason: subscriber.bounceReason }])
  assert.deepEqual(await handIn(ctx, sent.postfixBounce(mail)), { status: 200, result: 'ignored' }, 'twice is once')
  assert.equal((await shown()).bounces, 1)
  assert.equal((await remove(ctx, `/subscribers/${id}/suppression`)).status, 200)
  assert.partialDeepStrictEqual(await shown(), { state: 'confirmed', bounces: 0 })
  const bounced = await inTransaction(ctx, (tx) =>
    tx.db.selectFrom('activities').selectAll().where('type', '=', 'subscriberMail.bounced').execute(),
  )
  assert.equal(bounced.length, 1)
  assert.ok(!JSON.stringify(bounced).includes('@'), 'an activity holds no address')
})

test('whoever changed the case of the address, or sends only what came back, is understood', async (t) => {
  const { ctx, send, shown } = await reader(t)
  const first = await send()
  const shouted = sent.eximBounce({ ...first, returnPath: first.returnPath.toUpperCase() }, '552 5.2.2 mailbox full')
  assert.equal((await handIn(ctx, shouted)).result, 'bounced')
  const second = await send()
  const elsewhere = sent.exchangeBounce({ ...second, returnPath: 'status@watch.example' })
  assert.equal((await handIn(ctx, elsewhere)).result, 'bounced')
  assert.partialDeepStrictEqual(await shown(), { bounces: 2, state: 'suppressed' })
})

test('a full mailbox ends it the third time within a month; what came back long ago counts no more', async (t) => {
  const { ctx, send, shown } = await reader(t)
  const full = (mail: sent.ReportOf) => sent.eximBounce(mail, '552 5.2.2 mailbox full')
  for (let count = 1; count < maxBounces; count += 1) {
    assert.equal((await handIn(ctx, full(await send()))).result, 'bounced')
    assert.partialDeepStrictEqual(await shown(), { bounces: count, state: 'confirmed' })
  }
  const mail = await send()
  await handIn(later(ctx, 31 * 86_400_000), full(mail))
  assert.partialDeepStrictEqual(await shown(), { bounces: 1, state: 'confirmed' })
})

test('three in a row end it, and what is about the sender, 5.7.x, counts for nobody', async (t) => {
  const { ctx, send, shown } = await reader(t)
  for (let count = 0; count < maxBounces; count += 1) {
    await handIn(ctx, sent.eximBounce(await send(), '550 5.7.26 not authenticated'))
  }
  assert.partialDeepStrictEqual(await shown(), { bounces: 0, state: 'confirmed' })
  for (let count = 0; count < maxBounces; count += 1) await handIn(ctx, sent.eximBounce(await send(), '552 5.2.2 full'))
  assert.partialDeepStrictEqual(await shown(), { bounces: maxBounces, state: 'suppressed' })
})

test('a complaint unsubscribes at once, for what is queued too', async (t) => {
  const { ctx, page, send, shown } = await reader(t)
  const mail = await send()
  await createdReport(ctx, page)
  const result = await handIn(ctx, sent.complaint({ ...mail, returnPath: 'abuse@watch.example' }))
  assert.equal(result.result, 'unsubscribed')
  const subscriber = await shown('?state=unsubscribed')
  assert.equal(subscriber.bounceReason, 'its reader called a mail spam (abuse)')
  assert.ok((await rowsOf(ctx)).some(({ state, reason }) => state === 'skipped' && reason === 'unsubscribed'))
})

test('nobody can say of others that their mail comes back', async (t) => {
  const { ctx, send, shown } = await reader(t)
  const mail = await send()
  const [, mark = ''] = /\+(\w+)@/.exec(mail.returnPath) ?? []
  for (let at = 0; at < mark.length - 1; at += 1) {
    const forged = `${mark.slice(0, at)}${mark[at] === 'a' ? 'b' : 'a'}${mark.slice(at + 1)}`
    const returnPath = mail.returnPath.replace(mark, forged)
    const { result } = await handIn(ctx, sent.postfixBounce({ ...mail, returnPath, original: 'Subject: x\n' }))
    assert.equal(result, 'unknown', String(at))
  }
  const unsigned = mail.original.replace(/\/unsubscribe\/[0-9a-f]{32}/, `/unsubscribe/${'0'.repeat(32)}`)
  assert.equal(
    (await handIn(ctx, sent.postfixBounce({ ...mail, returnPath: 'b@c.example', original: unsigned }))).result,
    'unknown',
  )
  assert.partialDeepStrictEqual(await shown(), { bounces: 0, state: 'confirmed' })
})

test('what is no report, too large, or about somebody who is gone, is taken and does nothing', async (t) => {
  const { ctx, send, id } = await reader(t)
  const mail = await send()
  assert.deepEqual(await handIn(ctx, sent.vacation(mail)), { status: 200, result: 'ignored' })
  assert.deepEqual(await handIn(ctx, 'x'.repeat(maxReportBytes + 1)), { status: 200, result: 'ignored' })
  assert.equal((await remove(ctx, `/subscribers/${id}`)).status, 204)
  assert.deepEqual(await handIn(ctx, sent.postfixBounce(mail)), { status: 200, result: 'unknown' })
})

test('only the mail server with its token hands in, and a guesser is stopped', async (t) => {
  const { ctx, send } = await reader(t)
  const report = sent.postfixBounce(await send())
  const sender = '10.9.9.9'
  assert.equal((await handIn(ctx, report, { token: 'wrong', sender })).status, 401)
  for (let count = 1; count < wrongTokens.points; count += 1) await handIn(ctx, report, { token: 'wrong', sender })
  assert.equal((await handIn(ctx, report, { token: 'wrong', sender })).status, 429)
  const closed = new Request('http://watch.example/mail/bounces', { method: 'POST', body: report })
  assert.equal((await callRoute(ctx, bounceRoutes, closed)).status, 404, 'without a token there is nothing')
})
