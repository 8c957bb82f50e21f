/** For tests: incidents from real events, through the front door. */
import assert from 'node:assert/strict'
import type { Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { newHexKey } from '#platform/ids'
import { call, testApp } from '#testing'
import { endpoints as all } from '../../app.ts'
import { signal } from './incident.fixture.ts'
import type { Incident } from './incident.ts'
import { recordSignals } from './record-signals.ts'
import * as repo from './repo.ts'
import { endpoints } from './routes.ts'

type Signals = Parameters<typeof signal>[0]

export async function openIncident(ctx: Context, changes: Signals = {}): Promise<Incident> {
  const [incident] = await inTransaction(ctx, (tx) => recordSignals(tx, [signal(changes)]))
  assert.ok(incident)
  return incident
}

export async function readIncident(ctx: Context, id: string): Promise<Incident> {
  const incident = await inTransaction(ctx, (tx) => repo.findIncident(tx, id))
  assert.ok(incident)
  return incident
}

/** Status and body of an answer of the incidents' endpoints. */
// oxlint-disable-next-line typescript/no-explicit-any -- a test says by its assertions what it expects
export async function ask(
  ctx: Context,
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; body: any }> {
  const answer = await call(ctx, endpoints, method, path, body)
  const text = await answer.text()
  return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) }
}

/** `event` is as an SDK sends it. */
export type Shop = { id: string; send(event: Record<string, unknown>): Promise<void> }

/** A project of the workspace, and how its program sends events. */
export async function makeShop(ctx: Context): Promise<Shop> {
  const answer = await call(ctx, all, 'POST', '/projects', { name: 'Shop' })
  const { id, number, ingestKey } = await answer.json()
  const app = await testApp()
  return {
    id,
    send: async (event) => {
      const body = JSON.stringify({ event_id: newHexKey(), level: 'error', ...event })
      const url = `http://localhost/api/${number}/store/?sentry_key=${ingestKey}`
      const sent = await app.fetch(new Request(url, { method: 'POST', body }))
      assert.equal(sent.status, 200, await sent.clone().text())
    },
  }
}
