/** The life of incidents on real stores: what happens at the same moment happens in one defined way. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addProject } from '#modules/workspaces'
import type { Context } from '#platform/context'
import { inTransaction, sql } from '#platform/database'
import { call, testContext, withRole } from '#testing'
import { endMutes } from './end-mutes.ts'
import { hourMs, hourOf, type Incident } from './incident.ts'
import { signal } from './incident.fixture.ts'
import { recordSignals } from './record-signals.ts'
import * as repo from './repo.ts'
import { endpoints } from './routes.ts'

const at = (ctx: Context, now: Date): Context => ({ ...ctx, now: () => now })
const send = (ctx: Context, changes: Parameters<typeof signal>[0] = {}) =>
  inTransaction(ctx, (tx) => recordSignals(tx, [signal(changes)]))
const put = (ctx: Context, path: string, body: unknown) => call(ctx, endpoints, 'PUT', path, body)

async function opened(ctx: Context, changes: Parameters<typeof signal>[0] = {}): Promise<Incident> {
  const [incident] = await send(ctx, changes)
  assert.ok(incident)
  return incident
}

async function read(ctx: Context, id: string): Promise<Incident> {
  const incident = await inTransaction(ctx, (tx) => repo.findIncident(tx, id))
  assert.ok(incident)
  return incident
}

async function activities(ctx: Context, id: string, type: string): Promise<{ data: Record<string, unknown> }[]> {
  const answer = await call(ctx, endpoints, 'GET', `/incidents/${id}/timeline`)
  return (await answer.json()).items.filter((item: { type: string }) => item.type === type)
}

test('many batches that end a mute at the same moment end it once, with one activity that says why', async () => {
  const ctx = await testContext()
  const { id } = await opened(ctx)
  assert.equal((await put(ctx, `/incidents/${id}/mute`, { until: 'events', count: 5 })).status, 200)
  await Promise.all(Array.from({ length: 12 }, () => send(ctx)))
  assert.partialDeepStrictEqual(await read(ctx, id), { status: 'open', eventCount: 13, mute: null })
  const unmuted = await activities(ctx, id, 'incident.unmuted')
  assert.equal(unmuted.length, 1)
  assert.partialDeepStrictEqual(unmuted[0]?.data, { cause: 'events', eventCount: 6 })
})

test('a mute until a time ends by the clock without any event, once, however many look', async () => {
  const ctx = await testContext()
  const { id } = await opened(ctx)
  const end = new Date(Date.now() + hourMs)
  assert.equal((await put(ctx, `/incidents/${id}/mute`, { until: 'time', at: end.toISOString() })).status, 200)
  await endMutes(at(ctx, new Date(end.getTime() - 1)))
  assert.equal((await read(ctx, id)).status, 'muted')
  await Promise.all([1, 2, 3].map(() => endMutes(at(ctx, end))))
  assert.equal((await read(ctx, id)).status, 'open')
  const unmuted = await activities(ctx, id, 'incident.unmuted')
  assert.deepEqual(
    unmuted.map(({ data }) => data['cause']),
    ['time'],
  )
})

test('muting: a viewer may not, another workspace knows of nothing, twice is a conflict', async () => {
  const ctx = await testContext()
  const { id } = await opened(ctx)
  const body = { until: 'forever' }
  assert.equal((await put(withRole(ctx, 'viewer'), `/incidents/${id}/mute`, body)).status, 403)
  assert.equal((await put(await testContext(), `/incidents/${id}/mute`, body)).status, 404)
  assert.equal((await put(ctx, `/incidents/${id}/mute`, body)).status, 200)
  assert.equal((await put(ctx, `/incidents/${id}/mute`, body)).status, 409)
  assert.equal((await call(ctx, endpoints, 'DELETE', `/incidents/${id}/mute`)).status, 200)
  assert.equal((await call(ctx, endpoints, 'DELETE', `/incidents/${id}/mute`)).status, 409)
  const tooLong = { until: 'time', at: new Date(Date.now() + 367 * 24 * hourMs).toISOString() }
  assert.equal((await put(ctx, `/incidents/${id}/mute`, tooLong)).status, 422)
})

test('complaint 7: an event and a resolution at the same moment: it is open if and only if the event happened after it', async () => {
  const ctx = await testContext()
  for (let round = 0; round < 15; round += 1) {
    const key = round.toString(16).padStart(32, '0')
    const { id } = await opened(ctx, { key })
    // As its sender's clock says: before, at the time of, or after the resolution.
    const happened = new Date(Date.now() + (round % 3) - 1)
    const [, answer] = await Promise.all([
      send(ctx, { key, firstSeenAt: happened, lastSeenAt: happened }),
      call(ctx, endpoints, 'POST', `/incidents/${id}/resolution`),
    ])
    assert.equal(answer.status, 200)
    const { resolvedAt } = await answer.json()
    const incident = await read(ctx, id)
    assert.equal(incident.eventCount, 2)
    assert.equal(incident.status, happened > new Date(resolvedAt) ? 'open' : 'resolved', `round ${round}`)
    assert.equal(incident.regressionCount, incident.status === 'open' ? 1 : 0)
  }
})

test('complaint 7: resolved in the next release: old ones are counted, the next one is a regression [SEN-11]', async () => {
  const ctx = await testContext()
  const project = await inTransaction(ctx, (tx) => addProject(tx, 'Shop'))
  const of = (release: string) => ({ projectId: project.id, release, releases: [release], ...later() })
  const { id } = await opened(ctx, of('shop@1.4.0'))
  const path = `/incidents/${id}/resolution`
  assert.equal((await put(ctx, path, { in: 'nextRelease' })).status, 409, 'no release is known yet')
  await know(ctx, project.id, ['shop@1.3.0', 'shop@1.4.0'])
  assert.partialDeepStrictEqual(await (await put(ctx, path, { in: 'nextRelease' })).json(), {
    status: 'resolved',
    fixedAfter: 'shop@1.4.0',
  })
  assert.equal((await put(ctx, path, { in: 'now' })).status, 409)
  for (const release of ['shop@1.3.0', 'shop@1.4.0']) await send(ctx, of(release))
  assert.partialDeepStrictEqual(await read(ctx, id), { status: 'resolved', eventCount: 3 })
  await send(ctx, of('shop@1.5.0'))
  assert.partialDeepStrictEqual(await read(ctx, id), { status: 'open', eventCount: 4, regressionCount: 1 })

  function later() {
    const seenAt = new Date(Date.now() + 60_000)
    return { firstSeenAt: seenAt, lastSeenAt: seenAt }
  }
})

async function know(ctx: Context, projectId: string, versions: readonly string[]): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    for (const [index, version] of versions.entries()) {
      const seenAt = new Date(Date.UTC(2026, 0, 1 + index))
      await sql`insert into releases (workspace_id, project_id, version, first_seen_at, last_seen_at, created_at)
        values (${tx.workspaceId}, ${projectId}, ${version}, ${seenAt}, ${seenAt}, ${seenAt})`.execute(tx.db)
    }
  })
}

test('an incident escalates against its own past, once, also when many batches come together', async () => {
  const ctx = await testContext()
  const start = hourOf(new Date(Date.UTC(2026, 5, 1)))
  const { id } = await opened(at(ctx, start), { count: 5 })
  for (let hour = 1; hour <= 72; hour += 1) {
    // A spike on one day is not its usual rate.
    await send(at(ctx, new Date(start.getTime() + hour * hourMs)), { count: hour === 30 ? 5_000 : 10 })
  }
  assert.equal((await activities(ctx, id, 'incident.escalated')).length, 1, 'the spike itself')
  const busy = at(ctx, new Date(start.getTime() + 80 * hourMs))
  await send(busy, { count: 30 })
  assert.partialDeepStrictEqual(await read(ctx, id), { hourLimit: 30, hourCount: 30 })
  await Promise.all(Array.from({ length: 6 }, () => send(busy, { count: 7 })))
  const escalated = await activities(ctx, id, 'incident.escalated')
  assert.equal(escalated.length, 2)
  assert.deepEqual((await read(ctx, id)).escalatedAt, busy.now())
})

test('a batch of a hundred incidents takes as many statements as one of two [SEN-10]', async () => {
  const ctx = await testContext()
  const counts: number[] = []
  for (const size of [2, 100]) {
    const signals = Array.from({ length: size }, (_, index) =>
      signal({ key: (index + size).toString(16).padStart(32, '0') }),
    )
    await inTransaction(ctx, (tx) => recordSignals(tx, signals))
    counts.push(await statementsOf(ctx, (tx) => recordSignals(tx, signals)))
  }
  assert.equal(counts[0], counts[1])
  assert.ok((counts[0] ?? 0) <= 5, String(counts[0]))
})

async function statementsOf(ctx: Context, work: (tx: Parameters<typeof recordSignals>[0]) => Promise<unknown>) {
  let statements = 0
  await inTransaction(ctx, (tx) =>
    work({
      ...tx,
      db: tx.db.withPlugin({
        transformQuery: ({ node }) => {
          statements += 1
          return node
        },
        transformResult: ({ result }) => Promise.resolve(result),
      }),
    }),
  )
  return statements
}

test('a key that the algorithm gives anew goes on being the same incident, and none is opened [SEN-11]', async () => {
  const ctx = await testContext()
  const [old, next, third] = ['1', '2', '3'].map((digit) => digit.repeat(32))
  const { id } = await opened(ctx, { key: old! })
  await Promise.all(Array.from({ length: 4 }, () => send(ctx, { key: next!, formerKeys: [third!, old!] })))
  await send(ctx, { key: old! })
  await send(ctx, { key: next! })
  const { items } = await (await call(ctx, endpoints, 'GET', '/incidents')).json()
  assert.deepEqual(
    items.map((item: Incident) => [item.id, item.eventCount]),
    [[id, 7]],
  )
  assert.equal((await activities(ctx, id, 'incident.opened')).length, 1)
  const { groups } = await (await call(ctx, endpoints, 'GET', `/incidents/${id}/why`)).json()
  assert.deepEqual(
    groups.map(({ key, cause, eventCount }: { key: string; cause: string; eventCount: number }) => [
      key,
      cause,
      eventCount,
    ]),
    [
      [next, 'algorithm', 5],
      [old, 'signal', 2],
    ],
  )
})
