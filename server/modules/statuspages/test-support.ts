/** What several test files of this module do: a page, its public side, and whoever subscribes to it. */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import type { Context, Services } from '#platform/context'
import { inTransaction } from '#platform/database'
import { call, callRoute, eventually, type Answer } from '#testing'
import { confirmSubscription } from './subscribers/confirm-subscription.ts'
import { endpoints } from './routes.ts'
import { routes } from './public/routes.ts'
import { linkSecret } from './subscribers/subscriber.ts'

export const get = (ctx: Context, path: string): Promise<Answer> => call(ctx, endpoints, 'GET', path)
export const post = (ctx: Context, path: string, body: unknown): Promise<Answer> =>
  call(ctx, endpoints, 'POST', path, body)
export const patch = (ctx: Context, path: string, body: unknown): Promise<Answer> =>
  call(ctx, endpoints, 'PATCH', path, body)
export const remove = (ctx: Context, path: string): Promise<Answer> => call(ctx, endpoints, 'DELETE', path)

/** Each call of a public page comes from an address of its own, unless it says otherwise. */
export function visit(services: Services, path: string, init: RequestInit & { host?: string } = {}): Promise<Response> {
  const headers = new Headers(init.headers)
  headers.set('host', init.host ?? 'watch.example')
  if (!headers.has('x-forwarded-for')) headers.set('x-forwarded-for', randomBytes(4).join('.'))
  const behindProxy = { ...services, config: { ...services.config, trustProxy: 1 } }
  return callRoute(behindProxy, routes, new Request(`http://watch.example${path}`, { ...init, headers }))
}

export type TestPage = { id: string; slug: string; api: string; web: string }

export async function createdPage(
  ctx: Context,
  componentNames: string[] = ['API', 'Website'],
): Promise<TestPage & { components: string[] }> {
  const slug = `page-${randomBytes(6).toString('hex')}`
  const page = await post(ctx, '/status-pages', { slug, name: 'Acme' })
  assert.equal(page.status, 201)
  const { id } = await page.json()
  const components: string[] = []
  for (const name of componentNames) {
    const component = await post(ctx, `/status-pages/${id}/components`, { name })
    assert.equal(component.status, 201)
    components.push((await component.json()).id)
  }
  return { id, slug, api: `/status-pages/${id}`, web: `/status/${slug}`, components }
}

export async function createdReport(ctx: Context, page: TestPage, input: object = {}): Promise<any> {
  const report = await post(ctx, `${page.api}/reports`, {
    title: 'Checkout is slow',
    body: 'We are looking into it.',
    ...input,
  })
  assert.equal(report.status, 201, await report.clone().text())
  return report.json()
}

export async function published(ctx: Context, reportId: string, status: string, input: object = {}): Promise<any> {
  const update = await post(ctx, `/reports/${reportId}/updates`, { status, body: `Now ${status}.`, ...input })
  assert.equal(update.status, 201, await update.clone().text())
  return update.json()
}

export const formBody = (fields: Record<string, string>): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: new URLSearchParams(fields).toString(),
})

/** Letters only: sixteen digits by chance may be a card number. */
export const newAddress = (): string =>
  `reader-${randomBytes(8)
    .toString('hex')
    .replaceAll(/\d/g, (digit) => 'ghijklmnop'.charAt(Number(digit)))}@example.com`

/** Subscribes and confirms without waiting for the mail; returns the subscriber. */
export async function subscribed(
  ctx: Context,
  page: TestPage,
  address = newAddress(),
): Promise<{ id: string; address: string }> {
  assert.equal((await visit(ctx, `${page.web}/subscribers`, formBody({ address }))).status, 200)
  const row = await subscriberOf(ctx, address)
  assert.ok(row?.confirmationId)
  assert.ok(await confirmSubscription(ctx, linkSecret(ctx.vault, 'confirm', row.confirmationId), ctx.requestId))
  return { id: row.id, address }
}

export function subscriberOf(ctx: Context, address: string) {
  return inTransaction(ctx, (tx) =>
    tx.db.selectFrom('subscribers').selectAll().where('addressKey', '=', address.toLowerCase()).executeTakeFirst(),
  )
}

/** Mail that went to an address, oldest first, once there are `count`. */
export async function mailTo(ctx: Context, address: string, count: number) {
  const find = () =>
    inTransaction(ctx, (tx) =>
      tx.db
        .selectFrom('keptMails')
        .selectAll()
        .where('recipient', '=', address)
        .orderBy('createdAt')
        .orderBy('id')
        .execute(),
    )
  return eventually(`${count} mails to ${address}`, async () => {
    const mails = await find()
    return mails.length >= count && mails
  })
}

/** A context whose jobs are only written down, so that a test runs them itself, when and how it wants. */
export function withoutWorkers(ctx: Context): Context {
  return { ...ctx, jobs: { enqueue: () => Promise.resolve() } }
}
