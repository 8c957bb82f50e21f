import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testApp, testContext, withRole } from '#testing'
import { ask, json, make } from './dashboards.fixture.ts'
import { inTransaction, sql } from '#platform/database'
import { maxJsonBytes, maxVersions } from './dashboard.ts'

test('a dashboard is created, changed and read again as it was saved, unknown keys included [CAB-09]', async () => {
  const ctx = await testContext()
  const given = json({ strange: { of: ['ours', null, 1.5] } })
  const made = await ask(ctx, 'POST', '/dashboards', { dashboard: given, folder: 'Shops' })
  assert.partialDeepStrictEqual(made, {
    status: 201,
    body: { title: 'Checkout', tags: ['shop'], folder: 'Shops', kind: 'own', version: 1, problems: [] },
  })
  const path = `/dashboards/${made.body.id}`
  const changed = { ...given, title: 'Checkout, all shops', panels: [] }
  const saved = await ask(ctx, 'PUT', path, { version: 1, dashboard: changed, message: 'no panels' })
  assert.partialDeepStrictEqual(saved, {
    status: 200,
    body: { version: 2, title: 'Checkout, all shops', folder: 'Shops' },
  })
  const read = (await ask(ctx, 'GET', path)).body
  assert.deepEqual(read.dashboard, changed)
  assert.equal(read.updatedBy.name, 'Ada Tester')
  const { items } = (await ask(ctx, 'GET', '/dashboards?query=CHECKOUT+shops')).body
  assert.deepEqual(
    items.map(({ id }: { id: string }) => id),
    [made.body.id],
  )
})

test('another workspace finds no dashboard of this one, and nobody reads any without signing in [CAB-09]', async () => {
  const ctx = await testContext()
  const path = await make(ctx)
  const stranger = await testContext()
  for (const tried of [path, `${path}/export`, `${path}/versions`, `${path}/public-links`]) {
    assert.equal((await ask(stranger, 'GET', tried)).status, 404, tried)
    const answer = await (await testApp()).fetch(new Request(`${ctx.config.appUrl}/api/v1${tried}`))
    assert.equal(answer.status, 401, tried)
    assert.doesNotMatch(await answer.text(), /Checkout|orders/)
  }
  assert.equal((await ask(stranger, 'PUT', path, { version: 1, dashboard: json() })).status, 404)
  assert.equal((await ask(stranger, 'DELETE', path)).status, 404)
  const { items } = (await ask(stranger, 'GET', '/dashboards')).body
  assert.ok(items.every(({ kind }: { kind: string }) => kind === 'curated'))
})

test('a viewer reads dashboards and changes none', async () => {
  const ctx = await testContext()
  const path = await make(ctx)
  const viewer = withRole(ctx, 'viewer')
  assert.equal((await ask(viewer, 'GET', path)).status, 200)
  assert.equal((await ask(viewer, 'PUT', `${path}/star`)).status, 204)
  assert.equal((await ask(viewer, 'POST', '/dashboards', { dashboard: json() })).status, 403)
  assert.equal((await ask(viewer, 'PUT', path, { version: 1, dashboard: json() })).status, 403)
  assert.equal((await ask(viewer, 'GET', `${path}/public-links`)).status, 403)
})

test('of two who save the same version the second one is told who was first, and when', async () => {
  const ctx = await testContext()
  const path = await make(ctx)
  const first = await ask(ctx, 'PUT', path, { version: 1, dashboard: json({ title: 'First' }) })
  const second = await ask(ctx, 'PUT', path, { version: 1, dashboard: json({ title: 'Second' }) })
  assert.equal(second.status, 409)
  assert.match(second.body.detail, /^Ada Tester saved version 2 of this dashboard at \d{4}-/)
  assert.ok(second.body.detail.includes(first.body.updatedAt))
  assert.equal((await ask(ctx, 'GET', path)).body.title, 'First')
  const both = await Promise.all(
    ['a', 'b'].map((title) => ask(ctx, 'PUT', path, { version: 2, dashboard: json({ title }) })),
  )
  assert.deepEqual(both.map(({ status }) => status).toSorted(), [200, 409])
})

test('an earlier version comes back as the newest one, and fifty are kept', async () => {
  const ctx = await testContext()
  const path = await make(ctx)
  for (let version = 1; version <= maxVersions; version++) {
    await ask(ctx, 'PUT', path, { version, dashboard: json({ title: `${version}` }), message: `to ${version}` })
  }
  const { items } = (await ask(ctx, 'GET', `${path}/versions`)).body
  assert.equal(items.length, maxVersions)
  assert.partialDeepStrictEqual(items[0], { version: maxVersions + 1, message: `to ${maxVersions}` })
  assert.equal(items.at(-1).version, 2)
  assert.equal((await ask(ctx, 'GET', `${path}/versions/1`)).status, 404)
  assert.equal((await ask(ctx, 'GET', `${path}/versions/2`)).body.dashboard.title, '1')
  assert.equal((await ask(ctx, 'POST', `${path}/restore`, { version: 2, current: 2 })).status, 409)
  const restored = await ask(ctx, 'POST', `${path}/restore`, { version: 2, current: maxVersions + 1 })
  assert.partialDeepStrictEqual(restored, { status: 200, body: { version: maxVersions + 2, title: '1' } })
})

test('versions of a large dashboard are kept as long as they are not too large together', async () => {
  const ctx = await testContext()
  const large = (title: string) => json({ title, text: 'x'.repeat(1_900_000) })
  const path = await make(ctx, large('0'))
  for (let version = 1; version <= 12; version++) {
    const saved = await ask(ctx, 'PUT', path, { version, dashboard: large(`${version}`) })
    assert.equal(saved.status, 200)
  }
  const { items } = (await ask(ctx, 'GET', `${path}/versions`)).body
  assert.deepEqual([items.length, items[0].version], [11, 13])
})

test('what is no dashboard, and one that is too large, is refused in words', async () => {
  const ctx = await testContext()
  const create = (dashboard: unknown) => ask(ctx, 'POST', '/dashboards', { dashboard })
  assert.equal((await create([])).status, 400)
  assert.equal((await create('{}')).status, 400)
  const large = await create(json({ text: 'x'.repeat(maxJsonBytes) }))
  assert.equal(large.status, 413)
  assert.match(large.body.detail, /no larger than/)
  assert.equal((await create(json({ text: 'x'.repeat(maxJsonBytes - 1000) }))).status, 201)
})

test('a curated dashboard is read, starred and copied, and nobody changes it', async () => {
  const ctx = await testContext()
  const listed = (await ask(ctx, 'GET', '/dashboards')).body.items
  assert.deepEqual(
    listed.map(({ id }: { id: string }) => id),
    ['curated:node', 'curated:postgresql', 'curated:nginx', 'curated:watchword'],
  )
  const path = '/dashboards/curated:nginx'
  assert.equal((await ask(ctx, 'PUT', path, { version: 1, dashboard: json() })).status, 400)
  assert.equal((await ask(ctx, 'DELETE', path)).status, 400)
  assert.equal((await ask(ctx, 'GET', '/dashboards/curated:nothing')).status, 404)
  assert.equal((await ask(ctx, 'PUT', `${path}/star`)).status, 204)
  assert.equal((await ask(ctx, 'GET', path)).body.starred, true)
  const copy = await ask(ctx, 'POST', `${path}/copies`, {})
  assert.partialDeepStrictEqual(copy, { status: 201, body: { title: 'Copy of nginx', kind: 'own', starred: false } })
  assert.equal((await ask(ctx, 'DELETE', `${path}/star`)).status, 204)
  assert.equal((await ask(ctx, 'GET', path)).body.starred, false)
})

test('a star is of one person alone, and goes with the dashboard', async () => {
  const ctx = await testContext()
  const other = { ...ctx, actor: (await testContext()).actor }
  const path = await make(ctx)
  await ask(ctx, 'PUT', `${path}/star`)
  assert.equal((await ask(ctx, 'GET', path)).body.starred, true)
  assert.equal((await ask(other, 'GET', path)).body.starred, false)
  assert.equal((await ask(ctx, 'DELETE', path)).status, 204)
  assert.equal((await ask(ctx, 'GET', path)).status, 404)
  const left = await inTransaction(ctx, ({ db, workspaceId }) =>
    sql`select from dashboard_stars where workspace_id = ${workspaceId}`.execute(db),
  )
  assert.equal(left.rows.length, 0)
})

test('an export has the keys in order, and imported again it is the same', async () => {
  const ctx = await testContext()
  const path = await make(ctx, json({ zebra: 1, apple: { b: 1, a: 2 } }))
  const exported = await ask(ctx, 'GET', `${path}/export`)
  assert.equal(exported.status, 200)
  const keys = Object.keys(exported.body)
  assert.deepEqual(keys, keys.toSorted())
  const imported = await ask(ctx, 'POST', '/dashboards/import', { json: exported.body })
  assert.equal(imported.status, 200, JSON.stringify(imported.body))
  const again = await ask(ctx, 'GET', `/dashboards/${imported.body.created.id}/export`)
  assert.deepEqual(again.body, exported.body)
})

test('an export asks Grafana for its data source, and imported here it is the same again', async () => {
  const ctx = await testContext()
  const { body: copy } = await ask(ctx, 'POST', '/dashboards/curated:nginx/copies', { title: 'nginx' })
  const exported = (await ask(ctx, 'GET', `/dashboards/${copy.id}/export`)).body
  assert.partialDeepStrictEqual(exported.__inputs, [
    { name: 'DS_WATCHWORD', type: 'datasource', pluginId: 'prometheus' },
  ])
  assert.equal(exported.panels[1].datasource.uid, '${DS_WATCHWORD}')
  assert.doesNotMatch(JSON.stringify(exported.panels), /"uid":"watchword"/)
  const { body: imported } = await ask(ctx, 'POST', '/dashboards/import', { json: exported })
  assert.deepEqual(imported.problems, [])
  assert.deepEqual(
    (await ask(ctx, 'GET', `/dashboards/${imported.created.id}`)).body.dashboard.panels,
    copy.dashboard.panels,
  )
})

test('a preview of an import says what would become of it, and keeps nothing', async () => {
  const ctx = await testContext()
  const input = { name: 'DS_PROMETHEUS', label: 'Prometheus', type: 'datasource', pluginId: 'prometheus' }
  const given = json({ __inputs: [input], templating: { list: [] } })
  const preview = await ask(ctx, 'POST', '/dashboards/import', { json: given, preview: true, title: 'Mine' })
  assert.partialDeepStrictEqual(preview, { status: 200, body: { title: 'Mine', panels: 1, queries: 1, created: null } })
  assert.partialDeepStrictEqual(preview.body.inputs, [{ name: 'DS_PROMETHEUS', kind: 'datasource' }])
  const { items } = (await ask(ctx, 'GET', '/dashboards?query=mine')).body
  assert.equal(items.length, 0)
})
