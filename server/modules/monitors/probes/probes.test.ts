import assert from 'node:assert/strict'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { addProject } from '#modules/workspaces'
import { testClock } from '#platform/clock'
import type { Context } from '#platform/context'
import { inTransaction, sql } from '#platform/database'
import { createEgress } from '#platform/egress'
import { createLog } from '#platform/log'
import { presets } from '#platform/policy'
import { call, eventually, testApp, testContext, withoutFreshness, withRole, type Answer } from '#testing'
import { openBuffer } from '../../../../bin/watchword/probe/buffer.ts'
import { Away, createLink, Refused } from '../../../../bin/watchword/probe/link.ts'
import { runProbe } from '../../../../bin/watchword/probe/run.ts'
import { checkSpec } from '../checks/index.ts'
import { createCheckMonitor } from '../check-monitors/create-check-monitor.ts'
import { probeEndpoints } from './index.ts'
import { protocolVersion } from './protocol.ts'
import { stateOf } from './probe.ts'

const api = (ctx: Context, method: string, path: string, body?: unknown) =>
  call(ctx, probeEndpoints, method, path, body)

async function enrol(ctx: Context): Promise<{ id: string; key: string; prefix: string }> {
  const answer = await api(ctx, 'POST', '/probes', { name: 'Office' })
  assert.equal(answer.status, 201)
  return answer.json()
}

const asking = (more: object = {}) => ({
  ...{ protocol: protocolVersion, version: '0.1.0', types: ['http', 'tcp'] },
  ...{ sentAt: new Date().toISOString(), waitingResults: 0, ...more },
})

async function say(key: string, path: string, body: unknown): Promise<Answer> {
  const app = await testApp()
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
  const init = { method: 'POST', headers, body: typeof body === 'string' ? body : JSON.stringify(body) }
  return app.fetch(new Request(`http://localhost/api/v1/probe/${path}`, init))
}

async function watch(ctx: Context, places: string[], spec: object): Promise<string> {
  const project = await inTransaction(ctx, (tx) => addProject(tx, `Shop ${Math.trunc(Math.random() * 1e9)}`))
  const made = { projectId: project.id, name: 'Inner', spec: checkSpec.parse(spec), intervalSeconds: 60, places }
  return (await createCheckMonitor(ctx, made)).id
}

const found = (monitorId: string, scheduledAt: Date, more: object = {}) => ({
  ...{ monitorId, scheduledAt, startedAt: scheduledAt },
  result: {
    outcome: 'down',
    latencyMs: null,
    reason: 'no connection could be made',
    code: 'connect',
    facts: {},
    ...more,
  },
})

test('a probe is enrolled with a key that is shown once, and can be given another one, and revoked', async () => {
  const ctx = await testContext()
  const made = await enrol(ctx)
  assert.match(made.key, /^wwp_[\w-]{43}$/)
  const list = async () => (await (await api(ctx, 'GET', '/probes')).json()).items
  assert.partialDeepStrictEqual(await list(), [{ id: made.id, state: 'waiting', prefix: made.key.slice(0, 10) }])
  assert.ok(!JSON.stringify(await list()).includes(made.key.slice(10)))
  assert.equal((await say(made.key, 'assignments', asking())).status, 200)
  assert.partialDeepStrictEqual(await list(), [{ state: 'connected', version: '0.1.0' }])
  assert.ok((await list())[0].missingTypes.includes('grpc'))

  const replaced = await (await api(ctx, 'POST', `/probes/${made.id}/key`)).json()
  assert.equal((await say(made.key, 'assignments', asking())).status, 401)
  assert.equal((await say(replaced.key, 'assignments', asking())).status, 200)
  assert.equal((await api(ctx, 'DELETE', `/probes/${made.id}`)).status, 204)
  assert.equal((await api(ctx, 'DELETE', `/probes/${made.id}`)).status, 204)
  assert.equal((await say(replaced.key, 'assignments', asking())).status, 401)
  assert.equal((await api(ctx, 'POST', `/probes/${made.id}/key`)).status, 409)
})

test('only who may write keys, with a fresh factor, enrols; another workspace knows nothing of it', async () => {
  const ctx = await testContext()
  const { id } = await enrol(ctx)
  for (const role of ['member', 'viewer'] as const) {
    assert.equal((await api(withRole(ctx, role), 'POST', '/probes', { name: 'x' })).status, 403)
    assert.equal((await api(withRole(ctx, role), 'DELETE', `/probes/${id}`)).status, 403)
  }
  assert.equal((await api(withoutFreshness(ctx), 'POST', '/probes', { name: 'x' })).status, 403)
  assert.equal((await api(withoutFreshness(ctx), 'POST', `/probes/${id}/key`)).status, 403)
  const other = await testContext()
  assert.equal((await api(other, 'DELETE', `/probes/${id}`)).status, 404)
  assert.equal((await api(other, 'POST', `/probes/${id}/key`)).status, 404)
  assert.deepEqual((await (await api(other, 'GET', '/probes')).json()).items, [])
})

test('the key of a probe opens nothing else, and no other key opens what probes call', async () => {
  const ctx = await testContext()
  const { key } = await enrol(ctx)
  const app = await testApp()
  for (const path of ['incidents', 'probes', 'monitors', 'session']) {
    const answer = await app.fetch(
      new Request(`http://localhost/api/v1/${path}`, { headers: { authorization: `Bearer ${key}` } }),
    )
    assert.equal(answer.status, 401, path)
  }
  for (const wrong of ['', 'x', `wwp_${'a'.repeat(43)}`, `wwk_${'a'.repeat(43)}`, `${key}x`]) {
    assert.equal((await say(wrong, 'assignments', asking())).status, 401)
    assert.equal((await say(wrong, 'results', { results: [] })).status, 401)
  }
  for (const body of [
    '',
    '{',
    '[]',
    '{}',
    JSON.stringify(asking({ types: [1] })),
    JSON.stringify(asking({ sentAt: 'now' })),
  ]) {
    assert.equal((await say(key, 'assignments', body)).status, 400, body)
  }
  assert.equal((await say(key, 'assignments', asking({ protocol: 99 }))).status, 422)
  assert.equal((await say(key, 'results', { results: [{}] })).status, 400)
  assert.equal((await say(key, 'results', `"${'x'.repeat(2_200_000)}"`)).status, 413)
})

test('a probe gets the monitors that name it, of types that it knows, with their secrets, and no others', async () => {
  const ctx = await testContext()
  const probe = await enrol(ctx)
  const other = await enrol(ctx)
  const auth = { kind: 'bearer', token: 'inner-secret' }
  const mine = await watch(ctx, [probe.id], { type: 'http', url: 'https://10.0.0.1/', auth })
  await watch(ctx, [probe.id], { type: 'grpc', host: '10.0.0.1', port: 1 })
  await watch(ctx, [other.id], { type: 'http', url: 'https://10.0.0.2/' })
  const { assignments, probe: itself } = await (await say(probe.key, 'assignments', asking())).json()
  assert.equal(itself.name, 'Office')
  assert.deepEqual(
    assignments.map(({ monitorId }: { monitorId: string }) => monitorId),
    [mine],
  )
  assert.deepEqual(assignments[0].spec.auth, auth)
})

test('results are taken of the probe’s own monitors, in time, and once', async () => {
  const ctx = await testContext()
  const probe = await enrol(ctx)
  const stolen = await enrol(ctx)
  const monitor = await watch(ctx, [probe.id], { type: 'tcp', host: '10.0.0.1', port: 1 })
  const now = ctx.now().getTime()
  const slot = new Date(now - 5_000)
  const send = async (key: string, ...results: object[]) => (await say(key, 'results', { results })).json()
  assert.deepEqual(await send(stolen.key, found(monitor, slot)), { accepted: 0, refused: 1 })
  assert.deepEqual(await send(probe.key, found(monitor, slot)), { accepted: 1, refused: 0 })
  assert.deepEqual(await send(probe.key, found(monitor, slot)), { accepted: 1, refused: 0 })
  const out = [now - 25 * 3_600_000, now + 600_000].map((at) => found(monitor, new Date(at)))
  assert.deepEqual(await send(probe.key, ...out), { accepted: 0, refused: 2 })
  for (const more of [{ outcome: 'fine' }, { code: 'whatever' }, { reason: 'x'.repeat(201) }, { latencyMs: -1 }]) {
    assert.equal((await say(probe.key, 'results', { results: [found(monitor, slot, more)] })).status, 400)
  }
  const tooMany = Object.fromEntries(Array.from({ length: 21 }, (_, n) => [`f${n}`, n]))
  assert.equal((await say(probe.key, 'results', { results: [found(monitor, slot, { facts: tooMany })] })).status, 400)
})

test('how a probe is: never seen, connected, silent after a minute, revoked', () => {
  const now = new Date('2026-11-22T12:00:00Z')
  const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000)
  assert.equal(stateOf({ revokedAt: null, lastSeenAt: null }, now), 'waiting')
  assert.equal(stateOf({ revokedAt: null, lastSeenAt: ago(60) }, now), 'connected')
  assert.equal(stateOf({ revokedAt: null, lastSeenAt: ago(61) }, now), 'silent')
  assert.equal(stateOf({ revokedAt: ago(1), lastSeenAt: ago(2) }, now), 'revoked')
})

async function directory(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'watchword-probe-'))
  after(() => rm(path, { recursive: true, force: true }))
  return path
}

test('what was not handed in survives a restart, in order, and is forgotten after 24 hours or beyond its bound', async () => {
  const path = await directory()
  const now = testClock()
  const id = `mon_${'0'.repeat(32)}`
  const result = (n: number) => ({
    ...{ monitorId: id, scheduledAt: new Date(n * 1000).toISOString(), startedAt: new Date(n * 1000).toISOString() },
    result: { outcome: 'up' as const, latencyMs: 1, reason: '', code: 'ok' as const, facts: {} },
  })
  const first = await openBuffer(path, { now })
  await first.keep(Array.from({ length: 501 }, (_, n) => result(n)))
  now.advance(1000)
  await first.keep([result(900)])
  await writeFile(join(path, 'half.json.new'), '{')
  const again = await openBuffer(path, { now })
  assert.equal(again.count(), 502)
  assert.deepEqual(
    (await readdir(path)).filter((name) => name.endsWith('.new')),
    [],
  )
  const batch = await again.first()
  assert.ok(batch)
  assert.equal(batch.results.length, 500)
  assert.equal(batch.results[0]?.scheduledAt, '1970-01-01T00:00:00.000Z')
  await again.drop(batch.name)
  assert.equal((await again.first())?.results.length, 1)
  now.advance(24 * 3_600_000 - 500)
  assert.equal(await again.prune(), 1)
  assert.equal(again.count(), 1)
  const broken = (await readdir(path))[0]!
  await writeFile(join(path, broken), '{"results":')
  assert.equal(await again.first(), undefined)
  assert.deepEqual(await readdir(path), [])
  const small = await openBuffer(path, { now, maxBytes: 400 })
  for (let n = 0; n < 5; n += 1) await small.keep([result(n)])
  assert.ok((await small.prune()) >= 2)
  assert.equal((await small.first())?.results[0]?.scheduledAt, result(5 - small.count()).scheduledAt)
})

/** The program behind a socket, as a probe meets it. */
async function serve(port = 0): Promise<{ port: number; close(): Promise<void> }> {
  const app = await testApp()
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => void answerWith(Buffer.concat(chunks)))
    const answerWith = async (body: Buffer<ArrayBuffer>) => {
      const headers = Object.entries(request.headers).map(([name, value]): [string, string] => [name, String(value)])
      const init = { method: request.method ?? 'GET', headers, body }
      const answer = await app.fetch(new Request(`http://localhost${request.url}`, init))
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text())
    }
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  after(close)
  return { port: (server.address() as AddressInfo).port, close }
}

const outside = (allow: string[]) =>
  createEgress({ allow, profile: () => presets['strict']!, log: createLog('silent') })

test(
  'a probe checks what its operator opened, hands it in, and catches up after the server was away',
  { timeout: 60_000 },
  async () => {
    const ctx = await testContext()
    const probe = await enrol(ctx)
    const target = createServer((_request, response) => response.end('inner'))
    await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve))
    after(() => target.close())
    const { port } = target.address() as AddressInfo
    const spec = { type: 'http', url: `http://127.0.0.1:${port}/`, keyword: { text: 'inner', expect: 'present' } }
    const monitor = await watch(ctx, [probe.id], spec)
    // Every second, which the API would not take.
    await inTransaction(ctx, ({ db }) =>
      sql`update monitors set interval_seconds = 1 where id = ${monitor}`.execute(db),
    )
    let server = await serve()
    const stop = new AbortController()
    after(() => stop.abort())
    const path = await directory()
    const buffer = await openBuffer(path, { now: ctx.now })
    const link = createLink(outside(['127.0.0.1']), new URL(`http://127.0.0.1:${server.port}`), probe.key)
    const log = createLog('silent')
    const common = { now: ctx.now, log, version: '0.1.0', stop: stop.signal, concurrency: 5 }
    const running = runProbe({
      ...common,
      link,
      buffer,
      egress: outside(['127.0.0.1']),
      askEveryMs: 200,
      handInEveryMs: 200,
    })
    const outcomes = () =>
      ctx.columns.forWorkspace(ctx.workspaceId).query<{ outcome: string; slots: string }>(
        `select outcome, toString(uniqExact(scheduled_at)) as slots from check_results
       where workspace_id = {workspaceId:String} and monitor_id = {monitor:String} group by outcome`,
        { monitor },
      )
    await eventually('a result', async () => (await outcomes()).find(({ outcome }) => outcome === 'up'))
    const { port: address } = server
    await server.close()
    await eventually('results that wait', async () => buffer.count() >= 3)
    server = await serve(address)
    await eventually('that all of them are handed in', async () => buffer.count() === 0)
    const up = (await outcomes()).find(({ outcome }) => outcome === 'up')
    assert.ok(Number(up?.slots) >= 4)
    stop.abort()
    await running
    await server.close()
  },
)

test(
  'what its operator did not open is not called: unknown; a key that was revoked ends the probe',
  { timeout: 60_000 },
  async () => {
    const ctx = await testContext()
    const probe = await enrol(ctx)
    const server = await serve()
    const url = new URL(`http://127.0.0.1:${server.port}`)
    const monitor = await watch(ctx, [probe.id], { type: 'tcp', host: '127.0.0.1', port: server.port })
    await inTransaction(ctx, ({ db }) =>
      sql`update monitors set interval_seconds = 1 where id = ${monitor}`.execute(db),
    )
    const stop = new AbortController()
    after(() => stop.abort())
    const kept: unknown[] = []
    const buffer = await openBuffer(await directory(), { now: ctx.now })
    const watched = {
      ...buffer,
      keep: async (results: Parameters<typeof buffer.keep>[0]) => (kept.push(...results), buffer.keep(results)),
    }
    const common = { now: ctx.now, log: createLog('silent'), version: '0.1.0', stop: stop.signal, concurrency: 5 }
    const link = createLink(outside(['127.0.0.1']), url, probe.key)
    const running = runProbe({
      ...common,
      link,
      buffer: watched,
      egress: outside([]),
      askEveryMs: 100,
      handInEveryMs: 100,
    })
    const [first] = await eventually('a result', async () => kept.length > 0 && kept)
    assert.partialDeepStrictEqual(first, { result: { outcome: 'unknown', code: 'not_permitted' } })
    await api(ctx, 'DELETE', `/probes/${probe.id}`)
    await assert.rejects(running, Refused)
    await server.close()
    await assert.rejects(link.handIn({ results: [] }), Away)
  },
)
