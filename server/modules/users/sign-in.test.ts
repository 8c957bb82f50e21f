import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inPlatformTransaction, inTransaction, sql } from '#platform/database'
import { createApp } from '#platform/http'
import { createApiKey } from '#modules/workspaces'
import { call, testApp, testContext, testServices, withRole } from '#testing'
import { authenticate } from './authenticate.ts'
import { endpoints } from './routes.ts'
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

test('whoever knows the password is signed in, sees the workspaces, and is out after signing out', async () => {
  const { ctx, email, browse, signIn } = await person()
  assert.equal((await browse('GET', '/session')).status, 401)
  const signedIn = await signIn()
  assert.equal(signedIn.status, 201)
  assert.partialDeepStrictEqual(signedIn.body, {
    user: { email },
    workspaces: [{ id: ctx.workspaceId, role: 'owner' }],
  })
  assert.match(
    signedIn.headers.get('set-cookie') ?? '',
    /^watchword_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=2592000$/,
  )
  assert.equal((await browse('GET', '/session')).status, 200)
  assert.equal((await browse('DELETE', '/session')).status, 204)
  assert.equal((await browse('GET', '/session')).status, 401)
})

test('a cookie that was signed out elsewhere opens nothing', async () => {
  const { browse, signIn, cookie } = await person()
  await signIn()
  const kept = cookie()
  await browse('DELETE', '/session')
  assert.equal((await browse('GET', '/session', undefined, { cookie: kept })).status, 401)
})

test('a wrong password and an unknown address get the same answer', async () => {
  const { browse, signIn } = await person()
  const wrong = await signIn('not the right password')
  const unknown = await browse('POST', '/session', { email: 'nobody@example.com', password })
  assert.equal(wrong.status, 401)
  assert.deepEqual({ ...wrong.body, requestId: '' }, { ...unknown.body, requestId: '' })
})

test('K-10: an address that is tried too often is told to wait, and others are not', async () => {
  const [first, second] = [await person(), await person()]
  const answers: number[] = []
  for (let attempt = 0; attempt < 11; attempt += 1) answers.push((await first.signIn('wrong password')).status)
  assert.deepEqual([...new Set(answers)], [401, 429])
  assert.equal((await second.signIn()).status, 201)
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
  const key = await inTransaction(ctx, (tx) => createApiKey(tx, 'test'))
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
  assert.equal((await setUp()).status, 409)
  const state = await app.fetch(new Request('http://localhost/api/v1/setup'))
  assert.deepEqual(await state.json(), { required: false })
})
