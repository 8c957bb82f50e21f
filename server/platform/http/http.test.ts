import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { personOf, testContext, withRole } from '#testing'
import type { Context, PersonContext } from '#platform/context'
import { AppError } from '../errors.ts'
import { createApp, endpoint, publicEndpoint, shortText, type Endpoint } from './index.ts'

const asked: unknown[] = []
const endpoints: Endpoint[] = [
  endpoint({
    operationId: 'createThing',
    summary: 'For this test',
    method: 'post',
    path: '/things/{thingId}',
    permission: 'things.write',
    params: z.object({ thingId: z.string().max(5) }),
    query: z.object({ limit: z.coerce.number().max(10).default(5) }),
    body: z.object({ name: shortText, note: z.string().optional() }),
    response: z.object({ name: z.string(), at: z.date() }),
    status: 201,
    handle: (_ctx, input) => {
      asked.push(input)
      const value = { name: input.body.name, at: new Date(0), secret: 'never leaves' }
      return Promise.resolve(value)
    },
  }),
  publicEndpoint({
    operationId: 'fail',
    summary: 'For this test',
    method: 'get',
    path: '/fail/{how}',
    params: z.object({ how: z.string() }),
    handle: (_services, { params }) =>
      Promise.reject(
        params.how === 'known'
          ? new AppError('rate_limited', 'later', { retryAfterSeconds: 1.2 })
          : new Error('secret detail'),
      ),
  }),
]

async function send(
  ctx: Context | null,
  path: string,
  init: RequestInit = {},
  credential: { forgeable?: boolean; person?: PersonContext } = {},
) {
  const services = ctx ?? (await testContext())
  const { forgeable = false, person = null } = credential
  const app = createApp(services, {
    endpoints,
    routes: [],
    authenticate: () => Promise.resolve({ ctx, person, forgeable }),
  })
  const answer = await app.fetch(new Request(`http://localhost/api/v1${path}`, { method: 'POST', ...init }))
  // oxlint-disable-next-line typescript/no-explicit-any -- the assertions say what is expected
  return { answer, body: (await answer.json()) as any }
}

async function allowed(): Promise<Context> {
  const ctx = await testContext()
  return { ...ctx, permissions: new Set([...ctx.permissions, 'things.write']) }
}

test('a field that the answer’s schema does not name never leaves', async () => {
  const { answer, body } = await send(await allowed(), '/things/1?limit=7', { body: '{"name":"  a  ","unknown":1}' })
  assert.equal(answer.status, 201)
  assert.deepEqual(body, { name: 'a', at: '1970-01-01T00:00:00.000Z' })
  assert.deepEqual(asked.at(-1), { params: { thingId: '1' }, query: { limit: 7 }, body: { name: 'a' } })
})

test('each rejected field is named, wherever it was sent', async () => {
  const { answer, body } = await send(await allowed(), '/things/toolong?limit=99', { body: '{"name":""}' })
  assert.equal(answer.status, 400)
  assert.equal(answer.headers.get('content-type'), 'application/problem+json')
  assert.equal(body.code, 'invalid_request')
  assert.deepEqual(
    body.fields.map(({ path }: { path: string }) => path),
    ['thingId', 'limit', 'name'],
  )
})

test('A-12: a body that is no JSON, or that no store could hold, is refused and says where', async () => {
  const bodies = [
    '',
    '{',
    '{"name":"a\\u0000b"}',
    '{"name":"\\ud800"}',
    '{"a\\u0000":1,"name":"x"}',
    '['.repeat(100) + ']'.repeat(100),
    '"\xff"',
  ]
  for (const body of bodies)
    assert.equal((await send(await allowed(), '/things/1', { body })).answer.status, 400, body.slice(0, 20))
  const large = JSON.stringify({ name: 'a', note: 'x'.repeat(1024 * 1024) })
  assert.equal((await send(await allowed(), '/things/1', { body: large })).answer.status, 413)
})

test('without a credential it is 401, without the permission 403, and the body is not even read', async () => {
  assert.equal((await send(null, '/things/1', { body: '{' })).answer.status, 401)
  assert.equal((await send(withRole(await testContext(), 'viewer'), '/things/1', { body: '{' })).answer.status, 403)
  const person = (await personOf(await testContext())) ?? undefined
  const nameless = await send(null, '/things/1', { body: '{' }, { ...(person && { person }) })
  assert.equal(nameless.answer.status, 400)
  assert.match(nameless.body.detail, /watchword-workspace/)
})

test('K-08: what another site made a browser send is refused', async () => {
  const ctx = await allowed()
  const attempts: [headers: Record<string, string>, status: number][] = [
    [{ 'sec-fetch-site': 'cross-site' }, 403],
    [{ 'sec-fetch-site': 'same-site' }, 403],
    [{ origin: 'https://evil.example' }, 403],
    [{ origin: 'null' }, 403],
    [{ 'sec-fetch-site': 'same-origin', origin: 'http://localhost' }, 201],
    [{ origin: ctx.config.appUrl }, 201],
    [{}, 201],
  ]
  for (const [headers, status] of attempts) {
    const { answer } = await send(ctx, '/things/1', { body: '{"name":"a"}', headers }, { forgeable: true })
    assert.equal(answer.status, status, JSON.stringify(headers))
    // An API key is no cookie: no browser sends it by itself.
    assert.equal((await send(ctx, '/things/1', { body: '{"name":"a"}', headers })).answer.status, 201)
  }
})

test('an error that a caller can act on keeps its words, a bug says nothing but an id to quote', async () => {
  const known = await send(await testContext(), '/fail/known', { method: 'GET' })
  assert.equal(known.answer.status, 429)
  assert.equal(known.answer.headers.get('retry-after'), '2')
  assert.equal(known.body.detail, 'later')
  const bug = await send(await testContext(), '/fail/bug', { method: 'GET' })
  assert.equal(bug.answer.status, 500)
  assert.doesNotMatch(JSON.stringify(bug.body), /secret detail/)
  assert.equal(bug.body.requestId, bug.answer.headers.get('x-request-id'))
})

test('every answer has safe headers, also one for a path that does not exist', async () => {
  const { answer, body } = await send(await testContext(), '/nowhere', { method: 'GET' })
  assert.equal(answer.status, 404)
  assert.equal(body.code, 'not_found')
  assert.equal(answer.headers.get('x-content-type-options'), 'nosniff')
  assert.match(answer.headers.get('content-security-policy') ?? '', /frame-ancestors 'none'/)
  assert.ok(answer.headers.get('x-request-id'))
})
