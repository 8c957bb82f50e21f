/** For tests: dashboards, their endpoints, and samples that came through the front door. */
import type { JsonObject } from '#common/dashboards'
import { addProject } from '#modules/workspaces'
import type { Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { call, testApp } from '#testing'
import { signIn } from '../../testing/people.ts'
import { endpoints } from './routes.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- a test says by its assertions what it expects
export type Asked = { status: number; body: any }

/** Status and body of an answer of the dashboards' endpoints. */
export async function ask(ctx: Context, method: string, path: string, body?: unknown): Promise<Asked> {
  const answer = await call(ctx, endpoints, method, path, body)
  const text = await answer.text()
  return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) }
}

/** Of one panel that asks `expr`. */
export function json(changes: JsonObject = {}, expr = 'sum(shop_orders)', title = 'Orders'): JsonObject {
  const panel = {
    ...{ id: 1, type: 'timeseries', title, gridPos: { x: 0, y: 0, w: 12, h: 8 } },
    targets: [{ refId: 'A', expr, legendFormat: '{{shop}}' }],
  }
  return { title: 'Checkout', schemaVersion: 41, tags: ['shop'], panels: [panel], ...changes }
}

/** Its path. */
export async function make(ctx: Context, dashboard: JsonObject = json()): Promise<string> {
  const { status, body } = await ask(ctx, 'POST', '/dashboards', { dashboard })
  if (status !== 201) throw new Error(JSON.stringify(body))
  return `/dashboards/${body.id}`
}

/** In the text form; `at` in milliseconds behind each line. */
export async function send(ctx: Context, lines: string): Promise<void> {
  const { ingestKey } = await inTransaction(ctx, (tx) =>
    addProject(tx, `Shop ${Math.floor(ctx.now().getTime() / 1000)}`),
  )
  const app = await testApp()
  const answer = await app.fetch(
    new Request('http://localhost/prometheus/api/v1/import/prometheus', {
      method: 'POST',
      headers: { authorization: `Bearer ${ingestKey}` },
      body: lines,
    }),
  )
  if (answer.status !== 204) throw new Error(`${answer.status}: ${await answer.text()}`)
}

/** A request of the signed-in person to the whole program; `signal` is the client's connection. */
export async function post(
  ctx: Context,
  path: string,
  body: unknown,
  init: { headers?: Record<string, string>; signal?: AbortSignal } = {},
): Promise<Response> {
  const app = await testApp()
  const { signal, headers } = init
  return app.fetch(
    new Request(`${ctx.config.appUrl}${path}`, {
      method: 'POST',
      headers: {
        cookie: await signIn(ctx),
        'watchword-workspace': ctx.workspaceId,
        'sec-fetch-site': 'same-origin',
        ...headers,
      },
      body: JSON.stringify(body),
      ...(signal && { signal }),
    }),
  )
}

/** Without any session. */
export async function visit(ctx: Context, path: string): Promise<Asked & { headers: Headers }> {
  const app = await testApp()
  const answer = await app.fetch(new Request(`${ctx.config.appUrl}${path}`))
  const text = await answer.text()
  return { status: answer.status, headers: answer.headers, body: text.startsWith('{') ? JSON.parse(text) : text }
}
