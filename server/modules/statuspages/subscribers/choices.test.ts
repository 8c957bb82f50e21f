import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import test, { type TestContext } from 'node:test'
import { Webhook } from 'standardwebhooks'
import type { Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { createEgress } from '#platform/egress'
import { newId } from '#platform/ids'
import { MailFailed } from '#platform/mail'
import { call, eventually, testContext } from '#testing'
import { endpoints } from '../routes.ts'
import {
  createdPage,
  createdReport,
  formBody,
  get,
  mailTo,
  newAddress,
  post,
  published,
  remove,
  subscribed,
  subscriberOf,
  visit,
  withoutWorkers,
  type TestPage,
} from '../test-support.ts'
import { callSubscribers } from './call.ts'
import { deliverSubscriberMails } from './deliver.ts'
import { sealEndpoint } from './endpoint.ts'
import { codesPerAddress } from './preferences.ts'
import { sendConfirmation } from './send-confirmation.ts'
import { requestSubscription, setChoices, setEndpoint } from './subscriber-repo.ts'
import { everything, linkSecret, urlPlace } from './subscriber.ts'
import { newSigningSecret } from './webhook.ts'

const later = (ctx: Context, ms: number): Context => ({ ...ctx, now: () => new Date(ctx.now().getTime() + ms) })

function codeMailedTo(ctx: Context, address: string): Promise<string> {
  return eventually('a mail with a code', async () => {
    const mails = await mailTo(ctx, address, 0)
    return mails.flatMap(({ text }) => /^> (\d{6})$/m.exec(text)?.[1] ?? [])[0]
  })
}

test('who wants less gets less: by kind, only the end, and by component, from the next update on [OPS-09]', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  const [api, website] = page.components
  const choose = (fields: [string, string][]) => ({
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams([['form', 'full'], ['channel', 'email'], ...fields]).toString(),
  })
  const all = await subscribed(ctx, page)
  const wish = async (fields: [string, string][]) => {
    const address = newAddress()
    assert.equal((await visit(ctx, `${page.web}/subscribers`, choose([['address', address], ...fields]))).status, 200)
    const row = (await subscriberOf(ctx, address))!
    const path = `${page.web}/confirm/${linkSecret(ctx.vault, 'confirm', row.confirmationId!)}`
    assert.equal((await visit(ctx, path, { method: 'POST' })).status, 200)
    return { id: row.id, address }
  }
  const onlyEnd = await wish([['onlyFinal', 'yes']])
  const onlyPlans = await wish([['kinds', 'maintenance']])
  const onlyApi = await wish([
    ['scope', 'components'],
    ['components', api!],
  ])
  const onlyWebsite = await wish([
    ['scope', 'components'],
    ['components', website!],
  ])
  const ofNothing = await wish([
    ['scope', 'components'],
    ['components', 'zzzzzzzzzzzz'],
  ])

  const report = await createdReport(ctx, page, { components: [{ id: api, status: 'major_outage' }] })
  const update = await published(ctx, report.id, 'resolved')
  const told = async (updateId: string) => {
    const { items } = await (await get(ctx, `/updates/${updateId}/deliveries`)).json()
    return items.map(({ subscriberId }: { subscriberId: string }) => subscriberId).toSorted()
  }
  assert.deepEqual(await told(report.updates[0].id), [all.id, onlyApi.id].toSorted())
  assert.deepEqual(await told(update.id), [all.id, onlyApi.id, onlyEnd.id].toSorted())
  const list = await (await get(ctx, `${page.api}/subscribers`)).json()
  const of = (id: string) => list.items.find((each: { id: string }) => each.id === id)
  assert.partialDeepStrictEqual(of(onlyWebsite.id), { componentIds: [website], kinds: 'all', onlyFinal: false })
  assert.deepEqual(of(ofNothing.id).componentIds, [], 'a component of another page is not taken')
  assert.equal(of(onlyPlans.id).kinds, 'maintenance')
  assert.equal((await remove(ctx, `/components/${website}`)).status, 204)
  const other = await createdReport(ctx, page)
  assert.ok(!(await told(other.updates[0].id)).includes(onlyWebsite.id), 'a choice that is gone is not everything')
})

test('who wants to know of maintenance is told of it, in the page\u2019s time, and whoever wants trouble only is not', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  const plans = await subscribed(ctx, page)
  const trouble = await subscribed(ctx, page)
  await inTransaction(ctx, (tx) => setChoices(tx, trouble.id, { ...everything, kinds: 'reports' }))
  const planned = await post(ctx, `${page.api}/maintenance-windows`, {
    ...{ title: 'Database upgrade', body: 'We move to a new version.', durationMinutes: 60 },
    scheduledFor: later(ctx, 86_400_000).now().toISOString(),
  })
  assert.equal(planned.status, 201)
  const told = await eventually('a mail of the maintenance', async () => {
    const mails = await mailTo(ctx, plans.address, 0)
    return mails.find(({ stream }) => stream === 'subscription')
  })
  assert.equal(told.subject, '[Maintenance planned] Database upgrade – Acme')
  assert.match(told.text, /^From: .* UTC$/m)
  assert.match(told.text, new RegExp(`/status/${page.slug}/maintenance/`))
  assert.ok((await mailTo(ctx, trouble.address, 0)).every(({ stream }) => stream === 'account'))
})

test('what somebody gets is changed by a mailed code, once, for half an hour, and by nothing else [OPS-09]', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  const { id, address } = await subscribed(ctx, page)
  assert.match(await (await visit(ctx, `${page.web}/preferences`, formBody({ address }))).text(), /Type the code/)
  const code = await codeMailedTo(ctx, address)
  const wrong = await visit(
    ctx,
    `${page.web}/preferences`,
    formBody({ address, code: code === '000000' ? '1' : '000000' }),
  )
  assert.equal(wrong.status, 400)
  const opened = await visit(
    ctx,
    `${page.web}/preferences`,
    formBody({ address, code: `${code.slice(0, 3)} ${code.slice(3)}` }),
  )
  assert.equal(opened.status, 303)
  const path = opened.headers.get('location')!
  assert.equal((await visit(ctx, `${page.web}/preferences`, formBody({ address, code }))).status, 400, 'used')
  assert.match(await (await visit(ctx, path)).text(), new RegExp(address))
  const saved = await visit(
    ctx,
    path,
    formBody({ kinds: 'reports', onlyFinal: 'yes', scope: 'components', components: page.components[0]! }),
  )
  assert.match(await saved.text(), /Saved/)
  const { items } = await (await get(ctx, `${page.api}/subscribers`)).json()
  assert.partialDeepStrictEqual(items, [{ id, kinds: 'reports', onlyFinal: true, componentIds: [page.components[0]] }])
  assert.equal((await visit(later(ctx, 31 * 60_000), path)).status, 404, 'the page is closed after half an hour')
  assert.equal((await visit(ctx, `${page.web}/preferences/${linkSecret(ctx.vault, 'unsubscribe', id)}`)).status, 404)
})

test('K-06: the code form answers alike for a known and an unknown address, and a guesser is stopped', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  const { address } = await subscribed(ctx, page)
  const unknown = newAddress()
  const bodies = []
  for (const each of [address, unknown]) {
    for (const fields of [{ address: each }, { address: each, code: '12' }]) {
      const answer = await visit(ctx, `${page.web}/preferences`, formBody(fields))
      bodies.push([answer.status, (await answer.text()).replaceAll(each, '…')])
    }
  }
  assert.deepEqual(bodies.slice(0, 2), bodies.slice(2))
  assert.equal((await mailTo(ctx, unknown, 0)).length, 0)
  const code = await codeMailedTo(ctx, address)
  for (let tried = 0; tried < 5; tried++)
    await visit(ctx, `${page.web}/preferences`, formBody({ address, code: `x${tried}` }))
  const right = await visit(ctx, `${page.web}/preferences`, formBody({ address, code }))
  assert.equal(right.status, 400, 'after five wrong ones the right one works no more')
  for (let asked = 0; asked < 5; asked++) await visit(ctx, `${page.web}/preferences`, formBody({ address }))
  const key = `${ctx.workspaceId} ${page.id} ${address.toLowerCase()}`
  assert.equal(await ctx.limiter.remaining(codesPerAddress, key), 0)
  const elsewhere = await createdPage(await testContext())
  await visit(ctx, `${elsewhere.web}/preferences`, formBody({ address, code }))
})

type Call = { headers: IncomingMessage['headers']; body: string }

/** A receiver on this machine, which egress opens to strangers for this test alone. */
async function receiver(
  t: TestContext,
  base: Context,
  answer: () => { status: number; headers?: Record<string, string> },
) {
  const calls: Call[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      calls.push({ headers: request.headers, body: Buffer.concat(chunks).toString() })
      const { status, headers } = answer()
      response.writeHead(status, headers).end()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  const { port } = server.address() as AddressInfo
  const egress = createEgress({
    ...{ allow: [], allowStrangers: ['127.0.0.1'], profile: () => base.policy.inForce(), log: base.log },
    lookup: async () => ['127.0.0.1'],
  })
  // The form takes https alone; what is stored is the receiver here.
  return { calls, ctx: withoutWorkers({ ...base, egress }), url: `http://127.0.0.1:${port}/hook` }
}

function webhookOf(ctx: Context, page: TestPage, url: string) {
  return inTransaction(ctx, async (tx) => {
    const confirmationId = newId('cnf', tx.now())
    const ids = { id: newId('sub', tx.now()), pageId: page.id, confirmationId }
    const { id } = await requestSubscription(tx, { ...urlPlace('webhook', url), ...everything, ...ids })
    await setEndpoint(tx, id, await sealEndpoint(tx, id, { url, secret: newSigningSecret() }))
    return { id, confirmationId }
  })
}

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

const proof = { consentNote: 'They agreed on our old status page.', consentAt: '2020-01-01T00:00:00Z' }

test('a list is imported by an owner, once however often, brings nobody back, and is exported with its proof [OPS-09]', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  const left = await subscribed(ctx, page)
  await visit(ctx, `${page.web}/unsubscribe/${linkSecret(ctx.vault, 'unsubscribe', left.id)}`, { method: 'POST' })
  const csv = `\uFEFFName,Email,kinds\r\n"Ada, L.",Ada@Example.com,reports\r\nBob,ada@example.com,\r\n,not an address,\r\nGone,${left.address},\r\n=cmd,"=1+1@example.com",all\r\n`
  const first = await post(ctx, `${page.api}/subscriber-imports`, { csv, ...proof })
  assert.deepEqual(await first.json(), {
    added: 2,
    known: 1,
    refused: 1,
    problems: [{ line: 4, reason: 'not a valid e-mail address' }],
  })
  assert.partialDeepStrictEqual(await (await post(ctx, `${page.api}/subscriber-imports`, { csv, ...proof })).json(), {
    added: 0,
    known: 3,
  })
  assert.notEqual((await subscriberOf(ctx, left.address))!.unsubscribedAt, null)
  const { items } = await (await get(ctx, `${page.api}/subscribers?search=ADA@`)).json()
  assert.partialDeepStrictEqual(items, [{ state: 'confirmed', source: 'import', consentNote: proof.consentNote }])
  const { csv: exported, nextCursor } = await (await post(ctx, `${page.api}/subscriber-exports`, {})).json()
  assert.equal(nextCursor, null)
  assert.equal(exported.trim().split('\r\n').length, 3)
  assert.match(exported, /They agreed on our old status page/)
  assert.match(exported, /^'=1\+1@example\.com,/m, 'no formula for a spreadsheet')
  const member = { ...ctx, permissions: new Set(['statuspages.read', 'statuspages.write'] as const) }
  assert.equal((await call(member, endpoints, 'POST', `${page.api}/subscriber-imports`, { csv, ...proof })).status, 403)
  const tomorrow = { csv, ...proof, consentAt: later(ctx, 86_400_000).now().toISOString() }
  assert.equal((await post(ctx, `${page.api}/subscriber-imports`, tomorrow)).status, 400)
})

test('a page takes as many as its owner allows, and says so to everybody alike', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  const { address } = await subscribed(ctx, page)
  const settings = await call(ctx, endpoints, 'PATCH', `${page.api}/subscriber-settings`, { subscriberLimit: 1 })
  assert.partialDeepStrictEqual(await settings.json(), { subscriberLimit: 1, subscriberCount: 1, slack: true })
  const answers = []
  for (const each of [address, newAddress()]) {
    const answer = await visit(ctx, `${page.web}/subscribers`, formBody({ address: each }))
    answers.push([answer.status, await answer.text()])
  }
  assert.deepEqual(answers[0], answers[1])
  assert.equal(answers[0]![0], 409)
  const csv = 'email\none@example.com\n'
  assert.equal((await post(ctx, `${page.api}/subscriber-imports`, { csv, ...proof })).status, 409)
  assert.equal((await (await get(ctx, `${page.api}/subscribers`)).json()).items.length, 1, 'and nobody was added')
})

test('five updates in a row that do not arrive end it, and a mailbox that is gone ends it at once', async () => {
  const base = withoutWorkers(await testContext())
  const page = await createdPage(base)
  const { id } = await subscribed(base, page)
  const failing = (aboutRecipient: boolean): Context => ({
    ...base,
    mail: { ...base.mail, send: () => Promise.reject(new MailFailed('permanent', '554 no', aboutRecipient)) },
  })
  for (let count = 0; count < 5; count++) {
    const report = await createdReport(base, page)
    assert.equal((await subscriberRow(base, id)).suppressedAt, null)
    await deliverSubscriberMails.handle(failing(false), { updateId: report.updates[0].id })
  }
  assert.equal((await subscriberRow(base, id)).suppressedReason, 'the last 5 updates did not arrive')
  const gone = await subscribed(base, page)
  const report = await createdReport(base, page)
  await deliverSubscriberMails.handle(failing(true), { updateId: report.updates[0].id })
  assert.match((await subscriberRow(base, gone.id)).suppressedReason!, /^the mail server refused the address/)
  const { counts } = await (await get(base, `/updates/${report.updates[0].id}/deliveries`)).json()
  assert.deepEqual(counts, [
    { channel: 'email', state: 'failed', count: 1 },
    { channel: 'email', state: 'suppressed', count: 1 },
  ])
})

async function subscriberRow(ctx: Context, id: string) {
  return inTransaction(ctx, (tx) =>
    tx.db.selectFrom('subscribers').selectAll().where('id', '=', id).executeTakeFirstOrThrow(),
  )
}
