/** A project behind a real port, as senders of metrics see it, and what of theirs is stored. */
import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { createTelemetry } from '#modules/telemetry'
import { addProject } from '#modules/workspaces'
import type { Context, Services } from '#platform/context'
import { inTransaction, sql } from '#platform/database'
import { createApp, listen } from '#platform/http'
import { createMetrics as createOwnMetrics } from '#platform/metrics'
import { testContext } from '#testing'
import type { KeptDays } from './intake.ts'
import type { FindPlan } from './limits-by-workspace/ceilings.ts'
import { createMetrics } from './metrics.ts'

export type House = {
  ctx: Context
  projectId: string
  key: string
  /** `http://127.0.0.1:<port>` */
  url: string
  /** Of the column store: called with the table before each insert, which fails with what it throws. */
  beforeInsert: { hook: ((table: string) => void) | undefined }
  post(path: string, body: Buffer | string, headers?: Record<string, string>): Promise<Answered>
  /** Of this workspace, in an order that does not depend on when they were written. */
  rows<T>(table: string, columns: string): Promise<T[]>
  /** Written down already: counts are in memory for a second. */
  outcomes(): Promise<{ category: string; reason: string; quantity: number }[]>
}

export type Answered = { status: number; headers: Headers; bytes: Buffer; text: string }

type Options = {
  ctx?: Context
  now?: () => Date
  maxSeries?: number
  keptDays?: number | null | KeptDays
  findPlan?: FindPlan
}

/** Closed when the test is over. */
export async function openHouse(t: Pick<TestContext, 'after'>, options: Options = {}): Promise<House> {
  const { keptDays = 30 } = options
  const ctx = options.ctx ?? (await testContext())
  const { id: projectId, ingestKey: key } = await inTransaction(ctx, (tx) => addProject(tx, 'Shop'))
  assert.ok(key)
  const beforeInsert: House['beforeInsert'] = { hook: undefined }
  const insertBlock: Services['columns']['insertBlock'] = async (...args) => {
    beforeInsert.hook?.(args[0])
    await ctx.columns.insertBlock(...args)
  }
  // Metrics of its own: a gauge may be registered once.
  const services: Services = {
    ...ctx,
    ...(options.now && { now: options.now }),
    metrics: createOwnMetrics(),
    columns: { ...ctx.columns, insertBlock },
  }
  const telemetry = createTelemetry(services, () => Promise.resolve([]))
  const metrics = createMetrics(services, telemetry.door, {
    keptDays: typeof keptDays === 'function' ? keptDays : () => Promise.resolve(keptDays),
    ...(options.maxSeries !== undefined && { maxSeries: options.maxSeries }),
    ...(options.findPlan && { findPlan: options.findPlan }),
  })
  const authenticate = () => Promise.resolve({ ctx: null, person: null, forgeable: false })
  const app = createApp(services, { endpoints: [], routes: metrics.routes, authenticate })
  const listener = await listen(app, { port: 0, host: '127.0.0.1' })
  t.after(async () => {
    await listener.close()
    await metrics.drain()
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
      const bytes = Buffer.from(await answer.arrayBuffer())
      return { status: answer.status, headers: answer.headers, bytes, text: bytes.toString() }
    },
    rows: (table, columns) =>
      ctx.columns
        .forWorkspace(ctx.workspaceId)
        .query(`select ${columns} from ${table} where workspace_id = {workspaceId:String} order by all`, {}),
    outcomes: async () => {
      await telemetry.flush()
      const found = await inTransaction(ctx, ({ db }) =>
        sql<{ category: string; reason: string; quantity: number }>`
          select category, reason, quantity::int as quantity from ingest_outcomes
          where workspace_id = ${ctx.workspaceId} order by category, reason`.execute(db),
      )
      return found.rows
    },
  }
}
