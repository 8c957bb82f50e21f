import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inPlatformTransaction, inTransaction, sql } from '#platform/database'
import type { Context } from '#platform/context'
import { testApp, testContext } from '#testing'
import { openHouse } from '../house.fixture.ts'

const password = 'correct horse battery staple'

/** A member of a fresh workspace, and their browser with its cookies. */
async function person() {
  const ctx = await testContext()
  const app = await testApp()
  const jar = new Map<string, string>()
  const send = async (
    method: string,
    path: string,
    body?: string | URLSearchParams,
    headers: Record<string, string> = {},
  ) => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const csrf = [...jar].find(([name]) => name.endsWith('watchword_csrf'))?.[1]
    const answer = await app.fetch(
      new Request(`${ctx.config.appUrl}${path}`, {
        method,
        headers: {
          'sec-fetch-site': 'same-origin',
          ...(cookie && { cookie }),
          ...(csrf !== undefined && { 'watchword-csrf': csrf }),
          ...headers,
        },
        ...(body !== undefined && { body }),
      }),
    )
    for (const header of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(header) ?? []
      jar.set(name, value)
    }
    return { status: answer.status, headers: answer.headers, text: await answer.text() }
  }
  const email = await setPassword(ctx)
  await send('GET', '/api/v1/session')
  const signedIn = await send('POST', '/api/v1/session', JSON.stringify({ email, password }))
  assert.equal(signedIn.status, 201, signedIn.text)
  const ask = (path: string, headers: Record<string, string> = {}, form?: Record<string, string>) =>
    send(form ? 'POST' : 'GET', `/prometheus/api/v1/${path}`, form && new URLSearchParams(form), {
      'watchword-workspace': ctx.workspaceId,
      ...headers,
    })
  return { ctx, ask }
}

async function setPassword(ctx: Context): Promise<string> {
  const passwordHash = await ctx.passwords.hash(password)
  const { rows } = await inPlatformTransaction(ctx, ({ db }) =>
    sql<{ email: string }>`
      update users set password_hash = ${passwordHash} where id = ${ctx.actor.id} returning email`.execute(db),
  )
  return rows[0]?.email ?? ''
}

test('who is signed in queries the workspace that they name, by GET and by POST, and no other one', async (t) => {
  const [mine, other] = [await person(), await person()]
  const house = await openHouse(t, { ctx: mine.ctx })
  assert.equal(
    (await house.post('/prometheus/api/v1/import/prometheus', 'house_temperature{room="hall"} 21')).status,
    204,
  )
  const query = { query: 'house_temperature' }
  assert.match((await mine.ask('query', {}, query)).text, /"room":"hall"/)
  assert.match((await mine.ask(`query?${new URLSearchParams(query).toString()}`)).text, /"room":"hall"/)
  const named = await mine.ask('label/__name__/values')
  assert.match(named.text, /house_temperature/)
  assert.equal(named.headers.get('cache-control'), 'no-store')

  const asked = ['query?query=house_temperature', 'label/__name__/values', 'labels', 'metadata']
  for (const path of asked) {
    const own = await other.ask(path)
    assert.equal(own.status, 200, own.text)
    assert.doesNotMatch(own.text, /house|room|hall/, path)
    // A workspace of somebody else is as good as none.
    const named = await other.ask(path, { 'watchword-workspace': mine.ctx.workspaceId })
    const none = await other.ask(path, { 'watchword-workspace': 'nowhere' })
    assert.deepEqual([named.status, named.text], [none.status, none.text], path)
    assert.equal(named.status, 400)
    assert.equal(JSON.parse(named.text).errorType, 'bad_data')
  }
})

test('a request that another site made is refused, and a role that was taken away counts at once', async () => {
  const { ctx, ask } = await person()
  const query = { query: '1' }
  assert.equal((await ask('query', {}, query)).status, 200)
  const forged = await ask('query', { 'sec-fetch-site': 'cross-site' }, query)
  assert.equal(forged.status, 403, forged.text)
  assert.equal(JSON.parse(forged.text).errorType, 'forbidden')
  await inTransaction(ctx, ({ db }) =>
    sql`delete from memberships where workspace_id = ${ctx.workspaceId} and user_id = ${ctx.actor.id}`.execute(db),
  )
  assert.equal((await ask('query', {}, query)).status, 400)
})

test('nobody is asked to sign in by the app, and for a key by the browser elsewhere', async () => {
  const app = await testApp()
  const { config } = await testContext()
  const ask = (headers: Record<string, string>) =>
    app.fetch(new Request(`${config.appUrl}/prometheus/api/v1/labels`, { headers }))
  const inApp = await ask({ 'watchword-workspace': 'acme' })
  assert.deepEqual([inApp.status, inApp.headers.get('www-authenticate')], [401, null])
  const elsewhere = await ask({})
  assert.equal(elsewhere.status, 401)
  assert.match(elsewhere.headers.get('www-authenticate') ?? '', /^Basic /)
})
