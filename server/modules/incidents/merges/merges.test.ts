import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { testContext, withRole } from '#testing'
import { ask, makeShop, openIncident, readIncident } from '../incidents.fixture.ts'
import { signal } from '../incident.fixture.ts'
import type { Incident } from '../incident.ts'
import { recordSignals } from '../record-signals.ts'

const keyOf = (digit: number): string => String(digit).repeat(32)
const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 12, minute))

/** What the groups of an error say over time; each line comes alone. */
const story = [
  { key: 1, minute: 0, release: '1.0.0', environment: 'production', count: 3 },
  { key: 2, minute: 2, release: '1.1.0', environment: 'staging', count: 2 },
  { key: 3, minute: 4, release: null, environment: 'test', count: 1 },
  { key: 1, minute: 9, release: '1.2.0', environment: 'production', count: 4 },
  { key: 2, minute: 7, release: '1.0.9', environment: 'production', count: 5 },
  { key: 3, minute: -5, release: '0.9.0', environment: 'canary', count: 1 },
  { key: 2, minute: 12, release: null, environment: 'staging', count: 2 },
]

async function tell(ctx: Context, lines: typeof story): Promise<void> {
  for (const { key, minute, release, environment, count } of lines) {
    const seenAt = at(minute)
    const changes = {
      ...{ key: keyOf(key), count, release, releases: release === null ? [] : [release] },
      ...{ environments: [environment], firstSeenAt: seenAt, lastSeenAt: seenAt, title: `Error ${key}` },
    }
    await inTransaction(ctx, (tx) => recordSignals(tx, [signal(changes)]))
  }
}

const counted = ({
  eventCount,
  firstSeenAt,
  lastSeenAt,
  firstRelease,
  lastRelease,
  environments,
  level,
}: Incident) => ({
  ...{ eventCount, firstSeenAt, lastSeenAt, firstRelease, lastRelease, environments, level },
})

async function byTitle(ctx: Context): Promise<Map<string, Incident>> {
  const { body } = await ask(ctx, 'GET', '/incidents?sort=firstSeen')
  return new Map(body.items.map((item: Incident) => [item.title, item]))
}

test('complaint 6: merge, then events of both kinds, then unmerge: everything is as if it had never been merged [SEN-11]', async () => {
  const control = await testContext()
  await tell(control, story)
  const wanted = await byTitle(control)
  for (let before = 3; before <= story.length; before += 1) {
    const ctx = await testContext()
    await tell(ctx, story.slice(0, before))
    const incidents = await byTitle(ctx)
    const [one, two, three] = [1, 2, 3].map((key) => incidents.get(`Error ${key}`)!)
    const merged = await ask(ctx, 'POST', `/incidents/${one!.id}/merges`, { incidentIds: [two!.id, three!.id] })
    assert.equal(merged.status, 200)
    await tell(ctx, story.slice(before))
    const { body: whole } = await ask(ctx, 'GET', `/incidents/${one!.id}`)
    assert.equal(whole.eventCount, 18)
    assert.deepEqual([whole.firstSeenAt, whole.lastSeenAt], [at(-5).toISOString(), at(12).toISOString()])
    assert.equal((await ask(ctx, 'GET', '/incidents')).body.items.length, 1)
    const keys = [keyOf(2), keyOf(3)]
    const apart = await ask(ctx, 'POST', `/incidents/${one!.id}/unmerges`, { keys })
    assert.equal(apart.status, 200)
    assert.deepEqual(apart.body.others.map(({ id }: Incident) => id).sort(), [two!.id, three!.id].sort())
    const restored = await byTitle(ctx)
    for (const [title, incident] of wanted) {
      assert.deepEqual(counted(restored.get(title)!), counted(incident), `${title}, merged after ${before}`)
    }
  }
})

test('a merged incident says where it went, by id and by number, and takes no change', async () => {
  const ctx = await testContext()
  const target = await openIncident(ctx, { key: keyOf(1) })
  const source = await openIncident(ctx, { key: keyOf(2) })
  await ask(ctx, 'POST', `/incidents/${target.id}/merges`, { incidentIds: [source.id] })
  assert.partialDeepStrictEqual((await ask(ctx, 'GET', `/incidents/${source.id}`)).body, {
    mergedInto: target.id,
    mergedBy: { id: ctx.actor.id },
  })
  const { body } = await ask(ctx, 'GET', `/incidents?number=${source.number}`)
  assert.deepEqual(
    body.items.map(({ id, mergedInto }: Incident) => [id, mergedInto]),
    [[source.id, target.id]],
  )
  const whole = await ask(ctx, 'GET', `/incidents/${target.id}`)
  assert.deepEqual(whole.body.mergedFrom, [{ id: source.id, number: source.number }])
  assert.deepEqual((await ask(ctx, 'GET', `/incidents/${source.id}`)).body.mergedFrom, [])
  assert.equal((await ask(ctx, 'POST', `/incidents/${source.id}/acknowledgement`)).status, 409)
  assert.equal((await ask(ctx, 'POST', `/incidents/${source.id}/merges`, { incidentIds: [target.id] })).status, 409)
  assert.equal((await ask(ctx, 'POST', `/incidents/${target.id}/merges`, { incidentIds: [source.id] })).status, 409)
})

test('what is merged into what was merged leads to the end, and each part returns to where it came from', async () => {
  const ctx = await testContext()
  const [a, b, c] = [
    await openIncident(ctx, { key: keyOf(1) }),
    await openIncident(ctx, { key: keyOf(2), count: 2 }),
    await openIncident(ctx, { key: keyOf(3), count: 4 }),
  ]
  await ask(ctx, 'POST', `/incidents/${b.id}/merges`, { incidentIds: [a.id] })
  await ask(ctx, 'POST', `/incidents/${c.id}/merges`, { incidentIds: [b.id] })
  assert.equal((await readIncident(ctx, a.id)).mergedInto, c.id)
  assert.equal((await readIncident(ctx, c.id)).eventCount, 7)
  await ask(ctx, 'POST', `/incidents/${c.id}/unmerges`, { keys: [keyOf(1)] })
  assert.partialDeepStrictEqual(await readIncident(ctx, a.id), { mergedInto: null, eventCount: 1 })
  assert.partialDeepStrictEqual(await readIncident(ctx, b.id), { mergedInto: c.id })
  assert.equal((await readIncident(ctx, c.id)).eventCount, 6)
})

test('a group without another home is split off as a new incident with the next number, and nobody is told', async () => {
  const ctx = await testContext()
  const { id } = await openIncident(ctx, { key: keyOf(1), count: 3 })
  await openIncident(ctx, { key: keyOf(2), formerKeys: [keyOf(1)], count: 5, title: 'A new name' })
  const apart = await ask(ctx, 'POST', `/incidents/${id}/unmerges`, { keys: [keyOf(2)] })
  assert.partialDeepStrictEqual(apart.body, {
    incident: { id, eventCount: 3 },
    others: [{ number: 2, eventCount: 5, title: 'A new name', status: 'open' }],
  })
  const [other] = apart.body.others
  await openIncident(ctx, { key: keyOf(2), formerKeys: [keyOf(1)] })
  assert.equal((await readIncident(ctx, other.id)).eventCount, 6, 'it stays apart')
  const { body } = await ask(ctx, 'GET', `/incidents/${other.id}/timeline`)
  assert.deepEqual(
    body.items.map(({ type }: { type: string }) => type),
    ['incident.separated'],
  )
})

test('a merge refuses what makes no sense', async () => {
  const ctx = await testContext()
  const { id } = await openIncident(ctx, { key: keyOf(1) })
  const elsewhere = await openIncident(ctx, { key: keyOf(2), projectId: `prj_${'2'.repeat(32)}` })
  const open = await openIncident(ctx, { key: keyOf(3) })
  const merge = async (incidentIds: string[]) =>
    (await ask(ctx, 'POST', `/incidents/${id}/merges`, { incidentIds })).status
  assert.equal(await merge([id]), 422)
  assert.equal(await merge([elsewhere.id]), 422)
  assert.equal(await merge([open.id, `inc_${'0'.repeat(32)}`]), 404)
  assert.equal(await merge([]), 400)
  assert.equal(await merge(Array.from({ length: 51 }, () => open.id)), 400)
  await ask(ctx, 'POST', `/incidents/${id}/resolution`)
  assert.equal(await merge([open.id]), 409)
  const split = async (keys: string[]) => (await ask(ctx, 'POST', `/incidents/${open.id}/unmerges`, { keys })).status
  assert.equal(await split([keyOf(3)]), 422)
  assert.equal(await split([keyOf(9)]), 422)
  assert.equal((await readIncident(ctx, open.id)).mergedInto, null)
})

test('a viewer merges nothing, and another workspace’s incident cannot be drawn in', async () => {
  const ctx = await testContext()
  const target = await openIncident(ctx, { key: keyOf(1) })
  const source = await openIncident(ctx, { key: keyOf(2) })
  const path = `/incidents/${target.id}/merges`
  assert.equal((await ask(withRole(ctx, 'viewer'), 'POST', path, { incidentIds: [source.id] })).status, 403)
  const stranger = await testContext()
  const foreign = await openIncident(stranger, { key: keyOf(3) })
  assert.equal((await ask(ctx, 'POST', path, { incidentIds: [source.id, foreign.id] })).status, 404)
  assert.equal((await ask(stranger, 'POST', path, { incidentIds: [foreign.id] })).status, 404)
  assert.equal((await readIncident(ctx, source.id)).mergedInto, null)
})

test('merges, unmerges and batches at the same moment lose no event and leave no circle [SEN-11]', async () => {
  const ctx = await testContext()
  const a = await openIncident(ctx, { key: keyOf(1) })
  const b = await openIncident(ctx, { key: keyOf(2) })
  const batch = () =>
    inTransaction(ctx, (tx) => recordSignals(tx, [signal({ key: keyOf(1) }), signal({ key: keyOf(2) })]))
  const statuses: number[] = []
  const work: Promise<unknown>[] = []
  for (let round = 0; round < 6; round += 1) {
    work.push(batch(), batch(), batch())
    const calls: [string, object][] = [
      [`/incidents/${a.id}/merges`, { incidentIds: [b.id] }],
      [`/incidents/${b.id}/merges`, { incidentIds: [a.id] }],
      [`/incidents/${a.id}/unmerges`, { keys: [keyOf(2)] }],
      [`/incidents/${b.id}/unmerges`, { keys: [keyOf(1)] }],
    ]
    for (const [path, body] of calls)
      work.push(ask(ctx, 'POST', path, body).then(({ status }) => statuses.push(status)))
  }
  await Promise.all(work)
  assert.ok(
    statuses.every((status) => [200, 409, 422].includes(status)),
    statuses.join(),
  )
  const [left, right] = [await readIncident(ctx, a.id), await readIncident(ctx, b.id)]
  const live = [left, right].filter(({ mergedInto }) => mergedInto === null)
  assert.ok(live.length > 0)
  assert.equal(
    live.reduce((sum, { eventCount }) => sum + eventCount, 0),
    38,
  )
})

test('the events, occurrences and people of a merged incident are those of both, and go back with an unmerge', async () => {
  const ctx = await testContext()
  const shop = await makeShop(ctx)
  for (const [message, user] of [
    ['No stock', 'ada'],
    ['No stock', 'eve'],
    ['Card expired', 'ada'],
  ] as const) {
    await shop.send({ message, user: { id: user } })
  }
  const { body } = await ask(ctx, 'GET', `/incidents?projectId=${shop.id}`)
  const big = body.items.find(({ eventCount }: Incident) => eventCount === 2)
  const small = body.items.find(({ eventCount }: Incident) => eventCount === 1)
  const events = async (id: string) => (await ask(ctx, 'GET', `/incidents/${id}/events`)).body.items.length
  const sum = async (id: string): Promise<number> =>
    (await ask(ctx, 'GET', `/incidents/${id}/occurrences`)).body.buckets.reduce(
      (total: number, { count }: { count: number }) => total + count,
      0,
    )
  await ask(ctx, 'POST', `/incidents/${small.id}/merges`, { incidentIds: [big.id] })
  assert.deepEqual([await events(small.id), await sum(small.id), await events(big.id)], [3, 3, 0])
  assert.equal((await ask(ctx, 'GET', `/incidents/${small.id}`)).body.userCount, 2)
  const { groups } = (await ask(ctx, 'GET', `/incidents/${small.id}/why`)).body
  const [moved] = groups
  assert.partialDeepStrictEqual(moved, {
    cause: 'merge',
    homeIncidentId: big.id,
    homeNumber: big.number,
    eventCount: 2,
  })
  assert.ok(moved.grouping.parts.length > 0)
  await ask(ctx, 'POST', `/incidents/${small.id}/unmerges`, { keys: [moved.key] })
  assert.deepEqual([await events(small.id), await sum(small.id), await events(big.id)], [1, 1, 2])
})
