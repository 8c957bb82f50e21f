/** Alerts from outside, as Prometheus and amtool send and read them. */
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import * as incidents from '#modules/incidents'
import { createTelemetry } from '#modules/telemetry'
import { addProject } from '#modules/workspaces'
import { testClock } from '#platform/clock'
import type { Context, Services } from '#platform/context'
import { inTransaction } from '#platform/database'
import { createApp, listen } from '#platform/http'
import { createMetrics as createOwnMetrics } from '#platform/metrics'
import { call, eventually, testContext } from '#testing'
import { endOverdue } from './end-alerts.ts'
import { findIncidentAlerts } from './find-incident-alerts.ts'
import { skip, startPrometheus } from './prometheus.fixture.ts'
import { createIntakeRoutes, createReadRoutes } from './routes.ts'

type Options = { now?: () => Date }

async function open(t: Pick<TestContext, 'after'>, { now }: Options = {}) {
  const own = await testContext()
  const services: Services = { ...own, ...(now && { now }), metrics: createOwnMetrics() }
  const ctx: Context = { ...own, ...services }
  const { id: projectId, ingestKey: key } = await inTransaction(ctx, (tx) => addProject(tx, 'Shop'))
  assert.ok(key)
  const telemetry = createTelemetry(services, () => Promise.resolve([]))
  const authenticate = () => Promise.resolve({ ctx, person: null, forgeable: false })
  const routes = [createIntakeRoutes(telemetry.door, incidents), ...createReadRoutes(authenticate)]
  const listener = await listen(createApp(services, { endpoints: [], routes, authenticate }), {
    port: 0,
    host: '127.0.0.1',
  })
  t.after(async () => {
    await listener.close()
    await telemetry.drain()
  })
  const origin = `http://127.0.0.1:${listener.port}`
  const url = `${origin}/alertmanager/api/v2`
  const ask = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    // oxlint-disable-next-line typescript/no-explicit-any -- whoever asked knows the answer
    return { status: answer.status, body: (await answer.json()) as any }
  }
  return {
    ...{ ctx, projectId, key, origin, ask },
    post: (alerts: unknown, with_ = key) => ask('POST', '/alerts', alerts, { authorization: `Bearer ${with_}` }),
    incidents: async () => (await (await call(ctx, incidents.endpoints, 'GET', '/incidents')).json()).items,
    end: () => endOverdue(services, incidents),
  }
}

const start = new Date('2026-03-02T10:00:00Z')
const later = (seconds: number) => new Date(start.getTime() + seconds * 1000).toISOString()
const down = (instance: string, more = {}) => ({
  labels: { alertname: 'Down', instance, severity: 'critical' },
  annotations: { summary: `${instance} does not answer` },
  startsAt: later(-60),
  endsAt: later(240),
  generatorURL: 'http://prometheus.example/graph',
  ...more,
})

test('alerts of one name are one incident: opened, counted, resolved when the last is over', async (t) => {
  const clock = testClock(start)
  const house = await open(t, { now: clock })
  assert.deepEqual(await house.post([down('a')]), { status: 200, body: {} })
  // Sent again, as every minute: nothing new.
  await house.post([down('a')])
  await house.post([down('b')])
  const [incident, ...others] = await house.incidents()
  assert.deepEqual(others, [])
  assert.partialDeepStrictEqual(incident, {
    ...{ title: 'Down: a does not answer', kind: 'alert', status: 'open', severity: 'critical', eventCount: 2 },
    ...{ projectId: house.projectId, firstSeenAt: new Date(later(-60)).toISOString() },
  })
  const shown = async () =>
    (await findIncidentAlerts(house.ctx, incidents.getIncident, incident.id)).external.map(
      ({ labels }) => labels['instance'],
    )
  assert.deepEqual(await shown(), ['a', 'b'])
  await house.post([down('a', { endsAt: later(-1) })])
  assert.equal((await house.incidents())[0].status, 'open')
  assert.deepEqual(await shown(), ['b'])
  await house.post([down('b', { endsAt: later(0) })])
  assert.equal((await house.incidents())[0].status, 'resolved')
  clock.advance(60_000)
  await house.post([down('b', { startsAt: later(60), endsAt: later(600) })])
  assert.partialDeepStrictEqual((await house.incidents())[0], { status: 'open', regressionCount: 1 })
})

test('an alert of which nothing more is heard is over at its end', async (t) => {
  const clock = testClock(start)
  const house = await open(t, { now: clock })
  await house.post([down('a', { endsAt: later(120) }), { labels: { alertname: 'NoEnd' } }])
  clock.advance(119_000)
  await house.end()
  assert.deepEqual(
    (await house.incidents()).map(({ status }: { status: string }) => status),
    ['open', 'open'],
  )
  clock.advance(1_000)
  await house.end()
  const byTitle = async () =>
    Object.fromEntries(
      (await house.incidents()).map(({ title, status }: { title: string; status: string }) => [title, status]),
    )
  assert.deepEqual(await byTitle(), { 'Down: a does not answer': 'resolved', NoEnd: 'open' })
  // Without an end of its own it is given five minutes.
  clock.advance(180_000)
  await house.end()
  assert.equal((await byTitle())['NoEnd'], 'resolved')
})

test('a silence keeps an alert from outside quiet, clients see why, and it is told of afterwards', async (t) => {
  const clock = testClock(start)
  const house = await open(t, { now: clock })
  const silence = {
    matchers: [{ name: 'instance', value: 'a|b', isRegex: true }],
    ...{ startsAt: later(0), endsAt: later(300), createdBy: 'Ada', comment: 'Disks' },
  }
  const { body: made } = await house.ask('POST', '/silences', silence)
  await house.post([down('a', { endsAt: later(1000) })])
  assert.deepEqual(await house.incidents(), [])
  const { body: alerts } = await house.ask('GET', '/alerts')
  assert.partialDeepStrictEqual(alerts[0], {
    labels: { alertname: 'Down', instance: 'a', severity: 'critical' },
    status: { state: 'suppressed', silencedBy: [made.silenceID], inhibitedBy: [], mutedBy: [] },
  })
  assert.deepEqual((await house.ask('GET', '/alerts?silenced=false')).body, [])
  assert.deepEqual((await house.ask('GET', '/alerts?filter=instance%3D~"b.*"')).body, [])
  assert.equal((await house.ask('GET', '/alerts/groups')).body[0].labels.alertname, 'Down')
  assert.partialDeepStrictEqual((await house.ask('GET', '/silences')).body, [
    { id: made.silenceID, status: { state: 'active' } },
  ])
  assert.equal((await house.ask('DELETE', `/silence/${made.silenceID}`)).status, 200)
  assert.equal((await house.ask('GET', `/silence/${made.silenceID}`)).body.status.state, 'expired')
  await house.post([down('a', { endsAt: later(1000) })])
  assert.equal((await house.incidents()).length, 1)
})

test('what is no list of alerts, and a key that is none, are refused in words', async (t) => {
  const house = await open(t)
  const refused = async (body: unknown, words: RegExp) => {
    const answer = await house.post(body)
    assert.equal(answer.status, 400)
    assert.match(answer.body, words)
  }
  await refused('{', /no JSON/)
  await refused({}, /not a list/)
  await refused([{}], /alert 1: labels/)
  await refused([{ labels: {} }], /labels are needed/)
  await refused([{ labels: { a: 1 } }], /a is no text/)
  await refused([{ labels: { a: 'b' }, endsAt: 'soon' }], /endsAt is no time/)
  await refused([{ labels: { a: 'b'.repeat(5000) } }], /longer than/)
  assert.equal((await house.post([], 'nobody')).status, 401)
  assert.equal((await house.ask('POST', '/silences', { matchers: [] })).status, 400)
  assert.equal((await house.ask('GET', '/alerts?filter=!')).status, 400)
  assert.equal((await house.ask('GET', '/status')).body.cluster.status, 'disabled')
  assert.deepEqual((await house.ask('GET', '/receivers')).body, [{ name: 'watchword' }])
})

test('an alert of another project or workspace is another incident, and nobody else sees it', async (t) => {
  const [one, other] = [await open(t), await open(t)]
  const now = Date.now()
  const fresh = { startsAt: new Date(now).toISOString(), endsAt: new Date(now + 600_000).toISOString() }
  await one.post([down('a', fresh)])
  assert.deepEqual(await other.incidents(), [])
  assert.deepEqual((await other.ask('GET', '/alerts')).body, [])
})

test(
  'Debian’s Prometheus evaluates a rule, sends its alert with an ingest key, and resolves it',
  { skip },
  async (t) => {
    const house = await open(t)
    const server = await startPrometheus(t, house.origin, house.key)
    const [incident] = await eventually('the incident', async () => {
      const found = await house.incidents()
      return found.length > 0 && found
    })
    assert.partialDeepStrictEqual(incident, { title: 'Always: it is 1', severity: 'medium', status: 'open' })
    await server.stopFiring()
    await eventually('its resolution', async () => (await house.incidents())[0].status === 'resolved')
  },
)
