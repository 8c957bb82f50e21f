import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Context, Services } from '#platform/context'
import { inPlatformTransaction, inTransaction, sql } from '#platform/database'
import { newHexKey } from '#platform/ids'
import { call, eventually, testApp, testContext, testServices, withoutFreshness, withRole } from '#testing'
import { endpoints, inventory } from '../../../app.ts'
import { signIn } from '../../../testing/people.ts'
import { workspaceRequests } from '../../../testing/requests.ts'
import { findApiKeyContext } from '../keys/index.ts'
import { personContext } from '../members.fixture.ts'
import { listWorkspacesOf } from '../repo.ts'
import { placesOf, purgeWorkspace } from './purge-workspace.ts'
import { resumePurges } from './resume-purges.ts'

const places = placesOf(inventory)
const canary = (ctx: Context) => `canary-${ctx.workspaceId}`

// oxlint-disable-next-line typescript/no-explicit-any -- the test knows the answers
async function made(ctx: Context, method: string, path: string, body?: unknown): Promise<any> {
  const answer = await call(ctx, endpoints, method, path, body)
  assert.ok(answer.ok, `${method} ${path}: ${answer.status}`)
  return answer.status === 204 || answer.status === 202 ? undefined : answer.json()
}

const slugOf = async (ctx: Context): Promise<string> => (await made(ctx, 'GET', '/workspace')).slug
const remove = (ctx: Context, slug: string) => call(ctx, endpoints, 'DELETE', '/workspace', { slug })

/** Something in as many tables as possible, each with the canary where it takes text. */
async function furnish(ctx: Context) {
  await made(ctx, 'PATCH', '/workspace', { name: canary(ctx) })
  for (const operation of [
    'createReport',
    'publishUpdate',
    'deleteSubscriber',
    'updateComponent',
    'acknowledgeIncident',
    'replayDelivery',
  ]) {
    const request = workspaceRequests[operation]
    assert.ok(request, operation)
    await request(ctx)
  }
  const webhook = { type: 'webhook', name: canary(ctx), url: 'https://hooks.example/x' }
  await call(ctx, endpoints, 'POST', '/notification-channels', webhook)
  const project = await made(ctx, 'POST', '/projects', { name: canary(ctx) })
  const page = await made(ctx, 'POST', '/status-pages', { slug: `page-${newHexKey(6)}`, name: canary(ctx) })
  const invitation = await made(ctx, 'POST', '/invitations', { email: `${newHexKey(6)}@example.com`, role: 'member' })
  const key = await made(ctx, 'POST', '/api-keys', { name: canary(ctx), scopes: ['projects.read'] })
  const app = await testApp()
  const body = JSON.stringify({ title: canary(ctx), message: canary(ctx), level: 'error' })
  const headers = { 'x-watchword-key': project.ingestKey }
  const send = () => app.fetch(new Request('http://localhost/api/v1/events', { method: 'POST', headers, body }))
  assert.equal((await send()).status, 202)
  await ctx.blobs.put(`${ctx.workspaceId}/export/${newHexKey()}`, Buffer.from(canary(ctx)), {
    contentType: 'text/plain',
    maxBytes: 1_000,
  })
  return { project, page, invitation, key: key.key as string, send }
}

type Found = Record<string, number>

/** How many rows of the workspace each table of the inventory holds, and how many blobs. */
async function countRows(ctx: Context): Promise<Found> {
  const found: Found = {}
  await inTransaction(ctx, async ({ db, workspaceId }) => {
    for (const table of places.tables) {
      const { rows } = await sql<{ count: number }>`
        select count(*) as count from ${sql.table(table)} where workspace_id = ${workspaceId}`.execute(db)
      found[table] = rows[0]?.count ?? 0
    }
  })
  for (const table of places.columnTables) {
    const [row] = await ctx.columns
      .forWorkspace(ctx.workspaceId)
      .query<{ rows: number }>(`select count() as rows from ${table} where workspace_id = {workspaceId:String}`, {})
    found[table] = row?.rows ?? 0
  }
  found['blobs'] = 0
  for await (const _ of ctx.blobs.list(`${ctx.workspaceId}/`)) found['blobs'] += 1
  return found
}

/** Tables in which the text stands in any column, whoever's row it is. */
async function tablesWith(services: Services, text: string): Promise<string[]> {
  const all = await sql<{ name: string }>`
    select format('%I.%I', table_schema, table_name) as name from information_schema.tables
    where table_schema in ('public', 'pgboss') and table_type = 'BASE TABLE'`.execute(services.database.kysely)
  const found: string[] = []
  for (const { name } of all.rows) {
    const { rows } = await sql`select from ${sql.raw(name)} as t where t::text like ${`%${text}%`} limit 1`.execute(
      services.database.kysely,
    )
    if (rows.length > 0) found.push(name)
  }
  return found
}

const settled = (ctx: Context): Context => ({ ...ctx, now: () => new Date(Date.now() + 120_000) })

async function isThere(ctx: Context): Promise<boolean> {
  const found = await inPlatformTransaction(await testServices(), ({ db }) =>
    sql`select from workspaces where id = ${ctx.workspaceId}`.execute(db),
  )
  return found.rows.length > 0
}

test('a deleted workspace is closed at once: to its members, its keys, its streams, its pages and its invitations [SEN-25] [T-08]', async () => {
  const ctx = await testContext()
  const { page, key, send } = await furnish(ctx)
  const app = await testApp()
  const cookie = await signIn(ctx)
  const headers = { cookie, 'watchword-workspace': ctx.workspaceId, 'sec-fetch-site': 'same-origin' }
  const ask = (path: string) => app.fetch(new Request(`http://localhost/api/v1${path}`, { headers }))
  const stream = await ask(`/stream?workspace=${ctx.workspaceId}`)
  assert.equal(stream.status, 200)
  let ended = false
  void drain(stream).then(() => {
    ended = true
  })
  const asKey = () =>
    app.fetch(new Request('http://localhost/api/v1/projects', { headers: { authorization: `Bearer ${key}` } }))
  assert.equal((await asKey()).status, 200)
  assert.equal((await app.fetch(new Request(`http://localhost/status/${page.slug}`))).status, 200)

  assert.equal((await remove(ctx, await slugOf(ctx))).status, 202)

  assert.equal((await asKey()).status, 401)
  assert.equal((await ask('/projects')).status, 400)
  const person = await personContext(ctx)
  const own = await inPlatformTransaction(person, (tx) => listWorkspacesOf(tx, person.person.id))
  assert.deepEqual(own, [])
  await eventually('the stream to end', () => Promise.resolve(ended))
  await eventually('the ingest key to be refused', async () => (await send()).status === 401)
  await eventually('the page to be gone', async () => {
    const answer = await app.fetch(new Request(`http://localhost/status/${page.slug}`))
    return answer.status === 404
  })
  assert.equal(await findApiKeyContext(await testServices(), key, requestOf(ctx)), undefined)
  assert.equal((await remove(ctx, 'whatever')).status, 404)
})

test('a slug stays taken until the last of the data is gone, and is free from then on [OPS-04]', async () => {
  const ctx = await testContext()
  const other = await testContext()
  const slug = await slugOf(ctx)
  assert.equal((await remove(ctx, slug)).status, 202)
  const open = () => call(other, endpoints, 'POST', '/workspaces', { name: 'Mine now', slug })
  assert.equal((await open()).status, 409)
  // Before everything has settled the data goes and the row stays.
  await purgeWorkspace(ctx, places)
  assert.equal((await open()).status, 409)
  assert.equal(await isThere(ctx), true)
  await purgeWorkspace(settled(ctx), places)
  assert.equal(await isThere(ctx), false)
  assert.equal((await open()).status, 201)
})

test('nothing of a deleted workspace is left in any store, and nothing of another one is touched [OPS-04]', async () => {
  const services = await testServices()
  const [ctx, other] = [await testContext(), await testContext()]
  await furnish(ctx)
  await furnish(other)
  const before = await countRows(ctx)
  const filled = new Set(Object.entries(before).flatMap(([place, rows]) => (rows > 0 ? [place] : [])))
  for (const place of [
    ...[
      'activities',
      'memberships',
      'projects',
      'ingest_keys',
      'api_keys',
      'invitations',
      'event_receipts',
      'incidents',
    ],
    ...[
      'notification_channels',
      'deliveries',
      'kept_mails',
      'status_pages',
      'components',
      'status_reports',
      'subscribers',
    ],
    ...['report_updates', 'audit_entries', 'audit_heads', 'events', 'blobs'],
  ]) {
    assert.ok(filled.has(place), `the test puts nothing into ${place}`)
  }
  const otherBefore = await eventually('the other workspace to be at rest', async () => {
    const first = await countRows(other)
    // What was taken in is counted every second.
    await new Promise((resolve) => setTimeout(resolve, 1_500))
    return JSON.stringify(first) === JSON.stringify(await countRows(other)) && first
  })
  assert.equal((await remove(ctx, await slugOf(ctx))).status, 202)
  await eventually('the workspace to be gone', async () => {
    await purgeWorkspace(settled(ctx), places)
    return !(await isThere(ctx))
  })
  const after = Object.entries(await countRows(ctx)).filter(([, rows]) => rows > 0)
  assert.deepEqual(after, [])
  assert.deepEqual(await tablesWith(services, canary(ctx)), [])
  // That it was deleted, until its owners have the receipt.
  const inTables = (await tablesWith(services, ctx.workspaceId)).filter(
    (name) => !name.startsWith('pgboss.') && name !== 'public.workspace_deletions',
  )
  assert.deepEqual(inTables, [])
  const columns = await services.columns.query<{ rows: number }>(
    'select count() as rows from events where position(detail, {text:String}) > 0 or title = {text:String}',
    { text: canary(ctx) },
  )
  assert.equal(columns[0]?.rows, 0)
  // The person who belonged to it is still a person.
  assert.ok(await personContext(ctx))
  assert.deepEqual(await countRows(other), otherBefore)
  assert.ok((await tablesWith(services, canary(other))).length > 3)
})

test('a purge that is interrupted goes on, may run twice at once, and leaves a living workspace alone', async () => {
  const living = await testContext()
  await made(living, 'POST', '/projects', { name: 'Shop' })
  await purgeWorkspace(settled(living), places)
  assert.equal((await made(living, 'GET', '/projects')).items.length, 1)

  const ctx = await testContext()
  await inTransaction(ctx, ({ db, workspaceId, now }) =>
    sql`insert into event_receipts (workspace_id, project_id, event_id, received_at)
      select ${workspaceId}, 'prj_1', n::text, ${now()} from generate_series(1, 12000) n`.execute(db),
  )
  assert.equal((await remove(ctx, await slugOf(ctx))).status, 202)
  const broken: Context = {
    ...settled(ctx),
    columns: {
      ...ctx.columns,
      forWorkspace: () => {
        throw new Error('the column store is away')
      },
    },
  }
  await assert.rejects(purgeWorkspace(broken, places), /away/)
  assert.equal(await isThere(ctx), true)
  await Promise.allSettled([1, 2, 3].map(() => purgeWorkspace(settled(ctx), places)))
  await eventually('the workspace to be gone', async () => {
    await purgeWorkspace(settled(ctx), places)
    return !(await isThere(ctx))
  })
  assert.deepEqual(
    Object.entries(await countRows(ctx)).filter(([, rows]) => rows > 0),
    [],
  )
})

test('a purge whose job was given up is begun again a day later', async () => {
  const ctx = await testContext()
  const services = await testServices()
  const slug = await slugOf(ctx)
  // As if the job had never run.
  const silent = { ...ctx, jobs: { enqueue: () => Promise.resolve() } }
  assert.equal((await remove(silent, slug)).status, 202)
  const woken: object[] = []
  const later: Services = {
    ...services,
    now: () => new Date(Date.now() + 25 * 3_600_000),
    jobs: { enqueue: (_tx, _name, data) => Promise.resolve(void woken.push(data)) },
  }
  await resumePurges({ ...later, now: services.now })
  assert.deepEqual(woken.filter(isOf(ctx)), [])
  await resumePurges(later)
  assert.deepEqual(woken.filter(isOf(ctx)), [{ workspaceId: ctx.workspaceId }])
})

const isOf = (ctx: Context) => (data: object) => JSON.stringify(data).includes(ctx.workspaceId)

test('only an owner deletes, with a fresh factor and the right slug, never with a key', async () => {
  const ctx = await testContext()
  const slug = await slugOf(ctx)
  for (const role of ['admin', 'member', 'viewer'] as const) {
    assert.equal((await remove(withRole(ctx, role), slug)).status, 403)
  }
  const stale = await remove(withoutFreshness(ctx), slug)
  assert.equal((await stale.json()).code, 'fresh_factor_required')
  const key: Context = { ...ctx, actor: { kind: 'apiKey', id: 'key_1', name: 'Key' }, freshUntil: null }
  assert.equal((await remove(key, slug)).status, 403)
  const wrong = await remove(ctx, `${slug}x`)
  assert.equal(wrong.status, 400)
  assert.equal((await wrong.json()).fields[0].path, 'slug')
  assert.equal(await slugOf(ctx), slug)
})

const requestOf = (ctx: Context) => ({
  requestId: ctx.requestId,
  origin: { remoteAddress: '192.0.2.7', userAgent: 'test' },
})

async function drain(stream: Response): Promise<void> {
  const reader = stream.body!.getReader()
  while (!(await reader.read()).done);
}
