import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, test } from 'node:test'
import type { Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { call, testApp, testContext, withRole } from '#testing'
import { createdPage, remove, type TestPage } from '../test-support.ts'
import { endpoints } from '../routes.ts'
import { startNameServer } from './dns.fixture.ts'
import { graceMs, isReservedHost, judgeCheck, parseHost, type PageHost } from './host.ts'
import { recheckSchedule } from './verify-host.ts'

const dns = await startNameServer()
after(() => dns.close())

const newName = (): string => `status.${randomBytes(6).toString('hex')}.example`
const add = (ctx: Context, page: TestPage, host: string) => call(ctx, endpoints, 'POST', `${page.api}/hosts`, { host })
const check = (ctx: Context, id: string) => call(dns.asking(ctx), endpoints, 'POST', `/page-hosts/${id}/checks`)

/** What the page's owner writes into the DNS. */
async function proved(ctx: Context, page: TestPage, name = newName()) {
  const host = await (await add(ctx, page, name)).json()
  dns.records.set(host.recordName, ['v=spf1 -all', host.recordValue])
  const answer = await check(ctx, host.id)
  assert.equal(answer.status, 200, await answer.clone().text())
  return (await answer.json()) as { id: string; host: string; state: string; recordName: string; recordValue: string }
}

/** At the whole program, as a browser calls it. */
async function visitHost(host: string, path = '/api/v2/summary.json'): Promise<{ status: number; page?: string }> {
  const app = await testApp()
  const answer = await app.fetch(new Request(`http://${host}${path}`, { headers: { host } }))
  const text = await answer.text()
  const isJson = answer.headers.get('content-type')?.startsWith('application/json')
  return { status: answer.status, ...(answer.status === 200 && isJson && { page: JSON.parse(text).page?.id }) }
}

test('a host leads to its page once its record stands in the DNS, and nowhere before', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  const created = await add(ctx, page, 'Status.Größe.EXAMPLE.')
  assert.equal(created.status, 201)
  const waiting = await created.json()
  assert.partialDeepStrictEqual(waiting, { host: 'status.xn--gre-6ka8i.example', state: 'waiting' })
  const name = newName()
  const host = await (await add(ctx, page, name)).json()
  const missing = await (await check(ctx, host.id)).json()
  assert.partialDeepStrictEqual(missing, { state: 'waiting', verifiedAt: null })
  assert.match(missing.problem, /TXT record/)
  assert.notEqual((await visitHost(name)).page, page.id)
  dns.records.set(host.recordName, [host.recordValue])
  assert.partialDeepStrictEqual(await (await check(ctx, host.id)).json(), { state: 'verified', problem: null })
  assert.deepEqual(await visitHost(name), { status: 200, page: page.id })
  assert.equal((await visitHost(name, '/')).status, 200)
  assert.equal((await visitHost(name, '/api/v1/workspace')).status, 404, 'the app is not there')
  assert.equal((await visitHost(name, '/app')).status, 404)
  const ask = await (await testApp()).fetch(new Request(`http://localhost/page-hosts/certificate?domain=${name}`))
  assert.equal(ask.status, 200)
})

test('a host that is removed, or whose page is deleted, leads nowhere, and the next owner proves it anew', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  const one = await proved(ctx, page)
  assert.equal((await remove(ctx, `/page-hosts/${one.id}`)).status, 204)
  assert.equal((await visitHost(one.host)).status, 404)
  const other = await testContext()
  const othersPage = await createdPage(other)
  const claim = await (await add(other, othersPage, one.host)).json()
  assert.notEqual(claim.recordValue, one.recordValue)
  const refused = await check(other, claim.id)
  assert.partialDeepStrictEqual(await refused.json(), { state: 'waiting' }, 'the old record opens nothing')
  const two = await proved(ctx, page)
  assert.equal((await remove(ctx, page.api)).status, 204)
  assert.equal((await visitHost(two.host)).status, 404)
})

test('whether another workspace has a host is not told by claiming it; who proves it gets it, when the other no longer can', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  const held = await proved(ctx, page)
  const other = await testContext()
  const othersPage = await createdPage(other)
  const claimed = await add(other, othersPage, held.host)
  assert.equal(claimed.status, 201)
  const claim = await claimed.json()
  assert.partialDeepStrictEqual(await (await check(other, claim.id)).json(), { state: 'waiting' })
  dns.records.set(held.recordName, [held.recordValue, claim.recordValue])
  assert.equal((await check(other, claim.id)).status, 409, 'both prove it')
  assert.deepEqual(await visitHost(held.host), { status: 200, page: page.id })
  dns.records.set(held.recordName, null)
  assert.partialDeepStrictEqual(await (await check(other, claim.id)).json(), { state: 'waiting' })
  assert.deepEqual(await visitHost(held.host), { status: 200, page: page.id })
  dns.records.set(held.recordName, [claim.recordValue])
  assert.partialDeepStrictEqual(await (await check(other, claim.id)).json(), { state: 'verified' })
  assert.deepEqual(await visitHost(held.host), { status: 200, page: othersPage.id })
})

test('each day the record is looked for again; after three days without it the host is lost', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  const host = await proved(ctx, page)
  const rowOf = () =>
    inTransaction(ctx, (tx) => tx.db.selectFrom('pageHosts').selectAll().where('id', '=', host.id).executeTakeFirst())
  const start = ctx.now().getTime()
  const later = (hours: number) => {
    const now = () => new Date(start + hours * 3_600_000)
    return recheckSchedule.run({ ...dns.asking(ctx), now })
  }
  await later(1)
  assert.deepEqual((await rowOf())?.checkedAt?.getTime(), (await rowOf())?.verifiedAt?.getTime(), 'not yet due')
  dns.records.set(host.recordName, null)
  await later(25)
  assert.partialDeepStrictEqual(await rowOf(), { missingSince: null }, 'a server that fails takes nothing')
  dns.records.set(host.recordName, [])
  await later(50)
  assert.ok((await rowOf())?.missingSince)
  await later(52)
  assert.ok((await rowOf())?.verifiedAt, 'still within the grace')
  await later(50 + 73)
  assert.equal((await rowOf())?.verifiedAt, null)
  assert.equal((await visitHost(host.host)).status, 404)
})

test('names that are no host of anybody’s own are refused in one way', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  const { appUrl, statusDomain } = ctx.config
  const names = [new URL(appUrl).hostname, `acme.${statusDomain}`, statusDomain, 'localhost', 'x.internal', '10.0.0.1']
  const others = [
    '[::1]',
    'status',
    'a b.example',
    'a_b.example',
    '*.example.com',
    '-a.example',
    `${'a'.repeat(64)}.de`,
  ]
  const answers = await Promise.all([...names, ...others].map((name) => add(ctx, page, name)))
  for (const [index, answer] of answers.entries()) assert.equal(answer.status, 400, [...names, ...others][index])
  const messages = await Promise.all(answers.map(async (answer) => (await answer.json()).fields?.[0]?.message))
  assert.equal(new Set(messages).size, 1)
  const twice = newName()
  assert.equal((await add(ctx, page, twice)).status, 201)
  assert.equal((await add(ctx, page, twice)).status, 409)
  assert.equal((await add(withRole(ctx, 'viewer'), page, newName())).status, 403)
  assert.equal((await add(await testContext(), page, newName())).status, 404)
})

test('the installation’s own names are reserved, and its customers’ are not', () => {
  const config = { appUrl: 'https://watch.acme.com', siteUrl: 'https://acme.com', statusDomain: 'status.acme.com' }
  for (const host of ['watch.acme.com', 'acme.com', 'status.acme.com', 'x.status.acme.com', 'a.localhost']) {
    assert.equal(isReservedHost(host, config), true, host)
  }
  for (const host of ['up.acme.com', 'status.other.com']) assert.equal(isReservedHost(host, config), false, host)
  assert.equal(parseHost('STATUS.acme.COM.'), 'status.acme.com')
})

test('a host is lost exactly when its grace is over', () => {
  const at = (hours: number) => new Date(Date.UTC(2026, 0, 1, hours))
  const host = { verifiedAt: at(0), missingSince: null, problem: null, checkedAt: at(0) } as PageHost // what is judged
  const missed = judgeCheck(host, 'missing', at(1))
  assert.deepEqual(missed.missingSince, at(1))
  assert.ok(judgeCheck(missed, 'missing', new Date(at(1).getTime() + graceMs - 1)).verifiedAt)
  assert.equal(judgeCheck(missed, 'missing', new Date(at(1).getTime() + graceMs)).verifiedAt, null)
  assert.partialDeepStrictEqual(judgeCheck(missed, 'proved', at(9)), { verifiedAt: at(0), missingSince: null })
})
