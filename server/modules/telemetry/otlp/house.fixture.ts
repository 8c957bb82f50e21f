/** A project behind a real port, as exporters see it, and what of theirs is stored. */
import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { recordSignals } from '#modules/incidents'
import { addProject } from '#modules/workspaces'
import type { Context, Services } from '#platform/context'
import { inTransaction, sql } from '#platform/database'
import { createApp, listen } from '#platform/http'
import { createMetrics } from '#platform/metrics'
import { testContext } from '#testing'
import { createTelemetry } from '../telemetry.ts'

export type House = {
  ctx: Context
  projectId: string
  key: string
  /** `http://127.0.0.1:<port>` */
  url: string
  /** Of the column store: called before each insert, which fails with what it throws. */
  beforeInsert: { hook: (() => void) | undefined }
  post(path: string, body: Buffer | string, headers?: Record<string, string>): Promise<Answered>
  rows<T>(table: string, columns: string): Promise<T[]>
  incidents(): Promise<{ title: string; eventCount: number }[]>
  outcomes(): Promise<{ category: string; reason: string; quantity: number }[]>
}

export type Answered = { status: number; headers: Headers; bytes: Buffer }

/** Closed when the test is over. */
export async function openHouse(t: Pick<TestContext, 'after'>): Promise<House> {
  const ctx = await testContext()
  const { id: projectId, ingestKey: key } = await inTransaction(ctx, (tx) => addProject(tx, 'Shop'))
  assert.ok(key)
  const beforeInsert: House['beforeInsert'] = { hook: undefined }
  const insert: Services['columns']['insert'] = async (...args) => {
    beforeInsert.hook?.()
    await ctx.columns.insert(...args)
  }
  // Metrics of its own: a gauge may be registered once.
  const services: Services = { ...ctx, metrics: createMetrics(), columns: { ...ctx.columns, insert } }
  const telemetry = createTelemetry(services, recordSignals)
  const authenticate = () => Promise.resolve({ ctx: null, person: null, forgeable: false })
  const app = createApp(services, { endpoints: [], routes: telemetry.routes, authenticate })
  const listener = await listen(app, { port: 0, host: '127.0.0.1' })
  t.after(async () => {
    await listener.close()
    await telemetry.drain()
  })
  const url = `http://127.0.0.1:${listener.port}`
  return {
    ctx,
    projectId,
    key,
    url,
    beforeInsert,
    post: async (path, body, headers = {}) => {
      const answer = await fetch(`${url}${path}`, {
        method: 'POST',
        body: new Uint8Array(Buffer.from(body)),
        headers: { authorization: `Bearer ${key}`, ...headers },
      })
      return { status: answer.status, headers: answer.headers, bytes: Buffer.from(await answer.arrayBuffer()) }
    },
    rows: (table, columns) =>
      ctx.columns
        .forWorkspace(ctx.workspaceId)
        .query(`select ${columns} from ${table} where workspace_id = {workspaceId:String} order by all`, {}),
    incidents: async () => {
      const found = await inTransaction(ctx, ({ db }) =>
        sql<{ title: string; eventCount: number }>`select title, event_count from incidents order by number`.execute(
          db,
        ),
      )
      return found.rows
    },
    outcomes: async () => {
      const found = await inTransaction(ctx, ({ db }) =>
        sql<{ category: string; reason: string; quantity: number }>`
          select category, reason, quantity::int as quantity from ingest_outcomes
          where reason != 'accepted' order by category, reason`.execute(db),
      )
      return found.rows
    },
  }
}
