/** Status pages that come from elsewhere: what is added, under which ids, and that nobody is told. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import test, { type TestContext } from 'node:test'
import { endpoints as monitorEndpoints } from '#modules/monitors'
import { endpoints as workspaceEndpoints } from '#modules/workspaces'
import type { Context } from '#platform/context'
import { inTransaction, sql } from '#platform/database'
import { newHexKey, newShortId } from '#platform/ids'
import { call, testContext, withRole } from '#testing'
import { listSuppressedMonitorIds } from '../maintenance/suppression.ts'
import { maxComponents } from '../page.ts'
import { endpoints } from '../routes.ts'
import { createdPage, get, post, published, subscribed, visit } from '../test-support.ts'
import { statuspageDump } from './imports.fixture.ts'

async function imported(ctx: Context, body: object): Promise<any> {
  const answer = await post(ctx, '/status-imports', body)
  assert.equal(answer.status, 200, await answer.clone().text())
  return answer.json()
}

async function previewed(ctx: Context, body: object): Promise<any> {
  const answer = await post(ctx, '/status-import-previews', body)
  assert.equal(answer.status, 200, await answer.clone().text())
  return answer.json()
}

const v2 = async (ctx: Context, slug: string, file: string): Promise<any> =>
  (await visit(ctx, `/status/${slug}/api/v2/${file}`)).json()

/** Every row that an import may have written, and the letters to subscribers. */
async function everything(ctx: Context): Promise<unknown[]> {
  const tables = ['status_pages', 'components', 'component_groups', 'component_states', 'status_reports']
  const more = ['report_updates', 'update_components', 'report_components', 'maintenances', 'maintenance_updates']
  return inTransaction(ctx, async (tx) => {
    const found: unknown[] = []
    for (const table of [...tables, ...more, 'maintenance_components', 'subscriber_mails', 'monitors']) {
      const { rows } = await sql`select * from ${sql.table(table)} t where workspace_id = ${ctx.workspaceId}
        order by t::text`.execute(tx.db)
      found.push([table, rows])
    }
    return found
  })
}

test('a page of Statuspage keeps its ids, its words and its times, and importing it twice is importing it once', async () => {
  const ctx = await testContext()
  const { document, id, page, components, incidents, maintenances } = statuspageDump(ctx.now())
  const preview = await previewed(ctx, { document })
  assert.partialDeepStrictEqual(preview, {
    ...{ kind: 'statuspage', skipped: [], skippedCount: 0, monitors: [] },
    pages: [
      {
        ...{ sourceId: id.page, pageId: null, name: page.name, timeZone: 'Europe/Berlin' },
        groups: { total: 1, isNew: 1, names: ['Europe'] },
        components: { total: 3, isNew: 3, names: ['API', 'Website', 'Mail'] },
        reports: { isNew: 2, names: ['Website is slow', 'API was down'] },
        maintenances: { isNew: 2 },
      },
    ],
  })
  assert.equal((await get(ctx, `/status-pages/${id.page}`)).status, 404, 'a preview adds nothing')

  const slug = `shop-${newHexKey(6)}`
  const done = await imported(ctx, { document, pages: [{ sourceId: id.page, slug }] })
  const added = { pages: 1, groups: 1, components: 3, reports: 2, maintenances: 2 }
  assert.deepEqual(done.pages, [{ pageId: id.page, name: page.name, slug, added }])

  const shown = await v2(ctx, slug, 'components.json')
  assert.equal(shown.page.id, id.page)
  for (const [index, component] of components.entries()) {
    const { start_date: _, updated_at: __, ...rest } = component as Record<string, unknown>
    const status = rest['group'] === true ? { status: 'partial_outage', showcase: false } : {}
    assert.partialDeepStrictEqual(shown.components[index], { ...rest, ...status })
  }
  const told = (await v2(ctx, slug, 'incidents.json')).incidents
  for (const source of incidents as any[]) {
    const ours = told.find((each: any) => each.id === source.id)
    const { incident_updates: updates, components: affected, ...rest } = source
    assert.partialDeepStrictEqual(ours, { ...rest, monitoring_at: null })
    assert.deepEqual(
      ours.components.map((each: any) => each.id),
      affected.map((each: any) => each.id),
    )
    for (const [index, update] of updates.entries()) assert.partialDeepStrictEqual(ours.incident_updates[index], update)
  }
  const windows = (await v2(ctx, slug, 'scheduled-maintenances.json')).scheduled_maintenances
  for (const source of maintenances as any[]) {
    const { id: windowId, name, status, scheduled_for, scheduled_until, created_at, incident_updates } = source
    const ours = windows.find((each: any) => each.id === windowId)
    assert.partialDeepStrictEqual(ours, { name, status, scheduled_for, scheduled_until, created_at })
    assert.deepEqual(
      ours.incident_updates.map((each: any) => [each.id, each.body]),
      incident_updates.map((each: any) => [each.id, each.body]),
    )
  }

  const before = await everything(ctx)
  const again = await imported(ctx, { document })
  assert.deepEqual(Object.values(again.pages[0].added), [0, 0, 0, 0, 0])
  assert.deepEqual(await everything(ctx), before)
  assert.equal((await previewed(ctx, { document })).pages[0].pageId, id.page)
})

test('what the reports told is the history of the components, and what follows goes on from there', async () => {
  const ctx = await testContext()
  const { document, id, ago } = statuspageDump(ctx.now())
  const slug = `shop-${newHexKey(6)}`
  await imported(ctx, { document, pages: [{ sourceId: id.page, slug }] })
  const states = async (component: string) =>
    (await (await get(ctx, `/components/${component}/states`)).json()).items.map((each: any) => [
      ...[each.status, each.startedAt, each.endedAt],
    ])
  assert.deepEqual(await states(id.api), [
    ['operational', ago(97), null],
    ['major_outage', ago(100), ago(97)],
  ])
  assert.deepEqual(await states(id.web), [
    ['partial_outage', ago(5), null],
    ['operational', ago(100), ago(5)],
  ])
  assert.deepEqual((await states(id.mail)).slice(0, 2), [
    ['operational', ago(48), null],
    ['under_maintenance', ago(50), ago(48)],
  ])
  const uptime = await (await get(ctx, `/status-pages/${id.page}/uptime`)).json()
  const api = uptime.components.find((each: any) => each.id === id.api)
  assert.ok(api.uptime > 0.96 && api.uptime < 0.98, `three hours of a hundred: ${api.uptime}`)
  // The imported report is a report like any other: its end sets its component right.
  await published(ctx, id.open, 'resolved')
  const components = await (await get(ctx, `/status-pages/${id.page}/components`)).json()
  assert.equal(components.items.find((each: any) => each.id === id.web).status, 'operational')
})

test('nobody is told by an import, and what it left alone is told as ever', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx, [])
  await subscribed(ctx, page)
  const { document, id } = statuspageDump(ctx.now())
  await imported(ctx, { document, pages: [{ sourceId: id.page, pageId: page.id }] })
  const letters = () =>
    inTransaction(ctx, (tx) =>
      tx.db.selectFrom('subscriberMails').select('id').where('workspaceId', '=', ctx.workspaceId).execute(),
    )
  assert.deepEqual(await letters(), [])
  const audited = await inTransaction(ctx, (tx) =>
    tx.db.selectFrom('auditEntries').select('action').where('workspaceId', '=', ctx.workspaceId).execute(),
  )
  assert.equal(audited.filter(({ action }) => action === 'statusPage.imported').length, 1)
  await published(ctx, id.open, 'resolved')
  assert.equal((await letters()).length, 1)
})

test('the same source in two workspaces, and on two pages of one, is two things with nothing in common', async () => {
  const [ctx, other] = [await testContext(), await testContext()]
  const { document, id } = statuspageDump(ctx.now())
  const mine = await imported(ctx, { document, pages: [{ sourceId: id.page, slug: `a-${newHexKey(6)}` }] })
  const theirs = await imported(other, { document, pages: [{ sourceId: id.page, slug: `b-${newHexKey(6)}` }] })
  assert.equal(mine.pages[0].pageId, theirs.pages[0].pageId)
  assert.equal(theirs.pages[0].added.components, 3)
  await published(other, id.open, 'resolved')
  assert.equal((await (await get(ctx, `/reports/${id.open}`)).json()).status, 'identified')

  const second = await createdPage(ctx, ['API'])
  const choice = { document, pages: [{ sourceId: id.page, pageId: second.id }] }
  const copy = await imported(ctx, choice)
  assert.equal(copy.pages[0].added.components, 3)
  const shown = (await v2(ctx, second.slug, 'components.json')).components
  assert.equal(shown.filter((each: any) => each.name === 'API').length, 2)
  assert.ok(shown.every((each: any) => /^[a-z0-9]{12}$/.test(each.id) && !Object.values(id).includes(each.id)))
  assert.deepEqual(Object.values((await imported(ctx, choice)).pages[0].added), [0, 0, 0, 0, 0])
  const elsewhere = await post(other, '/status-imports', choice)
  assert.equal(elsewhere.status, 404, 'another workspace’s page is none')
})

test('a later import adds what is new, leaves what somebody changed here, and writes the past down as a correction', async () => {
  const ctx = await testContext()
  const { document, id, page, incidents, ago } = statuspageDump(ctx.now())
  const first = { ...document, 'incidents.json': { page, incidents: [] }, 'summary.json': { page, components: [] } }
  await imported(ctx, { document: first, pages: [{ sourceId: id.page, slug: `shop-${newHexKey(6)}` }] })
  await call(ctx, (await import('../routes.ts')).endpoints, 'PATCH', `/components/${id.api}`, { name: 'Programs' })
  const { pages } = await imported(ctx, { document })
  assert.deepEqual(pages[0].added, { pages: 0, groups: 0, components: 0, reports: 2, maintenances: 0 })
  const components = (await (await get(ctx, `/status-pages/${id.page}/components`)).json()).items
  assert.equal(components.find((each: any) => each.id === id.api).name, 'Programs')
  assert.equal(components.find((each: any) => each.id === id.web).status, 'partial_outage')
  const { items } = await (await get(ctx, `/components/${id.api}/states`)).json()
  assert.ok(items.some((each: any) => each.status === 'major_outage' && each.startedAt === ago(100)))
  assert.equal(incidents.length, 2)
})

test('what cannot be taken over is named with its reason, and the rest is taken over', async () => {
  const ctx = await testContext()
  const { document, id, page, components, incidents, maintenances, ago } = statuspageDump(ctx.now())
  const broken = {
    ...document,
    'components.json': {
      page: { ...page, time_zone: 'Nowhere/Land' },
      components: [
        ...components,
        { ...components[3], id: newShortId(), name: 'Odd', status: 'sleepy' },
        { name: 'Without id' },
        ...Array.from({ length: maxComponents }, (_, n) => ({ ...components[3], id: newShortId(), name: `C${n}` })),
      ],
    },
    'summary.json': { page: { ...page, time_zone: 'Nowhere/Land' } },
    'incidents.json': {
      incidents: [...incidents, { ...incidents[0], id: newShortId(), name: 'Bare', incident_updates: [] }, 'nothing'],
    },
    'scheduled-maintenances.json': {
      scheduled_maintenances: [
        ...maintenances,
        { ...maintenances[0], id: newShortId(), name: 'Missed', scheduled_for: ago(9), scheduled_until: ago(8) },
      ],
    },
  }
  const body = { document: broken, pages: [{ sourceId: id.page, slug: `shop-${newHexKey(6)}` }] }
  const done = await imported(ctx, body)
  assert.deepEqual(done.pages[0].added, { pages: 1, groups: 1, components: maxComponents, reports: 2, maintenances: 2 })
  const reasons = done.skipped.map(({ what, name, reason }: any) => `${what} ${name}: ${reason}`)
  for (const reason of [
    /^page Shop .*time zone Nowhere\/Land is not known/,
    /^component Odd: its status is not one of the five/,
    /^component : it has no id/,
    /^report Bare: it has no update that could be read/,
    /^report : it has no id/,
    /^maintenance Missed: its time is over, and it never began/,
    /^component C199: a status page has at most 200 components/,
  ]) {
    assert.ok(
      reasons.some((each: string) => reason.test(each)),
      `${reason} in ${reasons.join('\n')}`,
    )
  }
  for (const [wrong, words] of [
    [{ document: { nothing: 1 } }, /neither a body of the Statuspage API nor/],
    [{}, /give the address of a page, or a document/],
    [{ document, pages: [{ sourceId: 'another', slug: 'another' }] }, /the source has no such page/],
    [{ document, pages: [{ sourceId: id.page, slug: 'admin' }] }, /reserved/],
  ] as const) {
    const answer = await post(ctx, '/status-imports', wrong)
    assert.equal(answer.status, 400)
    assert.match(await answer.text(), words)
  }
})

async function served(t: TestContext, handle: RequestListener): Promise<string> {
  const server = createServer(handle).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  // It listens on a port.
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function closedAddress(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return `http://127.0.0.1:${port}`
}

test('a page is read from its address, within bounds, and never through a redirect', async (t) => {
  const ctx = await testContext()
  const { document, id } = statuspageDump(ctx.now())
  const asked: string[] = []
  const url = await served(t, (request, response) => {
    asked.push(request.url ?? '')
    const file = (request.url ?? '').replace('/base/api/v2/', '')
    if (file === 'incidents.json') return void response.end(JSON.stringify({ incidents: 'x'.repeat(3 * 1024 * 1024) }))
    if (file === 'scheduled-maintenances.json') return void response.writeHead(302, { location: '/else' }).end()
    if (file in document) return void response.end(JSON.stringify(document[file as keyof typeof document]))
    response.writeHead(404).end()
  })
  const slug = `shop-${newHexKey(6)}`
  const done = await imported(ctx, { url: `${url}/base/`, pages: [{ sourceId: id.page, slug }] })
  // What the summary says of the open report and the planned window is there all the same.
  assert.deepEqual(done.pages[0].added, { pages: 1, groups: 1, components: 3, reports: 1, maintenances: 1 })
  assert.deepEqual(
    done.skipped.map(({ what, name, reason }: any) => [what, name, reason]),
    [
      ['file', 'incidents.json', 'is larger than 2 MiB'],
      ['file', 'scheduled-maintenances.json', 'is somewhere else: give the address that the page moved to'],
    ],
  )
  assert.equal(asked.length, 4)
  for (const [wrong, words] of [
    [`${url}/nothing`, /summary.json was answered with 404/],
    ['https://10.0.0.1', /not on the public internet/],
    ['https://ada:pass@status.example.com', /user name or password/],
    ['not an address', /not an address/],
    [await closedAddress(), /summary.json was not read: no connection could be made/],
  ] as const) {
    const answer = await post(ctx, '/status-import-previews', { url: wrong })
    assert.equal(answer.status, 400, wrong)
    assert.match(await answer.text(), words)
  }
})

const kuma = {
  version: '1.23.16',
  monitorList: [
    {
      ...{ id: 1, name: 'Shop', type: 'http', url: 'https://shop.example', interval: 60, active: 0 },
      ...{ basic_auth_user: 'ada', basic_auth_pass: 'canary-in-kuma', headers: '{"X-Token":"canary-in-header"}' },
    },
    { id: 2, name: 'Backup', type: 'push', interval: 3_600, active: 1, pushToken: 'canary-token' },
    { id: 3, name: 'Game', type: 'gamedig', hostname: 'game.example' },
  ],
  statusPageList: {
    1: { slug: 'acme', title: 'Acme', publicGroupList: [{ id: 1, name: 'Shop', monitorList: [{ id: 1 }] }] },
  },
}

test('Uptime Kuma’s monitors, heartbeats and pages come over once, and their secrets are sealed', async () => {
  const ctx = await testContext()
  const project = await (await call(ctx, workspaceEndpoints, 'POST', '/projects', { name: 'Shop' })).json()
  const preview = await previewed(ctx, { document: kuma, projectId: project.id })
  assert.deepEqual(
    preview.monitors.map(({ name, type, paused, isThere }: any) => [name, type, paused, isThere]),
    [
      ['Shop', 'http', true, false],
      ['Backup', 'heartbeat', false, false],
    ],
  )
  assert.doesNotMatch(JSON.stringify(preview), /canary/)
  const body = {
    ...{ document: kuma, projectId: project.id },
    pages: [{ sourceId: preview.pages[0].sourceId, slug: `acme-${newHexKey(6)}` }],
  }
  const done = await imported(ctx, body)
  assert.deepEqual(done.monitors, { checks: 1, heartbeats: 1, known: 0, followed: 1 })
  assert.equal(done.pages[0].added.components, 1)
  assert.match(JSON.stringify(done.skipped), /Game.*gamedig are not made here/)
  const listed = await (await call(ctx, monitorEndpoints, 'GET', '/check-monitors')).json()
  const shop = await (await call(ctx, monitorEndpoints, 'GET', `/check-monitors/${listed.items[0].id}`)).json()
  assert.partialDeepStrictEqual(shop, {
    name: 'Shop',
    condition: 'paused',
    spec: { auth: { kind: 'basic', user: 'ada' } },
  })
  const { items } = await (await call(ctx, monitorEndpoints, 'GET', '/monitors')).json()
  assert.partialDeepStrictEqual(items[0], { name: 'Backup', schedule: { every: 60, unit: 'minute' }, pausedAt: null })
  const before = await everything(ctx)
  // Neither rows, nor audit log, nor answers have one of them in the clear.
  const audited = await inTransaction(ctx, (tx) => tx.db.selectFrom('auditEntries').selectAll().execute())
  assert.doesNotMatch(JSON.stringify([before, audited, done, shop]), /canary/)
  const again = await imported(ctx, body)
  assert.deepEqual(again.monitors, { checks: 0, heartbeats: 0, known: 2, followed: 0 })
  assert.deepEqual(await everything(ctx), before)
  // In another project they are others; of two who bring them there at once one does.
  const next = await (await call(ctx, workspaceEndpoints, 'POST', '/projects', { name: 'Next' })).json()
  const elsewhere = { ...body, projectId: next.id }
  const both = await Promise.all([imported(ctx, elsewhere), imported(ctx, elsewhere)])
  assert.equal(both[0].monitors.checks + both[1].monitors.checks, 1)
  assert.equal(both[0].monitors.heartbeats + both[1].monitors.heartbeats, 1)
})

test('components of Uptime Kuma follow their monitors, and its maintenances keep them quiet', async () => {
  const ctx = await testContext()
  const project = await (await call(ctx, workspaceEndpoints, 'POST', '/projects', { name: 'Shop' })).json()
  const at = (hours: number) => new Date(ctx.now().getTime() + hours * 3_600_000).toISOString().slice(0, 19)
  const document = {
    monitorList: [
      { id: 1, name: 'Shop', type: 'http', url: 'https://shop.example', interval: 60, active: 0 },
      { id: 2, name: 'Inside', type: 'port', hostname: 'db.example', port: 5432, active: 0 },
    ],
    statusPageList: {
      1: { slug: 'acme', title: 'Acme', publicGroupList: [{ id: 1, name: 'Shop', monitorList: [{ id: 1 }] }] },
    },
    maintenanceList: {
      1: { id: 1, title: 'Now', strategy: 'single', dateRange: [at(-1), at(1)], timezone: 'UTC', monitors: [1, 2] },
      2: {
        ...{ id: 2, title: 'Weekly', strategy: 'recurring-weekday', weekdays: [1, 2, 3, 4, 5, 6, 0], monitors: [1, 2] },
        ...{
          timeRange: [
            { hours: 2, minutes: 0 },
            { hours: 3, minutes: 0 },
          ],
          timezone: 'UTC',
        },
      },
    },
  }
  const pages = [{ sourceId: 'uptime-kuma acme', slug: `acme-${newHexKey(6)}` }]
  const preview = await previewed(ctx, { document, pages, projectId: project.id })
  assert.deepEqual(preview.pages[0].maintenances, { total: 2, isNew: 2, names: ['Now', 'Weekly'] })
  const done = await imported(ctx, { document, pages, projectId: project.id })
  assert.deepEqual(done.monitors, { checks: 2, heartbeats: 0, known: 0, followed: 1 })
  assert.equal(done.pages[0].added.maintenances, 2)
  assert.deepEqual(done.skipped, [])
  const { pageId } = done.pages[0]
  const listed = await (await call(ctx, monitorEndpoints, 'GET', '/check-monitors?sort=name')).json()
  const [inside, shop] = listed.items.map(({ id }: any) => id)
  const components = await get(ctx, `/status-pages/${pageId}/components`)
  const [component] = (await components.json()).items.flatMap((each: any) => each.components ?? [each])
  const following = await (await get(ctx, `/components/${component.id}/following`)).json()
  assert.deepEqual(
    following.monitors.map(({ id }: any) => id),
    [shop],
  )
  const windows = (await (await get(ctx, `/status-pages/${pageId}/maintenance-windows`)).json()).items
  const now = windows.find(({ title }: any) => title === 'Now')
  assert.partialDeepStrictEqual(now, { status: 'in_progress', components: [{ id: component.id }] })
  assert.deepEqual([...now.monitorIds].sort(), [inside, shop].sort())
  const weekly = windows.filter(({ title }: any) => title === 'Weekly')
  assert.ok(weekly.length > 5, `${weekly.length} windows are planned`)
  assert.deepEqual([...weekly[0].monitorIds].sort(), [inside, shop].sort())
  const suppressed = await inTransaction(ctx, (tx) => listSuppressedMonitorIds(tx, [inside, shop], ctx.now()))
  assert.deepEqual([...suppressed].sort(), [inside, shop].sort())
  const { rows } = await inTransaction(ctx, (tx) =>
    sql<{ n: number }>`select count(*)::int as n from maintenance_updates
    where workspace_id = ${tx.workspaceId} and notified`.execute(tx.db),
  )
  assert.equal(rows[0]?.n, 0, 'somebody would be told')
  // What somebody took apart stays apart.
  await call(ctx, endpoints, 'PUT', `/components/${component.id}/following`, { monitorIds: [] })
  const before = await everything(ctx)
  const again = await imported(ctx, { document, pages, projectId: project.id })
  assert.deepEqual(again.monitors, { checks: 0, heartbeats: 0, known: 2, followed: 0 })
  assert.equal(again.pages[0].added.maintenances, 0)
  assert.deepEqual(await everything(ctx), before)
})

test('who may write status pages but no projects brings pages and no monitors', async () => {
  const ctx = await testContext()
  const project = await (await call(ctx, workspaceEndpoints, 'POST', '/projects', { name: 'Shop' })).json()
  const member = withRole(ctx, 'member')
  const body = { document: kuma, pages: [{ sourceId: 'uptime-kuma acme', slug: `acme-${newHexKey(6)}` }] }
  assert.equal((await post(member, '/status-imports', { ...body, projectId: project.id })).status, 403)
  const done = await imported(member, body)
  assert.equal(done.pages[0].added.pages, 1)
  assert.match(JSON.stringify(done.skipped), /2 monitors.*no project was chosen/)
  assert.equal((await post(withRole(ctx, 'viewer'), '/status-imports', body)).status, 403)
})

test('two imports at once are one, and a name that another page has is said', async () => {
  const ctx = await testContext()
  const { document, id } = statuspageDump(ctx.now())
  const slug = `shop-${newHexKey(6)}`
  const body = { document, pages: [{ sourceId: id.page, slug }] }
  const [one, two] = await Promise.all([imported(ctx, body), imported(ctx, body)])
  assert.equal(one.pages[0].added.components + two.pages[0].added.components, 3)
  const next = statuspageDump(ctx.now())
  const taken = await post(ctx, '/status-imports', {
    document: next.document,
    pages: [{ sourceId: next.id.page, slug }],
  })
  assert.equal(taken.status, 409)
  assert.equal((await get(ctx, `/status-pages/${next.id.page}`)).status, 404)
})
