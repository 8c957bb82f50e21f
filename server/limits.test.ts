/** Bursts on the front door: whoever asks too much is told when to come back, and nobody else feels it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { authenticate } from '#modules/users'
import { testClock } from '#platform/clock'
import type { Context, Services } from '#platform/context'
import { createApp } from '#platform/http'
import { createLimiter, type LimitRule } from '#platform/rate-limit'
import { call, testContext } from '#testing'
import { endpoints } from './app.ts'
import { requestsPerKey, requestsPerPerson, requestsPerSender } from './platform/http/request-limits.ts'
import { signIn } from './testing/people.ts'

async function door(ctx: Context) {
  const clock = testClock(new Date())
  const services: Services = {
    ...ctx,
    now: clock,
    limiter: createLimiter({ now: clock }),
    config: { ...ctx.config, trustProxy: 1 },
  }
  const app = createApp(services, { endpoints, routes: [], authenticate })
  const send = async (path: string, headers: Record<string, string>, from = '198.51.100.1') => {
    const init = { headers: { 'x-forwarded-for': from, ...headers } }
    const answer = await app.fetch(new Request(`http://localhost/api/v1${path}`, init))
    return { status: answer.status, retryAfter: Number(answer.headers.get('retry-after') ?? 0) }
  }
  /** As if all but one of the requests had been sent. */
  const nearlyUsedUp = async ({ points, ...rule }: LimitRule, key: string) => {
    for (let n = 1; n < points; n += 1) await services.limiter.consume({ ...rule, points }, key)
  }
  return { send, nearlyUsedUp, clock }
}

async function newKey(ctx: Context): Promise<{ id: string; headers: Record<string, string> }> {
  const input = { name: 'Busy', scopes: ['incidents.read'] }
  const { id, key } = await (await call(ctx, endpoints, 'POST', '/api-keys', input)).json()
  return { id, headers: { authorization: `Bearer ${key}` } }
}

function assertRefused({ status, retryAfter }: { status: number; retryAfter: number }): void {
  assert.equal(status, 429)
  assert.ok(retryAfter >= 1 && retryAfter <= 60, String(retryAfter))
}

test('a burst with an API key is answered 429 with a time to wait; another key goes on, and this one after the time [SEN-14]', async () => {
  const ctx = await testContext()
  const { send, nearlyUsedUp, clock } = await door(ctx)
  const [busy, other] = [await newKey(ctx), await newKey(ctx)]
  await nearlyUsedUp(requestsPerKey, busy.id)
  assert.equal((await send('/incidents', busy.headers)).status, 200)
  const refused = await send('/incidents', busy.headers, '203.0.113.9')
  assertRefused(refused)
  assert.equal((await send('/incidents', other.headers)).status, 200)
  clock.advance(refused.retryAfter * 1_000)
  assert.equal((await send('/incidents', busy.headers)).status, 200)
})

test('a burst of one person is answered 429, from however many places and in whatever workspace [SEN-14]', async () => {
  const ctx = await testContext()
  const { send, nearlyUsedUp } = await door(ctx)
  const headers = { cookie: await signIn(ctx), 'watchword-workspace': ctx.workspaceId }
  await nearlyUsedUp(requestsPerPerson, ctx.actor.id)
  assert.equal((await send('/incidents', headers)).status, 200)
  assertRefused(await send('/incidents', headers, '203.0.113.9'))
  assertRefused(await send('/user', headers))
  const colleague = await testContext()
  assert.equal((await send('/user', { cookie: await signIn(colleague) })).status, 200)
})

test('a burst of one sender without a credential, or with guessed keys, is answered 429; others and valid keys go on [SEN-14] [OPS-48]', async () => {
  const ctx = await testContext()
  const { send, nearlyUsedUp } = await door(ctx)
  const { headers } = await newKey(ctx)
  await nearlyUsedUp(requestsPerSender, '198.51.100.1')
  assert.equal((await send('/incidents', { authorization: 'Bearer wwk_guessed' })).status, 401)
  assertRefused(await send('/incidents', { authorization: 'Bearer wwk_guessed_again' }))
  assertRefused(await send('/incidents', {}))
  assertRefused(await send('/sign-up', {}))
  assert.equal((await send('/sign-up', {}, '203.0.113.9')).status, 200)
  assert.equal((await send('/incidents', headers)).status, 200)
})
