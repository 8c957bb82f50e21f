import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inTransaction, sql } from '#platform/database'
import { testContext, withRole } from '#testing'
import { down, openChecks, up } from './checks.fixture.ts'
import { listAssignments } from './assignments.ts'

test('a monitor that is down is an incident after its confirmation, and the incident resolves itself', async () => {
  const at = await openChecks('2030-02-01T10:00:00Z')
  const id = await at.create({ failuresToOpen: 2, successesToResolve: 1 })
  for (const result of [up, down]) {
    await at.report(id, result)
    await at.follow()
    at.wait(60)
  }
  assert.deepEqual(await at.incidents(), [], 'not yet confirmed')
  assert.equal((await at.get(`/check-monitors/${id}`)).condition, 'degraded')
  await at.report(id, down)
  await Promise.all([at.follow(), at.follow()])
  const [incident, ...more] = await at.incidents()
  assert.deepEqual(more, [])
  assert.partialDeepStrictEqual(incident, { kind: 'check', status: 'open', eventCount: 1 })
  assert.match(incident.title, /Shop is down: no answer in time/)
  at.wait(60)
  await at.report(id, up)
  await at.follow()
  assert.equal((await at.incidents())[0].status, 'resolved')
})

test('what maintenance covers opens nothing, and is told when it is still down afterwards', async () => {
  const at = await openChecks('2030-02-02T10:00:00Z')
  const id = await at.create({ failuresToOpen: 1 })
  at.suppressed.add(id)
  await at.report(id, down)
  await at.follow()
  assert.deepEqual(await at.incidents(), [])
  at.suppressed.delete(id)
  at.wait(60)
  await at.report(id, down)
  await at.follow()
  assert.equal((await at.incidents()).length, 1)
})

test('who resolves the incident of a monitor that stays down sees it again after a quarter of an hour', async () => {
  const at = await openChecks('2030-02-03T10:00:00Z')
  const id = await at.create({ failuresToOpen: 1 })
  await at.report(id, down)
  await at.follow()
  const [incident] = await at.incidents()
  assert.equal((await at.send('POST', `/incidents/${incident.id}/resolution`, {})).status, 200)
  at.wait(600)
  await at.report(id, down)
  await at.follow()
  assert.equal((await at.incidents())[0].status, 'resolved')
  at.wait(600)
  await at.report(id, down)
  await at.follow()
  assert.equal((await at.incidents())[0].status, 'open')
})

test('a result that is sent again is one in the log, one in the state, and one in the incident', async () => {
  const at = await openChecks('2030-02-04T10:00:00Z')
  const id = await at.create({ failuresToOpen: 2 })
  await Promise.all([at.report(id, down), at.report(id, down), at.report(id, down)])
  await at.follow()
  assert.deepEqual(await at.incidents(), [])
  const { items } = await at.get(`/check-monitors/${id}/results`)
  assert.equal(items.length, 1)
  assert.partialDeepStrictEqual(items[0], { outcome: 'down', place: 'here', code: 'timeout', latencyMs: null })
})

test('the log of checks is paged, newest first, and filtered', async () => {
  const at = await openChecks('2030-02-05T10:00:00Z')
  const id = await at.create()
  for (const result of [up, down, up]) {
    await at.report(id, result)
    at.wait(60)
  }
  const first = await at.get(`/check-monitors/${id}/results?limit=2`)
  assert.deepEqual(
    first.items.map(({ outcome }: { outcome: string }) => outcome),
    ['up', 'down'],
  )
  const second = await at.get(`/check-monitors/${id}/results?limit=2&cursor=${first.nextCursor}`)
  assert.equal(second.items.length, 1)
  assert.equal(second.nextCursor, null)
  assert.equal((await at.get(`/check-monitors/${id}/results?outcome=down`)).items.length, 1)
  const latency = await at.get(`/check-monitors/${id}/latency?from=2030-02-05T09:00:00Z&to=2030-02-05T11:00:00Z`)
  assert.equal(latency.stepSeconds, 60)
  assert.deepEqual(
    latency.points.map(({ checks, failed, medianMs }: Record<string, unknown>) => [checks, failed, medianMs]),
    [
      [1, 0, 13],
      [1, 1, null],
      [1, 0, 13],
    ],
  )
})

test('uptime counts by time, and what nobody looked at is coverage and not uptime', async () => {
  const at = await openChecks('2030-02-06T10:00:00Z')
  const id = await at.create({ failuresToOpen: 1, successesToResolve: 1, intervalSeconds: 60 })
  const play = async (results: (typeof up)[]) => {
    for (const result of results) {
      await at.report(id, result)
      at.wait(60)
    }
  }
  await play([...Array(6).fill(up), ...Array(2).fill(down), ...Array(2).fill(up)])
  // Ten minutes in which nobody looked.
  at.wait(600)
  await play([up])
  const history = await at.get(`/check-monitors/${id}/history?from=2030-02-06T10:00:00Z&to=2030-02-06T10:20:00Z`)
  assert.equal(history.uptime.downMs, 120_000)
  assert.equal(history.uptime.coverage, 0.5)
  assert.ok(Math.abs(history.uptime.uptime - 0.8) < 1e-9, String(history.uptime.uptime))
  assert.deepEqual(
    history.intervals.map(({ state }: { state: string }) => state),
    ['up', 'down', 'up', 'unknown'],
  )
  assert.equal(history.periods[0].hours, 24)
})

test('a monitor that is paused is nothing of anybody: its incident ends, and nothing follows from what comes late', async () => {
  const at = await openChecks('2030-02-07T10:00:00Z')
  const id = await at.create({ failuresToOpen: 1 })
  await at.report(id, down)
  await at.follow()
  at.wait(60)
  assert.equal((await (await at.send('PATCH', `/check-monitors/${id}`, { paused: true })).json()).condition, 'paused')
  await at.report(id, down)
  await at.follow()
  assert.equal((await at.incidents())[0].status, 'resolved')
  assert.equal((await at.get('/check-monitors?condition=paused')).items.length, 1)
  at.wait(60)
  const back = await (await at.send('PATCH', `/check-monitors/${id}`, { paused: false })).json()
  assert.equal(back.condition, 'waiting')
})

test('secrets of a spec are sealed, shown to nobody, kept when they are sent back, and given to a probe', async () => {
  const at = await openChecks('2030-02-08T10:00:00Z')
  const spec = {
    ...{ type: 'http', url: 'https://shop.example/health', auth: { kind: 'bearer', token: 'tell-nobody-4711' } },
  }
  const id = await at.create({ spec })
  const shown = await at.get(`/check-monitors/${id}`)
  assert.doesNotMatch(JSON.stringify(shown), /4711/)
  const answer = await at.send('PATCH', `/check-monitors/${id}`, { name: 'Shop 2', spec: shown.spec })
  assert.equal(answer.status, 200)
  const { rows } = await inTransaction(at.ctx, (tx) =>
    sql<{ row: string }>`select row_to_json(m)::text as row from monitors m where id = ${id}`.execute(tx.db),
  )
  assert.doesNotMatch(rows[0]?.row ?? '', /4711/)
  const [assignment] = await inTransaction(at.ctx, (tx) => listAssignments(tx, 'here'))
  assert.partialDeepStrictEqual(assignment?.spec, { auth: { token: 'tell-nobody-4711' } })
  assert.ok(assignment && assignment.nextAt > at.now())
  const audit = await (await at.send('GET', '/audit-entries')).text()
  assert.doesNotMatch(audit, /4711/)
})

test('settings that do not fit each other are refused at their field', async () => {
  const at = await openChecks('2030-02-09T10:00:00Z')
  for (const [field, more] of [
    ['timeoutMs', { intervalSeconds: 20, timeoutMs: 20_000 }],
    ['retrySeconds', { intervalSeconds: 20, retrySeconds: 30 }],
    ['quorum', { quorum: 2 }],
    ['places', { places: ['here', 'here'] }],
    ['places', { places: ['here', `prb_${'0'.repeat(32)}`] }],
    ['intervalSeconds', { intervalSeconds: 1 }],
  ] as const) {
    const body = { projectId: at.projectId, name: 'Shop', spec: { type: 'http', url: 'https://shop.example' }, ...more }
    const answer = await at.send('POST', '/check-monitors', body)
    assert.equal(answer.status, 400, field)
    assert.match((await answer.json()).fields[0].path, new RegExp(`^${field}`))
  }
})

test('the list is filtered, sorted, counted and paged on the server', async () => {
  const at = await openChecks('2030-02-10T10:00:00Z')
  const ids = []
  for (const [name, groupName, labels] of [
    ['Alpha', 'Shop', ['team:one']],
    ['beta', 'Shop', []],
    ['Gamma', null, ['team:one', 'eu']],
  ] as const) {
    ids.push(await at.create({ name, groupName, labels, failuresToOpen: 1 }))
  }
  await at.report(ids[2] ?? '', down)
  await at.report(ids[0] ?? '', up)
  const names = async (query: string) =>
    (await at.get(`/check-monitors?${query}`)).items.map(({ name }: { name: string }) => name)
  assert.deepEqual(await names(''), ['Gamma', 'beta', 'Alpha'], 'the worst first')
  assert.deepEqual(await names('sort=name'), ['Alpha', 'beta', 'Gamma'])
  assert.deepEqual(await names('sort=latency'), ['Alpha', 'beta', 'Gamma'])
  assert.deepEqual(await names('group=Shop&sort=name'), ['Alpha', 'beta'])
  assert.deepEqual(await names('label=eu'), ['Gamma'])
  assert.deepEqual(await names('query=shop.example%20et'), ['beta'])
  assert.deepEqual(await names('condition=down'), ['Gamma'])
  for (const sort of ['state', 'name', 'latency', 'changed']) {
    const whole = await names(`sort=${sort}`)
    const paged: string[] = []
    for (let cursor = ''; ;) {
      const page = await at.get(`/check-monitors?limit=1&sort=${sort}${cursor}`)
      paged.push(page.items[0].name)
      if (page.nextCursor === null) break
      cursor = `&cursor=${page.nextCursor}`
    }
    assert.deepEqual(paged, whole, sort)
    assert.deepEqual(await names(`sort=${sort}&offset=1&limit=1`), whole.slice(1, 2), `a part of it, ${sort}`)
  }
  assert.deepEqual(await names('offset=3'), [], 'behind the last one')
  const { nextCursor } = await at.get('/check-monitors?limit=1')
  for (const refused of [`offset=1&cursor=${nextCursor}`, 'offset=-1', 'offset=10001'])
    assert.equal((await at.send('GET', `/check-monitors?${refused}`)).status, 400, refused)
  const { counts } = await at.get('/check-monitors')
  assert.deepEqual(counts, { down: 1, degraded: 0, unknown: 0, waiting: 1, up: 1, paused: 0 })
  assert.deepEqual(await at.get('/check-monitor-facets'), {
    groups: ['Shop'],
    labels: ['team:one', 'eu'],
    types: ['http'],
  })
})

test('a viewer sees monitors and changes none; another workspace sees nothing', async () => {
  const at = await openChecks('2030-02-11T10:00:00Z')
  const id = await at.create()
  assert.equal((await at.send('GET', `/check-monitors/${id}`, undefined, 'viewer')).status, 200)
  for (const [method, body] of [
    ['PATCH', { paused: true }],
    ['DELETE', undefined],
  ] as const) {
    assert.equal((await at.send(method, `/check-monitors/${id}`, body, 'viewer')).status, 403)
  }
  assert.equal((await at.send('GET', `/monitors/${id}`)).status, 404, 'it is no heartbeat')
  assert.deepEqual((await at.get('/monitors')).items, [])
  const stranger = withRole(await testContext(), 'owner')
  assert.deepEqual(
    [
      ...(await (
        await import('./record-results.ts')
      ).recordResults(stranger, [
        { monitorId: id, probeId: null, scheduledAt: at.now(), startedAt: at.now(), result: down },
      ])),
    ],
    [],
  )
  assert.equal((await at.send('DELETE', `/check-monitors/${id}`)).status, 204)
  assert.equal((await at.send('GET', `/check-monitors/${id}`)).status, 404)
})
