/** What valid requests are made of, and the things that the requests of several modules need. */
import type { Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { newHexKey } from '#platform/ids'
import type { Role } from '#modules/workspaces'
import { endpoints } from '../../app.ts'
import { call, eventually, testApp, testContext } from '../index.ts'

export type ValidRequest = { path: string; body?: unknown }
export type Make = (ctx: Context) => ValidRequest | Promise<ValidRequest>

export const at = (path: string, body?: unknown): ValidRequest => ({ path, ...(body !== undefined && { body }) })

/** Calls as whoever may do everything; throws unless it worked. */
// oxlint-disable-next-line typescript/no-explicit-any -- whoever calls it knows the answer
export async function made(ctx: Context, method: string, path: string, body?: unknown): Promise<any> {
  const answer = await call(ctx, endpoints, method, path, body)
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
  return answer.status === 204 ? undefined : answer.json()
}

export async function project(ctx: Context): Promise<string> {
  return (await made(ctx, 'POST', '/projects', { name: 'Shop' })).id
}

/** Somebody else who is a member. */
export async function member(ctx: Context, role: Role): Promise<string> {
  const { actor } = await testContext()
  await inTransaction(ctx, (tx) =>
    tx.db
      .insertInto('memberships')
      .values({ workspaceId: tx.workspaceId, userId: actor.id, role, joinedAt: tx.now() })
      .execute(),
  )
  return actor.id
}

/** From a real event, through the front door. */
export async function incident(ctx: Context): Promise<string> {
  const { ingestKey, id } = await made(ctx, 'POST', '/projects', { name: 'Shop' })
  const app = await testApp()
  const answer = await app.fetch(
    new Request('http://localhost/api/v1/events', {
      method: 'POST',
      headers: { 'x-watchword-key': ingestKey },
      body: JSON.stringify({
        ...{ title: `Checkout failed ${newHexKey(4)}`, message: 'no stock', level: 'error' },
        stackTrace: 'Error: no stock\n    at charge (/app/src/pay.js:10:5)',
      }),
    }),
  )
  if (answer.status !== 202) throw new Error(`the event was refused: ${await answer.text()}`)
  return eventually('the incident', async () => {
    const { items } = await made(ctx, 'GET', `/incidents?projectId=${id}`)
    return items[0]?.id
  })
}

export async function page(ctx: Context): Promise<string> {
  return (await made(ctx, 'POST', '/status-pages', { slug: `page-${newHexKey(6)}`, name: 'Acme' })).id
}
