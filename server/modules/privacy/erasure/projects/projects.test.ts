import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Context, Services } from '#platform/context'
import { inPlatformTransaction, inTransaction, sql } from '#platform/database'
import { newHexKey, newId } from '#platform/ids'
import { createMetrics } from '#platform/metrics'
import { call, eventually, testApp, testContext, testServices, withoutFreshness, withRole } from '#testing'
import { assemble, endpoints, inventory } from '../../../../app.ts'
import { makeShop } from '../../../incidents/incidents.fixture.ts'
import { attemptDelivery } from '../../../notifications/attempt-delivery.ts'
import { openHouse } from '../../../staff/house.fixture.ts'
import { replayTombstones } from '../replay.ts'
import { eraseProject } from './erase-project.ts'
import { projectPlaces } from './places.ts'
import { resumeProjects } from './resume-projects.ts'

const places = projectPlaces(inventory)

// oxlint-disable-next-line typescript/no-explicit-any -- a test says by its assertions what it expects
async function ask(ctx: Context, method: string, path: string, body?: unknown): Promise<{ status: number; body: any }> {
  const answer = await call(ctx, endpoints, method, path, body)
  const text = await answer.text()
  return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) }
}

// oxlint-disable-next-line typescript/no-explicit-any -- as above
async function made(ctx: Context, method: string, path: string, body?: unknown): Promise<any> {
  const { status, body: answer } = await ask(ctx, method, path, body)
  assert.ok(status < 300, `${method} ${path}: ${status} ${JSON.stringify(answer)}`)
  return answer
}

const remove = (ctx: Context, id: string, slug = 'shop') => ask(ctx, 'DELETE', `/projects/${id}`, { slug })

/** Nobody who was let in before the deletion is at work any more. */
const settled = (ctx: Context): Context => ({ ...ctx, now: () => new Date(Date.now() + 120_000) })

async function isThere(ctx: Context, id: string): Promise<boolean> {
  const { rows } = await inTransaction(ctx, ({ db }) => sql`select from projects where id = ${id}`.execute(db))
  return rows.length > 0
}

/** A worker of the run may be at it too. */
async function eraseAll(ctx: Context, id: string): Promise<void> {
  await eventually('the project to be gone', async () => {
    await eraseProject(settled(ctx), places, id)
    return !(await isThere(ctx, id))
  })
}

async function openIncidentOf(ctx: Context, shop: { id: string; send(event: object): Promise<void> }, message: string) {
  await shop.send({ message })
  return eventually('the incident', async () => {
    const { items } = await made(ctx, 'GET', `/incidents?projectId=${shop.id}&query=${message}`)
    return items[0]
  })
}

test('a deleted project is closed at once: to its keys in every process, in lists, filters, views, rules and quotas [SEN-27]', async () => {
  const ctx = await testContext()
  const [shop, other] = [await makeShop(ctx), await makeShop(ctx)]
  const incident = await openIncidentOf(ctx, shop, 'Gone')
  const kept = await openIncidentOf(ctx, other, 'Kept')
  const project = await made(ctx, 'GET', `/projects/${shop.id}`)
  const shared = { shared: true, sort: 'lastSeen' }
  await made(ctx, 'POST', '/incident-views', { ...shared, name: 'Gone', filter: { projectId: shop.id } })
  await made(ctx, 'POST', '/incident-views', { ...shared, name: 'Kept', filter: { projectId: other.id } })
  const rule = (projectId: string) => ({ severity: 'low', levels: [], environment: null, projectId })
  await made(ctx, 'PUT', '/severity-rules', { rules: [rule(shop.id), rule(other.id)] })
  for (const scopeId of [shop.id, other.id]) {
    await made(ctx, 'POST', '/quotas', { scope: 'project', scopeId, category: 'error', window: 'day', limit: 1_000 })
    await made(ctx, 'POST', '/monitors', { projectId: scopeId, slug: 'nightly', name: 'Nightly' })
  }
  // Two processes, each with what it knows of keys by heart.
  const services = await testServices()
  const apps = [await testApp(), assemble({ ...services, metrics: createMetrics() }, []).app]
  const send = async (app: (typeof apps)[number]) => {
    const headers = { 'x-watchword-key': project.ingestKey }
    const body = JSON.stringify({ title: 'Late', message: 'Late', level: 'error' })
    return (await app.fetch(new Request('http://localhost/api/v1/events', { method: 'POST', headers, body }))).status
  }
  assert.deepEqual(await Promise.all(apps.map(send)), [202, 202])

  assert.equal((await remove(ctx, shop.id)).status, 202)
  await Promise.all(apps.map((app) => eventually('its key to be refused', async () => (await send(app)) === 401)))

  for (const path of [
    ...[`/projects/${shop.id}`, `/projects/${shop.id}/ingest-keys`, `/projects/${shop.id}/deletion-plan`],
    ...[`/projects/${shop.id}/intake-settings`, `/releases?projectId=${shop.id}`, `/monitors?projectId=${shop.id}`],
    ...[`/incidents/${incident.id}`],
  ]) {
    assert.equal((await ask(ctx, 'GET', path)).status, 404, path)
  }
  assert.equal((await ask(ctx, 'POST', `/incidents/${incident.id}/acknowledgement`)).status, 404)
  assert.equal((await remove(ctx, shop.id)).status, 404)
  const ids = async (path: string, of: string) =>
    (await made(ctx, 'GET', path))[of].map((item: Record<string, unknown>) => item['projectId'] ?? item['scopeId'])
  assert.deepEqual(
    (await made(ctx, 'GET', '/projects')).items.map(({ id }: { id: string }) => id),
    [other.id],
  )
  assert.equal((await made(ctx, 'GET', '/workspace')).projectCount, 1)
  const { items, counts } = await made(ctx, 'GET', '/incidents')
  assert.deepEqual(
    items.map(({ id }: { id: string }) => id),
    [kept.id],
  )
  assert.equal(counts.open, 1)
  assert.deepEqual(await ids('/monitors', 'items'), [other.id])
  assert.deepEqual(await ids('/quotas', 'items'), [other.id])
  assert.deepEqual(await ids('/severity-rules', 'rules'), [other.id])
  const views = (await made(ctx, 'GET', '/incident-views')).items
  assert.deepEqual(
    views.map(({ name }: { name: string }) => name),
    ['Kept'],
  )
  // What is shown can be saved again as it is.
  await made(ctx, 'PUT', '/severity-rules', await made(ctx, 'GET', '/severity-rules'))
})

test('admins and owners delete a project, with a fresh factor and its slug, never with a key; it is said in numbers before [OPS-41]', async () => {
  const ctx = await testContext()
  const shop = await makeShop(ctx)
  await openIncidentOf(ctx, shop, 'Once')
  for (const role of ['member', 'viewer'] as const) {
    assert.equal((await remove(withRole(ctx, role), shop.id)).status, 403)
    assert.equal((await ask(withRole(ctx, role), 'GET', `/projects/${shop.id}/deletion-plan`)).status, 403)
  }
  assert.equal((await remove(withoutFreshness(ctx), shop.id)).body.code, 'fresh_factor_required')
  const key: Context = { ...ctx, actor: { kind: 'apiKey', id: 'key_1', name: 'Key' }, freshUntil: null }
  assert.equal((await remove(key, shop.id)).status, 403)
  const wrong = await remove(ctx, shop.id, 'shops')
  assert.deepEqual([wrong.status, wrong.body.fields[0].path], [400, 'slug'])
  assert.equal((await remove(await testContext(), shop.id)).status, 404)
  await eventually('the event to be stored', async () => {
    const { deleted } = await made(ctx, 'GET', `/projects/${shop.id}/deletion-plan`)
    return deleted.incidents === 1 && deleted.events === 1 && deleted.ingestKeys === 1
  })
  assert.equal((await remove(withRole(ctx, 'admin'), shop.id)).status, 202)
  const entries = await made(ctx, 'GET', '/audit-entries?action=project.deleted')
  assert.partialDeepStrictEqual(entries.items[0], {
    action: 'project.deleted',
    targetId: shop.id,
    before: { name: 'Shop', slug: 'shop' },
  })
})

test('a slug stays taken until the last of the data is gone, and how far that is can be read meanwhile [OPS-04]', async () => {
  const ctx = await testContext()
  const shop = await makeShop(ctx)
  await openIncidentOf(ctx, shop, 'Once')
  const { number } = await made(ctx, 'GET', `/projects/${shop.id}`)
  const other = await made(ctx, 'POST', '/projects', { name: 'Other' })
  // No worker of the run is to be faster.
  const silent = { ...ctx, jobs: { enqueue: () => Promise.resolve() } }
  assert.equal((await remove(silent, shop.id)).status, 202)
  const create = () => ask(ctx, 'POST', '/projects', { name: 'SHOP!' })
  const taken = await create()
  assert.deepEqual([taken.status, taken.body.fields[0].path], [409, 'name'])
  assert.equal((await ask(ctx, 'PATCH', `/projects/${other.id}`, { name: 'Shop' })).status, 409)
  await eraseProject(silent, places, shop.id)
  const { items } = await made(ctx, 'GET', '/project-deletions')
  assert.partialDeepStrictEqual(items, [{ id: shop.id, number, name: 'Shop', slug: 'shop', state: 'erasing' }])
  // What came after it was counted is no more than all.
  assert.ok(items[0].toErase > 3 && items[0].erased > 0 && items[0].erased <= items[0].toErase)
  assert.equal((await create()).status, 409)
  await eraseAll(silent, shop.id)
  assert.deepEqual((await made(ctx, 'GET', '/project-deletions')).items, [])
  const again = await create()
  assert.equal(again.status, 201)
  assert.notEqual(again.body.number, number)
  const { items: entries } = await made(ctx, 'GET', '/audit-entries?action=project.erased')
  assert.ok(entries[0].after.records.incidents >= 1)
})

test('an erasure that is interrupted goes on, may run twice at once, takes what came late, and leaves a living project alone', async () => {
  const ctx = await testContext()
  const [shop, other] = [await makeShop(ctx), await makeShop(ctx)]
  await openIncidentOf(ctx, other, 'Kept')
  await inTransaction(ctx, ({ db, workspaceId, now }) =>
    sql`insert into event_receipts (workspace_id, project_id, event_id, received_at)
      select ${workspaceId}, ${shop.id}, n::text, ${now()} from generate_series(1, 12000) n`.execute(db),
  )
  await eraseProject(settled(ctx), places, shop.id)
  assert.equal((await ask(ctx, 'GET', `/projects/${shop.id}`)).status, 200)

  // No worker of the run is to be faster.
  const silent = { ...ctx, jobs: { enqueue: () => Promise.resolve() } }
  assert.equal((await remove(silent, shop.id)).status, 202)
  let calls = 0
  const broken: Context = {
    ...settled(silent),
    blobs: ctx.blobs,
    columns: {
      ...ctx.columns,
      forWorkspace: (workspaceId) => {
        calls += 1
        if (calls > places.columnTables.length + 2) throw new Error('the column store is away')
        return ctx.columns.forWorkspace(workspaceId)
      },
    },
  }
  await assert.rejects(eraseProject(broken, places, shop.id), /away/)
  assert.equal(await isThere(ctx, shop.id), true)
  await eraseProject(silent, places, shop.id)
  // A batch that was under way when the project was deleted.
  const late = { workspaceId: ctx.workspaceId, projectId: shop.id, occurredAt: new Date(), receivedAt: new Date() }
  await ctx.columns.insert('logs', [snake({ ...late, logId: newHexKey(), body: 'late', level: 'info' })])
  await inTransaction(ctx, ({ db, workspaceId, now }) =>
    sql`insert into event_receipts (workspace_id, project_id, event_id, received_at)
      values (${workspaceId}, ${shop.id}, 'late', ${now()})`.execute(db),
  )
  await Promise.allSettled([1, 2, 3].map(() => eraseProject(settled(silent), places, shop.id)))
  await eraseAll(silent, shop.id)
  const [row] = await ctx.columns
    .forWorkspace(ctx.workspaceId)
    .query<{ rows: number }>(
      'select count() as rows from logs where workspace_id = {workspaceId:String} and project_id = {projectId:String}',
      { projectId: shop.id },
    )
  assert.equal(row?.rows, 0)
  const { rows } = await inTransaction(ctx, ({ db }) =>
    sql<{ count: number }>`select count(*) as count from event_receipts where project_id = ${shop.id}`.execute(db),
  )
  assert.equal(rows[0]?.count, 0)
  assert.equal((await made(ctx, 'GET', `/incidents?projectId=${other.id}`)).items.length, 1)
})

const snake = (row: object) =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      value,
    ]),
  )

test('an erasure whose job was given up is begun again a day later', async () => {
  const ctx = await testContext()
  const services = await testServices()
  const shop = await makeShop(ctx)
  assert.equal((await remove({ ...ctx, jobs: { enqueue: () => Promise.resolve() } }, shop.id)).status, 202)
  const woken: string[] = []
  const jobs: Services['jobs'] = {
    enqueue: (_tx, _name, data) => Promise.resolve(void woken.push(JSON.stringify(data))),
  }
  const isOurs = (data: string) => data.includes(shop.id)
  await resumeProjects({ ...services, jobs })
  assert.deepEqual(woken.filter(isOurs), [])
  await resumeProjects({ ...services, jobs, now: () => new Date(Date.now() + 25 * 3_600_000) })
  assert.equal(woken.filter(isOurs).length, 1)
})

test('a legal hold stops a deletion with an error that says so, and one that is under way until it is released [CAB-36]', async (t) => {
  const at = await openHouse(t)
  const owner = await at.person('Owner')
  const { slug, ...ctx } = await at.workspace(owner)
  const inside = (await at.browser(owner)).inside(slug)
  const make = async (name: string) => (await inside('POST', '/projects', { name })).body.id as string
  const [first, second] = [await make('First'), await make('Second')]
  assert.equal((await inside('DELETE', `/projects/${first}`, { slug: 'first' })).status, 202)
  const holdId = newId('hld', at.clock())
  await inPlatformTransaction(at.services, ({ db }) =>
    sql`insert into legal_holds (id, workspace_id, reason, owner, review_on, created_at, created_by)
      values (${holdId}, ${ctx.workspaceId}, 'A dispute', 'Counsel', '2030-01-01', ${at.clock()}, ${at.root.id})`.execute(
      db,
    ),
  )
  const refused = await inside('DELETE', `/projects/${second}`, { slug: 'second' })
  assert.equal(refused.status, 409)
  assert.match(refused.body.detail, /legal hold/)
  assert.equal((await inside('GET', `/projects/${second}/deletion-plan`)).body.held, true)
  assert.equal((await inside('GET', `/projects/${second}`)).status, 200)

  at.clock.advance(61_000)
  await at.work()
  const { items } = (await inside('GET', '/project-deletions')).body
  assert.partialDeepStrictEqual(items, [{ id: first, state: 'held', erased: 0 }])
  await inPlatformTransaction(at.services, ({ db }) =>
    sql`update legal_holds set released_at = ${at.clock()}, released_by = ${at.root.id}, release_reason = 'Settled'
      where id = ${holdId}`.execute(db),
  )
  at.clock.advance(3_600_000)
  await at.work()
  assert.deepEqual((await inside('GET', '/project-deletions')).body.items, [])
  // An hour is too long for a factor to be fresh.
  const again = (await at.browser(owner)).inside(slug)
  assert.equal((await again('DELETE', `/projects/${second}`, { slug: 'second' })).status, 202)
})

test('what refers to a deleted project: reports on status pages stay, messages that wait are not sent, monitors miss nothing, merged incidents go together', async () => {
  const ctx = await testContext()
  const [shop, other] = [await makeShop(ctx), await makeShop(ctx)]
  const [one, two] = [await openIncidentOf(ctx, shop, 'One'), await openIncidentOf(ctx, shop, 'Two')]
  const kept = await openIncidentOf(ctx, other, 'Kept')
  // Incidents of two projects are never one.
  assert.equal((await ask(ctx, 'POST', `/incidents/${one.id}/merges`, { incidentIds: [kept.id] })).status, 422)
  await made(ctx, 'POST', `/incidents/${one.id}/merges`, { incidentIds: [two.id] })
  await made(ctx, 'POST', `/incidents/${one.id}/notes`, { text: 'Look here' })
  await made(ctx, 'PUT', `/incidents/${one.id}/owner`, { userId: ctx.actor.id })
  const page = await made(ctx, 'POST', '/status-pages', { slug: `page-${newHexKey(6)}`, name: 'Page' })
  const report = await made(ctx, 'POST', `/status-pages/${page.id}/reports`, {
    title: 'Checkout is down',
    status: 'investigating',
    body: 'We are on it',
    components: [],
    incidentId: one.id,
  })
  const monitor = await made(ctx, 'POST', '/monitors', { projectId: shop.id, slug: 'nightly', name: 'Nightly' })
  const deliveryId = newId('dlv', ctx.now())
  await inTransaction(ctx, ({ db, workspaceId, now }) =>
    sql`insert into deliveries (id, workspace_id, channel_id, channel_name, channel_type, kind, incident_id, activity_id,
        message, state, epoch, attempts, round_attempts, next_attempt_at, created_at)
      values (${deliveryId}, ${workspaceId}, 'chn_1', 'Ops', 'email', 'incident.opened', ${one.id}, 'act_1', '{}',
        'waiting', 1, 0, 0, ${now()}, ${now()})`.execute(db),
  )
  const silent = { ...ctx, jobs: { enqueue: () => Promise.resolve() } }
  assert.equal((await remove(silent, shop.id)).status, 202)
  await attemptDelivery(silent, { deliveryId, epoch: 1 })
  const { rows } = await inTransaction(ctx, ({ db }) =>
    sql<{ state: string }>`select state from deliveries where id = ${deliveryId}`.execute(db),
  )
  assert.equal(rows[0]?.state, 'skipped')
  assert.equal((await ask(ctx, 'GET', `/monitors/${monitor.id}`)).status, 404)

  await eraseAll(silent, shop.id)
  const left = await made(ctx, 'GET', `/reports/${report.id}`)
  assert.deepEqual([left.title, left.incidentId], ['Checkout is down', null])
  assert.deepEqual(
    (await made(ctx, 'GET', '/incidents')).items.map(({ id }: { id: string }) => id),
    [kept.id],
  )
  const remains = await inTransaction(ctx, async ({ db, workspaceId }) => {
    const found: string[] = []
    for (const table of ['incident_notes', 'deliveries', 'monitors', 'monitor_environments']) {
      const { rows: some } = await sql`select from ${sql.table(table)} where workspace_id = ${workspaceId}`.execute(db)
      if (some.length > 0) found.push(table)
    }
    return found
  })
  assert.deepEqual(remains, [])
})

test('what a backup brings back of a deleted project goes again, and nothing else of its workspace does [OPS-35]', async (t) => {
  const at = await openHouse(t)
  const owner = await at.person('Owner')
  const { slug } = await at.workspace(owner)
  const inside = (await at.browser(owner)).inside(slug)
  const make = async (name: string) => (await inside('POST', '/projects', { name })).body.id as string
  const [gone, kept] = [await make('Gone'), await make('Kept')]
  // Erased after the backup was made: the backup has it, and the file of tombstones says so.
  const tombstone = { kind: 'project' as const, value: gone, erasedAt: at.clock() }
  assert.equal((await replayTombstones(at.services, { inventory }, [tombstone])).projects, 1)
  const { items } = (await inside('GET', '/projects')).body
  assert.deepEqual(
    items.map(({ id }: { id: string }) => id),
    [kept],
  )
  assert.deepEqual((await inside('GET', '/project-deletions')).body.items, [])
  assert.equal((await replayTombstones(at.services, { inventory }, [tombstone])).projects, 0)
})
