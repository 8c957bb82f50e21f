import assert from 'node:assert/strict'
import { test } from 'node:test'
import { endpoints } from '../../app.ts'
import { call, testApp, testContext, withRole } from '#testing'

async function openProject() {
  const ctx = await testContext()
  const project = await (await call(ctx, endpoints, 'POST', '/projects', { name: 'Shop' })).json()
  const app = await testApp()
  const { username: key, pathname } = new URL(project.dsn)
  return {
    ctx,
    projectId: project.id as string,
    create: (body: object, as = ctx) => call(as, endpoints, 'POST', '/monitors', { projectId: project.id, ...body }),
    get: async (path: string) => (await call(ctx, endpoints, 'GET', path)).json(),
    /** As a line of a crontab does. */
    curl: (slug: string, query = '', method = 'GET') =>
      app.fetch(new Request(`http://localhost/api${pathname}/cron/${slug}/${key}/${query}`, { method })),
  }
}

const nightly = { cron: '0 3 * * *', timeZone: 'Europe/Berlin' }

test('a monitor that was made by hand waits, takes the check-ins of its URL, and says how they went', async () => {
  const at = await openProject()
  const answer = await at.create({
    slug: 'nightly-backup',
    name: 'Nightly backup',
    schedule: nightly,
    marginMinutes: 5,
  })
  assert.equal(answer.status, 201)
  const made = await answer.json()
  assert.partialDeepStrictEqual(made, {
    ...{ slug: 'nightly-backup', name: 'Nightly backup', schedule: nightly, marginMinutes: 5, maxRunMinutes: 30 },
    ...{ environments: [], recent: [] },
  })
  assert.deepEqual((await at.get('/monitors')).counts, { failing: 0, ok: 0, waiting: 1, paused: 0 })
  assert.equal((await at.curl('nightly-backup')).status, 200)
  assert.equal((await at.curl('nightly-backup', '?status=error&environment=staging', 'POST')).status, 200)
  const { items, counts } = await at.get('/monitors')
  assert.equal(items.length, 1, 'the URL means the same monitor')
  assert.deepEqual(counts, { failing: 1, ok: 0, waiting: 0, paused: 0 })
  assert.partialDeepStrictEqual(items[0], {
    id: made.id,
    name: 'Nightly backup',
    schedule: nightly,
    environments: [
      { environment: 'production', state: 'ok' },
      { environment: 'staging', state: 'error' },
    ],
    recent: [{ environment: 'staging', state: 'error' }, { state: 'ok' }],
  })
})

test('the name of a monitor stands in its URL unchanged, and is there once in a project', async () => {
  const at = await openProject()
  for (const slug of ['Nightly', 'a b', '-a', 'a-', 'a--b', 'a/b', 'ä', '', 'a'.repeat(51)]) {
    assert.equal((await at.create({ slug })).status, 400, slug)
  }
  for (const slug of ['a', 'a_b-c_1', '0', 'a'.repeat(50)]) {
    assert.equal((await at.create({ slug })).status, 201, slug)
    await at.curl(slug)
  }
  assert.equal((await at.get('/monitors')).items.length, 4, 'no check-in made another one')
  const again = await at.create({ slug: 'a' })
  assert.equal(again.status, 409)
  assert.equal((await again.json()).fields[0].path, 'slug')
})

test('a schedule that never comes makes no monitor, and who may only read makes none', async () => {
  const at = await openProject()
  for (const schedule of [
    { cron: '61 * * * *', timeZone: 'UTC' },
    { cron: '0 0 31 2 *', timeZone: 'UTC' },
    { cron: '0 3 * * *', timeZone: 'Mars/Olympus' },
    { every: 0, unit: 'hour' },
  ]) {
    assert.equal((await at.create({ slug: 'job', schedule })).status, 400, JSON.stringify(schedule))
  }
  assert.equal((await at.create({ slug: 'job' }, withRole(at.ctx, 'viewer'))).status, 403)
  assert.deepEqual((await at.get('/monitors')).items, [])
  const stranger = await testContext()
  assert.equal((await at.create({ slug: 'job' }, stranger)).status, 404, 'the project of another workspace')
})

test('monitors are found by words and by how they are, page by page', async () => {
  const at = await openProject()
  for (const slug of ['backup-db', 'backup-files', 'mail_out']) await at.create({ slug })
  await at.curl('backup-db', '?status=error')
  await at.curl('backup-files')
  const slugs = async (query: string) =>
    (await at.get(`/monitors?${query}`)).items.map(({ slug }: { slug: string }) => slug)
  assert.deepEqual(await slugs('query=BACKUP'), ['backup-db', 'backup-files'])
  assert.deepEqual(await slugs('query=l_o'), ['mail_out'], 'a wildcard of SQL is a letter')
  assert.deepEqual(await slugs('condition=failing'), ['backup-db'])
  assert.deepEqual(await slugs('condition=ok'), ['backup-files'])
  assert.deepEqual(await slugs('condition=waiting&query=mail'), ['mail_out'])
  const first = await at.get('/monitors?limit=2')
  assert.deepEqual(await slugs(`limit=2&cursor=${first.nextCursor}`), ['mail_out'])
})
