import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { call, testApp, testContext, withRole } from '#testing'
import { signIn } from '../../../testing/people.ts'
import { createdPage, createdReport, visit, type TestPage } from '../test-support.ts'
import { endpoints } from '../routes.ts'
import { isForPeople } from './admit.ts'
import { readPassword } from './check-password.ts'

const set = (ctx: Context, page: TestPage, body: object) => call(ctx, endpoints, 'PUT', `${page.api}/access`, body)
const basic = (password: string, name = 'any') => ({
  authorization: `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`,
})
const password = 'horse-battery'

const forPrograms = ['/api/v2/summary.json', '/api/v2/incidents.json', '/history.atom', '/history.rss', '/icon.svg']

/** What a page that does not exist answers, without what differs from request to request. */
async function told(answer: Response): Promise<object> {
  const headers = Object.fromEntries(answer.headers)
  delete headers['x-request-id']
  return { status: answer.status, headers, body: await answer.text() }
}

test('unpublished, for members, for other addresses: every surface answers as for a page that is not there', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  const report = await createdReport(ctx, page)
  const paths = ['', `/reports/${report.id}`, ...forPrograms]
  for (const path of paths) assert.equal((await visit(ctx, page.web + path)).status, 200, path)
  for (const access of [
    { kind: 'unpublished' },
    { kind: 'members' },
    { kind: 'ranges', ranges: ['203.0.113.0/24', '2001:db8::/32'] },
  ]) {
    assert.equal((await set(ctx, page, access)).status, 200)
    for (const path of paths) {
      const headers = { 'x-forwarded-for': '198.51.100.7', 'if-none-match': '*' }
      const answer = await told(await visit(ctx, page.web + path, { headers }))
      const nobodys = await told(await visit(ctx, `/status/not-${page.slug}${path}`, { headers }))
      assert.deepEqual(answer, nobodys, `${access.kind} ${path}`)
      assert.partialDeepStrictEqual(answer, { status: 404 })
    }
  }
})

test('addresses in a range are let in, of either version of IP', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  assert.equal((await set(ctx, page, { kind: 'ranges', ranges: ['203.0.113.0/24', '2001:db8::/32'] })).status, 200)
  const status = async (from: string) => (await visit(ctx, page.web, { headers: { 'x-forwarded-for': from } })).status
  for (const from of ['203.0.113.9', '2001:db8::1', '::ffff:203.0.113.9']) assert.equal(await status(from), 200, from)
  for (const from of ['203.0.114.9', '2001:db9::1', 'unknown']) assert.equal(await status(from), 404, from)
  const inside = await visit(ctx, page.web, { headers: { 'x-forwarded-for': '203.0.113.9' } })
  assert.equal(inside.headers.get('cache-control'), 'private, no-store')
  for (const range of ['everybody', '10.0.0.0/33', '0.0.0.0/0', '::/0', '::ffff:10.0.0.0/104']) {
    assert.equal((await set(ctx, page, { kind: 'ranges', ranges: [range] })).status, 400, range)
  }
})

test('a page with a password asks people for it, and programs only where its owner says so', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  assert.equal((await set(ctx, page, { kind: 'password' })).status, 400, 'a first password is needed')
  assert.equal((await set(ctx, page, { kind: 'password', password })).status, 200)
  const asked = await visit(ctx, page.web)
  assert.equal(asked.status, 401)
  assert.match(asked.headers.get('www-authenticate') ?? '', /^Basic realm="[^"]+", charset="UTF-8"$/)
  assert.equal(asked.headers.get('cache-control'), 'no-store')
  assert.equal(asked.headers.get('set-cookie'), null)
  for (const path of forPrograms) {
    assert.equal((await visit(ctx, page.web + path)).status, 404, path)
    assert.equal((await visit(ctx, page.web + path, { headers: basic('wrong-word') })).status, 404, path)
    assert.equal((await visit(ctx, page.web + path, { headers: basic(password) })).status, 200, path)
  }
  const shown = await visit(ctx, page.web, { headers: basic(password, '') })
  assert.equal(shown.status, 200)
  assert.equal(shown.headers.get('cache-control'), 'private, no-store')
  assert.equal(shown.headers.get('set-cookie'), null)
  assert.equal((await set(ctx, page, { kind: 'password', announced: true })).status, 200, 'the password stays')
  assert.equal((await visit(ctx, `${page.web}/api/v2/summary.json`)).status, 401)
  assert.equal((await visit(ctx, page.web, { headers: basic(password) })).status, 200)
})

test('a new password takes the old one away at once, and the stored value is none that anybody could read', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  await set(ctx, page, { kind: 'password', password })
  assert.equal((await visit(ctx, page.web, { headers: basic(password) })).status, 200)
  await set(ctx, page, { kind: 'password', password: 'another-word' })
  assert.equal((await visit(ctx, page.web, { headers: basic(password) })).status, 401)
  assert.equal((await visit(ctx, page.web, { headers: basic('another-word') })).status, 200)
  const row = await inTransaction(ctx, (tx) => tx.db.selectFrom('pageAccess').selectAll().executeTakeFirstOrThrow())
  assert.match(row.passwordHash ?? '', /^v2\$/)
  const view = await call(ctx, endpoints, 'GET', `${page.api}/access`)
  assert.deepEqual(await view.json(), { kind: 'password', announced: false, ranges: [], hasPassword: true })
})

test('whoever tries passwords is stopped, and those who know it are not', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  await set(ctx, page, { kind: 'password', password })
  const from = { 'x-forwarded-for': '198.51.100.77' }
  assert.equal((await visit(ctx, page.web, { headers: { ...from, ...basic(password) } })).status, 200)
  const statuses: number[] = []
  for (let i = 0; i < 12; i += 1) {
    statuses.push((await visit(ctx, page.web, { headers: { ...from, ...basic(`guess-${i}`) } })).status)
  }
  assert.deepEqual(statuses, [...Array.from({ length: 10 }, () => 401), 429, 429])
  const feed = await visit(ctx, `${page.web}/history.atom`, { headers: { ...from, ...basic('guess') } })
  assert.equal(feed.status, 404, 'to programs it says nothing')
  assert.equal((await visit(ctx, page.web, { headers: { ...from, ...basic(password) } })).status, 200, 'remembered')
  assert.equal((await visit(ctx, page.web, { headers: basic(password) })).status, 200, 'elsewhere')
})

test('members see a page for members by their session, at the app’s own host only', async () => {
  const ctx = await testContext()
  const cookie = await signIn(ctx)
  const strangers = await signIn(await testContext())
  const page = await createdPage(ctx)
  await set(ctx, page, { kind: 'members' })
  const app = await testApp()
  const status = async (headers: Record<string, string>, url = `${ctx.config.appUrl}${page.web}`) => {
    const host = new URL(url).host
    return (await app.fetch(new Request(url, { headers: { host, ...headers } }))).status
  }
  assert.equal(await status({ cookie }), 200)
  assert.equal(await status({}), 404)
  assert.equal(await status({ cookie: strangers }), 404)
  assert.equal(await status({ cookie }, `http://${page.slug}.${ctx.config.statusDomain}:8080/`), 404)
  assert.equal(await status({ cookie, host: 'evil.example' }), 404)
})

test('a viewer may not change who sees a page, and another workspace’s is not there', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  assert.equal((await set(withRole(ctx, 'viewer'), page, { kind: 'public' })).status, 403)
  assert.equal((await set(await testContext(), page, { kind: 'public' })).status, 404)
})

test('what is for people and what is for programs is told by the path', () => {
  for (const path of ['/status/acme', '/', '/reports/abc', '/history', '/status/acme/history/2026-09']) {
    assert.equal(isForPeople(path), true, path)
  }
  for (const path of [...forPrograms, '/status/a/api/v2/status.json', '/badge.svg', '/widget.js', '/logo/1a.png']) {
    assert.equal(isForPeople(path), false, path)
  }
})

test('a password is read from a header of RFC 7617, and from no other', () => {
  assert.equal(readPassword(basic('pass:word').authorization), 'pass:word')
  assert.equal(readPassword(basic('größe').authorization), 'größe')
  for (const header of [undefined, '', 'Basic', 'Basic ', 'Bearer abc', 'Basic ***', `Basic ${'a'.repeat(3_000)}`]) {
    assert.equal(readPassword(header), undefined, String(header))
  }
  assert.equal(readPassword(`Basic ${Buffer.from('nocolon').toString('base64')}`), undefined)
})
