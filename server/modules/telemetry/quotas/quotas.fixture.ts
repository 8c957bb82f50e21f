import assert from 'node:assert/strict'
import { newHexKey } from '#platform/ids'
import type { Context } from '#platform/context'
import { call, eventually, testApp } from '#testing'
import { endpoints } from '../../../app.ts'

export type Shop = { id: string; number: number; ingestKey: string }

export async function newShop(ctx: Context): Promise<Shop> {
  return (await call(ctx, endpoints, 'POST', '/projects', { name: 'Shop' })).json()
}

export const api = (ctx: Context, method: string, path: string, body?: unknown) =>
  call(ctx, endpoints, method, path, body)

export async function setQuota(ctx: Context, quota: object): Promise<{ id: string }> {
  const answer = await api(ctx, 'POST', '/quotas', quota)
  assert.equal(answer.status, 201, await answer.clone().text())
  return answer.json()
}

export async function sendEvents({ ingestKey }: Shop, count = 1, event: object = {}, headers: object = {}) {
  const one = () => ({ message: `Checkout failed ${newHexKey(4)}`, level: 'error', ...event })
  const app = await testApp()
  return app.fetch(
    new Request('http://localhost/api/v1/events', {
      method: 'POST',
      headers: { 'x-watchword-key': ingestKey, ...headers },
      body: JSON.stringify(count === 1 ? one() : { events: Array.from({ length: count }, one) }),
    }),
  )
}

export type Item = { outcome: string; category: string; reason: string; quantity: number }

export async function totals(ctx: Context, { id }: Shop): Promise<Item[]> {
  const answer = await api(ctx, 'GET', `/projects/${id}/outcomes`)
  assert.equal(answer.status, 200)
  return (await answer.json()).totals
}

/** Outcomes are written down within a second. */
export async function eventuallyTotals(ctx: Context, shop: Shop, expected: Item[]): Promise<void> {
  const sorted = (items: Item[]) => items.map((item) => JSON.stringify(Object.entries(item).sort())).sort()
  let found: Item[] = []
  await eventually('the outcomes', async () => {
    found = await totals(ctx, shop)
    return JSON.stringify(sorted(found)) === JSON.stringify(sorted(expected))
  }).catch(() => assert.deepEqual(found, expected))
}

export const item = (outcome: string, reason: string, quantity: number, category = 'error'): Item => ({
  outcome,
  category,
  reason,
  quantity,
})
