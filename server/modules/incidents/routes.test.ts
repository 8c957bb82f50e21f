import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addProject } from '#modules/workspaces'
import type { Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { call, testContext, withRole } from '#testing'
import { signal } from './incident.fixture.ts'
import type { Incident } from './incident.ts'
import { recordSignals } from './record-signals.ts'
import { endpoints } from './routes.ts'

async function openIncident(ctx: Context, changes: Parameters<typeof signal>[0] = {}): Promise<Incident> {
  const [incident] = await inTransaction(ctx, (tx) => recordSignals(tx, [signal(changes)]))
  assert.ok(incident)
  return incident
}

const get = (ctx: Context, path: string) => call(ctx, endpoints, 'GET', path)
const post = (ctx: Context, path: string) => call(ctx, endpoints, 'POST', path)
const remove = (ctx: Context, path: string) => call(ctx, endpoints, 'DELETE', path)
const stateChanges = ['acknowledgement', 'resolution']

test('acknowledging says who took the incident, and only once', async () => {
  const ctx = await testContext()
  const { id } = await openIncident(ctx)
  const first = await post(ctx, `/incidents/${id}/acknowledgement`)
  assert.partialDeepStrictEqual(await first.json(), {
    status: 'acknowledged',
    acknowledgedBy: { id: ctx.actor.id, name: 'Ada Tester' },
  })
  const second = await post(ctx, `/incidents/${id}/acknowledgement`)
  assert.equal(second.status, 409)
  assert.partialDeepStrictEqual(await second.json(), {
    code: 'conflict',
    detail: 'the incident is already acknowledged',
  })
})

test('of two who acknowledge at the same moment one is told that the other was first', async () => {
  const ctx = await testContext()
  const { id } = await openIncident(ctx)
  const answers = await Promise.all([1, 2].map(() => post(ctx, `/incidents/${id}/acknowledgement`)))
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409])
})

test('acknowledgement and resolution can be taken back [OPS-06]', async () => {
  const ctx = await testContext()
  const { id } = await openIncident(ctx)
  for (const change of stateChanges) {
    assert.equal((await post(ctx, `/incidents/${id}/${change}`)).status, 200)
    const answer = await remove(ctx, `/incidents/${id}/${change}`)
    assert.partialDeepStrictEqual(await answer.json(), { status: 'open' })
    assert.equal((await remove(ctx, `/incidents/${id}/${change}`)).status, 409)
  }
})

test('a viewer sees incidents and changes none', async () => {
  const ctx = await testContext()
  const { id } = await openIncident(ctx)
  const viewer = withRole(ctx, 'viewer')
  assert.equal((await get(viewer, `/incidents/${id}`)).status, 200)
  for (const change of stateChanges) {
    assert.equal((await post(viewer, `/incidents/${id}/${change}`)).status, 403)
    assert.equal((await remove(viewer, `/incidents/${id}/${change}`)).status, 403)
  }
})

test('another workspace cannot tell that the incident exists', async () => {
  const { id } = await openIncident(await testContext())
  const stranger = await testContext()
  const missing = `inc_${'0'.repeat(32)}`
  const paths = ['', '/events', '/events/latest', '/timeline', '/trail']
  for (const path of paths) await sameRefusal(get, `/incidents/${id}${path}`, `/incidents/${missing}${path}`)
  for (const change of stateChanges) {
    await sameRefusal(post, `/incidents/${id}/${change}`, `/incidents/${missing}/${change}`)
    await sameRefusal(remove, `/incidents/${id}/${change}`, `/incidents/${missing}/${change}`)
  }
  assert.deepEqual((await (await get(stranger, '/incidents')).json()).items, [])

  async function sameRefusal(method: typeof get, foreign: string, unknown: string): Promise<void> {
    const bodies = await Promise.all(
      [foreign, unknown].map(async (path) => {
        const answer = await method(stranger, path)
        assert.equal(answer.status, 404, path)
        return { ...(await answer.json()), requestId: '' }
      }),
    )
    assert.deepEqual(bodies[0], bodies[1])
  }
})

test('events of one group make one incident, of two groups two [SEN-11]', async () => {
  const ctx = await testContext()
  const [first] = await inTransaction(ctx, (tx) => recordSignals(tx, [signal({ count: 2 })]))
  const changed = await inTransaction(ctx, (tx) => recordSignals(tx, [signal(), signal({ key: 'f'.repeat(32) })]))
  assert.deepEqual(changed.map(({ number }) => number).sort(), [1, 2])
  const page = await (await get(ctx, '/incidents')).json()
  assert.deepEqual(page.counts, { open: 2, acknowledged: 0, muted: 0, resolved: 0 })
  assert.equal(page.items.find(({ id }: Incident) => id === first?.id)?.eventCount, 3)
})

test('the same group in two projects is two incidents', async () => {
  const ctx = await testContext()
  await openIncident(ctx, { projectId: `prj_${'1'.repeat(32)}` })
  await openIncident(ctx, { projectId: `prj_${'2'.repeat(32)}` })
  assert.equal((await (await get(ctx, '/incidents')).json()).items.length, 2)
})

test('many batches at the same moment open one incident for a group and count every event [SEN-11]', async () => {
  const ctx = await testContext()
  await Promise.all(
    Array.from({ length: 8 }, () =>
      inTransaction(ctx, (tx) => recordSignals(tx, [signal(), signal({ key: 'f'.repeat(32) })])),
    ),
  )
  const page = await (await get(ctx, '/incidents')).json()
  assert.deepEqual(
    page.items.map(({ eventCount }: Incident) => eventCount),
    [8, 8],
  )
})

test('an event after the resolution is a regression, on the timeline with its cause', async () => {
  const ctx = await testContext()
  const { id } = await openIncident(ctx)
  await post(ctx, `/incidents/${id}/resolution`)
  const later = new Date(Date.now() + 60_000)
  await openFurther(ctx, { firstSeenAt: later, lastSeenAt: later, eventId: 'a'.repeat(32) })
  assert.partialDeepStrictEqual(await (await get(ctx, `/incidents/${id}`)).json(), {
    status: 'open',
    regressionCount: 1,
  })
  const timeline = await (await get(ctx, `/incidents/${id}/timeline`)).json()
  // Others may add what follows for them, e.g. that there was nobody to tell.
  const own = timeline.items.filter(({ type }: { type: string }) => type.startsWith('incident.'))
  assert.deepEqual(
    own.map(({ type }: { type: string }) => type),
    ['incident.regressed', 'incident.resolved', 'incident.opened'],
  )
  assert.equal(own[0].causedBy, 'a'.repeat(32))

  async function openFurther(ctx: Context, changes: Parameters<typeof signal>[0]): Promise<void> {
    await inTransaction(ctx, (tx) => recordSignals(tx, [signal(changes)]))
  }
})

test('the trail begins with the event that opened the incident', async () => {
  const ctx = await testContext()
  const { id } = await openIncident(ctx)
  const { steps } = await (await get(ctx, `/incidents/${id}/trail`)).json()
  assert.deepEqual(
    steps.slice(0, 2).map(({ type }: { type: string }) => type),
    ['event.received', 'incident.opened'],
  )
  assert.equal(steps[1].causedBy, steps[0].id)
})

test('the list filters by status, words, level, environment, release and project', async () => {
  const ctx = await testContext()
  const project = await inTransaction(ctx, (tx) => addProject(tx, 'Shop'))
  const wanted = await openIncident(ctx, {
    projectId: project.id,
    key: '1'.repeat(32),
    title: 'RangeError: 100% of_it',
    level: 'fatal',
    environments: ['staging'],
    release: 'shop@2.0.0',
  })
  await openIncident(ctx, { key: '2'.repeat(32), title: 'Other: 1000 of it' })
  const filters = [
    'query=rangeerror',
    'query=100%25',
    'query=of_it',
    'level=fatal',
    'environment=staging',
    'release=shop%402.0.0',
    `projectId=${project.id}`,
    'query=rangeerror%20100&status=open,acknowledged',
  ]
  for (const filter of filters) {
    const { items } = await (await get(ctx, `/incidents?${filter}`)).json()
    assert.deepEqual(
      items.map(({ id }: Incident) => id),
      [wanted.id],
      filter,
    )
  }
  assert.equal((await (await get(ctx, '/incidents?status=resolved')).json()).items.length, 0)
  assert.equal((await get(ctx, '/incidents?status=closed')).status, 400)
})

test('pages neither repeat nor skip, in each order', async () => {
  const ctx = await testContext()
  for (let index = 0; index < 7; index += 1) {
    const seenAt = new Date(Date.UTC(2026, 0, 1 + (index % 3)))
    await openIncident(ctx, {
      key: String(index).repeat(32),
      count: index % 2,
      firstSeenAt: seenAt,
      lastSeenAt: seenAt,
    })
  }
  for (const sort of ['lastSeen', 'firstSeen', 'events']) {
    const seen: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const page: { items: Incident[]; nextCursor: string | null } = await (
        await get(ctx, `/incidents?limit=3&sort=${sort}${cursor && `&cursor=${cursor}`}`)
      ).json()
      seen.push(...page.items.map(({ id }) => id))
      cursor = page.nextCursor
    }
    assert.equal(new Set(seen).size, 7, sort)
    assert.equal(seen.length, 7, sort)
  }
})

test('a cursor that no list gave is refused', async () => {
  const ctx = await testContext()
  for (const cursor of ['x', 'W10', Buffer.from('["never","inc_1"]').toString('base64url')]) {
    assert.equal((await get(ctx, `/incidents?cursor=${cursor}`)).status, 400, cursor)
  }
})

test('times are asked for as of whenever one asks, in both directions', async () => {
  const ctx = await testContext()
  const hourMs = 3_600_000
  const open = (key: string, agoMs: number) => {
    const at = new Date(ctx.now().getTime() - agoMs)
    return openIncident(ctx, { key: key.repeat(32), firstSeenAt: at, lastSeenAt: at })
  }
  const [recent, old] = [await open('1', hourMs), await open('2', 9 * 24 * hourMs)]
  const found = async (filter: string): Promise<string[]> =>
    (await (await get(ctx, `/incidents?${filter}`)).json()).items.map(({ id }: Incident) => id)
  assert.deepEqual(await found('newSince=24h'), [recent.id])
  assert.deepEqual(await found('seenSince=1w'), [recent.id])
  assert.deepEqual(await found('newSince=2w&seenBefore=7d'), [old.id])
  assert.deepEqual(await found('newBefore=120m'), [old.id])
  assert.deepEqual(await found('newBefore=30m&sort=firstSeen'), [recent.id, old.id])
  assert.deepEqual(await found('regressedBefore=30m'), [], 'what never came back did not do so before')
  const exactly = encodeURIComponent(recent.firstSeenAt.toISOString())
  assert.deepEqual(await found(`newSince=${exactly}`), [recent.id])
  assert.deepEqual(await found(`newBefore=${exactly}`), [old.id])
  for (const wrong of ['0h', '24', '12345h', '1y', '-1h', '24 h']) {
    assert.equal((await get(ctx, `/incidents?newSince=${wrong}`)).status, 400, wrong)
  }
})

test('the list filters by number, kind, severity, owner and times, and finds a number among the words', async () => {
  const ctx = await testContext()
  const later = new Date('2026-03-01T00:00:00Z')
  await openIncident(ctx, { key: '1'.repeat(32), level: 'info' })
  const wanted = await openIncident(ctx, {
    key: '2'.repeat(32),
    kind: 'log',
    level: 'fatal',
    firstSeenAt: later,
    lastSeenAt: later,
  })
  const since = '2026-02-01T00:00:00Z'
  const filters = [
    'number=2',
    'query=%232',
    'kind=log',
    'severity=critical,medium',
    `newSince=${since}`,
    `seenSince=${since}`,
    'owner=none&severity=critical',
  ]
  for (const filter of filters) {
    const { items } = await (await get(ctx, `/incidents?${filter}`)).json()
    assert.deepEqual(
      items.map(({ id }: Incident) => id),
      [wanted.id],
      filter,
    )
  }
  for (const filter of [`escalatedSince=${since}`, `regressedSince=${since}`, 'owner=me']) {
    assert.deepEqual((await (await get(ctx, `/incidents?${filter}`)).json()).items, [], filter)
  }
  for (const filter of ['number=0', 'owner=you', 'severity=worst', 'newSince=yesterday', 'kind=alarm']) {
    assert.equal((await get(ctx, `/incidents?${filter}`)).status, 400, filter)
  }
})
