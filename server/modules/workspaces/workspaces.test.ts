import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { Context } from '#platform/context'
import { inTransaction, sql } from '#platform/database'
import { newHexKey } from '#platform/ids'
import { call, testContext, withRole } from '#testing'
import { asUser, auditOf, person } from './members.fixture.ts'
import { endpoints } from './routes.ts'
import { isReservedSlug, maxOwned } from './workspace.ts'

const create = (ctx: Context, slug: string, name = 'Acme') =>
  call(ctx, endpoints, 'POST', '/workspaces', { name, slug })
const update = (ctx: Context, changes: object) => call(ctx, endpoints, 'PATCH', '/workspace', changes)
const read = async (ctx: Context) => (await call(ctx, endpoints, 'GET', '/workspace')).json()
const newSlug = () => `acme-${newHexKey(6)}`

test('a signed-in person opens a workspace and owns it [SEN-05] [OPS-04]', async () => {
  const ctx = await testContext()
  const slug = newSlug()
  const answer = await create(ctx, slug)
  assert.equal(answer.status, 201)
  const { id, ...rest } = await answer.json()
  assert.deepEqual(rest, { slug, name: 'Acme' })
  const opened = { ...ctx, workspaceId: id }
  assert.partialDeepStrictEqual(await read(opened), { slug, name: 'Acme', memberCount: 1, projectCount: 0 })
  assert.deepEqual(await auditOf(opened), [
    { action: 'workspace.created', targetId: id, before: null, after: { name: 'Acme', slug } },
  ])
})

test('a slug that is taken is a conflict at its field, also for the slower of two at once [OPS-04]', async () => {
  const ctx = await testContext()
  const slug = newSlug()
  const answers = await Promise.all([1, 2, 3].map(() => create(ctx, slug)))
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409, 409])
  const problem = await answers.find(({ status }) => status === 409)?.json()
  assert.deepEqual(problem.fields, [{ path: 'slug', message: 'this slug is taken' }])
  const moved = await update(ctx, { slug })
  assert.equal(moved.status, 409)
  assert.equal((await moved.json()).fields[0].path, 'slug')
})

test('reserved words and what is no part of a URL are refused as slugs [OPS-04]', async () => {
  const ctx = await testContext()
  const bad = [
    'api',
    'app',
    'admin',
    'invitation',
    'watchword',
    'a',
    'A-b',
    '-ab',
    'ab-',
    'a b',
    'ä'.repeat(3),
    "x'--",
    'x'.repeat(41),
  ]
  for (const slug of bad) {
    for (const answer of [await create(ctx, slug), await update(ctx, { slug })]) {
      assert.equal(answer.status, 400, slug)
      assert.equal((await answer.json()).fields[0].path, 'slug')
    }
  }
})

test('an old slug is free once the workspace has another one [OPS-04]', async () => {
  const ctx = await testContext()
  const { slug } = await read(ctx)
  const other = newSlug()
  assert.partialDeepStrictEqual(await (await update(ctx, { slug: other, name: ' Acme Ltd ' })).json(), {
    slug: other,
    name: 'Acme Ltd',
  })
  assert.equal((await create(ctx, slug)).status, 201)
  const [entry] = await auditOf(ctx)
  assert.equal(entry?.action, 'workspace.updated')
  assert.partialDeepStrictEqual(entry?.before, { slug })
  assert.partialDeepStrictEqual(entry?.after, { slug: other, name: 'Acme Ltd' })
  assert.equal((await update(ctx, {})).status, 400)
})

test('a person owns at most 20 workspaces, also when they are opened at once', async () => {
  const ctx = await testContext()
  const own = asUser(ctx, await person(), 'owner')
  await inTransaction(ctx, ({ db, workspaceId, now }) =>
    sql`insert into memberships values (${workspaceId}, ${own.actor.id}, 'owner', ${now()})`.execute(db),
  )
  for (let count = 1; count < maxOwned - 1; count++) assert.equal((await create(own, newSlug())).status, 201)
  const last = await Promise.all([create(own, newSlug()), create(own, newSlug())])
  const statuses = last.map(({ status }) => status).sort()
  assert.deepEqual(statuses, [201, 409])
})

test('members and viewers rename nothing; everyone reads; a key opens no workspace [SEN-05]', async () => {
  const ctx = await testContext()
  for (const role of ['member', 'viewer'] as const) {
    assert.equal((await update(withRole(ctx, role), { name: 'Mine' })).status, 403)
    assert.equal((await read(withRole(ctx, role))).id, ctx.workspaceId)
  }
  assert.equal((await update(withRole(ctx, 'admin'), { name: 'Ours' })).status, 200)
  const key: Context = { ...ctx, actor: { kind: 'apiKey', id: 'key_1', name: 'Key' }, freshUntil: null }
  assert.equal((await create(key, newSlug())).status, 403)
})

test('names with tricks in them stay text or are refused, and never break anything', async () => {
  const ctx = await testContext()
  for (const name of [
    "'; drop table workspaces; --",
    '<script>alert(1)</script>',
    '🙂 ünïcode ‮',
    '{{7*7}} ${jndi:x}',
  ]) {
    assert.equal((await update(ctx, { name })).status, 200, name)
    assert.equal((await read(ctx)).name, name.trim())
  }
  for (const name of ['', '   ', 'a\r\nb', 'a\u0000b', 'x'.repeat(201), '\ud800', 7, null]) {
    assert.equal((await update(ctx, { name })).status, 400, JSON.stringify(name))
  }
})

test('no workspace can take an address of the app itself [OPS-04]', () => {
  const routes = readFileSync(new URL('../../../web/src/routes/outside.tsx', import.meta.url), 'utf8')
  const paths = [...routes.matchAll(/path: '\/([a-z-]+)'/g)].map(([, path = '']) => path)
  assert.ok(paths.length > 8, 'the routes were found')
  assert.deepEqual(
    paths.filter((path) => !isReservedSlug(path)),
    [],
  )
})
