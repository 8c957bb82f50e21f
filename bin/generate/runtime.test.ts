import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ApiError, caller } from './runtime.ts'

type Call = { url: string; init: RequestInit }

function client(answer: () => Response | Promise<Response>) {
  const calls: Call[] = []
  const call = caller({
    baseUrl: 'http://house',
    headers: { authorization: 'Bearer k' },
    fetch: (input, init) => {
      calls.push({ url: String(input), init: init ?? {} })
      return Promise.resolve().then(answer)
    },
  })
  return { call, calls }
}

const json = (body: unknown, init?: ResponseInit) => new Response(JSON.stringify(body), init)

test('parameters are escaped, what is undefined is left out, and lists are repeated', async () => {
  const { call, calls } = client(() => json({ items: [] }))
  const input = { params: { id: 'a/b?c' }, query: { cursor: undefined, limit: 5, tag: ['x', 'y&z'] } }
  assert.deepEqual(await call('GET', '/api/v1/things/{id}', input), { items: [] })
  assert.equal(calls[0]?.url, 'http://house/api/v1/things/a%2Fb%3Fc?limit=5&tag=x&tag=y%26z')
  assert.equal(calls[0]?.init.body, undefined)
})

test('a body is sent as JSON beside the headers of the client', async () => {
  const { call, calls } = client(() => new Response(null, { status: 204 }))
  assert.equal(await call('POST', '/x', { body: { name: 'n' } }), undefined)
  assert.partialDeepStrictEqual(calls[0]?.init, {
    method: 'POST',
    body: '{"name":"n"}',
    headers: { authorization: 'Bearer k', 'content-type': 'application/json' },
  })
})

test('a success without a body is undefined', async () => {
  const { call } = client(() => new Response('', { status: 202 }))
  assert.equal(await call('POST', '/x', {}), undefined)
})

test('a refusal carries the words of the server', async () => {
  const problem = {
    status: 400,
    code: 'invalid_request',
    detail: 'name: is needed',
    fields: [{ path: 'name', message: 'is needed' }],
    requestId: 'req_1',
  }
  const { call } = client(() => json(problem, { status: 400 }))
  await assert.rejects(call('POST', '/x', {}), (error: ApiError) => {
    const { status, code, detail, fields, requestId } = error
    assert.deepEqual({ status, code, detail, fields, requestId }, problem)
    return error instanceof ApiError
  })
})

test('an answer that is no problem document still says its status, its id and when to come back', async () => {
  const headers = { 'x-request-id': 'req_2', 'retry-after': '7' }
  const { call } = client(() => new Response('<html>', { status: 502, headers }))
  await assert.rejects(call('GET', '/x', {}), {
    name: 'ApiError',
    status: 502,
    requestId: 'req_2',
    retryAfterSeconds: 7,
  })
})

test('no answer is told apart from a call that was given up', async () => {
  const { call } = client(() => Promise.reject(new TypeError('fetch failed')))
  await assert.rejects(call('GET', '/x', {}), { name: 'ApiError', status: 0, code: 'unreachable' })
  await assert.rejects(call('GET', '/x', { signal: AbortSignal.abort() }), { name: 'TypeError' })
})

test('a refusal is sent again once, when whoever is asked says so', async () => {
  let calls = 0
  const refused = () => {
    calls += 1
    return Promise.resolve(json({ status: 403, code: 'fresh_factor_required' }, { status: 403 }))
  }
  for (const [again, expected] of [
    [true, 2],
    [false, 1],
  ] as const) {
    calls = 0
    const call = caller({ baseUrl: '', fetch: refused, onRefused: () => Promise.resolve(again) })
    await assert.rejects(call('POST', '/x', {}), { code: 'fresh_factor_required' })
    assert.equal(calls, expected)
  }
})
