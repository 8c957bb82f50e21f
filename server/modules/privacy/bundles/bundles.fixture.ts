/** Furnished workspaces and what was exported of them, for tests. */
import assert from 'node:assert/strict'
import { gunzipSync } from 'node:zlib'
import { buffer } from 'node:stream/consumers'
import type { Context, Services } from '#platform/context'
import { inPlatformTransaction, inTransaction } from '#platform/database'
import { newHexKey } from '#platform/ids'
import type { InventoryEntry } from '#platform/inventory'
import { call, eventually, testApp } from '#testing'
import { endpoints, inventory as declared } from '../../../app.ts'
import { workspaceRequests } from '../../../testing/requests.ts'
import * as people from './person-export-repo.ts'
import { fileOf } from './person-exports.ts'
import { createWorkspaceExportJob } from './run-workspace-export.ts'
import { startWorkspaceExport } from './workspace-exports.ts'
import * as workspaces from './workspace-export-repo.ts'
import type { Line } from './workspace-bundle.ts'
import type { PersonBundle } from './person-bundle.ts'

/** With attachments, which a later module brings. */
export const inventory: InventoryEntry[] = declared

// oxlint-disable-next-line typescript/no-explicit-any -- whoever calls it knows the answer
export async function made(ctx: Context, method: string, path: string, body?: unknown): Promise<any> {
  const answer = await call(ctx, endpoints, method, path, body)
  assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${await answer.clone().text()}`)
  return answer.status === 204 ? undefined : answer.json()
}

/** Something in many tables of both stores; `mark` stands where text can be chosen. */
export async function furnish(ctx: Context, mark: string): Promise<void> {
  await made(ctx, 'PATCH', '/workspace', { name: mark })
  for (const operation of [
    'createReport',
    'publishUpdate',
    'deleteSubscriber',
    'acknowledgeIncident',
    'replayDelivery',
  ]) {
    const request = workspaceRequests[operation]
    assert.ok(request, operation)
    await request(ctx)
  }
  await made(ctx, 'POST', '/notification-channels', {
    type: 'webhook',
    name: mark,
    url: `http://127.0.0.1:8999/${mark}`,
  })
  await made(ctx, 'POST', '/invitations', { email: `${newHexKey(6)}@example.com`, role: 'member' })
  await made(ctx, 'POST', '/api-keys', { name: mark, scopes: ['projects.read'] })
  const project = await made(ctx, 'POST', '/projects', { name: mark })
  await sendEvent(project.ingestKey, { title: mark, message: mark, level: 'error' })
}

export async function sendEvent(key: string, event: object): Promise<void> {
  const app = await testApp()
  const headers = { 'x-watchword-key': key }
  const answer = await app.fetch(
    new Request('http://localhost/api/v1/events', { method: 'POST', headers, body: JSON.stringify(event) }),
  )
  assert.equal(answer.status, 202)
}

/** Past the front door, with whatever a program may send. */
export async function insertEvent({ columns, workspaceId, now }: Context, fields: object): Promise<void> {
  const row = { workspace_id: workspaceId, project_id: 'prj_1', key: 'k', event_id: newHexKey(), batch_id: 'bat_1' }
  await columns.insert('events', [{ ...row, occurred_at: now(), received_at: now(), detail: '{}', ...fields }])
}

/** No workers of its own: who asks for it runs it. */
export const silent = <S extends Services>(services: S): S => ({
  ...services,
  jobs: { enqueue: () => Promise.resolve() },
})

export const job = createWorkspaceExportJob(inventory)

/** Waits for the export that the endpoint began, and reads it. */
export async function exported(ctx: Context): Promise<{ id: string; lines: Line[]; bytes: Buffer }> {
  const { id } = await startWorkspaceExport(ctx, job)
  await eventually('the export', async () => (await stateOf(ctx, id)) === 'ready')
  return { id, ...(await readBundle(ctx, id)) }
}

export async function stateOf(ctx: Context, id: string): Promise<string | undefined> {
  const found = await inTransaction(ctx, (tx) => workspaces.find(tx, id))
  assert.notEqual(found?.state, 'failed')
  return found?.state
}

export async function readBundle(ctx: Context, id: string): Promise<{ lines: Line[]; bytes: Buffer }> {
  const found = await inTransaction(ctx, (tx) => workspaces.find(tx, id))
  assert.ok(found?.position)
  const parts: Buffer[] = []
  for (const { key } of found.position.parts) parts.push(await buffer((await ctx.blobs.get(key)).body))
  const bytes = Buffer.concat(parts)
  return { bytes, lines: linesOf(bytes) }
}

export function linesOf(bytes: Buffer): Line[] {
  const text = gunzipSync(bytes).toString()
  assert.ok(text.endsWith('\n'))
  return text
    .slice(0, -1)
    .split('\n')
    .map((line): Line => JSON.parse(line))
}

export const rowsOf = (lines: readonly Line[], place: string) =>
  lines.filter((line) => line.type === 'row').filter((line) => line.place === place)

export async function readPersonBundle(services: Services, id: string): Promise<PersonBundle> {
  const found = await eventually('the copy', async () => {
    const one = await inPlatformTransaction(services, (tx) => people.find(tx, id))
    assert.notEqual(one?.state, 'failed')
    return one?.state === 'ready' && one
  })
  return JSON.parse((await buffer((await services.blobs.get(fileOf(found))).body)).toString())
}
