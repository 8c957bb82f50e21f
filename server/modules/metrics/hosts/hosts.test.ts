import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Context } from '#platform/context'
import { call, testContext } from '#testing'
import { openHouse } from '../house.fixture.ts'
import { every, sendHosts } from './hosts.fixture.ts'
import { endpoints } from './routes.ts'

async function get(ctx: Context, path: string, status = 200) {
  const answer = await call(ctx, endpoints, 'GET', path)
  const body = await answer.json()
  assert.equal(answer.status, status, JSON.stringify(body))
  return body
}

const at = (ctx: Context, ms: number): Context => ({ ...ctx, now: () => new Date(ms) })

test('a host that the agent reports is listed with what it says of itself and its figures [CAB-08]', async (t) => {
  const house = await openHouse(t)
  const now = house.ctx.now().getTime()
  const times = every(15, now - 2_000, 20)
  await sendHosts(house, { instance: 'web-1', times, labels: { role: 'web' } })
  const { items, counts, nextCursor } = await get(house.ctx, '/hosts')
  assert.deepEqual(counts, { quiet: 0, reporting: 1, stopped: 0 })
  assert.equal(nextCursor, null)
  const [{ id, ...host }] = items
  assert.deepEqual(host, {
    projectId: house.projectId,
    ...{ name: 'web-1', job: 'node', instance: 'web-1', state: 'reporting' },
    ...{ operatingSystem: 'Debian 13', kernel: '6.12.1', architecture: 'x86_64' },
    software: { kind: 'agent', version: '1.0.0', nodeVersion: '24.1.0' },
    labels: { role: 'web' },
    firstSeenAt: new Date(times[0] ?? 0).toISOString(),
    lastSeenAt: new Date(now - 2_000).toISOString(),
    coverageShare: 1,
    figures: {
      ...{ processors: 2, cpuShare: 0.5, memoryBytes: 8 * 1024 ** 3, memoryShare: 0.75, load1: 1.5 },
      fullestFilesystem: { mountpoint: '/data', share: 0.9, sizeBytes: 100 * 1024 ** 3 },
    },
  })
  const detail = await get(house.ctx, `/hosts/${id}`)
  assert.deepEqual([detail.intervalSeconds, detail.projectIds, detail.seriesCount], [15, [house.projectId], 20])
  assert.deepEqual(
    detail.inventory.map(({ name }: { name: string }) => name),
    [
      ...['nodename', 'domainname', 'sysname', 'release', 'machine', 'version'].map((name) => `kernel.${name}`),
      ...['pretty_name', 'name', 'id', 'version_id'].map((name) => `os.${name}`),
    ],
  )
  const { points, stepSeconds } = await get(house.ctx, `/hosts/${id}/graphs`)
  assert.deepEqual([points.length, stepSeconds], [60, 60])
  const known = points.filter(({ cpuShare }: { cpuShare: number | null }) => cpuShare !== null)
  assert.ok(known.length >= 4 && known.length < 8)
  const { at: _, ...point } = known[1]
  assert.deepEqual(point, {
    ...{ cpuShare: 0.5, memoryShare: 0.75, diskReadRate: 1000, diskWriteRate: null },
    ...{ receivedRate: 5000, sentRate: null },
  })
})

test('a host that says nothing for three intervals is quiet, one that ended its series has stopped', async (t) => {
  const house = await openHouse(t)
  const now = house.ctx.now().getTime()
  const [fast, slow] = [every(15, now, 20), every(300, now, 5)]
  await sendHosts(house, { instance: 'fast', times: fast }, { instance: 'slow', times: slow })
  await sendHosts(house, { instance: 'ended', times: every(15, now - 60_000, 20), endedAt: now - 50_000 })
  const states = async (ms: number) => {
    const { items } = await get(at(house.ctx, ms), '/hosts?sort=name')
    return items.map(({ name, state }: { name: string; state: string }) => [name, state])
  }
  assert.deepEqual(await states(now + 45_000), [['ended', 'stopped'], ['fast', 'reporting'], ['slow', 'reporting']]) // prettier-ignore
  assert.deepEqual(await states(now + 46_000), [['ended', 'stopped'], ['fast', 'quiet'], ['slow', 'reporting']]) // prettier-ignore
  assert.deepEqual(await states(now + 901_000), [['ended', 'stopped'], ['fast', 'quiet'], ['slow', 'quiet']]) // prettier-ignore
  // After days what was last heard still says which of the two it was; after a week and a day they are forgotten.
  assert.deepEqual(await states(now + 3 * 86_400_000), [['ended', 'stopped'], ['fast', 'quiet'], ['slow', 'quiet']]) // prettier-ignore
  assert.deepEqual(await states(now + 9 * 86_400_000), [])
  const { items } = await get(at(house.ctx, now + 46_000), '/hosts?state=quiet')
  assert.deepEqual(
    items.map(({ name, figures }: { name: string; figures: object }) => [name, Object.values(figures)]),
    [['fast', [null, null, null, null, null, null]]],
  )
  const later = await get(at(house.ctx, now + 300_000), '/hosts?query=fast')
  assert.deepEqual(later.counts, { quiet: 1, reporting: 0, stopped: 0 })
  assert.ok(Math.abs(later.items[0].coverageShare - (285 + 15) / (285 + 300)) < 1e-9)
})

test('a host that is scraped and does not answer is quiet and not stopped, until it is taken out', async (t) => {
  const house = await openHouse(t)
  const now = house.ctx.now().getTime()
  const times = every(15, now - 60_000, 20)
  const gone = { times, endedAt: now - 45_000, software: 'node_exporter_build_info' } as const
  await sendHosts(house, { ...gone, instance: 'crashed', unansweredAt: every(15, now, 4) })
  await sendHosts(house, { ...gone, instance: 'removed' })
  const { items, counts } = await get(house.ctx, '/hosts?sort=name')
  assert.deepEqual(
    items.map(({ name, state }: { name: string; state: string }) => [name, state]),
    [['crashed', 'quiet'], ['removed', 'stopped']], // prettier-ignore
  )
  assert.deepEqual(counts, { quiet: 1, reporting: 0, stopped: 1 })
})

test('an agent that sent when it started and again at its own place in the interval is not quiet before its third sample', async (t) => {
  const house = await openHouse(t)
  const now = house.ctx.now().getTime()
  await sendHosts(house, { instance: 'web-1', times: [now - 1_000, now] })
  const state = async (ms: number) => (await get(at(house.ctx, ms), '/hosts')).items[0].state
  assert.equal(await state(now + 15_000), 'reporting')
  assert.equal(await state(now + 181_000), 'quiet')
})

test('a host without a name, and one of node_exporter by another sender, are hosts all the same [CAB-08]', async (t) => {
  const house = await openHouse(t)
  const now = house.ctx.now().getTime()
  const times = every(15, now, 5)
  await sendHosts(
    house,
    { instance: 'host-5f2a', nodename: null, times },
    { instance: 'db-1:9100', nodename: 'db-1', job: 'nodes', times, software: 'node_exporter_build_info' },
  )
  const { items } = await get(house.ctx, '/hosts?sort=name')
  assert.deepEqual(
    items.map(({ name, software }: { name: string; software: { kind: string } }) => [name, software.kind]),
    [['db-1', 'nodeExporter'], ['host-5f2a', 'agent']], // prettier-ignore
  )
  const { inventory } = await get(house.ctx, `/hosts/${items[1].id}`)
  assert.ok(!inventory.some(({ name }: { name: string }) => /nodename|domainname/.test(name)))
})

test('a new kernel is the same host, with the kernel that it has now', async (t) => {
  const house = await openHouse(t)
  const now = house.ctx.now().getTime()
  const old = every(15, now - 86_400_000, 5)
  await sendHosts(house, { instance: 'web-1', kernel: '6.1.0', times: old, endedAt: now - 86_390_000 })
  await sendHosts(house, { instance: 'web-1', kernel: '6.12.1', times: every(15, now, 5) })
  const { items } = await get(house.ctx, '/hosts')
  assert.deepEqual(
    items.map(({ kernel, state, firstSeenAt }: Record<string, string>) => [kernel, state, firstSeenAt]),
    [['6.12.1', 'reporting', new Date(old[0] ?? 0).toISOString()]],
  )
})

test('pages neither repeat nor skip a host in any order; words and labels find it', async (t) => {
  const house = await openHouse(t)
  const now = house.ctx.now().getTime()
  await sendHosts(
    house,
    ...Array.from({ length: 7 }, (_, at) => ({
      instance: `web-${at}`,
      times: every(15, at % 2 === 0 ? now : now - 600_000, 3),
      labels: { role: at < 2 ? 'db' : 'web' },
    })),
  )
  for (const sort of ['state', 'name', 'lastSeen']) {
    const seen: string[] = []
    let cursor = ''
    do {
      const page = await get(house.ctx, `/hosts?sort=${sort}&limit=2${cursor && `&cursor=${cursor}`}`)
      seen.push(...page.items.map(({ name }: { name: string }) => name))
      cursor = page.nextCursor ?? ''
    } while (cursor)
    assert.deepEqual([seen.length, new Set(seen).size], [7, 7], sort)
    if (sort === 'state') assert.deepEqual(seen.slice(0, 3), ['web-1', 'web-3', 'web-5'])
  }
  const found = await get(house.ctx, '/hosts?query=ROLE%3Ddb+debian&sort=name')
  assert.deepEqual(found.items.map(({ name }: { name: string }) => name), ['web-0', 'web-1']) // prettier-ignore
  await get(house.ctx, '/hosts?cursor=no', 400)
})

test('another workspace sees none of it, another project has its own, and a role that may not read is refused', async (t) => {
  const house = await openHouse(t)
  const beside = await openHouse(t, { ctx: house.ctx })
  const now = house.ctx.now().getTime()
  await sendHosts(house, { instance: 'web-1', times: every(15, now, 3) })
  await sendHosts(beside, { instance: 'web-1', times: every(15, now, 3) })
  const { items } = await get(house.ctx, '/hosts')
  assert.equal(items.length, 2)
  const own = await get(house.ctx, `/hosts?projectId=${house.projectId}`)
  assert.deepEqual(own.items.map(({ projectId }: { projectId: string }) => projectId), [house.projectId]) // prettier-ignore
  const detail = await get(house.ctx, `/hosts/${own.items[0].id}`)
  assert.deepEqual(detail.projectIds, [house.projectId, beside.projectId].toSorted())
  const other = await testContext()
  assert.deepEqual((await get(other, '/hosts')).items, [])
  for (const path of [`/hosts/${detail.id}`, `/hosts/${detail.id}/graphs`]) await get(other, path, 404)
  const blind = { ...house.ctx, permissions: new Set<never>() }
  for (const path of ['/hosts', `/hosts/${detail.id}`, `/hosts/${detail.id}/graphs`]) await get(blind, path, 403)
})
