import assert from 'node:assert/strict'
import { test } from 'node:test'
import { endpoints } from '../../../app.ts'
import { testClock } from '#platform/clock'
import type { Context, Services } from '#platform/context'
import { inTransaction, sql } from '#platform/database'
import { createApp } from '#platform/http'
import { authenticate } from '#modules/users'
import { call, testApp, testContext, testServices, withoutFreshness, withRole } from '#testing'
import { permissionsOf } from '../permissions.ts'
import { apiKeyScopes, maxApiKeys } from './api-key.ts'
import { addApiKey } from './create-api-key.ts'
import { keyMigrations } from './migrations.ts'
import { keyEndpoints } from './routes.ts'

const api = (ctx: Context, method: string, path: string, body?: unknown) => call(ctx, keyEndpoints, method, path, body)

async function newKey(ctx: Context, changes: object = {}) {
  const answer = await api(ctx, 'POST', '/api-keys', { name: 'CI', scopes: ['incidents.read'], ...changes })
  assert.equal(answer.status, 201)
  return answer.json()
}

type Sent = { method?: string; body?: string; headers?: Record<string, string> }

/** A request with the key, through the front door; in another process when `services` are. */
async function use(key: string, path = '/incidents', init: Sent = {}, services?: Services) {
  const app = services ? createApp(services, { endpoints, routes: [], authenticate }) : await testApp()
  const headers = { authorization: `Bearer ${key}`, ...init.headers }
  return app.fetch(new Request(`http://localhost/api/v1${path}`, { ...init, headers }))
}

test('a key is shown once, listed by its prefix, and works with what it was given [SEN-26]', async () => {
  const ctx = await testContext()
  const made = await newKey(ctx)
  assert.match(made.key, /^wwk_[\w-]{43}$/)
  assert.ok(made.key.startsWith(made.prefix))
  const { items } = await (await api(ctx, 'GET', '/api-keys')).json()
  const { key, ...shown } = made
  assert.deepEqual(items, [shown])
  assert.deepEqual(shown.createdBy, { id: ctx.actor.id, name: 'Ada Tester' })
  assert.ok(!JSON.stringify(items).includes(key.slice(12)))
  assert.equal((await use(key)).status, 200)
})

test('the name of whoever made a key and has left is gone, and the key stays', async () => {
  const ctx = await testContext()
  const { key } = await newKey(ctx)
  await inTransaction(ctx, ({ db }) => sql`delete from memberships where user_id = ${ctx.actor.id}`.execute(db))
  const { items } = await (await api(ctx, 'GET', '/api-keys')).json()
  assert.equal(items[0].createdBy, null)
  assert.equal((await use(key)).status, 200)
})

test('a key does what its scopes name and nothing else, on any endpoint [T-11]', async () => {
  const { key } = await newKey(await testContext(), { scopes: ['incidents.read'] })
  for (const { access, method, path, operationId } of endpoints) {
    if (access === 'public' || access === 'incidents.read') continue
    const filled = path.replaceAll(/\{\w+\}/g, 'x')
    const answer = await use(key, filled, { method: method.toUpperCase() })
    assert.equal(answer.status, 403, `${operationId} needs ${access}`)
  }
  assert.equal((await use(key, '/incidents')).status, 200)
  assert.equal((await use(key, '/session')).status, 401)
  assert.equal((await use(key, '/stream')).status, 403)
})

test('each scope opens its own permission and not the next one [T-11]', async () => {
  const ctx = await testContext()
  const samples = apiKeyScopes.flatMap((scope) => endpoints.find(({ access }) => access === scope) ?? [])
  for (const [index, { access: scope }] of samples.entries()) {
    const { key } = await newKey(ctx, { scopes: [scope] })
    for (const { access, method, path } of [samples[index], samples[(index + 1) % samples.length]].map(
      (found) => found!,
    )) {
      const answer = await use(key, path.replaceAll(/\{\w+\}/g, 'x'), { method: method.toUpperCase() })
      assert.equal(answer.status === 403, access !== scope, `${scope}: ${method} ${path} ${answer.status}`)
    }
  }
})

test('nobody gives a key what they do not have, be it a new one or the rotated one of an owner [T-11]', async () => {
  const owner = await testContext()
  const admin = withRole(owner, 'admin')
  const ask = (scopes: string[]) => api(admin, 'POST', '/api-keys', { name: 'CI', scopes })
  assert.equal((await ask(['workspace.admin'])).status, 403)
  assert.equal((await ask(['members.write'])).status, 201)
  const { id } = await newKey(owner, { scopes: [...apiKeyScopes] })
  assert.equal((await api(admin, 'POST', `/api-keys/${id}/rotation`, {})).status, 403)
  assert.equal((await api(owner, 'POST', `/api-keys/${id}/rotation`, {})).status, 201)
  for (const role of ['member', 'viewer'] as const) {
    const ctx = withRole(owner, role)
    assert.equal((await api(ctx, 'POST', '/api-keys', { name: 'CI', scopes: ['incidents.read'] })).status, 403, role)
    assert.equal((await api(ctx, 'DELETE', `/api-keys/${id}`)).status, 403, role)
  }
  assert.equal((await api(withRole(owner, 'viewer'), 'GET', '/api-keys')).status, 403)
})

test('making a key needs a factor that was proved just now, so a key makes none; revoking needs none', async () => {
  const ctx = await testContext()
  const made = await newKey(ctx, { scopes: ['keys.write', 'keys.read', 'incidents.read'] })
  const body = { name: 'CI', scopes: ['incidents.read'] }
  const stale = await api(withoutFreshness(ctx), 'POST', '/api-keys', body)
  assert.equal(stale.status, 403)
  assert.equal((await stale.json()).code, 'fresh_factor_required')
  assert.equal((await api(withoutFreshness(ctx), 'POST', `/api-keys/${made.id}/rotation`, {})).status, 403)
  const byKey = await use(made.key, '/api-keys', { method: 'POST', body: JSON.stringify(body) })
  assert.equal(byKey.status, 403)
  assert.equal((await use(made.key, `/api-keys/${made.id}`, { method: 'DELETE' })).status, 204)
  assert.equal((await use(made.key)).status, 401)
})

test('what is no name, scope or time is refused and says where', async () => {
  const ctx = await testContext()
  const wrong: [object, string][] = [
    [{ name: '' }, 'name'],
    [{ name: 'a\nb' }, 'name'],
    [{ name: `x'; drop table api_keys; --${'y'.repeat(200)}` }, 'name'],
    [{ scopes: [] }, 'scopes'],
    [{ scopes: ['everything.write'] }, 'scopes.0'],
    [{ scopes: 'incidents.read' }, 'scopes'],
    [{ expiresAt: '2001-01-01T00:00:00Z' }, 'expiresAt'],
    [{ expiresAt: '9999-01-01T00:00:00Z' }, 'expiresAt'],
    [{ expiresAt: 'tomorrow' }, 'expiresAt'],
  ]
  for (const [changes, path] of wrong) {
    const answer = await api(ctx, 'POST', '/api-keys', { name: 'CI', scopes: ['incidents.read'], ...changes })
    assert.equal(answer.status, 400, JSON.stringify(changes))
    assert.equal((await answer.json()).fields[0].path, path)
  }
  const { id } = await newKey(ctx, { name: `Robert'); drop table api_keys;--` })
  for (const overlapHours of [-1, 169, 1.5, '1', null]) {
    assert.equal((await api(ctx, 'POST', `/api-keys/${id}/rotation`, { overlapHours })).status, 400)
  }
  for (const key of ['', 'wwk_', `wwk_${'x'.repeat(10_000)}`, `wwk_${'a'.repeat(43)}`, `wwk_' or 1=1 --`]) {
    assert.equal((await use(key)).status, 401, key.slice(0, 60))
  }
})

test('a revoked key is refused at once, by every process, and revoking again changes nothing [SEN-26] [K-04]', async () => {
  const ctx = await testContext()
  const [first, second] = [await newKey(ctx), await newKey(ctx)]
  const services = await testServices()
  const replica = { ...services, now: services.now }
  assert.equal((await use(first.key, undefined, undefined, replica)).status, 200)
  const both = await Promise.all([1, 2].map(() => api(ctx, 'DELETE', `/api-keys/${first.id}`)))
  assert.deepEqual(
    both.map(({ status }) => status),
    [204, 204],
  )
  for (const at of [undefined, replica]) assert.equal((await use(first.key, undefined, undefined, at)).status, 401)
  assert.equal((await use(second.key)).status, 200)
  const { items } = await (await api(ctx, 'GET', '/api-keys')).json()
  const revokedAt = items.find(({ id }: { id: string }) => id === first.id).revokedAt
  await api(ctx, 'DELETE', `/api-keys/${first.id}`)
  const again = (await (await api(ctx, 'GET', '/api-keys')).json()).items
  assert.equal(again.find(({ id }: { id: string }) => id === first.id).revokedAt, revokedAt)
})

test('after a rotation both keys work until the overlap is over, and the old one ends by itself [SEN-26]', async () => {
  const start = await testContext()
  const now = testClock(new Date())
  const ctx = { ...start, now, freshUntil: new Date(now().getTime() + 1e12) }
  const services = { ...(await testServices()), now }
  const works = async (key: string) => (await use(key, undefined, undefined, services)).status === 200
  const old = await newKey(ctx, {
    name: 'Deploy',
    expiresAt: new Date(now().getTime() + 90 * 86_400_000).toISOString(),
  })
  const answer = await api(ctx, 'POST', `/api-keys/${old.id}/rotation`, { overlapHours: 48 })
  assert.equal(answer.status, 201)
  const next = await answer.json()
  assert.partialDeepStrictEqual(next, { name: 'Deploy', scopes: old.scopes, expiresAt: old.expiresAt })
  assert.ok(next.key !== old.key && next.id !== old.id)
  assert.deepEqual([await works(old.key), await works(next.key)], [true, true])
  now.advance(48 * 3_600_000 - 1)
  assert.deepEqual([await works(old.key), await works(next.key)], [true, true])
  now.advance(1)
  assert.deepEqual([await works(old.key), await works(next.key)], [false, true])
  now.advance(88 * 86_400_000)
  assert.equal(await works(next.key), false)
  const { items } = await (await api(ctx, 'GET', '/api-keys')).json()
  const shown = items.find(({ id }: { id: string }) => id === old.id)
  assert.equal(shown.replacedBy, next.id)
  assert.equal((await api(ctx, 'POST', `/api-keys/${next.id}/rotation`, {})).status, 409)
})

test('without an overlap the old key ends with the answer; an end that comes sooner is kept', async () => {
  const ctx = await testContext()
  const first = await newKey(ctx)
  const rotated = await api(ctx, 'POST', `/api-keys/${first.id}/rotation`, { overlapHours: 0 })
  assert.equal(rotated.status, 201)
  assert.equal((await use(first.key)).status, 401)
  const soon = new Date(Date.now() + 3_600_000).toISOString()
  const second = await newKey(ctx, { expiresAt: soon })
  await api(ctx, 'POST', `/api-keys/${second.id}/rotation`, { overlapHours: 168 })
  const { items } = await (await api(ctx, 'GET', '/api-keys')).json()
  assert.equal(items.find(({ id }: { id: string }) => id === second.id).expiresAt, soon)
})

test('of several rotations at once one makes a key; a revoked key is not rotated [K-04]', async () => {
  const ctx = await testContext()
  const { id } = await newKey(ctx)
  const answers = await Promise.all([1, 2, 3].map(() => api(ctx, 'POST', `/api-keys/${id}/rotation`, {})))
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409, 409])
  assert.equal((await (await api(ctx, 'GET', '/api-keys')).json()).items.length, 2)
  const other = await newKey(ctx)
  await api(ctx, 'DELETE', `/api-keys/${other.id}`)
  assert.equal((await api(ctx, 'POST', `/api-keys/${other.id}/rotation`, {})).status, 409)
})

test('another workspace cannot tell that a key exists', async () => {
  const { id, key } = await newKey(await testContext())
  const other = await testContext()
  const unknown = id.replace(/.$/, (last: string) => (last === '0' ? '1' : '0'))
  for (const [method, path, body] of [
    ['DELETE', (keyId: string) => `/api-keys/${keyId}`, undefined],
    ['POST', (keyId: string) => `/api-keys/${keyId}/rotation`, {}],
    ['GET', (keyId: string) => `/api-keys/${keyId}/requests`, undefined],
  ] as const) {
    const [theirs, nobodys] = [await api(other, method, path(id), body), await api(other, method, path(unknown), body)]
    assert.deepEqual([theirs.status, nobodys.status], [404, 404])
    assert.deepEqual({ ...(await theirs.json()), requestId: '' }, { ...(await nobodys.json()), requestId: '' })
  }
  assert.deepEqual((await (await api(other, 'GET', '/api-keys')).json()).items, [])
  assert.equal((await use(key)).status, 200)
})

test('a key of a workspace that is being deleted is unknown', async () => {
  const ctx = await testContext()
  const { key } = await newKey(ctx)
  await inTransaction(ctx, ({ db, workspaceId }) =>
    sql`update workspaces set deleted_at = now() where id = ${workspaceId}`.execute(db),
  )
  assert.equal((await use(key)).status, 401)
})

test('a workspace has at most a hundred keys that work, and one that ended makes room', async () => {
  const ctx = await testContext()
  const { id } = await newKey(ctx)
  await inTransaction(ctx, async (tx) => {
    for (let made = 1; made < maxApiKeys; made += 1) await addApiKey(tx, `Key ${made}`)
  })
  const ask = () => api(ctx, 'POST', '/api-keys', { name: 'One more', scopes: ['incidents.read'] })
  assert.equal((await ask()).status, 409)
  assert.equal((await api(ctx, 'POST', `/api-keys/${id}/rotation`, { overlapHours: 1 })).status, 409)
  assert.equal((await api(ctx, 'POST', `/api-keys/${id}/rotation`, { overlapHours: 0 })).status, 201)
  const page = await (await api(ctx, 'GET', '/api-keys?limit=100')).json()
  const rest = await (await api(ctx, 'GET', `/api-keys?limit=100&cursor=${page.nextCursor}`)).json()
  const ids = [...page.items, ...rest.items].map((item: { id: string }) => item.id)
  assert.equal(new Set(ids).size, maxApiKeys + 1)
  await api(ctx, 'DELETE', `/api-keys/${page.items[0].id}`)
  const answers = await Promise.all([ask(), ask(), ask()])
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409, 409])
})

test('when a key was last used is written once a minute [SEN-26]', async () => {
  const start = await testContext()
  const now = testClock(new Date())
  const ctx = { ...start, now }
  const services = { ...(await testServices()), now }
  const { key } = await newKey(ctx)
  const lastUsedAt = async () => (await (await api(ctx, 'GET', '/api-keys')).json()).items[0].lastUsedAt
  assert.equal(await lastUsedAt(), null)
  const first = now().toISOString()
  await Promise.all([1, 2, 3, 4].map(() => use(key, undefined, undefined, services)))
  assert.equal(await lastUsedAt(), first)
  now.advance(59_000)
  await use(key, undefined, undefined, services)
  assert.equal(await lastUsedAt(), first)
  now.advance(1_000)
  await use(key, undefined, undefined, services)
  assert.equal(await lastUsedAt(), now().toISOString())
})

test('making, rotating and revoking a key stand in the audit log, without the key', async () => {
  const ctx = await testContext()
  const made = await newKey(ctx)
  const next = await (await api(ctx, 'POST', `/api-keys/${made.id}/rotation`, {})).json()
  await api(ctx, 'DELETE', `/api-keys/${made.id}`)
  await api(ctx, 'DELETE', `/api-keys/${made.id}`)
  const { rows } = await inTransaction(ctx, ({ db }) =>
    sql<{ action: string; targetId: string; row: string }>`
      select action, target_id, audit_changes::text as row from audit_entries
      left join audit_changes using (workspace_id, number) order by number`.execute(db),
  )
  assert.deepEqual(
    rows.map(({ action, targetId }) => [action, targetId]),
    ['apiKey.created', 'apiKey.rotated', 'apiKey.revoked'].map((action) => [action, made.id]),
  )
  for (const { key } of [made, next]) assert.ok(!JSON.stringify(rows).includes(key.slice(4)))
})

test('a key from before there were scopes has all that its owner could do then, and no key is made so again', async () => {
  const { database } = await testServices()
  const migration = keyMigrations.find(({ name }) => name === '0112_keys')
  const trial = await database.kysely.startTransaction().execute()
  // Hides the real tables for the time of the transaction.
  await sql`create temporary table api_keys (id text); create temporary table ingest_keys (
    workspace_id text, project_id text, id text)`.execute(trial)
  await sql`insert into api_keys values ('old')`.execute(trial)
  await sql.raw(migration?.up ?? '').execute(trial)
  const { rows } = await sql<{ scopes: string[] }>`select scopes from api_keys`.execute(trial)
  await sql`savepoint attempt`.execute(trial)
  await assert.rejects(sql`insert into api_keys (id) values ('new')`.execute(trial), /scopes/)
  await trial.rollback().execute()
  const cameLater = new Set<string>(['metrics.read', 'dashboards.read', 'dashboards.write'])
  const then = [...permissionsOf('owner')].filter((permission) => !cameLater.has(permission))
  assert.deepEqual(rows[0]?.scopes.toSorted(), then.toSorted())
})
