import assert from 'node:assert/strict'
import { test } from 'node:test'
import { endpoints } from '../../app.ts'
import { inPlatformTransaction, inTransaction, sql } from '#platform/database'
import { createApp } from '#platform/http'
import { authenticate } from '#modules/users'
import { addApiKey } from '#modules/workspaces'
import { testContext, testServices } from '#testing'
import { fixedPolicy, type PolicyProfile } from '#platform/policy'
import type { Config } from '../config.ts'

const password = 'correct horse battery staple'

type Settings = Partial<Pick<PolicyProfile, 'csrf'> & Config>

/** A browser with a jar for cookies, at an installation with this configuration. */
async function browser({ csrf = 'double-submit', ...config }: Settings = {}) {
  const services = await testServices()
  const policy = fixedPolicy({ ...services.policy.inForce(), csrf })
  const own = { ...services, policy, config: { ...services.config, ...config } }
  const app = createApp(own, { endpoints, routes: [], authenticate })
  const origin = own.config.appUrl
  const jar = new Map<string, string>()
  const set: string[] = []
  const send = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await app.fetch(
      new Request(`${origin}/api/v1${path}`, {
        method,
        headers: { 'sec-fetch-site': 'same-origin', ...(cookie && { cookie }), ...headers },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    )
    for (const header of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(header) ?? []
      set.push(header)
      if (value === '') jar.delete(name)
      else jar.set(name, value)
    }
    const text = await answer.text()
    return { status: answer.status, body: text === '' ? null : JSON.parse(text) }
  }
  const value = () => [...jar].find(([name]) => name.endsWith('watchword_csrf'))?.[1] ?? ''
  /** As the app's own scripts do it: the cookie's value in the header. */
  const proper = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    send(method, path, body, { 'watchword-csrf': value(), ...headers })
  return { send, proper, value, jar, set }
}

/** Someone who can sign in, with a workspace. */
async function person() {
  const ctx = await testContext()
  const passwordHash = await ctx.passwords.hash(password)
  const { rows } = await inPlatformTransaction(ctx, ({ db }) =>
    sql<{ email: string }>`
      update users set password_hash = ${passwordHash} where id = ${ctx.actor.id} returning email`.execute(db),
  )
  return { ctx, credentials: { email: rows[0]?.email ?? '', password } }
}

/** Signed in, in the workspace. */
async function signedIn(config?: Settings) {
  const { ctx, credentials } = await person()
  const page = await browser(config)
  await page.send('GET', '/session')
  assert.equal((await page.proper('POST', '/session', credentials)).status, 201)
  const headers = { 'watchword-workspace': ctx.workspaceId }
  const create = (more: Record<string, string> = {}) =>
    page.send('POST', '/projects', { name: 'Shop' }, { ...headers, ...more })
  return { ...page, ctx, create }
}

test('the sign-in form is protected: without the cookie’s value in the header it is refused [OPS-13] [K-08]', async () => {
  const { credentials } = await person()
  const { send, proper, value, set } = await browser()
  assert.equal((await send('POST', '/session', credentials)).status, 403)
  // A first look is enough to be given a cookie, also when it is answered 401.
  const first = await browser()
  assert.equal((await first.send('GET', '/session')).status, 401)
  assert.match(first.set[0] ?? '', /^watchword_csrf=[\w-]{22}\.[\w-]{43}; Path=\/; SameSite=Strict$/)
  assert.equal((await send('POST', '/session', credentials)).status, 403)
  assert.equal((await send('POST', '/session', credentials, { 'watchword-csrf': 'x' })).status, 403)
  // Made up, in cookie and header alike: not signed by us.
  const forged = `${'a'.repeat(22)}.${'b'.repeat(43)}`
  const planted = { cookie: `watchword_csrf=${forged}`, 'watchword-csrf': forged }
  assert.equal((await send('POST', '/session', credentials, planted)).status, 403)
  assert.ok(value() !== '' && set.length > 0)
  const done = await proper('POST', '/session', credentials)
  assert.equal(done.status, 201)
  assert.equal(done.body.csrf, value())
})

test('whoever is signed in changes something with the right value only [OPS-13] [K-08]', async () => {
  const { create, value, proper, send } = await signedIn()
  assert.equal((await create()).status, 403)
  assert.equal((await create({ 'watchword-csrf': '' })).status, 403)
  const right = value()
  for (const at of [0, 5, 22, 30, right.length - 2]) {
    const tampered = right.slice(0, at) + (right[at] === 'A' ? 'B' : 'A') + right.slice(at + 1)
    assert.equal((await create({ 'watchword-csrf': tampered })).status, 403, `at ${at}`)
  }
  assert.equal((await create({ 'watchword-csrf': right })).status, 201)
  assert.equal((await create({ 'watchword-csrf': right, 'sec-fetch-site': 'cross-site' })).status, 403)
  const { body } = await send('GET', '/session')
  assert.equal(body.csrf, right)
  assert.equal((await proper('DELETE', '/session')).status, 204)
})

test('the value of another session, or of none, is refused, also with its cookie [OPS-13] [K-08]', async () => {
  const [mine, theirs, nobody] = [await signedIn(), await signedIn(), await browser()]
  await nobody.send('GET', '/session')
  const right = mine.value()
  for (const foreign of [theirs.value(), nobody.value()]) {
    assert.notEqual(foreign, right)
    mine.jar.set('watchword_csrf', foreign)
    assert.equal((await mine.create({ 'watchword-csrf': foreign })).status, 403)
    // The refusal brought the right cookie back.
    assert.equal(mine.value(), right)
  }
  assert.equal((await mine.create({ 'watchword-csrf': mine.value() })).status, 201)
})

test('a new session has a new value, and the old one is worth nothing [OPS-13]', async () => {
  const page = await signedIn()
  const old = page.value()
  assert.equal((await page.proper('DELETE', '/session')).status, 204)
  const between = page.value()
  const { credentials } = await person()
  assert.equal((await page.proper('POST', '/session', credentials)).status, 201)
  assert.equal(new Set([old, between, page.value()]).size, 3)
  assert.equal((await page.send('DELETE', '/session', undefined, { 'watchword-csrf': old })).status, 403)
})

test('every endpoint that changes something asks for it, and none that only reads [K-08]', async () => {
  const { send, ctx } = await signedIn()
  for (const { method, path, operationId } of endpoints) {
    const filled = path.replaceAll(/\{\w+\}/g, 'x')
    const headers = { 'watchword-workspace': ctx.workspaceId }
    const answer = await send(method.toUpperCase(), filled, method === 'get' ? undefined : {}, headers)
    const refused = answer.status === 403 && /watchword-csrf/.test(answer.body.detail)
    assert.equal(refused, method !== 'get', `${operationId} ${answer.status}`)
  }
})

test('an API key needs no such value and is given no cookie', async () => {
  const { ctx } = await person()
  const key = await inTransaction(ctx, (tx) => addApiKey(tx, 'CI'))
  const { send, set } = await browser()
  const headers = { authorization: `Bearer ${key}` }
  assert.equal((await send('POST', '/projects', { name: 'Shop' }, headers)).status, 201)
  assert.equal((await send('GET', '/projects', undefined, headers)).status, 200)
  assert.deepEqual(set, [])
})

test('over HTTPS both cookies are bound to the host and secure; only the session’s is out of scripts’ reach [K-08]', async () => {
  const { set } = await signedIn({ csrf: 'double-submit', appUrl: 'https://watchword.example' })
  const csrf = set.filter((header) => header.startsWith('__Host-watchword_csrf='))
  const session = set.filter((header) => header.startsWith('__Host-watchword_session='))
  assert.ok(csrf.length > 0 && csrf.length + session.length === set.length)
  for (const header of csrf) assert.match(header, /; Path=\/; SameSite=Strict; Secure$/)
  assert.equal(session.length, 1)
  assert.match(session[0] ?? '', /; Path=\/; HttpOnly; SameSite=Lax; Max-Age=\d+; Secure$/)
})

test('by default there is one cookie, from signing in on, and no such value [OPS-12] [OPS-13]', async () => {
  const { credentials } = await person()
  const { send, set } = await browser({ csrf: 'fetch-metadata' })
  for (const path of ['/session', '/setup', '/sign-up']) await send('GET', path)
  assert.deepEqual(set, [])
  const done = await send('POST', '/session', credentials)
  assert.equal(done.status, 201)
  assert.equal(done.body.csrf, null)
  assert.equal(set.length, 1)
  assert.match(set[0] ?? '', /^watchword_session=/)
})
