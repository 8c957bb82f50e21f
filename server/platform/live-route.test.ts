import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { addApiKey, keyEndpoints } from '#modules/workspaces'
import { inPlatformTransaction, inTransaction, sql } from '#platform/database'
import { createApp, listen } from '#platform/http'
import { recordActivity } from '#platform/activity'
import { authenticate } from '#modules/users'
import { call, testApp, testContext, testServices } from '#testing'
import { signIn } from '../testing/people.ts'
import type { Services } from './context.ts'
import { announceRevocation } from './live.ts'
import { streamRoute } from './live-route.ts'

/** A server on a port of its own; `open` reads a stream as a browser would, over a socket. */
async function server(t: TestContext, services?: Services) {
  const app = services
    ? createApp(services, { endpoints: [], routes: [streamRoute(authenticate)], authenticate })
    : await testApp()
  const listener = await listen(app, { port: 0, host: '127.0.0.1' })
  t.after(() => listener.close())
  return {
    open: async (headers: Record<string, string>, workspaceId?: string) => {
      const query = workspaceId === undefined ? '' : `?workspace=${workspaceId}`
      const response = await fetch(`http://127.0.0.1:${listener.port}/api/v1/stream${query}`, { headers })
      assert.equal(response.status, 200)
      const stream = reading(response)
      await stream.until('retry: 2000')
      return stream
    },
  }
}

function reading(response: Response) {
  let text = ''
  let wake = (): void => {}
  const ended = (async () => {
    for await (const chunk of response.body ?? []) {
      text += new TextDecoder().decode(chunk)
      wake()
    }
    wake()
    return performance.now()
  })()
  const until = async (part: string) => {
    while (!text.includes(part)) {
      const next = new Promise<'more'>((resolve) => {
        wake = () => resolve('more')
      })
      if ((await Promise.race([next, ended])) !== 'more' && !text.includes(part)) throw new Error('the stream ended')
    }
  }
  return { until, ended, text: () => text }
}

const bearer = (key: string) => ({ authorization: `Bearer ${key}` })

async function keyed() {
  const ctx = await testContext()
  const key = await inTransaction(ctx, (tx) => addApiKey(tx, 'CI'))
  const { items } = await (await call(ctx, keyEndpoints, 'GET', '/api-keys')).json()
  return { ctx, key, id: items[0].id as string }
}

test('a stream tells what happens in its workspace and in no other one', async (t) => {
  const [mine, theirs] = [await keyed(), await keyed()]
  const { open } = await server(t)
  const stream = await open(bearer(mine.key))
  await inTransaction(theirs.ctx, (tx) => recordActivity(tx, 'thing.theirs', { subjectId: 'x' }))
  await inTransaction(mine.ctx, (tx) => recordActivity(tx, 'thing.mine', { subjectId: 'y' }))
  await stream.until('thing.mine')
  assert.doesNotMatch(stream.text(), /thing\.theirs/)
  await revoke(mine)
  await stream.ended
})

const revoke = ({ ctx, id }: Awaited<ReturnType<typeof keyed>>) => call(ctx, keyEndpoints, 'DELETE', `/api-keys/${id}`)

test('a stream ends within a second when its key is revoked, and another key’s goes on [SEN-26] [T-08]', async (t) => {
  const mine = await keyed()
  const otherKey = await inTransaction(mine.ctx, (tx) => addApiKey(tx, 'Other'))
  const { open } = await server(t)
  const [stream, other] = [await open(bearer(mine.key)), await open(bearer(otherKey))]
  await revoke(mine)
  const revokedMs = performance.now()
  assert.ok((await stream.ended) - revokedMs < 1_000)
  await inTransaction(mine.ctx, (tx) => recordActivity(tx, 'thing.still', { subjectId: 'y' }))
  await other.until('thing.still')
  const { items } = await (await call(mine.ctx, keyEndpoints, 'GET', '/api-keys')).json()
  for (const { id } of items) await revoke({ ...mine, id })
  await other.ended
})

test('a stream ends at the moment in which its key expires [SEN-26]', async (t) => {
  const ctx = await testContext()
  const expiresAt = new Date(Date.now() + 1_500)
  const body = { name: 'CI', scopes: ['workspace.read'], expiresAt: expiresAt.toISOString() }
  const { key } = await (await call(ctx, keyEndpoints, 'POST', '/api-keys', body)).json()
  const { open } = await server(t)
  const stream = await open(bearer(key))
  await stream.ended
  const lateMs = Date.now() - expiresAt.getTime()
  assert.ok(lateMs >= 0 && lateMs < 1_000, `${lateMs} ms`)
})

test('a stream ends within a second when the session or the membership is revoked [SEN-25] [T-08]', async (t) => {
  const { open } = await server(t)
  const ctx = await testContext()
  const cookie = await signIn(ctx)
  const bySession = await open({ cookie }, ctx.workspaceId)
  await inPlatformTransaction(await testServices(), async (tx) => {
    const { rows } = await sql<{ id: string }>`
      delete from sessions where user_id = ${ctx.actor.id} returning id`.execute(tx.db)
    await announceRevocation(tx, rows[0]?.id ?? '')
  })
  const sessionMs = performance.now()
  assert.ok((await bySession.ended) - sessionMs < 1_000)

  const member = await testContext()
  const byMembership = await open({ cookie: await signIn(member) }, member.workspaceId)
  await inTransaction(member, async (tx) => {
    await sql`delete from memberships where user_id = ${member.actor.id}`.execute(tx.db)
    await announceRevocation(tx, `${member.workspaceId} ${member.actor.id}`)
  })
  const removedMs = performance.now()
  assert.ok((await byMembership.ended) - removedMs < 1_000)
})

test('a stream ends when the session reaches its limit, and being open does not put it off [SEN-25]', async (t) => {
  const services = await testServices()
  const ctx = await testContext()
  const cookie = await signIn(ctx)
  const day = 86_400_000
  const limit = Date.now() + 1_500
  await inPlatformTransaction(services, ({ db }) =>
    sql`update sessions set created_at = ${new Date(limit - 30 * day)}, seen_at = now()
      where user_id = ${ctx.actor.id}`.execute(db),
  )
  const { open } = await server(t)
  const stream = await open({ cookie }, ctx.workspaceId)
  await stream.ended
  const lateMs = Date.now() - limit
  assert.ok(lateMs >= 0 && lateMs < 1_000, `${lateMs} ms`)
})

test('looking whether a stream may go on does not count as use of its session', async () => {
  const services = await testServices()
  const ctx = await testContext()
  const cookie = await signIn(ctx)
  const seenAt = new Date(Date.now() - 5 * 3_600_000)
  const seen = async () => {
    const { rows } = await inPlatformTransaction(services, ({ db }) =>
      sql<{ seenAt: Date }>`select seen_at from sessions where user_id = ${ctx.actor.id}`.execute(db),
    )
    return rows[0]?.seenAt.getTime()
  }
  await inPlatformTransaction(services, ({ db }) =>
    sql`update sessions set seen_at = ${seenAt} where user_id = ${ctx.actor.id}`.execute(db),
  )
  const request = {
    headers: new Headers({ cookie, 'watchword-workspace': ctx.workspaceId }),
    url: new URL('http://localhost/api/v1/stream'),
    requestId: 'req_1',
    remoteAddress: '192.0.2.1',
  }
  assert.ok((await authenticate(services, { ...request, passive: true })).ctx)
  assert.equal(await seen(), seenAt.getTime())
  assert.ok((await authenticate(services, request)).ctx)
  assert.notEqual(await seen(), seenAt.getTime())
})

test('what was revoked while a stream was being opened ends it', async (t) => {
  const { ctx, key, id } = await keyed()
  const services = await testServices()
  // Deaf: as if the announcement had come before anyone listened.
  const deaf = { ...services, live: { ...services.live, onRevoked: () => () => {} } }
  let asked = 0
  const app = createApp(deaf, {
    endpoints: [],
    routes: [
      streamRoute(async (scoped, request) => {
        asked += 1
        const identity = await authenticate(scoped, request)
        if (asked === 1) await revoke({ ctx, key, id })
        return identity
      }),
    ],
    authenticate,
  })
  const listener = await listen(app, { port: 0, host: '127.0.0.1' })
  t.after(() => listener.close())
  const response = await fetch(`http://127.0.0.1:${listener.port}/api/v1/stream`, { headers: bearer(key) })
  await reading(response).ended
  assert.equal(asked, 2)
})

test('a stream is for whoever may read the workspace, with a key or a session', async () => {
  const app = await testApp()
  const ask = async (headers: Record<string, string>) =>
    (await app.fetch(new Request('http://localhost/api/v1/stream', { headers }))).status
  assert.equal(await ask({}), 401)
  assert.equal(await ask(bearer(`wwk_${'a'.repeat(43)}`)), 401)
  const ctx = await testContext()
  const body = { name: 'CI', scopes: ['incidents.read'] }
  const { key } = await (await call(ctx, keyEndpoints, 'POST', '/api-keys', body)).json()
  assert.equal(await ask(bearer(key)), 403)
})
