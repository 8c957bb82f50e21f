import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inPlatformTransaction, inTransaction, sql } from '#platform/database'
import { createApp } from '#platform/http'
import { createPasswordHasher } from '#platform/vault'
import { addApiKey } from '#modules/workspaces'
import { call, eventually, testApp, testContext, testServices, withRole } from '#testing'
import { authenticate } from './authenticate.ts'
import { application, house, newPerson, type House } from './house.fixture.ts'
import { senderKey } from './limits.ts'
import { endpoints } from './routes.ts'
import { mailProof } from './prove-email.ts'
import { isAlive } from './session.ts'

const password = 'correct horse battery staple'

/** A member of a fresh workspace who can sign in, and a browser that keeps the cookie. */
async function person() {
  const ctx = await testContext()
  const passwordHash = await ctx.passwords.hash(password)
  const email = await inPlatformTransaction(ctx, async ({ db }) => {
    const { rows } = await sql<{ email: string }>`
      update users set password_hash = ${passwordHash} where id = ${ctx.actor.id} returning email`.execute(db)
    return rows[0]?.email ?? ''
  })
  let cookie = ''
  const app = await testApp()
  const browse = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const answer = await app.fetch(
      new Request(`http://localhost/api/v1${path}`, {
        method,
        headers: { ...(cookie && { cookie }), ...headers },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    )
    cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? cookie
    const text = await answer.text()
    return { status: answer.status, headers: answer.headers, body: text === '' ? null : JSON.parse(text) }
  }
  const signIn = (secret = password) => browse('POST', '/session', { email, password: secret })
  return { ctx, email, browse, signIn, cookie: () => cookie }
}

test('sign-in, sign-out, a wrong password and an expired session get the documented answers [SEN-08] [OPS-19] [AHU-13] [DSE-20]', async (t) => {
  const at = await house(t)
  const { email, browser, workspaceId } = await newPerson(at)
  assert.equal((await browser.send('DELETE', '/session')).status, 204)
  assert.equal((await browser.send('GET', '/session')).status, 401)
  const wrong = await browser.signIn(email, 'not the right password')
  assert.deepEqual([wrong.status, wrong.body.code], [401, 'unauthenticated'])
  const signedIn = await browser.signIn(email)
  assert.equal(signedIn.status, 201)
  assert.partialDeepStrictEqual(signedIn.body, {
    signedIn: true,
    user: { email, hasPassword: true },
    workspaces: [{ id: workspaceId, role: 'owner' }],
    freshUntil: new Date(at.clock().getTime() + 10 * 60_000).toISOString(),
  })
  assert.deepEqual((await browser.send('GET', '/session')).body, signedIn.body)
  const kept = browser.cookie()
  at.clock.advance(14 * 24 * 3_600_000)
  assert.equal((await browser.send('GET', '/session')).status, 401, 'idle for 14 days')
  await browser.signIn(email)
  assert.equal((await browser.send('GET', '/user', undefined, { cookie: kept })).status, 401)
})

test('the session cookie has exactly these attributes, and in production the prefix that no other host can set [CAB-37] [OPS-12]', async (t) => {
  const at = await house(t)
  const person = await newPerson(at)
  const plain = (await at.browser().signIn(person.email)).headers.getSetCookie()
  assert.equal(plain.length, 1)
  assert.match(plain[0] ?? '', /^watchword_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=2592000$/)
  // Behind a proxy that ends TLS the request itself is plain HTTP.
  const config = { ...at.services.config, appUrl: 'https://watchword.example.com' }
  const production = await house(t, { config })
  const secure = (await production.browser().signIn(person.email)).headers.getSetCookie()
  assert.equal(secure.length, 1)
  assert.match(
    secure[0] ?? '',
    /^__Host-watchword_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=2592000; Secure$/,
  )
})

test('nobody gets a session cookie who has not signed in [OPS-12]', async (t) => {
  const at = await house(t)
  const browser = at.browser()
  for (const path of ['/session', '/sign-up', '/setup', '/user']) await browser.send('GET', path)
  await browser.send('POST', '/sign-ups', application())
  await browser.send('POST', '/password-resets', { email: 'a@example.com' })
  await browser.signIn('nobody@example.com')
  assert.equal(browser.cookie(), '')
})

test('a wrong password, an unknown address and a person without a password get the same answer after the same work [K-10]', async (t) => {
  let hashes = 0
  const plain = (await house(t)).services
  const at = await house(t, {
    change: {
      passwords: {
        ...plain.passwords,
        verify: (...args) => {
          hashes += 1
          return plain.passwords.verify(...args)
        },
        verifyNothing: (...args) => {
          hashes += 1
          return plain.passwords.verifyNothing(...args)
        },
      },
    },
  })
  const [person, keyless] = [await newPerson(at), await newPerson(at)]
  await inPlatformTransaction(at.services, ({ db }) =>
    sql`update users set password_hash = null where id = ${keyless.id}`.execute(db),
  )
  const answers = []
  for (const email of [person.email, 'nobody@example.com', keyless.email, 'no address', '']) {
    hashes = 0
    const { status, body } = await at.browser().signIn(email, 'not the right password')
    answers.push({ status, body: { ...body, requestId: '' }, hashes })
  }
  assert.equal(answers[0]?.status, 401)
  assert.equal(answers[0].hashes, 1)
  for (const answer of answers) assert.deepEqual(answer, answers[0])
})

test('tries are limited for an address from wherever they come, known or not, and for a sender [K-10] [OPS-48]', async (t) => {
  const at = await house(t)
  const person = await newPerson(at)
  for (const email of [person.email, 'nobody@example.com']) {
    const answers: number[] = []
    for (let attempt = 0; attempt < 10; attempt += 1) {
      answers.push((await at.browser().signIn(email, `wrong password ${attempt}`)).status)
    }
    const refused = await at.browser().signIn(email.toUpperCase(), 'wrong password')
    assert.deepEqual([...new Set(answers)], [401])
    assert.equal(refused.status, 429)
    assert.ok(Number(refused.headers.get('retry-after')) > 0)
  }
  const sender = at.browser()
  const answers: number[] = []
  for (let attempt = 0; attempt < 31; attempt += 1) {
    answers.push((await sender.signIn(`somebody${attempt}@example.com`)).status)
  }
  assert.deepEqual(answers, [...Array.from({ length: 30 }, () => 401), 429])
})

test('while others guess at an address its owner gets in from where they have signed in before [OPS-48]', async (t) => {
  const at = await house(t)
  const person = await newPerson(at)
  for (let attempt = 0; attempt < 11; attempt += 1) await at.browser().signIn(person.email, 'wrong password')
  assert.equal((await at.browser().signIn(person.email)).status, 429)
  const home = at.browser({ address: person.browser.address })
  assert.equal((await home.signIn(person.email)).status, 201)
  at.clock.advance(10 * 60_000)
  assert.equal((await at.browser().signIn(person.email)).status, 201, 'and from everywhere when the time is over')
})

test('all addresses of one IPv6 network are one sender', () => {
  const network = senderKey('2001:db8:1:2::1')
  for (const same of ['2001:db8:1:2:ffff::', '2001:0DB8:0001:0002:a:b:c:d']) assert.equal(senderKey(same), network)
  for (const other of ['2001:db8:1:3::1', '::1', '192.0.2.1', 'unknown']) assert.notEqual(senderKey(other), network)
  assert.equal(senderKey('192.0.2.1'), '192.0.2.1')
})

test('a password that was stored at another cost is stored anew when it is used', async (t) => {
  const at = await house(t)
  const person = await newPerson(at)
  const stored = async () => {
    const { rows } = await inPlatformTransaction(at.services, ({ db }) =>
      sql<{ passwordHash: string }>`select password_hash from users where id = ${person.id}`.execute(db),
    )
    return rows[0]?.passwordHash ?? ''
  }
  const old = await createPasswordHasher({ vault: at.services.vault, cost: 5 }).hash(password)
  await inPlatformTransaction(at.services, ({ db }) =>
    sql`update users set password_hash = ${old} where id = ${person.id}`.execute(db),
  )
  assert.equal(at.services.passwords.needsRehash(old), true)
  assert.equal((await at.browser().signIn(person.email)).status, 201)
  assert.equal(at.services.passwords.needsRehash(await stored()), false)
  assert.equal((await at.browser().signIn(person.email)).status, 201)
})

test('a password that was changed while it was compared signs nobody in', async (t) => {
  const plain = (await house(t)).services
  const other = await plain.passwords.hash('another password entirely')
  const at: House = await house(t, {
    change: {
      passwords: {
        ...plain.passwords,
        verify: async (...args) => {
          const right = await plain.passwords.verify(...args)
          await inPlatformTransaction(plain, ({ db }) =>
            sql`update users set password_hash = ${other} where id = ${person.id}`.execute(db),
          )
          return right
        },
      },
    },
  })
  const person = await newPerson(at)
  assert.equal((await at.browser().signIn(person.email)).status, 401)
})

test('a new session replaces the older one of the same browser', async (t) => {
  const at = await house(t)
  const person = await newPerson(at)
  const before = person.browser.cookie()
  await person.browser.signIn(person.email)
  assert.notEqual(person.browser.cookie(), before)
  assert.equal((await at.browser().send('GET', '/session', undefined, { cookie: before })).status, 401)
})

test('T-01: a person acts in the workspace that is named only as a member of it', async () => {
  const [own, other] = [await person(), await testContext()]
  await own.signIn()
  const list = (headers: Record<string, string>) => own.browse('GET', '/members', undefined, headers)
  assert.equal((await list({ 'watchword-workspace': own.ctx.workspaceId })).body.items[0].email, own.email)
  assert.equal((await list({ 'watchword-workspace': other.workspaceId })).status, 400)
  assert.equal((await list({})).status, 400)
})

test('an API key acts in its own workspace, whatever a header names', async () => {
  const [ctx, other] = [await testContext(), await testContext()]
  const key = await inTransaction(ctx, (tx) => addApiKey(tx, 'test'))
  const app = createApp(await testServices(), { endpoints, routes: [], authenticate })
  const headers = { authorization: `Bearer ${key}`, 'watchword-workspace': other.workspaceId }
  const answer = await app.fetch(new Request('http://localhost/api/v1/members', { headers }))
  const { items } = (await answer.json()) as { items: { userId: string }[] }
  assert.deepEqual(
    items.map(({ userId }) => userId),
    [ctx.actor.id],
  )
  for (const wrong of ['wwk_unknown', 'x', '']) {
    const refused = await app.fetch(
      new Request('http://localhost/api/v1/members', { headers: { authorization: `Bearer ${wrong}` } }),
    )
    assert.equal(refused.status, 401, wrong)
  }
})

test('the members of one workspace are not those of another', async () => {
  const [ctx] = [await testContext(), await testContext()]
  const { items } = await (await call(withRole(ctx, 'viewer'), endpoints, 'GET', '/members')).json()
  assert.deepEqual(
    items.map(({ userId }: { userId: string }) => userId),
    [ctx.actor.id],
  )
})

test('what the sessions table holds opens nothing', async () => {
  const { signIn, cookie, ctx } = await person()
  await signIn()
  const secret = cookie().split('=')[1] ?? ''
  // As the role that may read sessions: for everyone else the table looks empty.
  const { rows } = await inPlatformTransaction(ctx, ({ db }) =>
    sql<{ row: string }>`select encode(id_hash, 'escape') || user_agent as row from sessions`.execute(db),
  )
  assert.ok(rows.length > 0 && secret.length > 20)
  assert.ok(rows.every(({ row }) => !row.includes(secret)))
})

test('a session ends after 14 idle days, and after 30 days in any case', () => {
  const day = 24 * 3_600_000
  const at = (days: number) => new Date(days * day)
  assert.equal(isAlive({ stage: 'complete', createdAt: at(0), seenAt: at(0) }, at(13.9)), true)
  assert.equal(isAlive({ stage: 'complete', createdAt: at(0), seenAt: at(0) }, at(14)), false)
  assert.equal(isAlive({ stage: 'complete', createdAt: at(0), seenAt: at(29) }, at(29.9)), true)
  assert.equal(isAlive({ stage: 'complete', createdAt: at(0), seenAt: at(29.9) }, at(30)), false)
})

test('set-up works once, also for two at the same moment, and refuses what is not valid', async () => {
  const app = await testApp()
  const setUp = async (changes: object = {}) => {
    const body = {
      name: 'Ada',
      email: 'setup@example.com',
      password,
      workspace: { name: 'Acme', slug: 'acme-setup' },
      ...changes,
    }
    const answer = await app.fetch(
      new Request('http://localhost/api/v1/setup', { method: 'POST', body: JSON.stringify(body) }),
    )
    // oxlint-disable-next-line typescript/no-explicit-any -- the assertions say what is expected
    return { status: answer.status, body: (await answer.json()) as any, cookie: answer.headers.get('set-cookie') }
  }
  for (const changes of [
    { password: 'short' },
    { password: 'passwordpassword' },
    { email: 'nobody' },
    { workspace: { name: 'A', slug: 'No Slug' } },
    { workspace: { name: 'A', slug: 'app' } },
  ]) {
    assert.equal((await setUp(changes)).status, 400, JSON.stringify(changes))
  }
  const answers = await Promise.all([setUp(), setUp(), setUp()])
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409, 409])
  const done = answers.find(({ status }) => status === 201)
  assert.match(done?.body.dsn, /^http:\/\/[0-9a-f]{32}@localhost:8080\/\d+$/)
  assert.match(done?.body.apiKey, /^wwk_/)
  assert.ok(done?.cookie)
  // Mail to people is kept where whoever set it up can read it.
  await inPlatformTransaction(await testServices(), (tx) =>
    mailProof(tx, { kind: 'passwordReset', userId: null, email: 'setup@example.com', data: {} }),
  )
  const outbox = () =>
    app.fetch(
      new Request('http://localhost/api/v1/outbox', {
        headers: { cookie: done?.cookie?.split(';')[0] ?? '', 'watchword-workspace': 'acme-setup' },
      }),
    )
  const kept = await eventually('the mail in the outbox', async () => {
    const { items } = (await (await outbox()).json()) as { items: { to: string; subject: string }[] }
    return items.length > 0 && items
  })
  assert.deepEqual(
    kept.map(({ to, subject }) => [to, subject]),
    [['setup@example.com', 'Choose a new password']],
  )
  assert.equal((await setUp()).status, 409)
  const state = await app.fetch(new Request('http://localhost/api/v1/setup'))
  assert.deepEqual(await state.json(), { required: false })
})
