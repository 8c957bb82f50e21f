import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testClock } from '#platform/clock'
import type { Context } from '#platform/context'
import { inTransaction, sql } from '#platform/database'
import { openLive } from '#platform/live'
import { call, eventually, testApp, testContext, testServices, withRole } from '#testing'
import { endpoints as projectEndpoints } from '../routes.ts'
import { createIngestKeyLookup } from './find-ingest-key.ts'
import { maxIngestKeys } from './ingest-key.ts'
import { keyEndpoints } from './routes.ts'

const endpoints = [...projectEndpoints, ...keyEndpoints]
const api = (ctx: Context, method: string, path: string, body?: unknown) => call(ctx, endpoints, method, path, body)

/** A workspace with a project and the path of its keys. */
async function shop() {
  const ctx = await testContext()
  const project = await (await api(ctx, 'POST', '/projects', { name: 'Shop' })).json()
  const path = `/projects/${project.id}/ingest-keys`
  const list = async () => (await (await api(ctx, 'GET', path)).json()).items
  return { ctx, project, path, list }
}

/** A clock that stands still: nothing that was remembered grows old. */
const standing = () => testClock(new Date())

test('the keys of a project are listed with their DSN, added, and stay readable: they are public [SEN-26]', async () => {
  const { ctx, project, path, list } = await shop()
  const made = await api(ctx, 'POST', path)
  assert.equal(made.status, 201)
  const second = await made.json()
  assert.match(second.publicKey, /^[0-9a-f]{32}$/)
  assert.equal(second.dsn, `http://${second.publicKey}@localhost:8080/${project.number}`)
  const items = await list()
  assert.deepEqual(items[0], second)
  assert.deepEqual(
    items.map(({ publicKey }: { publicKey: string }) => publicKey),
    [second.publicKey, project.ingestKey],
  )
})

test('both keys take events until the overlap is over, and the project shows the new one [SEN-26]', async () => {
  const { ctx: start, project, path, list } = await shop()
  const now = standing()
  const ctx = { ...start, now }
  const lookup = createIngestKeyLookup({ ...(await testServices()), now })
  const [{ id, publicKey: old }] = await list()
  assert.ok(await lookup(old))
  const next = await (await api(ctx, 'POST', `${path}/${id}/rotation`, { overlapHours: 2 })).json()
  assert.ok((await lookup(old)) && (await lookup(next.publicKey)))
  const shown = await (await api(ctx, 'GET', `/projects/${project.id}`)).json()
  assert.deepEqual([shown.ingestKey, shown.dsn], [next.publicKey, next.dsn])
  now.advance(2 * 3_600_000 - 1)
  assert.ok(await lookup(old))
  // Nothing has to be asked again for it: the end is known with the key.
  now.advance(1)
  assert.equal(await lookup(old), undefined)
  assert.ok(await lookup(next.publicKey))
})

test('a revoked key is refused within a second by every process, in the middle of a flood [A-07] [SEN-26]', async (t) => {
  const { ctx, path, list } = await shop()
  const services = await testServices()
  const otherLive = await openLive(services.database, services.log)
  t.after(() => otherLive.close())
  const [{ id, publicKey }] = await list()
  // Their clocks stand still, so that nothing but the announcement can tell them.
  const replicas = [services, { ...services, live: otherLive }].map((each) => {
    const now = standing()
    return { now, lookup: createIngestKeyLookup({ ...each, now }) }
  })
  for (const { lookup } of replicas) assert.ok(await lookup(publicKey))
  let revokedMs = Infinity
  const flood = replicas.map(async ({ lookup }) => {
    await eventually('the key to be refused', async () => !(await lookup(publicKey)))
    return performance.now() - revokedMs
  })
  assert.equal((await api(ctx, 'DELETE', `${path}/${id}`)).status, 204)
  revokedMs = performance.now()
  for (const lateMs of await Promise.all(flood)) assert.ok(lateMs < 1_000, `${lateMs} ms`)
  assert.equal((await api(ctx, 'DELETE', `${path}/${id}`)).status, 204)
})

test('an announcement that overtook a question counts half a second later at the latest', async () => {
  const { ctx, path, list } = await shop()
  const [{ id, publicKey }] = await list()
  const now = standing()
  const deaf = { ...(await testServices()), now }
  deaf.live = { ...deaf.live, onRevoked: () => () => {} }
  const lookup = createIngestKeyLookup(deaf)
  assert.ok(await lookup(publicKey))
  await api(ctx, 'DELETE', `${path}/${id}`)
  now.advance(499)
  assert.ok(await lookup(publicKey))
  now.advance(1)
  assert.equal(await lookup(publicKey), undefined)
})

test('events with a revoked key are refused at the front door, and with the other key taken', async () => {
  const { ctx, path, list } = await shop()
  const [{ id, publicKey }] = await list()
  const { publicKey: other } = await (await api(ctx, 'POST', path)).json()
  const app = await testApp()
  const send = async (key: string) => {
    const init = { method: 'POST', headers: { 'x-watchword-key': key }, body: '{"message":"no stock"}' }
    return (await app.fetch(new Request('http://localhost/api/v1/events', init))).status
  }
  assert.deepEqual([await send(publicKey), await send(other)], [202, 202])
  await api(ctx, 'DELETE', `${path}/${id}`)
  await eventually('the key to be refused', async () => (await send(publicKey)) === 401)
  assert.equal(await send(other), 202)
})

test('rotating and revoking twice and at once hits the right key [K-04]', async () => {
  const { ctx, path, list } = await shop()
  const [{ id }] = await list()
  const answers = await Promise.all([1, 2, 3].map(() => api(ctx, 'POST', `${path}/${id}/rotation`, {})))
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409, 409])
  const [next, old] = await list()
  assert.equal(old.replacedBy, next.id)
  await Promise.all([1, 2].map(() => api(ctx, 'DELETE', `${path}/${old.id}`)))
  const [nextNow, oldNow] = await list()
  assert.ok(oldNow.revokedAt)
  assert.equal(nextNow.revokedAt, null)
})

test('keys of a project are its own: of another project or workspace they do not exist', async () => {
  const [mine, theirs] = [await shop(), await shop()]
  const [{ id }] = await theirs.list()
  for (const [ctx, path] of [
    [mine.ctx, mine.path],
    [mine.ctx, theirs.path],
  ] as const) {
    assert.equal((await api(ctx, 'DELETE', `${path}/${id}`)).status, 404)
    assert.equal((await api(ctx, 'POST', `${path}/${id}/rotation`, {})).status, 404)
  }
  assert.equal((await api(mine.ctx, 'GET', theirs.path)).status, 404)
  assert.equal((await api(mine.ctx, 'POST', theirs.path)).status, 404)
  assert.equal((await theirs.list())[0].revokedAt, null)
})

test('members see the keys and admins change them', async () => {
  const { ctx, path, list } = await shop()
  const [{ id }] = await list()
  assert.equal((await api(withRole(ctx, 'viewer'), 'GET', path)).status, 403)
  const member = withRole(ctx, 'member')
  assert.equal((await api(member, 'GET', path)).status, 200)
  assert.equal((await api(member, 'POST', path)).status, 403)
  assert.equal((await api(member, 'POST', `${path}/${id}/rotation`, {})).status, 403)
  assert.equal((await api(member, 'DELETE', `${path}/${id}`)).status, 403)
  assert.equal((await api(withRole(ctx, 'admin'), 'POST', path)).status, 201)
})

test('a project has at most twenty keys that work', async () => {
  const { ctx, path, list } = await shop()
  for (let made = 1; made < maxIngestKeys; made += 1) assert.equal((await api(ctx, 'POST', path)).status, 201)
  assert.equal((await api(ctx, 'POST', path)).status, 409)
  const [{ id }] = await list()
  assert.equal((await api(ctx, 'POST', `${path}/${id}/rotation`, { overlapHours: 1 })).status, 409)
  assert.equal((await api(ctx, 'POST', `${path}/${id}/rotation`, { overlapHours: 0 })).status, 201)
})

test('when a key was last used is written once a minute, whatever the flood', async () => {
  const { ctx, list } = await shop()
  const now = standing()
  const lookup = createIngestKeyLookup({ ...(await testServices()), now })
  const [{ id, publicKey, lastUsedAt }] = await list()
  assert.equal(lastUsedAt, null)
  const versions = async () => {
    const { rows } = await inTransaction(ctx, ({ db }) =>
      sql<{ xmin: string }>`select xmin::text from ingest_keys where id = ${id}`.execute(db),
    )
    return rows[0]?.xmin
  }
  await Promise.all(Array.from({ length: 100 }, () => lookup(publicKey)))
  assert.equal((await list())[0].lastUsedAt, now().toISOString())
  const written = await versions()
  for (let second = 0; second < 59; second += 1) {
    now.advance(1_000)
    await lookup(publicKey)
  }
  assert.equal(await versions(), written)
  now.advance(1_000)
  await lookup(publicKey)
  assert.equal((await list())[0].lastUsedAt, now().toISOString())
})
