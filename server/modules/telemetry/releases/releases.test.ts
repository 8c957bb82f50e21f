import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addProject } from '#modules/workspaces'
import type { Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { call, eventually, testApp, testContext, withRole } from '#testing'
import { endpoints } from '../../../app.ts'
import { findReleases, listDeploys } from './find-releases.ts'
import { maxReleasesPerDay, recordReleases, rememberMs } from './record-releases.ts'

async function openHouse(time = '2032-01-01T10:00:00Z') {
  let now = new Date(time)
  const ctx: Context = { ...(await testContext()), now: () => now }
  const { id: projectId } = await inTransaction(ctx, (tx) => addProject(tx, 'Shop'))
  return {
    ctx,
    projectId,
    now: (at: string | Date) => {
      now = new Date(at)
    },
    see: async (...versions: (string | null)[]) => {
      const seen = versions.map((release) => ({ projectId, release, receivedAt: now }))
      const remember = await inTransaction(ctx, (tx) => recordReleases(tx, seen))
      remember()
    },
    releases: () => inTransaction(ctx, (tx) => findReleases(tx, projectId)),
    post: (body: object, as: Context = ctx) => call(as, endpoints, 'POST', '/releases', { projectId, ...body }),
    get: (path: string) => call(ctx, endpoints, 'GET', path),
  }
}

test('a release is there as soon as the first event that names it is counted', async () => {
  const ctx = await testContext()
  const made = await (await call(ctx, endpoints, 'POST', '/projects', { name: 'Shop' })).json()
  const app = await testApp()
  const answer = await app.fetch(
    new Request('http://localhost/api/v1/events', {
      method: 'POST',
      headers: { 'x-watchword-key': made.ingestKey },
      body: JSON.stringify({
        title: 'Checkout failed',
        message: 'no stock',
        level: 'error',
        release: '@acme/shop@1.0.0',
      }),
    }),
  )
  assert.equal(answer.status, 202, await answer.text())
  const items = await eventually('the release', async () => {
    const listed = await (await call(ctx, endpoints, 'GET', `/releases?projectId=${made.id}`)).json()
    return listed.items.length > 0 && listed.items
  })
  assert.partialDeepStrictEqual(items, [{ version: '@acme/shop@1.0.0', announcedAt: null, health: { sessions: 0 } }])
  const path = `/releases/${encodeURIComponent('@acme/shop@1.0.0')}?projectId=${made.id}`
  const one = await call(ctx, endpoints, 'GET', path)
  assert.equal(one.status, 200, 'a slash in a name is no path')
})

test('first and last seen are kept, and a release that was written just now costs no statement', async () => {
  const house = await openHouse()
  await house.see('1.0.0', '1.0.0', null)
  house.now('2032-01-01T10:04:59Z')
  let statements = 0
  await inTransaction(house.ctx, async (tx) => {
    // Anything that reaches for the database is counted.
    const watched = new Proxy(tx, { get: (of, name) => (name === 'db' && statements++, Reflect.get(of, name)) })
    await recordReleases(watched, [{ projectId: house.projectId, release: '1.0.0', receivedAt: tx.now() }])
  })
  assert.equal(statements, 0)
  house.now(new Date(Date.parse('2032-01-01T10:00:00Z') + rememberMs))
  await house.see('1.0.0', '1.1.0')
  assert.deepEqual(
    (await house.releases()).map(({ version, firstSeenAt, lastSeenAt }) => [
      version,
      firstSeenAt.toISOString().slice(11, 16),
      lastSeenAt.toISOString().slice(11, 16),
    ]),
    [
      ['1.0.0', '10:00', '10:05'],
      ['1.1.0', '10:05', '10:05'],
    ],
  )
})

test('a transaction that failed is not remembered', async () => {
  const house = await openHouse()
  const seen = [{ projectId: house.projectId, release: '1.0.0', receivedAt: house.ctx.now() }]
  const failing = inTransaction(house.ctx, async (tx) => {
    await recordReleases(tx, seen)
    throw new Error('it failed later')
  })
  await assert.rejects(failing)
  await house.see('1.0.0')
  assert.equal((await house.releases()).length, 1)
})

test('who invents releases gets a bounded number a day, counted; known ones and the next day are free [A-09]', async () => {
  const house = await openHouse('2032-02-01T10:00:00Z')
  const invented = Array.from({ length: maxReleasesPerDay - 1 }, (_, n) => `0.0.${n}`)
  await house.see(...invented)
  await house.see('last', 'one-too-many', 'two-too-many')
  house.now('2032-02-01T11:00:00Z')
  await house.see('0.0.1', 'three-too-many')
  const found = await house.releases()
  assert.equal(found.length, maxReleasesPerDay)
  assert.equal(found.find(({ version }) => version === '0.0.1')?.lastSeenAt.toISOString(), '2032-02-01T11:00:00.000Z')
  const outcomes = await inTransaction(house.ctx, (tx) =>
    tx.db
      .selectFrom('ingestOutcomes')
      .select(['reason', (eb) => eb.fn.sum<string>('quantity').as('quantity')])
      .where('projectId', '=', house.projectId)
      .groupBy('reason')
      .execute(),
  )
  assert.deepEqual(
    outcomes.map(({ reason, quantity }) => [reason, Number(quantity)]),
    [['too_many_releases', 3]],
  )
  house.now('2032-02-02T00:00:00Z')
  await house.see('one-too-many')
  assert.equal((await house.releases()).length, maxReleasesPerDay + 1)
})

test('what cannot be the name of a release is none', async () => {
  const house = await openHouse()
  await house.see('', '.', '..', ' 1.0', '1.0 ', 'a\nb', 'a\u0000', 'x'.repeat(251), 'x'.repeat(250))
  assert.deepEqual(
    (await house.releases()).map(({ version }) => version.length),
    [250],
  )
})

test('a deploy is recorded once, however often it is told, and names the release that had no event yet', async () => {
  const house = await openHouse('2032-03-01T10:00:00Z')
  const deploy = {
    ...{ version: 'shop@2.0.0', environment: 'production', deployedAt: '2032-03-01T09:30:00Z' },
    ...{ url: 'https://ci.example.com/1', commits: [{ id: 'abc123', message: 'Fix the till', author: 'Ada' }] },
  }
  const [first, again] = [await house.post(deploy), await house.post(deploy)]
  assert.deepEqual([first.status, again.status], [201, 201], await first.clone().text())
  const { deploy: told, release } = await first.json()
  assert.equal((await again.json()).deploy.id, told.id)
  assert.equal(release.announcedAt, '2032-03-01T10:00:00.000Z')
  const detail = await (await house.get(`/releases/shop%402.0.0?projectId=${house.projectId}`)).json()
  assert.partialDeepStrictEqual(detail, { version: 'shop@2.0.0', deploys: [{ id: told.id, commits: deploy.commits }] })
  const between = (from: string, to: string) =>
    inTransaction(house.ctx, (tx) => listDeploys(tx, house.projectId, new Date(from), new Date(to)))
  assert.equal((await between('2032-03-01T09:30:00Z', '2032-03-01T09:30:01Z')).length, 1)
  assert.equal((await between('2032-03-01T09:00:00Z', '2032-03-01T09:30:00Z')).length, 0)
})

test('a member and a key announce releases, a viewer does not; another workspace has no such project', async () => {
  const [house, other] = [await openHouse(), await openHouse()]
  assert.equal((await house.post({ version: '1.0.0' }, withRole(house.ctx, 'member'))).status, 201)
  assert.equal((await house.post({ version: '1.0.0' }, withRole(house.ctx, 'viewer'))).status, 403)
  assert.equal((await house.post({ version: '1.0.0' }, other.ctx)).status, 404)
  assert.equal((await other.get(`/releases/1.0.0?projectId=${house.projectId}`)).status, 404)
  assert.equal((await other.get(`/releases/1.0.0/health?projectId=${house.projectId}`)).status, 404)
  assert.equal((await other.get(`/releases?projectId=${house.projectId}`)).status, 404)
})

test('what a deploy may not be is refused: of the future, without a name, with a link that is none', async () => {
  const house = await openHouse()
  const refused = [
    { version: '..' },
    { version: 'a\nb' },
    { version: '1.0', url: 'javascript:alert(1)' },
    { version: '1.0', environment: 'p', deployedAt: '2032-01-01T11:00:01Z' },
    { version: '1.0', environment: 'p', commits: Array.from({ length: 101 }, (_, n) => ({ id: `${n}` })) },
  ]
  for (const body of refused) assert.equal((await house.post(body)).status, 400, JSON.stringify(body).slice(0, 80))
  const range = (from: string, to: string) => `/releases?projectId=${house.projectId}&from=${from}&to=${to}`
  assert.equal((await house.get(range('2032-01-01T00:00:00Z', '2032-02-01T00:00:00Z'))).status, 200)
  assert.equal((await house.get(range('2032-01-01T00:00:00Z', '2032-02-01T00:00:01Z'))).status, 400)
  assert.equal((await house.get(range('2032-01-02T00:00:00Z', '2032-01-02T00:00:00Z'))).status, 400)
})

test('a list of releases has pages that neither repeat nor skip one', async () => {
  const house = await openHouse()
  await house.see('a', 'b', 'c')
  house.now('2032-01-01T11:00:00Z')
  await house.see('d', 'e')
  const found: string[] = []
  for (let cursor = ''; ;) {
    const path = `/releases?projectId=${house.projectId}&limit=2${cursor && `&cursor=${cursor}`}`
    const { items, nextCursor } = await (await house.get(path)).json()
    found.push(...items.map(({ version }: { version: string }) => version))
    if (nextCursor === null) break
    cursor = nextCursor
  }
  assert.deepEqual(found, ['e', 'd', 'c', 'b', 'a'])
})

test('the list says where a release went last, and which environments there are; one release says what was before it', async () => {
  const house = await openHouse()
  const deploy = (version: string, environment: string, deployedAt: string) =>
    house.post({ version, environment, deployedAt })
  await deploy('1.0.0', 'production', '2032-01-01T08:00:00Z')
  house.now('2032-01-01T10:01:00Z')
  await deploy('1.1.0', 'staging', '2032-01-01T08:30:00Z')
  await deploy('1.1.0', 'production', '2032-01-01T09:00:00Z')
  await deploy('1.1.0', 'production', '2032-01-01T09:30:00Z')
  const { items, environments } = await (await house.get(`/releases?projectId=${house.projectId}`)).json()
  assert.deepEqual(environments, ['production', 'staging'])
  assert.partialDeepStrictEqual(items, [
    {
      version: '1.1.0',
      deploys: [
        { environment: 'production', deployedAt: '2032-01-01T09:30:00.000Z' },
        { environment: 'staging', deployedAt: '2032-01-01T08:30:00.000Z' },
      ],
    },
    { version: '1.0.0', deploys: [{ environment: 'production' }] },
  ])
  const previousOf = async (version: string) =>
    (await (await house.get(`/releases/${version}?projectId=${house.projectId}`)).json()).previous
  assert.deepEqual([await previousOf('1.1.0'), await previousOf('1.0.0')], ['1.0.0', null])
})
