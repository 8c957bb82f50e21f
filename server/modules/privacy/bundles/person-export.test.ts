import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Ajv2020, type AnySchema } from 'ajv/dist/2020.js'
import type { Context } from '#platform/context'
import { inPlatformTransaction, inPrivacyTransaction, inTransaction, sql } from '#platform/database'
import { fixedPolicy, presets } from '#platform/policy'
import { call, personOf, testApp, testContext, withoutFreshness } from '#testing'
import { endpoints } from '../../../app.ts'
import { signIn } from '../../../testing/people.ts'
import { insertEvent, inventory, made, readPersonBundle, silent } from './bundles.fixture.ts'
import { readCatalog } from './catalog.ts'
import { expireExports } from './look-after-exports.ts'
import type { PersonBundle } from './person-bundle.ts'
import { startPersonExport } from './person-exports.ts'
import { planPersonExport } from './plan-person-export.ts'
import { outside } from './plan-workspace-export.ts'
import { plantPerson } from './plant.fixture.ts'

const dayMs = 86_400_000

async function addressOf(ctx: Context): Promise<string> {
  const person = await personOf(ctx)
  assert.ok(person)
  return person.person.email
}

const identityOf = async (ctx: Context) => ({ userId: ctx.actor.id, address: await addressOf(ctx) })

async function join(ctx: Context, { actor }: Context): Promise<void> {
  await inTransaction(ctx, ({ db, workspaceId, now }) =>
    db.insertInto('memberships').values({ workspaceId, userId: actor.id, role: 'member', joinedAt: now() }).execute(),
  )
}

async function copyOf(ctx: Context): Promise<PersonBundle> {
  const { id } = await made(ctx, 'POST', '/user/exports')
  return readPersonBundle(ctx, id)
}

const placeOf = (bundle: PersonBundle, place: string) =>
  bundle.categories.flatMap(({ places }) => places).find((one) => one.place === place)?.rows ?? []

test('a copy has everything about the person in every category of the inventory, and nothing of anybody else or secret [SEN-28, SEN-31, OPS-40, AHU-36, DSE-45]', async () => {
  const [ada, grace, lin] = [await testContext(), await testContext(), await testContext()]
  await join(ada, grace)
  await join(grace, ada)
  const catalog = await inPrivacyTransaction(outside(ada), readCatalog)
  const [adaIs, graceIs, linIs] = [await identityOf(ada), await identityOf(grace), await identityOf(lin)]
  const shared = {
    database: ada.database,
    catalog,
    inventory,
    workspaceId: ada.workspaceId,
    now: ada.now(),
    other: linIs,
  }
  const hers = await plantPerson({ ...shared, person: adaIs })
  const others = await plantPerson({ ...shared, person: graceIs })

  await made(ada, 'PATCH', '/workspace', { name: 'Mine' })
  const { id: keyId } = await made(ada, 'POST', '/api-keys', { name: 'CI', scopes: ['projects.read'] })
  await ada.columns.insert('api_requests', [
    { workspace_id: ada.workspaceId, key_id: keyId, at: ada.now(), id: 'req_1', method: 'GET', path: '/asked-by-ada' },
    { workspace_id: ada.workspaceId, key_id: 'key_of_another', at: ada.now(), id: 'req_2', path: '/asked-by-another' },
  ])
  // Those that were planted are not under way.
  await sql`update person_exports set state = 'failed' where state = 'queued'`.execute(ada.database.kysely)

  const bundle = await copyOf(ada)
  const text = JSON.stringify(bundle)
  for (const { place, by, canaries } of hers) {
    for (const { field, text: canary } of canaries) {
      const entry = inventory.find(
        (one) => one.store === 'database' && one.place === place && one.fields.includes(field),
      )
      const about = entry?.subject.some(
        (one) =>
          ('userId' in one && one.userId === by) ||
          ('address' in one && one.address === by) ||
          ('of' in one && one.column === by),
      )
      assert.equal(
        text.includes(canary),
        entry?.export === 'yes' && entry.erase !== 'workspaceDecides' && about === true,
        `${place}.${field} by ${by}`,
      )
    }
  }
  for (const { place, canaries } of others) {
    for (const { field, text: canary } of canaries)
      assert.ok(!text.includes(canary), `${place}.${field} of another person`)
  }
  for (const stranger of [graceIs.userId, graceIs.address, linIs.userId, linIs.address])
    assert.ok(!text.includes(stranger))

  // Every category in which the inventory finds the person is there, with each place; what is not shown says why.
  for (const entry of inventory.filter(
    ({ store, subject }) => store === 'database' && subject.some((one) => !('own' in one)),
  )) {
    if (entry.erase === 'workspaceDecides') {
      assert.ok(
        bundle.workspaces.some(({ content }) => content.some(({ place }) => place === entry.place)),
        entry.place,
      )
      continue
    }
    const category = bundle.categories.find(({ id }) => id === entry.category)
    assert.ok(category, `${entry.category} of ${entry.place}`)
    const shown = [...category.places, ...category.facts, ...category.leftOut].map(({ place }) => place)
    assert.ok(shown.includes(entry.place), entry.place)
    for (const { reason } of category.leftOut) assert.ok(reason.length > 10)
  }
  // What she did stands in the audit log of the workspaces.
  const acts = await sql<{ count: number }>`
    select count(*) as count from audit_entries e join audit_people p using (workspace_id)
    where p.reference = e.actor_reference and p.actor_id = ${ada.actor.id}`.execute(ada.database.kysely)
  assert.equal(placeOf(bundle, 'audit_entries').length, acts.rows[0]?.count)
  assert.ok(placeOf(bundle, 'audit_entries').length > 0)
  assert.deepEqual(
    placeOf(bundle, 'api_requests').map(({ path }) => path),
    ['/asked-by-ada'],
  )
  assert.deepEqual(
    bundle.counts,
    bundle.categories.flatMap(({ id, places }) =>
      places.map(({ place, rows }) => ({ category: id, place, rows: rows.length })),
    ),
  )
})

test('a copy follows its published schema, and each category says purposes, grounds, recipients, sources and periods [SEN-31, AHU-03]', async () => {
  const ctx = await testContext()
  const processor = {
    ...{
      id: 'mailer',
      name: 'Mailer Ltd',
      kind: 'mail' as const,
      purpose: 'sends mail',
      hosts: [],
      categories: ['C01'],
    },
    ...{ region: 'EEA', transfer: null, dpa: null, noTraining: true },
  }
  const policy = fixedPolicy({ ...presets['strict']!, processors: [processor] })
  const plan = await planPersonExport(
    { ...outside(ctx), policy },
    { inventory },
    { userId: ctx.actor.id, addresses: [] },
  )
  assert.deepEqual(plan.categories.find(({ head }) => head.id === 'C01')?.head.recipients, [
    { name: 'Mailer Ltd', purpose: 'sends mail', region: 'EEA', transfer: null },
  ])
  const bundle = await copyOf(ctx)
  const app = await testApp()
  const published = await app.fetch(new Request('http://localhost/api/v1/schemas/person-bundle.json'))
  const schema = (await published.json()) as AnySchema // what it is, is tried below
  const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(schema)
  assert.ok(validate(bundle), JSON.stringify(validate.errors))
  assert.ok(!validate({ ...bundle, counts: undefined }), 'without its counts it is cut off')
  assert.ok(bundle.categories.length > 2)
  for (const { purposes, sources, retention, name } of bundle.categories) {
    assert.ok(name && purposes.length > 0 && sources.length > 0 && retention.length > 0)
    for (const { basis } of purposes) assert.match(basis, /GDPR|legal duty/)
  }
  assert.deepEqual(bundle.categories.find(({ id }) => id === 'C01')?.sources, ['what you gave yourself'])
})

for (const [preset, profile] of Object.entries(presets)) {
  test(`a copy says how long things are kept as the preset ${preset} has it [SEN-02]`, async () => {
    const ctx = await testContext()
    await signIn(ctx)
    const services = { ...outside(ctx), policy: fixedPolicy(profile) }
    const plan = await planPersonExport(services, { inventory }, { userId: ctx.actor.id, addresses: [] })
    const words = plan.categories.find(({ head }) => head.id === 'C07')?.head.retention.join('\n') ?? ''
    const { sessionTailDays: tail } = profile.retention
    assert.match(words, new RegExp(`deleted ${tail} days? after the time “seen”`))
    assert.doesNotMatch(words, /\b(may|typically|reasonable)\b/)
  })
}

test('somebody who signs in twice finds both in the list of activities and in the copy [SEN-04]', async () => {
  const ctx = await testContext()
  const password = 'correct horse battery staple'
  const passwordHash = await ctx.passwords.hash(password)
  await inPlatformTransaction(outside(ctx), ({ db }) =>
    sql`update users set password_hash = ${passwordHash} where id = ${ctx.actor.id}`.execute(db),
  )
  const app = await testApp()
  const body = JSON.stringify({ email: await addressOf(ctx), password })
  for (let count = 0; count < 2; count++) {
    const answer = await app.fetch(new Request('http://localhost/api/v1/session', { method: 'POST', body }))
    assert.equal(answer.status, 201)
  }
  const { items } = await made(ctx, 'GET', '/user/activity')
  assert.equal(items.filter(({ type }: { type: string }) => type === 'session.started').length, 2)
  const rows = placeOf(await copyOf(ctx), 'user_activities')
  assert.equal(rows.filter(({ type }) => type === 'session.started').length, 2)
  assert.ok(rows.every((row) => 'remote_address' in row && 'at' in row))
})

test('the button and the desk give the same copy [CAB-31]', async () => {
  const ctx = await testContext()
  await signIn(ctx)
  const button = await copyOf(ctx)
  const { id } = await startPersonExport(outside(ctx), { userId: ctx.actor.id, addresses: [] })
  const desk = await readPersonBundle(ctx, id)
  const content = ({ categories }: PersonBundle) => categories.filter((one) => one.id !== 'C31')
  assert.deepEqual(content(desk), content(button))
})

test('content of a workspace that concerns a person is told as a fact, with the workspace that decides', async () => {
  const [ctx, shop] = [await testContext(), await testContext()]
  const email = (await addressOf(ctx)).toUpperCase()
  await insertEvent(shop, { user_email: email, title: 'boom' })
  const bundle = await copyOf(ctx)
  const { name, slug } = await made(shop, 'GET', '/workspace')
  assert.deepEqual(
    bundle.workspaces.map(({ content, ...rest }) => ({
      ...rest,
      content: content.map(({ place, rows }) => ({ place, rows })),
    })),
    [{ id: shop.workspaceId, name, slug, content: [{ place: 'events', rows: 1 }] }],
  )
  assert.ok(!JSON.stringify(bundle).includes('boom'))
})

test('somebody without a sign-in gets what is held about an address, by a link that opens nothing else and expires', async () => {
  const ctx = await testContext()
  const address = `Reader-${ctx.workspaceId.slice(-8)}@example.com`
  const catalog = await inPrivacyTransaction(outside(ctx), readCatalog)
  const strangers = await identityOf(await testContext())
  const nobody = { userId: 'usr_0', address }
  const about = {
    database: ctx.database,
    catalog,
    inventory,
    workspaceId: ctx.workspaceId,
    now: ctx.now(),
    other: strangers,
  }
  await plantPerson({
    ...about,
    inventory: inventory.filter(({ place }) => place.startsWith('subscriber')),
    person: { ...nobody, address: address.toLowerCase() },
  })
  const { id } = await startPersonExport(outside(ctx), { userId: null, addresses: [address] })
  const bundle = await readPersonBundle(ctx, id)
  assert.deepEqual(bundle.person, { userId: null, addresses: [address.toLowerCase()] })
  assert.equal(placeOf(bundle, 'subscribers').length, 1)
  assert.equal(placeOf(bundle, 'subscriber_mails').length, 1)
  assert.equal(placeOf(bundle, 'users').length, 0)

  const { exportLink } = await import('./mail-ready.ts')
  const { fileRoutes } = await import('./file-routes.ts')
  const { callRoute } = await import('#testing')
  const secret = new URL(exportLink(ctx, id)).hash.slice(1)
  const fetchWith = (services: Context, given: string) =>
    callRoute(
      services,
      fileRoutes,
      new Request('http://localhost/api/v1/export-downloads', {
        method: 'POST',
        body: JSON.stringify({ secret: given }),
      }),
    )
  const answer = await fetchWith(ctx, secret)
  assert.equal(answer.status, 200)
  assert.equal(((await answer.json()) as PersonBundle).id, id) // what was checked above
  const changed = `${secret.slice(0, -5)}${secret.at(-5) === 'A' ? 'B' : 'A'}${secret.slice(-4)}`
  assert.equal((await fetchWith(ctx, changed)).status, 404)
  assert.equal((await fetchWith(ctx, '')).status, 404)
  const own = await startPersonExport(outside(ctx), { userId: ctx.actor.id, addresses: [] })
  await readPersonBundle(ctx, own.id)
  const secretOfOwn = new URL(exportLink(ctx, own.id)).hash.slice(1)
  assert.equal((await fetchWith(ctx, secretOfOwn)).status, 404, 'of somebody with a sign-in there is no link')
  const later = { ...ctx, now: () => new Date(Date.now() + 8 * dayMs) }
  assert.equal((await fetchWith(later, secret)).status, 404)
})

test('a copy is for the person alone, needs a fresh factor, and one at a time is under way', async () => {
  const [ada, eve] = [await testContext(), await testContext()]
  const stale = await call(withoutFreshness(ada), endpoints, 'POST', '/user/exports')
  assert.equal((await stale.json()).code, 'fresh_factor_required')
  const { id } = await startPersonExport(silent(outside(ada)), { userId: ada.actor.id, addresses: [] })
  assert.equal((await call(ada, endpoints, 'POST', '/user/exports')).status, 409)
  const { state, planned, done } = await made(ada, 'GET', `/user/exports/${id}`)
  assert.deepEqual({ state, planned, done }, { state: 'queued', planned: null, done: 0 })
  assert.equal((await call(eve, endpoints, 'GET', `/user/exports/${id}`)).status, 404)
  assert.deepEqual((await made(eve, 'GET', '/user/exports')).items, [])

  const { runPersonExport } = await import('./person-exports.ts')
  await runPersonExport(outside(ada), { inventory }, id)
  const app = await testApp()
  const file = async (as: Context | null) => {
    const headers = as ? { cookie: await signIn(as) } : {}
    return app.fetch(new Request(`http://localhost/api/v1/user/exports/${id}/file`, { headers }))
  }
  const answer = await file(ada)
  assert.equal(answer.status, 200)
  assert.match(answer.headers.get('content-disposition') ?? '', /attachment; filename="my-data-/)
  const bytes = Buffer.from(await answer.arrayBuffer())
  assert.equal(bytes.length, Number(answer.headers.get('content-length')))
  assert.equal((await file(eve)).status, 404)
  assert.equal((await file(null)).status, 401)
})

test('a copy can be fetched for seven days; then its file goes, and after thirty more what is known of it', async () => {
  const ctx = await testContext()
  const { id } = await made(ctx, 'POST', '/user/exports')
  await readPersonBundle(ctx, id)
  const file = `${ctx.actor.id}/export/${id}.json`
  const at = (days: number) => ({ ...ctx, now: () => new Date(ctx.now().getTime() + days * dayMs) })
  const isThere = () =>
    ctx.blobs.get(file).then(
      ({ body }) => Boolean(body.destroy()),
      () => false,
    )
  await expireExports(outside(at(6.99)))
  assert.equal((await made(at(6.99), 'GET', `/user/exports/${id}`)).state, 'ready')
  assert.equal(await isThere(), true)
  await expireExports(outside(at(7.01)))
  assert.equal((await made(at(7.01), 'GET', `/user/exports/${id}`)).state, 'expired')
  assert.equal(await isThere(), false)
  await expireExports(outside(at(36.9)))
  assert.equal((await made(ctx, 'GET', '/user/exports')).items.length, 1)
  await expireExports(outside(at(37.1)))
  assert.equal((await made(ctx, 'GET', '/user/exports')).items.length, 0)
})
