import assert from 'node:assert/strict'
import { test } from 'node:test'
import { endpoints as all } from '../../../app.ts'
import { call, eventually, testContext } from '#testing'
import { ask, makeShop } from '../incidents.fixture.ts'

const failure = (release: string, type: string, environment = 'production') => ({
  ...{ release, environment },
  exception: { values: [{ type, value: 'it failed', stacktrace: { frames: [{ function: type, filename: 'a.js' }] } }] },
})

test('of a release are the incidents that began in it, that it has events of, and that it resolved', async () => {
  const ctx = await testContext()
  const shop = await makeShop(ctx)
  for (const [release, type] of [
    ['shop@1.0.0', 'OldError'],
    ['shop@1.0.0', 'FixedError'],
    ['shop@1.0.0', 'NextError'],
    ['shop@1.1.0', 'OldError'],
    ['shop@1.1.0', 'OldError'],
    ['shop@1.1.0', 'NewError'],
  ] as const) {
    await shop.send(failure(release, type))
  }
  await shop.send(failure('shop@1.1.0', 'StagingError', 'staging'))
  const incidents = await eventually('five incidents', async () => {
    const { body } = await ask(ctx, 'GET', '/incidents')
    return body.items.length === 5 && body.items
  })
  const idOf = (type: string) => incidents.find(({ title }: { title: string }) => title.startsWith(type)).id
  await ask(ctx, 'PUT', `/incidents/${idOf('FixedError')}/resolution`, { in: 'release', release: 'shop@1.1.0' })
  const path = `/releases/${encodeURIComponent('shop@1.1.0')}/incidents?projectId=${shop.id}`
  const found = await eventually('what was counted', async () => {
    const answer = await (await call(ctx, all, 'GET', path)).json()
    return answer.counts.seen === 3 && answer
  })
  assert.deepEqual(found.counts, { new: 2, seen: 3, resolved: 1 })
  const byTitle = Object.fromEntries(
    found.items.map(({ incident, relations, eventsInRelease }: (typeof found.items)[number]) => [
      incident.title.split(':')[0],
      [relations, eventsInRelease],
    ]),
  )
  assert.deepEqual(byTitle, {
    NewError: [['new', 'seen'], 1],
    StagingError: [['new', 'seen'], 1],
    OldError: [['seen'], 2],
    FixedError: [['resolved'], 0],
  })
  const staging = await (await call(ctx, all, 'GET', `${path}&environment=staging`)).json()
  assert.deepEqual(staging.counts, { new: 1, seen: 1, resolved: 0 })
  const counts = await (await call(ctx, all, 'GET', `/release-incident-counts?projectId=${shop.id}`)).json()
  assert.deepEqual(
    Object.fromEntries(counts.items.map((item: Record<string, unknown>) => [item['version'], item['newIncidents']])),
    { 'shop@1.0.0': 3, 'shop@1.1.0': 2 },
  )
})

test('resolved in the next release: the one that follows the newest one there was has resolved it', async () => {
  const ctx = await testContext()
  const shop = await makeShop(ctx)
  await shop.send(failure('shop@1.0.0', 'NextError'))
  const [incident] = await eventually('the incident', async () => {
    const { body } = await ask(ctx, 'GET', '/incidents')
    return body.items.length === 1 && body.items
  })
  await ask(ctx, 'PUT', `/incidents/${incident.id}/resolution`, { in: 'nextRelease' })
  for (const version of ['shop@1.1.0', 'shop@1.2.0']) {
    await call(ctx, all, 'POST', '/releases', { projectId: shop.id, version })
  }
  const resolvedIn = async (version: string) =>
    (
      await (
        await call(ctx, all, 'GET', `/releases/${encodeURIComponent(version)}/incidents?projectId=${shop.id}`)
      ).json()
    ).counts.resolved
  assert.deepEqual([await resolvedIn('shop@1.1.0'), await resolvedIn('shop@1.2.0')], [1, 0])
})

test('muted until the next release: an event of a release that was known is counted quietly, one of the next is told', async () => {
  const ctx = await testContext()
  const shop = await makeShop(ctx)
  await shop.send(failure('shop@1.0.0', 'NextError'))
  const [{ id }] = await eventually('the incident', async () => {
    const { body } = await ask(ctx, 'GET', '/incidents')
    return body.items.length === 1 && body.items
  })
  const muted = await ask(ctx, 'PUT', `/incidents/${id}/mute`, { until: 'nextRelease' })
  assert.deepEqual(muted.body.mute, { until: 'nextRelease', after: 'shop@1.0.0' })
  const counted = (count: number) =>
    eventually(`${count} events`, async () => {
      const { body } = await ask(ctx, 'GET', `/incidents/${id}`)
      return body.eventCount === count && body
    })
  await shop.send(failure('shop@1.0.0', 'NextError'))
  assert.equal((await counted(2)).status, 'muted')
  await shop.send(failure('shop@1.0.1', 'NextError'))
  assert.equal((await counted(3)).status, 'open')
})
