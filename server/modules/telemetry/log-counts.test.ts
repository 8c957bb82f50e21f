/** Further error lines of a template count in its incident, each once, and bring it back. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { endpoints } from '#modules/incidents'
import type { Context } from '#platform/context'
import { inTransaction, sql } from '#platform/database'
import { unavailable } from '#platform/errors'
import { call } from '#testing'
import { maxPeople } from './bundle-lines.ts'
import { inJson, line, logsOf, send } from './log-signals.fixture.ts'
import { openHouse, type House } from './otlp/house.fixture.ts'
import { nanosAt, textAttribute } from './otlp/request.fixture.ts'

async function ask(ctx: Context, method: string, path: string, body?: unknown) {
  const answer = await call(ctx, endpoints, method, path, body)
  assert.ok(answer.status < 300, `${method} ${path}: ${answer.status}`)
  return answer.json()
}

async function only(ctx: Context) {
  const { items } = await ask(ctx, 'GET', '/incidents')
  assert.equal(items.length, 1)
  return items[0]
}

const receipts = ({ ctx, projectId }: House) =>
  inTransaction(ctx, async ({ db }) => {
    const { rows } = await sql<{ count: number }>`
      select count(*)::int as count from event_receipts where project_id = ${projectId}`.execute(db)
    return rows[0]?.count
  })

const occurrences = async (ctx: Context, id: string): Promise<number> => {
  const { buckets } = await ask(ctx, 'GET', `/incidents/${id}/occurrences`)
  return buckets.reduce((sum: number, { count }: { count: number }) => sum + count, 0)
}

const failures = (count: number, from = 0, more: object = {}) =>
  Array.from({ length: count }, (_, index) => line(`order ${from + index} could not be placed`, 17, more))

test('a resolved incident whose error goes on in the log is reopened, and its counts and times go on', async (t) => {
  const house = await openHouse(t)
  await send(house, ...failures(2))
  const { id, lastSeenAt } = await only(house.ctx)
  await ask(house.ctx, 'POST', `/incidents/${id}/resolution`)
  // What happened before the resolution and arrives after it reopens nothing.
  const before = { timeUnixNano: nanosAt(new Date(Date.parse(lastSeenAt) - 60_000)) }
  await send(house, ...failures(1, 10, before))
  assert.partialDeepStrictEqual(await only(house.ctx), { id, status: 'resolved', eventCount: 3, lastSeenAt })
  await send(house, ...failures(3, 20))
  const again = await only(house.ctx)
  assert.partialDeepStrictEqual(again, { id, status: 'open', eventCount: 6, regressionCount: 1 })
  assert.ok(again.lastSeenAt > lastSeenAt)
  const { items } = await ask(house.ctx, 'GET', `/incidents/${id}/timeline`)
  assert.ok(items.some(({ type }: { type: string }) => type === 'incident.regressed'))
  assert.equal(await occurrences(house.ctx, id), 6)
})

test('lines of a release without the fix count and reopen nothing, those of one that has it reopen', async (t) => {
  const house = await openHouse(t)
  const from = (version: string, count: number) => house.post('/v1/logs', logsOf(failures(count), version), inJson)
  await from('1.4.2', 1)
  const { id } = await only(house.ctx)
  await ask(house.ctx, 'PUT', `/incidents/${id}/resolution`, { in: 'release', release: '1.5.0' })
  await from('1.4.2', 4)
  assert.partialDeepStrictEqual(await only(house.ctx), { status: 'resolved', eventCount: 5, lastRelease: '1.4.2' })
  await from('1.5.0', 2)
  assert.partialDeepStrictEqual(await only(house.ctx), { status: 'open', eventCount: 7, lastRelease: '1.5.0' })
  const { items } = await ask(house.ctx, 'GET', `/incidents/${id}/releases`)
  assert.partialDeepStrictEqual(items, [
    { version: '1.5.0', count: 2 },
    { version: '1.4.2', count: 5 },
  ])
})

test('a flood costs the database what its requests cost: thousands of lines, a receipt for each request', async (t) => {
  const house = await openHouse(t)
  const requests = Array.from({ length: 8 }, (_, index) => failures(500, index * 500))
  const answers = await Promise.all(requests.map((lines) => send(house, ...lines)))
  assert.ok(answers.every((status) => status === 200))
  const { id, eventCount } = await only(house.ctx)
  assert.equal(eventCount, 4_000)
  assert.equal(await occurrences(house.ctx, id), 4_000)
  // Those of one request that are of two sides of a full hour are apart.
  const rows = (await receipts(house)) ?? 0
  assert.ok(rows >= 8 && rows <= 16, `${rows} receipts`)
  assert.equal((await house.rows('logs final', 'log_id')).length, 4_000)
})

test('an event says how many lines it stands for, reads as the newest, and leads to all lines of its template', async (t) => {
  const house = await openHouse(t)
  const now = Date.now()
  const at = (ms: number, text: string) => line(text, 17, { timeUnixNano: nanosAt(new Date(now - ms)) })
  await send(house, at(20, 'order 1 was lost'), at(0, 'order 3 was lost'), at(10, 'order 2 was lost'))
  const { id, lastSeenAt } = await only(house.ctx)
  assert.equal(Date.parse(lastSeenAt), now)
  const event = await ask(house.ctx, 'GET', `/incidents/${id}/events/latest`)
  const [{ templateId }] = (await house.rows<{ templateId: string }>('logs', 'template_id as templateId')) as [
    { templateId: string },
  ]
  assert.partialDeepStrictEqual(event, { times: 3, message: 'order 3 was lost', templateId })
  const { items } = await ask(house.ctx, 'GET', `/incidents/${id}/events`)
  assert.partialDeepStrictEqual(items, [{ times: 3, title: 'order 3 was lost' }])
})

test('a request that is sent again counts nothing again, one after the other or at the same moment', async (t) => {
  const house = await openHouse(t)
  const body = logsOf([...failures(50), line('queue 4 is full')])
  for (const times of [1, 3, 1]) {
    const answers = await Promise.all(Array.from({ length: times }, () => house.post('/v1/logs', body, inJson)))
    assert.ok(answers.every(({ status }) => status === 200))
  }
  const counts = (await house.incidents()).map(({ eventCount }) => eventCount).sort((a, b) => a - b)
  assert.deepEqual(counts, [1, 50])
})

test('lines that were stored and not counted, because the store failed in between, count when they are sent again', async (t) => {
  const house = await openHouse(t)
  await send(house, ...failures(1))
  const body = logsOf(failures(10, 100))
  let inserts = 0
  house.beforeInsert.hook = () => {
    if (++inserts === 2) throw unavailable('the store is away')
  }
  assert.equal((await house.post('/v1/logs', body, inJson)).status, 503)
  assert.equal((await only(house.ctx)).eventCount, 1)
  for (let times = 0; times < 2; times++) assert.equal((await house.post('/v1/logs', body, inJson)).status, 200)
  assert.equal((await only(house.ctx)).eventCount, 11)
})

test('the same lines of two workspaces are counted apart, and one reopens nothing of the other', async (t) => {
  const houses = [await openHouse(t), await openHouse(t)] as const
  const body = logsOf(failures(5))
  for (const house of houses) await house.post('/v1/logs', body, inJson)
  for (const house of houses) {
    const { id } = await only(house.ctx)
    await ask(house.ctx, 'POST', `/incidents/${id}/resolution`)
  }
  await send(houses[0], ...failures(2, 50))
  assert.partialDeepStrictEqual(await only(houses[0].ctx), { status: 'open', eventCount: 7 })
  assert.partialDeepStrictEqual(await only(houses[1].ctx), { status: 'resolved', eventCount: 5 })
})

test('a mute until so many events, and one until it escalates, end by lines', async (t) => {
  for (const [until, cause] of [
    [{ until: 'events', count: 30 }, 'events'],
    [{ until: 'escalating' }, 'escalating'],
  ] as const) {
    const house = await openHouse(t)
    await send(house, ...failures(1))
    const { id } = await only(house.ctx)
    await ask(house.ctx, 'PUT', `/incidents/${id}/mute`, until)
    await send(house, ...failures(10, 10))
    assert.partialDeepStrictEqual(await only(house.ctx), { status: 'muted', eventCount: 11 })
    await send(house, ...failures(20, 50))
    assert.equal((await only(house.ctx)).status, 'open')
    const { items } = await ask(house.ctx, 'GET', `/incidents/${id}/timeline`)
    const unmuted = items.find(({ type }: { type: string }) => type === 'incident.unmuted')
    assert.equal(unmuted.data.cause, cause)
  }
})

test('an incident escalates by the lines of one request alone', async (t) => {
  const house = await openHouse(t)
  await send(house, ...failures(1))
  const { id } = await only(house.ctx)
  await inTransaction(house.ctx, ({ db }) =>
    // As of one that was there for a while, and hardly ever happened.
    sql`update incidents set hour_limit = 20, hour_at = date_trunc('hour', now(), 'UTC') + interval '1 hour'
        where id = ${id}`.execute(db),
  )
  await send(house, ...failures(40, 100))
  const { escalatedAt } = await only(house.ctx)
  assert.notEqual(escalatedAt, null)
})

test('people in lines are counted, each once, up to a bound for a request', async (t) => {
  const house = await openHouse(t)
  const by = (user: string, order: number) => failures(1, order, { attributes: [textAttribute('user.id', user)] })
  const lines = Array.from({ length: 60 }, (_, index) => by(`user-${index % 10}`, index)).flat()
  await send(house, ...lines)
  const { id } = await only(house.ctx)
  const users = async () => (await ask(house.ctx, 'GET', `/incidents/${id}`)).userCount
  assert.equal(await users(), 10)
  await send(house, ...Array.from({ length: 100 }, (_, index) => by(`other-${index}`, index)).flat())
  assert.equal(await users(), 10 + maxPeople)
  assert.equal((await only(house.ctx)).eventCount, 160)
})

test('a template that turns out to be a form of another goes on in its incident', async (t) => {
  const house = await openHouse(t)
  const paused = (queue: string, severity = 9) => line(`queue ${queue} has been paused by an operator`, severity)
  await send(house, paused('alpha'))
  await send(house, paused('beta', 17))
  const [opened] = await house.incidents()
  for (const queue of ['gamma', 'delta', 'epsilon', 'zeta']) await send(house, paused(queue))
  await send(house, paused('eta', 17), paused('theta', 17))
  assert.deepEqual(await house.incidents(), [{ title: opened?.title, eventCount: 3 }])
})

test('rules of a project part the lines of one template', async (t) => {
  const house = await openHouse(t)
  const { endpoints: all } = await import('../../app.ts')
  const rules = 'message:"*could not be placed*" -> {{ default }} {{ attribute.region }}'
  const set = await call(house.ctx, all, 'PUT', `/projects/${house.projectId}/grouping`, { rules })
  assert.equal(set.status, 200)
  const of = (region: string, count: number, from: number) =>
    failures(count, from, { attributes: [textAttribute('region', region)] })
  await send(house, ...of('eu', 3, 0), ...of('us', 2, 10), ...of('eu', 1, 20))
  await send(house, ...of('us', 5, 30))
  const counts = (await house.incidents()).map(({ eventCount }) => eventCount)
  assert.deepEqual(counts.sort(), [4, 7])
})
