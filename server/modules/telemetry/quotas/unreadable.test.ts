import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { testApp, testContext } from '#testing'
import { eventuallyTotals, item, newShop, type Shop } from './quotas.fixture.ts'

async function send(path: string, body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) {
  const app = await testApp()
  const answer = await app.fetch(new Request(`http://localhost${path}`, { method: 'POST', body, headers }))
  return answer.status
}

type Door = { name: string; path: (shop: Shop) => string; category?: string; headers?: (shop: Shop) => object }

const withKey = ({ ingestKey }: Shop) => ({ 'x-watchword-key': ingestKey, 'content-type': 'application/json' })
const doors: Door[] = [
  { name: 'the events API', path: () => '/api/v1/events', headers: withKey },
  { name: 'an envelope', path: ({ number, ingestKey }) => `/api/${number}/envelope/?sentry_key=${ingestKey}` },
  { name: 'a single event', path: ({ number, ingestKey }) => `/api/${number}/store/?sentry_key=${ingestKey}` },
  {
    name: 'a report of a browser',
    path: ({ number, ingestKey }) => `/api/${number}/security/?sentry_key=${ingestKey}`,
  },
  {
    name: 'a heartbeat',
    path: ({ number, ingestKey }) => `/api/${number}/cron/nightly/${ingestKey}/`,
    category: 'monitor',
  },
  { name: 'OpenTelemetry traces', path: () => '/v1/traces', headers: withKey, category: 'span' },
  { name: 'OpenTelemetry logs', path: () => '/v1/logs', headers: withKey, category: 'log_item' },
]

for (const { name, path, category = 'error', headers = () => ({}) } of doors) {
  test(`what cannot be read counts as one invalid item of its project: ${name}, broken and cut off [SEN-13]`, async () => {
    const ctx = await testContext()
    const shop = await newShop(ctx)
    const sent = { ...headers(shop) }
    assert.equal(await send(path(shop), '{"broken', sent), 400)
    const cut = gzipSync('{"message":"whole"}').subarray(0, 12)
    assert.equal(await send(path(shop), cut, { ...sent, 'content-encoding': 'gzip' }), 400)
    await eventuallyTotals(ctx, shop, [item('invalid', 'invalid', 2, category)])
  })
}

test('an envelope that is too large counts once, and one that names its project nowhere else than in itself counts for nobody', async () => {
  const ctx = await testContext()
  const shop = await newShop(ctx)
  const large = JSON.stringify({ message: 'x'.repeat(1024 * 1024) })
  const envelope = `{}\n{"type":"event"}\n${large}`
  assert.equal(await send(`/api/${shop.number}/envelope/?sentry_key=${shop.ingestKey}`, envelope), 413)
  const dsn = `http://${shop.ingestKey}@localhost/${shop.number}`
  assert.equal(await send('/api/tunnel/', `${JSON.stringify({ dsn })}\n{"broken`), 400)
  await eventuallyTotals(ctx, shop, [item('invalid', 'invalid', 1)])
})
