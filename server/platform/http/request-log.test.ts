/** What stands in the log of a running program, whatever was sent to it. */
import assert from 'node:assert/strict'
import { Writable } from 'node:stream'
import { test } from 'node:test'
import { createLog, logFieldNames } from '#platform/log'
import { createMetrics } from '#platform/metrics'
import { inTransaction } from '#platform/database'
import { addApiKey, keyEndpoints } from '#modules/workspaces'
import { listen } from '#platform/http'
import { call, testContext, testServices } from '#testing'
import { signIn } from '../../testing/people.ts'
import { assemble } from '../../app.ts'

/** The program with a log that is kept, on a port. */
async function program(level: 'debug' | 'info') {
  const lines: string[] = []
  const destination = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      lines.push(...chunk.toString().trim().split('\n'))
      done()
    },
  })
  const services = { ...(await testServices()), log: createLog(level, destination), metrics: createMetrics() }
  const { app, drain } = assemble(services, [])
  const listener = await listen(app, { port: 0, host: '127.0.0.1' })
  return {
    lines,
    url: `http://127.0.0.1:${listener.port}`,
    close: async () => {
      await listener.close()
      await drain()
    },
  }
}

const secret = 'canary-4f1d2c-canary'

async function provoke(url: string, key: string, cookie: string): Promise<number[]> {
  const auth = { authorization: `Bearer ${key}` }
  const body = JSON.stringify({ password: secret, email: `${secret}@example.com`, name: secret })
  const requests: [path: string, init: RequestInit][] = [
    [`/api/v1/projects?api_key=${secret}`, { headers: auth }],
    ['/api/v1/projects', { method: 'POST', headers: { ...auth, 'x-secret': secret }, body }],
    ['/api/v1/projects', { method: 'POST', headers: auth, body: `{"name": "${secret}"` }],
    [`/api/v1/projects/${secret}`, { headers: auth }],
    [`/api/v1/members?cursor=${secret}`, { headers: { cookie, 'watchword-workspace': secret } }],
    ['/api/v1/session', { method: 'POST', headers: { cookie: `watchword_session=${secret}` }, body }],
    ['/api/v1/session', { headers: { cookie: `watchword_session=${secret}`, 'user-agent': secret } }],
    ['/api/v1/projects', { headers: { authorization: `Bearer wwk_${secret}` } }],
    [`/api/v1/events?sentry_key=${secret}`, { method: 'POST', headers: { 'x-watchword-key': secret }, body }],
    [
      `/api/1/envelope/?sentry_key=${secret}`,
      { method: 'POST', body: `{"dsn":"http://${secret}@x/1"}\n{}\n${secret}` },
    ],
    [`/nowhere/${secret}?key=${secret}`, {}],
    [`/api/v1/stream?workspace=${secret}`, { headers: { cookie } }],
  ]
  const statuses: number[] = []
  for (const [path, init] of requests) statuses.push((await fetch(url + path, init)).status)
  return statuses
}

async function visitor() {
  const ctx = await testContext()
  const key = await inTransaction(ctx, (tx) => addApiKey(tx, 'CI'))
  return { ctx, key, cookie: await signIn(ctx) }
}

test('a line of the log has the declared fields only, and nothing that was sent [OPS-11] [AHU-27] [K-03]', async (t) => {
  const { lines, url, close } = await program('debug')
  t.after(close)
  const { ctx, key, cookie } = await visitor()
  const statuses = await provoke(url, key, cookie)
  assert.ok(
    statuses.every((status) => status < 500),
    statuses.join(),
  )
  await call(ctx, keyEndpoints, 'GET', '/api-keys')
  const allowed = new Set(['level', 'time', 'msg', ...logFieldNames])
  const requests = lines.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'request')
  assert.equal(requests.length, statuses.length)
  for (const line of lines) {
    for (const field of Object.keys(JSON.parse(line))) assert.ok(allowed.has(field), `${field} in ${line}`)
    for (const sent of [secret, key.slice(4), cookie.split('=')[1] ?? '?']) assert.ok(!line.includes(sent), line)
  }
  for (const request of requests) {
    const { level, time, msg, requestId, operation, method, status, durationMs, ...rest } = request
    assert.deepEqual(rest, {})
    assert.match(requestId, /^req_/)
    assert.ok([level, time, msg, operation, method, status, durationMs].every((value) => value !== undefined))
  }
})

test('at the level that is used by default no request is logged at all [OPS-11]', async (t) => {
  const { lines, url, close } = await program('info')
  t.after(close)
  const { key, cookie } = await visitor()
  await provoke(url, key, cookie)
  assert.deepEqual(lines, [])
})
