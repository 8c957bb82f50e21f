import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import { Ajv2020, type AnySchema } from 'ajv/dist/2020.js'
import type { Context } from '#platform/context'
import { inPlatformTransaction, inTransaction, sql } from '#platform/database'
import { call, eventually, testApp, testContext, withRole, withoutFreshness } from '#testing'
import { endpoints } from '../../../app.ts'
import { signIn } from '../../../testing/people.ts'
import { exported, furnish, inventory, job, made, readBundle, rowsOf, silent } from './bundles.fixture.ts'
import { expireExports } from './look-after-exports.ts'
import { outside } from './plan-workspace-export.ts'
import { runWorkspaceExport } from './run-workspace-export.ts'
import { startWorkspaceExport } from './workspace-exports.ts'
import * as repo from './workspace-export-repo.ts'

const dayMs = 86_400_000
const secretWords = /v1\.dk_|wwk_|whsec_/

/** About 250 bytes each, so that there are several parts. */
async function fillOutcomes(ctx: Context, rows: number): Promise<void> {
  await inTransaction(ctx, ({ db, workspaceId, now }) =>
    sql`insert into ingest_outcomes (workspace_id, project_id, hour, source, category, reason, quantity)
      select ${workspaceId}, 'prj_1', ${now()}::timestamptz + n * interval '1 hour', 'server', 'error',
        'quota-' || repeat('x', 100), n from generate_series(1, ${rows}::int) n`.execute(db),
  )
}

/** What was taken in is counted a few seconds later, in two tables: until then their rows grow. */
async function intakeIsCounted(ctx: Context): Promise<void> {
  const sent = await ctx.columns
    .forWorkspace(ctx.workspaceId)
    .query<{ projects: number }>(
      'select count(distinct project_id) as projects from events where workspace_id = {workspaceId:String}',
      {},
    )
  const projects = Number(sent[0]?.projects)
  await eventually('uses and outcomes of every project', async () => {
    const { rows } = await inTransaction(ctx, ({ db, workspaceId }) =>
      sql<{ uses: number; outcomes: number }>`select
        (select count(distinct project_id)::int from usage_counters where workspace_id = ${workspaceId}) as uses,
        (select count(distinct project_id)::int from ingest_outcomes where workspace_id = ${workspaceId}) as outcomes`.execute(
        db,
      ),
    )
    return rows[0]?.uses === projects && rows[0].outcomes === projects
  })
}

async function start(ctx: Context): Promise<string> {
  return (await startWorkspaceExport(silent(ctx), job)).id
}

const run = (ctx: Context, id: string, parts?: number) =>
  runWorkspaceExport(silent(ctx), inventory, id, { job, ...(parts !== undefined && { parts }) })

const find = (ctx: Context, id: string) => inTransaction(ctx, (tx) => repo.find(tx, id))

test('an export has every row of the workspace in both stores, and no row of another one and no secret [SEN-31, OPS-40, CAB-34, AHU-36]', async () => {
  const [ctx, other] = [await testContext(), await testContext()]
  await furnish(ctx, 'mark-of-ours')
  await furnish(other, 'mark-of-others')
  await intakeIsCounted(ctx)
  const { key } = await made(ctx, 'POST', '/api-keys', { name: 'CI', scopes: ['projects.read'] })
  const id = await start(ctx)
  await run(ctx, id)
  const { lines, bytes } = await readBundle(ctx, id)
  const manifest = lines[0]
  const end = lines.at(-1)
  assert.ok(manifest?.type === 'manifest' && end?.type === 'end')

  for (const { place, store, rows } of manifest.places) {
    assert.equal(rowsOf(lines, place).length, end.counts[place], place)
    assert.equal(rows, end.counts[place], `planned ${place}`)
    assert.equal(end.counts[place], await countOf(ctx, place, store), place)
  }
  for (const place of ['incidents', 'events', 'memberships', 'users', 'subscribers', 'deliveries', 'audit_entries']) {
    assert.ok((end.counts[place] ?? 0) > 0, place)
  }
  const text = JSON.stringify(lines)
  assert.ok(bytes.length > 0 && text.includes('mark-of-ours'))
  assert.ok(!text.includes('mark-of-others') && !text.includes(other.workspaceId) && !text.includes(other.actor.id))
  assert.doesNotMatch(text, secretWords)
  assert.ok(!text.includes(key))
  const [person] = rowsOf(lines, 'users')
  assert.ok(person?.type === 'row' && person.row['name'] === 'Ada Tester' && !('password_hash' in person.row))
  assert.deepEqual(
    manifest.facts.map(({ place, rows }) => ({ place, rows })),
    [
      { place: 'ingest_keys', rows: 2 },
      { place: 'api_keys', rows: 2 },
    ],
  )
  const webhook = rowsOf(lines, 'notification_channels').find(
    (line) => line.type === 'row' && line.row['type'] === 'webhook',
  )
  assert.ok(webhook?.type === 'row')
  assert.deepEqual(webhook.facts, { signing_secret: true })
  for (const { reason } of manifest.leftOut) assert.ok(reason.length > 10)
})

/** As the owner of the tables sees it. */
async function countOf(ctx: Context, place: string, store: string): Promise<number> {
  if (store === 'columns') {
    const [table] = await ctx.columns.query<{ engine: string }>(
      'select engine from system.tables where database = currentDatabase() and name = {place:String}',
      { place },
    )
    // What was sent twice is one row to whoever reads.
    const final = table?.engine === 'ReplacingMergeTree' ? 'final' : ''
    const [found] = await ctx.columns.query<{ rows: number }>(
      `select count() as rows from ${place} ${final} where workspace_id = {id:String}`,
      { id: ctx.workspaceId },
    )
    return found?.rows ?? 0
  }
  const columns = await sql<{ name: string }>`
    select column_name as name from information_schema.columns where table_name = ${place}`.execute(ctx.database.kysely)
  const names = columns.rows.map(({ name }) => name)
  const members = sql`(select user_id from memberships where workspace_id = ${ctx.workspaceId})`
  const where = names.includes('workspace_id')
    ? sql`workspace_id = ${ctx.workspaceId}`
    : place === 'workspaces'
      ? sql`id = ${ctx.workspaceId}`
      : sql`${sql.ref(place === 'users' ? 'id' : 'user_id')} in ${members}`
  const { rows } = await sql<{ rows: number }>`
    select count(*) as rows from ${sql.table(place)} where ${where}`.execute(ctx.database.kysely)
  return rows[0]?.rows ?? 0
}

test('each line of an export follows the published schema [SEN-31, CAB-34]', async () => {
  const ctx = await testContext()
  await furnish(ctx, 'mark')
  const { lines } = await exported(ctx)
  const app = await testApp()
  const published = await app.fetch(new Request('http://localhost/api/v1/schemas/workspace-bundle.json'))
  const schema = (await published.json()) as AnySchema // what it is, is tried below
  const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(schema)
  for (const line of lines) assert.ok(validate(line), JSON.stringify([line, validate.errors]))
  assert.ok(!validate({ type: 'row', place: 'incidents' }))
  assert.ok(!validate({ type: 'other' }))
})

test('an export that is killed anywhere goes on and becomes the same file', async () => {
  const ctx = await testContext()
  await fillOutcomes(ctx, 50_000)
  const id = await start(ctx)
  // Dies in each part once: before the file is there, after it is there, and after it was entered.
  const crash = () => Promise.reject(new Error('killed'))
  const deaths: ((services: Context) => Context)[] = [
    (services) => ({ ...services, blobs: { ...services.blobs, put: crash } }),
    (services) => ({
      ...services,
      blobs: { ...services.blobs, put: async (...args) => (await services.blobs.put(...args), crash()) },
    }),
    (services) => services,
  ]
  for (let step = 0; (await find(ctx, id))?.state !== 'ready' && step < 100; step++) {
    const dying = deaths[step % deaths.length]
    assert.ok(dying)
    await run(dying(ctx), id, 1).catch((error: Error) => assert.equal(error.message, 'killed'))
  }
  const killed = await readBundle(ctx, id)
  const stored = await find(ctx, id)
  assert.ok((stored?.position?.parts.length ?? 0) > 2)
  assert.equal(stored?.doneRows, stored?.plannedRows)

  // The same export in one go.
  await inTransaction(ctx, ({ db }) =>
    sql`update workspace_exports set state = 'running', ready_at = null, position = jsonb_set(
        jsonb_build_object('parts', '[]'::jsonb, 'digest', '', 'place', 0, 'cursor', null, 'file', null,
          'counts', '{}'::jsonb, 'files', 0, 'ended', false), '{files}', '0') where id = ${id}`.execute(db),
  )
  await run(ctx, id)
  const whole = await readBundle(ctx, id)
  assert.deepEqual(whole.lines, killed.lines)
  assert.ok(whole.bytes.equals(killed.bytes))
})

test('of two workers at one export one gives way, and the file is whole', async () => {
  const ctx = await testContext()
  await fillOutcomes(ctx, 40_000)
  const id = await start(ctx)
  for (let round = 0; (await find(ctx, id))?.state !== 'ready' && round < 20; round++) {
    await Promise.all([run(ctx, id), run(ctx, id)])
  }
  const { checkBundle } = await import('./read-bundle.ts')
  const { bytes } = await readBundle(ctx, id)
  const checked = await checkBundle(() => Readable.from([bytes]), { manifest: () => undefined, row: () => undefined })
  assert.equal(checked.counts['ingest_outcomes'], 40_000)
  const files: string[] = []
  for await (const { key } of ctx.blobs.list(`${ctx.workspaceId}/export/`)) files.push(key)
  assert.equal(files.length, (await find(ctx, id))?.position?.parts.length, 'nothing is left of who gave way')
})

test('only owners with a fresh factor may ask for an export, and one at a time is under way', async () => {
  const ctx = await testContext()
  const post = (as: Context) => call(as, endpoints, 'POST', '/workspace/exports')
  for (const role of ['admin', 'member', 'viewer'] as const) assert.equal((await post(withRole(ctx, role))).status, 403)
  assert.equal((await (await post(withoutFreshness(ctx))).json()).code, 'fresh_factor_required')
  const first = await post(silent(ctx))
  assert.equal(first.status, 202)
  const { id, state, done } = await first.json()
  assert.deepEqual({ state, done }, { state: 'queued', done: 0 })
  assert.equal((await post(ctx)).status, 409)
  await run(ctx, id)
  const ready = await made(ctx, 'GET', `/workspace/exports/${id}`)
  assert.equal(ready.state, 'ready')
  assert.equal(ready.done, ready.planned)
  assert.equal((await post(silent(ctx))).status, 202)
  assert.deepEqual((await made(ctx, 'GET', '/workspace/exports')).items.length, 2)
})

test('an export is fetched by those who are signed in and may, with a trace in the audit log; nobody else finds it', async () => {
  const [ctx, eve] = [await testContext(), await testContext()]
  const id = await start(ctx)
  await run(ctx, id)
  const app = await testApp()
  const file = (headers: Record<string, string>, workspace = ctx.workspaceId) =>
    app.fetch(new Request(`http://localhost/api/v1/workspace/exports/${id}/file?workspace=${workspace}`, { headers }))
  const cookie = await signIn(ctx)
  const answer = await file({ cookie })
  assert.equal(answer.status, 200)
  const fetched = Buffer.from(await answer.arrayBuffer())
  assert.ok(fetched.equals((await readBundle(ctx, id)).bytes))
  assert.equal(fetched.length, Number(answer.headers.get('content-length')))
  const { items } = await made(ctx, 'GET', '/audit-entries')
  assert.deepEqual(
    items.slice(0, 2).map(({ action }: { action: string }) => action),
    ['workspace.exportFetched', 'workspace.exportRequested'],
  )
  assert.equal((await file({ cookie, 'sec-fetch-site': 'cross-site' })).status, 403)
  const eves = await signIn(eve)
  assert.equal((await file({ cookie: eves })).status, 400)
  assert.equal((await file({ cookie: eves }, eve.workspaceId)).status, 404)
  assert.equal((await file({})).status, 401)
  const { key } = await made(ctx, 'POST', '/api-keys', { name: 'CI', scopes: ['projects.read'] })
  assert.equal((await file({ authorization: `Bearer ${key}` })).status, 403)
  await inTransaction(ctx, ({ db }) =>
    sql`update memberships set role = 'admin' where workspace_id = ${ctx.workspaceId} and user_id = ${ctx.actor.id}`.execute(
      db,
    ),
  )
  assert.equal((await file({ cookie })).status, 403)
})

test('an export can be fetched for seven days; then its files go, and one that never became ready has failed', async () => {
  const ctx = await testContext()
  const id = await start(ctx)
  await run(ctx, id)
  const at = (days: number) => ({ ...ctx, now: () => new Date(ctx.now().getTime() + days * dayMs) })
  const files = async () => {
    let count = 0
    for await (const _ of ctx.blobs.list(`${ctx.workspaceId}/export/`)) count += 1
    return count
  }
  await expireExports(outside(at(6.99)))
  assert.equal(await files(), 1)
  await expireExports(outside(at(7.01)))
  assert.equal(await files(), 0)
  assert.equal((await made(at(7.01), 'GET', `/workspace/exports/${id}`)).state, 'expired')
  const stuck = await start(ctx)
  await expireExports(outside(at(7.01)))
  assert.equal((await made(at(7.01), 'GET', `/workspace/exports/${stuck}`)).state, 'failed')
  await expireExports(outside(at(36.9)))
  assert.equal((await made(ctx, 'GET', '/workspace/exports')).items.length, 2)
  await expireExports(outside(at(37.1)))
  assert.equal((await made(ctx, 'GET', '/workspace/exports')).items.length, 0)
})

test('what fails again and again is given up, its files go, and whoever asked may ask again', async () => {
  const ctx = await testContext()
  const id = await start(ctx)
  const away = { ...ctx, blobs: { ...ctx.blobs, put: () => Promise.reject(new Error('disk full')) } }
  for (let attempt = 1; attempt < 20; attempt++) await assert.rejects(run(away, id), /disk full/)
  await run(away, id)
  assert.equal((await made(ctx, 'GET', `/workspace/exports/${id}`)).state, 'failed')
  assert.ok(await start(ctx))
})

test('one that stands still for an hour is woken', async () => {
  const ctx = await testContext()
  const { wakeExports } = await import('./look-after-exports.ts')
  const { createPersonExportJob, startPersonExport } = await import('./person-exports.ts')
  const id = await start(ctx)
  const { id: ofPerson } = await startPersonExport(silent(outside(ctx)), { userId: ctx.actor.id, addresses: [] })
  const woken: object[] = []
  const later = (minutes: number) => ({
    ...outside(ctx),
    now: () => new Date(Date.now() + minutes * 60_000),
    jobs: { enqueue: (_tx: unknown, _name: string, data: object) => Promise.resolve(void woken.push(data)) },
  })
  const jobs = { ofPerson: createPersonExportJob({ inventory }), ofWorkspace: job }
  await wakeExports(later(59), jobs)
  const mine = () =>
    woken.filter((data) => JSON.stringify(data).includes(id) || JSON.stringify(data).includes(ofPerson))
  assert.deepEqual(mine(), [])
  await wakeExports(later(61), jobs)
  assert.deepEqual(mine(), [{ exportId: ofPerson }, { workspaceId: ctx.workspaceId, exportId: id }])
  await inPlatformTransaction(outside(ctx), ({ db }) =>
    sql`delete from person_exports where id = ${ofPerson}`.execute(db),
  )
})
