import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testContext } from '#testing'
import { endMutes } from '../end-mutes.ts'
import { ask, makeShop, readIncident } from '../incidents.fixture.ts'
import { hourMs } from '../incident.ts'

const seconds = (date: Date): number => date.getTime() / 1000

test('occurrences have a bucket for each hour or day, and count an event where it happened', async () => {
  const ctx = await testContext()
  const shop = await makeShop(ctx)
  const now = ctx.now()
  for (const hoursAgo of [0, 0, 3, 30]) {
    await shop.send({ message: 'No stock', timestamp: seconds(new Date(now.getTime() - hoursAgo * hourMs)) })
  }
  const [{ id }] = (await ask(ctx, 'GET', '/incidents')).body.items
  const hours = (await ask(ctx, 'GET', `/incidents/${id}/occurrences`)).body
  assert.equal(hours.buckets.length, 48)
  const counts = hours.buckets.map(({ count }: { count: number }) => count)
  assert.deepEqual([counts.at(-1), counts.at(-4), counts.at(-31)], [2, 1, 1])
  const days = (await ask(ctx, 'GET', `/incidents/${id}/occurrences?interval=day`)).body
  assert.equal(days.buckets.length, 30)
  assert.equal(
    days.buckets.reduce((sum: number, { count }: { count: number }) => sum + count, 0),
    4,
  )
  const from = (buckets: number) =>
    new Date(Math.floor(now.getTime() / hourMs) * hourMs - buckets * hourMs).toISOString()
  const until = new Date(Math.floor(now.getTime() / hourMs) * hourMs - 1).toISOString()
  const asked = async (buckets: number) =>
    (await ask(ctx, 'GET', `/incidents/${id}/occurrences?from=${from(buckets)}&until=${until}`)).status
  assert.deepEqual([await asked(750), await asked(751), await asked(-2)], [200, 422, 422])
})

test('the most frequent values are counted, with releases, environments, hosts and people', async () => {
  const ctx = await testContext()
  const shop = await makeShop(ctx)
  const events = [
    { tags: { region: 'eu' }, release: 'shop@1', server_name: 'web-1', user: { id: 'ada' } },
    { tags: { region: 'eu' }, release: 'shop@2', server_name: 'web-1', user: { id: 'eve' } },
    { tags: { region: 'us' }, release: 'shop@2', server_name: 'web-2', user: { id: 'ada' } },
  ]
  for (const event of events) await shop.send({ message: 'No stock', environment: 'production', ...event })
  const [{ id }] = (await ask(ctx, 'GET', '/incidents')).body.items
  const { body } = await ask(ctx, 'GET', `/incidents/${id}/attributes`)
  assert.partialDeepStrictEqual(body, { eventCount: 3, userCount: 2 })
  const of = (name: string) => body.attributes.find((attribute: { name: string }) => attribute.name === name)?.values
  assert.deepEqual(of('region'), [
    { value: 'eu', count: 2 },
    { value: 'us', count: 1 },
  ])
  assert.deepEqual(of('release'), [
    { value: 'shop@2', count: 2 },
    { value: 'shop@1', count: 1 },
  ])
  assert.deepEqual(of('host')?.[0], { value: 'web-1', count: 2 })
  assert.deepEqual(of('environment'), [{ value: 'production', count: 3 }])
  const first = await ask(ctx, 'GET', `/incidents/${id}/events/first?release=shop%402`)
  const latest = await ask(ctx, 'GET', `/incidents/${id}/events/latest?release=shop%401`)
  assert.deepEqual([first.body.release, latest.body.release], ['shop@2', 'shop@1'])
  assert.notEqual(first.body.previousId, null)
  assert.equal((await ask(ctx, 'GET', `/incidents/${id}/events/latest?release=shop%403`)).status, 404)
})

test('the same error is told over releases: how often, who was hit, and its first and last event in each', async () => {
  const ctx = await testContext()
  const shop = await makeShop(ctx)
  const now = ctx.now().getTime()
  const send = (minutesAgo: number, release: string | undefined, user: string) =>
    shop.send({
      message: 'No stock',
      timestamp: seconds(new Date(now - minutesAgo * 60_000)),
      release,
      user: { id: user },
    })
  await send(30, 'shop@1', 'ada')
  await send(20, 'shop@1', 'ada')
  await send(10, 'shop@2', 'ada')
  await send(5, 'shop@1', 'eve')
  await send(40, undefined, 'eve')
  const [{ id }] = (await ask(ctx, 'GET', '/incidents')).body.items
  const { items } = (await ask(ctx, 'GET', `/incidents/${id}/releases`)).body
  assert.partialDeepStrictEqual(items, [
    { version: 'shop@2', count: 1, users: 1 },
    { version: 'shop@1', count: 3, users: 2, firstSeenAt: new Date(now - 30 * 60_000).toISOString() },
    { version: '', count: 1, users: 1 },
  ])
  const last = await ask(ctx, 'GET', `/incidents/${id}/events/${items[1].lastEventId}`)
  assert.partialDeepStrictEqual(last.body, { release: 'shop@1', user: { id: 'eve' } })
})

test('a mute until so many people are hit counts those that came since, each once', async () => {
  const ctx = await testContext()
  const shop = await makeShop(ctx)
  const send = (user: string) => shop.send({ message: 'No stock', user: { id: user } })
  await send('before')
  const [{ id }] = (await ask(ctx, 'GET', '/incidents')).body.items
  await ask(ctx, 'PUT', `/incidents/${id}/mute`, { until: 'users', count: 2 })
  for (const user of ['ada', 'ada']) await send(user)
  await endMutes(ctx)
  const muted = await readIncident(ctx, id)
  assert.partialDeepStrictEqual(muted, { status: 'muted', mute: { users: 1, checkedCount: 3 } })
  await send('eve')
  await Promise.all([endMutes(ctx), endMutes(ctx)])
  assert.equal((await readIncident(ctx, id)).status, 'open')
  const { items } = (await ask(ctx, 'GET', `/incidents/${id}/timeline`)).body
  const unmuted = items.filter(({ type }: { type: string }) => type === 'incident.unmuted')
  assert.deepEqual(
    unmuted.map(({ data }: { data: { cause: string } }) => data.cause),
    ['users'],
  )
})
