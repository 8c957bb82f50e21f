import assert from 'node:assert/strict'
import test from 'node:test'
import { inTransaction } from '#platform/database'
import { newId } from '#platform/ids'
import { eventually, testContext } from '#testing'
import { inventory } from '../../../app.ts'
import { rulesOf } from '../../privacy/retention/rule.ts'
import { sweepRule } from '../../privacy/retention/sweep.ts'
import { perAddress, perSender } from './request-subscription.ts'
import { linkSecret } from './subscriber.ts'
import {
  createdPage,
  createdReport,
  formBody,
  get,
  mailTo,
  newAddress,
  published,
  remove,
  subscribed,
  subscriberOf,
  visit,
} from '../test-support.ts'

test('who subscribes is asked by mail, is told of updates after saying yes, and no more after leaving [OPS-23]', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  const address = newAddress()
  const asked = await visit(ctx, `${page.web}/subscribers`, formBody({ address }))
  assert.match(await asked.text(), /Check your mailbox/)
  const [confirmation] = await mailTo(ctx, address, 1)
  const link = /http\S+\/confirm\/\S+/.exec(confirmation!.text)![0]
  const path = new URL(link).pathname

  await createdReport(ctx, page, { title: 'Before the confirmation' })
  assert.match(await (await visit(ctx, path)).text(), /<button type="submit">Confirm/)
  assert.equal((await subscriberOf(ctx, address))!.confirmedAt, null, 'looking changes nothing')
  assert.match(await (await visit(ctx, path, { method: 'POST' })).text(), /You are subscribed/)
  assert.match(await (await visit(ctx, path, { method: 'POST' })).text(), /You are subscribed/)

  await createdReport(ctx, page, { title: 'After the confirmation' })
  const [, told] = await mailTo(ctx, address, 2)
  assert.equal(told!.subject, '[Investigating] After the confirmation – Acme')
  assert.equal(told!.stream, 'subscription')
  assert.equal(told!.headers['List-Unsubscribe-Post'], 'List-Unsubscribe=One-Click')
  const [, out] = /^<(\S+)>$/.exec(told!.headers['List-Unsubscribe']!)!
  assert.ok(told!.text.includes(out!), 'the way out is in the body too')
  const oneClick = { ...formBody({ 'List-Unsubscribe': 'One-Click' }) }
  assert.equal((await visit(ctx, new URL(out!).pathname, oneClick)).status, 200)
  assert.equal((await (await get(ctx, page.api)).json()).subscriberCount, 0)
  const last = await createdReport(ctx, page, { title: 'After leaving' })
  assert.deepEqual(last.updates[0].mail, { queued: 0, sent: 0, failed: 0 })
})

test('M-01: the confirmation mail holds no word that a stranger or the page\u2019s owner chose', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  const address = newAddress()
  await visit(
    ctx,
    `${page.web}/subscribers`,
    formBody({ address, name: 'Buy cheap pills', message: 'https://evil.example' }),
  )
  const [mail] = await mailTo(ctx, address, 1)
  for (const text of [mail!.subject, mail!.text, mail!.html]) {
    assert.ok(!text.includes('Acme') && !text.includes('pills') && !text.includes('evil'), text)
  }
  assert.equal(mail!.headers['List-Unsubscribe'], undefined)
})

test('the form answers alike for a new, a pending and a subscribed address, and asks a subscriber no more', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  const { address } = await subscribed(ctx, page)
  const before = await subscriberOf(ctx, address)
  const answers = []
  const pending = newAddress()
  for (const each of [newAddress(), pending, pending, address, address.toUpperCase()]) {
    const answer = await visit(ctx, `${page.web}/subscribers`, formBody({ address: each }))
    answers.push({ status: answer.status, body: await answer.text() })
  }
  for (const answer of answers) assert.deepEqual(answer, answers[0])
  await mailTo(ctx, pending, 1)
  assert.deepEqual(await subscriberOf(ctx, address), before, 'no new request, so no mail about it')
})

test('what is no address is refused with a word at the field, which keeps what was typed', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  for (const address of [
    '',
    'ada',
    'ada@',
    '"<x>"@example.com',
    'a@b.c\r\nBcc: d@e.f',
    'a@example.com,b@example.com',
  ]) {
    const answer = await visit(ctx, `${page.web}/subscribers`, formBody({ address }))
    assert.equal(answer.status, 400, address)
    const html = await answer.text()
    assert.match(html, /aria-invalid="true"/)
    if (address === 'ada') assert.match(html, /value="ada"/)
  }
  const big = await visit(ctx, `${page.web}/subscribers`, formBody({ address: 'a'.repeat(20_000) }))
  assert.equal(big.status, 413)
})

test('M-01, M-02: one sender may ask for ten addresses, and one address is asked three times', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  const headers = { 'content-type': 'application/x-www-form-urlencoded', 'x-forwarded-for': newId('ip', ctx.now()) }
  const statuses: number[] = []
  for (let count = 0; count <= perSender.points; count++) {
    const answer = await visit(ctx, `${page.web}/subscribers`, { ...formBody({ address: newAddress() }), headers })
    statuses.push(answer.status)
  }
  assert.deepEqual(statuses, [...Array.from({ length: perSender.points }, () => 200), 429])

  const victim = newAddress()
  const other = await createdPage(await testContext())
  for (let count = 0; count < perAddress.points + 2; count++) {
    const { web } = count % 2 === 0 ? page : other
    assert.equal((await visit(ctx, `${web}/subscribers`, formBody({ address: victim }))).status, 200)
  }
  assert.equal(await ctx.limiter.remaining(perAddress, victim), 0)
  assert.ok((await mailTo(ctx, victim, 1)).length <= perAddress.points)
})

test('K-06, K-07: unsubscribing needs no cookie, comes from anywhere, never redirects, and says nothing [OPS-21]', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  const mine = await subscribed(ctx, page)
  const bystander = await subscribed(ctx, page)
  const path = `${page.web}/unsubscribe/${linkSecret(ctx.vault, 'unsubscribe', mine.id)}`
  const looked = await visit(ctx, path)
  assert.match(await looked.text(), /<button type="submit">Unsubscribe/)
  assert.equal((await subscriberOf(ctx, mine.address))!.unsubscribedAt, null, 'a mail scanner changes nothing')

  const click = (to: string) =>
    visit(ctx, to, {
      ...formBody({ 'List-Unsubscribe': 'One-Click' }),
      headers: {
        origin: 'https://mail.example',
        'sec-fetch-site': 'cross-site',
        'content-type': 'application/x-www-form-urlencoded',
      },
    })
  const never = `${page.web}/unsubscribe/${linkSecret(ctx.vault, 'unsubscribe', newId('sub', ctx.now()))}`
  const wrong = `${page.web}/unsubscribe/${linkSecret(ctx.vault, 'confirm', mine.id)}`
  const answers = []
  for (const to of [path, path, never, wrong, `${page.web}/unsubscribe/x`]) {
    const answer = await click(to)
    assert.equal(answer.headers.get('location'), null)
    assert.equal(answer.headers.get('set-cookie'), null)
    answers.push({ status: answer.status, body: await answer.text() })
  }
  for (const answer of answers) assert.deepEqual(answer, { ...answers[0], status: 200 })
  assert.notEqual((await subscriberOf(ctx, mine.address))!.unsubscribedAt, null)
  assert.equal((await subscriberOf(ctx, bystander.address))!.unsubscribedAt, null)
})

test('the way out works when the page has another slug, and on the page\u2019s own host', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  const one = await subscribed(ctx, page)
  const two = await subscribed(ctx, page)
  const secret = (id: string) => linkSecret(ctx.vault, 'unsubscribe', id)
  await visit(ctx, `/status/an-older-slug/unsubscribe/${secret(one.id)}`, { method: 'POST' })
  await visit(ctx, `/unsubscribe/${secret(two.id)}`, { method: 'POST', host: `${page.slug}.localhost` })
  assert.notEqual((await subscriberOf(ctx, one.address))!.unsubscribedAt, null)
  assert.notEqual((await subscriberOf(ctx, two.address))!.unsubscribedAt, null)
})

test('K-06: a used, an overtaken, a late and a foreign confirmation link subscribe nobody', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  const confirm = (confirmationId: string, services = ctx) =>
    visit(services, `${page.web}/confirm/${linkSecret(ctx.vault, 'confirm', confirmationId)}`, { method: 'POST' })
  const ask = async (address: string) => {
    await visit(ctx, `${page.web}/subscribers`, formBody({ address }))
    return (await subscriberOf(ctx, address))!
  }
  const address = newAddress()
  const first = await ask(address)
  const second = await ask(address)
  assert.equal((await confirm(first.confirmationId!)).status, 404, 'asked again since')
  const late = { ...ctx, now: () => new Date(ctx.now().getTime() + 49 * 3_600_000) }
  assert.equal((await confirm(second.confirmationId!, late)).status, 404)
  assert.equal((await confirm(second.confirmationId!)).status, 200)
  await visit(ctx, `${page.web}/unsubscribe/${linkSecret(ctx.vault, 'unsubscribe', second.id)}`, { method: 'POST' })
  assert.equal((await confirm(second.confirmationId!)).status, 404, 'used, and left since')
  assert.equal((await confirm(newId('cnf', ctx.now()))).status, 404)
  const third = await ask(address)
  assert.equal((await confirm(third.confirmationId!)).status, 200, 'who left may come back')
  assert.equal((await subscriberOf(ctx, address))!.unsubscribedAt, null)
})

test('who never confirmed is forgotten after 48 hours, who left after 30 days, who stays is kept [OPS-23]', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  const pending = newAddress()
  await visit(ctx, `${page.web}/subscribers`, formBody({ address: pending }))
  const left = await subscribed(ctx, page)
  await visit(ctx, `${page.web}/unsubscribe/${linkSecret(ctx.vault, 'unsubscribe', left.id)}`, { method: 'POST' })
  const stays = await subscribed(ctx, page)
  const rules = rulesOf(inventory).filter(({ place }) => place === 'subscribers')
  const sweep = async (days: number) => {
    const later = { ...ctx, now: () => new Date(ctx.now().getTime() + days * 86_400_000) }
    for (const rule of rules) await sweepRule(later, inventory, rule)
  }
  const known = async () => {
    const found = [
      await subscriberOf(ctx, pending),
      await subscriberOf(ctx, left.address),
      await subscriberOf(ctx, stays.address),
    ]
    return found.map((row) => row !== undefined)
  }
  await sweep(1.9)
  assert.deepEqual(await known(), [true, true, true])
  await sweep(2.1)
  assert.deepEqual(await known(), [false, true, true])
  await sweep(30.1)
  assert.deepEqual(await known(), [false, false, true])
})

test('members who may write see and delete subscribers, of their own workspace only', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  const { id, address } = await subscribed(ctx, page)
  const list = await (await get(ctx, `${page.api}/subscribers`)).json()
  assert.partialDeepStrictEqual(list.items, [{ id, address, state: 'confirmed' }])
  assert.equal((await remove(await testContext(), `/subscribers/${id}`)).status, 404)
  assert.equal((await remove(ctx, `/subscribers/${id}`)).status, 204)
  assert.equal((await remove(ctx, `/subscribers/${id}`)).status, 404)
  assert.equal((await (await get(ctx, `${page.api}/subscribers`)).json()).items.length, 0)
})

test('each subscriber gets each update exactly once, and the update says how many [OPS-21]', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  const readers = []
  for (let count = 0; count < 25; count++) readers.push(await subscribed(ctx, page))
  const elsewhere = await subscribed(ctx, await createdPage(ctx))
  const report = await createdReport(ctx, page)
  const mailOf = async () => (await (await get(ctx, `/reports/${report.id}`)).json()).updates[0].mail
  await eventually('all mails of the first update', async () => (await mailOf()).sent === 25)
  assert.deepEqual(await mailOf(), { queued: 25, sent: 25, failed: 0 })
  await published(ctx, report.id, 'resolved')
  await eventually('all mails of the second update', async () => (await mailOf()).sent === 25)
  const updatesTo = async (address: string) =>
    (await mailTo(ctx, address, 0)).filter((mail) => mail.stream === 'subscription').length
  for (const { address } of readers) assert.equal(await updatesTo(address), 2)
  assert.equal(await updatesTo(elsewhere.address), 0)
  const rows = await inTransaction(ctx, (tx) =>
    tx.db.selectFrom('activities').select(['type', 'data']).where('type', 'like', 'subscriberMail.%').execute(),
  )
  const told = rows.filter((row) => row.type === 'subscriberMail.sent')
  assert.equal(
    told.reduce((sum, { data }) => sum + Number(data['count']), 0),
    50,
  )
})
