/** Where a key could have been left: every table of both stores, and the log. */
import assert from 'node:assert/strict'
import { Writable } from 'node:stream'
import { test } from 'node:test'
import { createApp } from '#platform/http'
import { createLog } from '#platform/log'
import { authenticate } from '#modules/users'
import { call, eventually, testApp, testContext, testServices } from '#testing'
import { endpoints } from '../../../app.ts'
import { findCanaries, findCanariesIn } from '../../../testing/canary.ts'

test('no table and no line of the log holds a key, or a key of it that would do [SEN-26] [K-03]', async () => {
  const lines: string[] = []
  const destination = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      lines.push(chunk.toString())
      done()
    },
  })
  const ctx = { ...(await testContext()), log: createLog('debug', destination) }
  const ask = async (method: string, path: string, body?: unknown) => {
    const answer = await call(ctx, endpoints, method, path, body)
    assert.ok(answer.ok, `${method} ${path} ${answer.status}`)
    return answer.json()
  }
  const first = await ask('POST', '/api-keys', { name: 'CI', scopes: ['incidents.read', 'projects.write'] })
  const second = await ask('POST', `/api-keys/${first.id}/rotation`, { overlapHours: 1 })
  // Through an app of our own for its log, and the common one for its access log.
  const own = createApp({ ...(await testServices()), log: ctx.log }, { endpoints, routes: [], authenticate })
  for (const app of [own, await testApp()]) {
    for (const { key } of [first, second]) {
      const headers = { authorization: `Bearer ${key}`, 'user-agent': 'test' }
      for (const [path, init] of [
        [`/incidents?cursor=${key}`, {}],
        [`/projects/${key}`, {}],
        ['/incidents', {}],
        ['/projects', { method: 'POST', body: JSON.stringify({ name: '', key }) }],
      ] as const) {
        const answer = await app.fetch(new Request(`http://localhost/api/v1${path}`, { headers, ...init }))
        assert.ok(answer.status < 500)
      }
    }
  }
  await eventually('the access log', async () => {
    const { items } = await ask('GET', `/api-keys/${second.id}/requests`)
    return items.length > 0
  })
  const canaries = new Map([
    ['key', [first.key, second.key].map((key: string) => key.slice(4))],
    ['prefix', [first.prefix]],
  ])
  const hits = await findCanaries(ctx, canaries)
  // The search finds what is there: the prefix is kept.
  assert.deepEqual(
    hits.filter(({ place }) => !place.startsWith('file: ')),
    [{ canary: 'prefix', place: 'database: public.api_keys.prefix' }],
  )
  assert.deepEqual(
    hits.filter(({ canary }) => canary === 'key'),
    [],
  )
  const logged = findCanariesIn(
    lines.map((line) => ['log', line]),
    canaries,
  )
  assert.deepEqual(logged, [])
})
