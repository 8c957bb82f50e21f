/** The request log: which fields, what never gets into it, and that it stops nothing. */
import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { testClock } from '#platform/clock'
import { listen, openRequestLog, requestLogFields } from '#platform/http'
import { createLog } from '#platform/log'
import { createMetrics } from '#platform/metrics'
import { testServices } from '#testing'
import { assemble } from '../../app.ts'
import { loggedPath } from './request-log.ts'

async function directoryOf(t: TestContext): Promise<string> {
  const parent = await mkdtemp(join(tmpdir(), 'watchword-log-'))
  t.after(() => rm(parent, { recursive: true, force: true }))
  return join(parent, 'log')
}

const entry = (change: object = {}) => ({
  id: 'req_1',
  path: '/',
  status: 200,
  address: '192.0.2.1',
  userAgent: 'curl/8',
  ...change,
})

test('a line has exactly path, status, address, user agent, time and id, and no secret that came along, whichever way a request takes [OPS-11] [AHU-27]', async (t) => {
  const directory = await directoryOf(t)
  const services = { ...(await testServices()), metrics: createMetrics() }
  const requestLog = await openRequestLog({ directory, now: services.now, log: services.log })
  const { app, drain } = assemble({ ...services, requestLog }, [])
  const listener = await listen(app, { port: 0, host: '127.0.0.1' })
  t.after(async () => {
    await listener.close()
    await drain()
    await requestLog.close()
  })
  const secret = 'canary-4f1d2c9b8a7e6d5c4b3a29181716'
  const headers = { authorization: `Bearer wwk_${secret}`, cookie: `watchword_session=${secret}`, 'x-secret': secret }
  const body = JSON.stringify({ password: secret, title: secret })
  const url = `http://127.0.0.1:${listener.port}`
  await fetch(`${url}/api/v1/projects?api_key=${secret}`, { headers })
  await fetch(`${url}/api/v1/session?next=${secret}`, { method: 'POST', headers, body })
  await fetch(`${url}/api/v1/events?key=${secret}`, { method: 'POST', headers, body })
  await fetch(`${url}/api/7/envelope/?sentry_key=${secret}`, { method: 'POST', headers, body })
  await fetch(`${url}/status/acme/unsubscribe/${secret}`, { headers: { ...headers, 'user-agent': 'Reader/1.0' } })
  await fetch(`${url}/nowhere/${secret}#${secret}`, { headers })
  await requestLog.flush()
  const names = await readdir(directory)
  assert.match(names.join(), /^requests-\d{4}-\d\d-\d\dT\d\d\.ndjson/)
  const text = (await Promise.all(names.map((name) => readFile(join(directory, name), 'utf8')))).join('')
  const lines = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  for (const line of lines) assert.deepEqual(Object.keys(line).sort(), [...requestLogFields].sort())
  assert.deepEqual(
    lines.map(({ path }) => path),
    [
      '/api/v1/projects',
      '/api/v1/session',
      '/api/v1/events',
      '/api/7/envelope/',
      '/status/acme/unsubscribe/{…}',
      '/nowhere/{…}',
    ],
  )
  assert.ok(!text.includes('canary'), text)
  assert.partialDeepStrictEqual(lines[4], { address: '127.0.0.1', userAgent: 'Reader/1.0' })
})

test('ids and words of a path are logged, and what could be a secret is not', () => {
  const id = `inc_${'0'.repeat(32)}`
  for (const [path, logged] of [
    [`/api/v1/incidents/${id}/acknowledgement?x=1`, `/api/v1/incidents/${id}/acknowledgement`],
    ['/wp-login.php', '/wp-login.php'],
    ['/api/v1/account-recovery-codes-generation', '/api/v1/account-recovery-codes-generation'],
    ['/x/AbCdEfGhIjKlMnOpQrStUv', '/x/{…}'],
    ['/x/0123456789abcdef0123456789abcdef', '/x/{…}'],
    ['/x/a%20b', '/x/{…}'],
    ['//', '//'],
  ] as const) {
    assert.equal(loggedPath(path), logged)
  }
  assert.equal(loggedPath(`/${'abc/'.repeat(1_000)}`).length, 300)
})

test('a disk that takes nothing loses lines, counts them, says it once, and stops no request', async (t) => {
  const directory = await directoryOf(t)
  const said: string[] = []
  const log = createLog('error', { write: (line: string) => said.push(line) } as unknown as NodeJS.WritableStream)
  const now = testClock()
  const requestLog = await openRequestLog({ directory, now, log })
  t.after(() => requestLog.close())
  await rm(directory, { recursive: true })
  await writeFile(directory, 'no directory')
  for (let round = 0; round < 2; round++) {
    for (let index = 0; index < 10; index++) requestLog.note(entry())
    await requestLog.flush()
  }
  assert.equal(requestLog.dropped(), 20)
  assert.equal(said.length, 1)
  assert.doesNotMatch(said[0]!, /192\.0\.2\.1|curl/)
})

test('what waits is bounded', async (t) => {
  const requestLog = await openRequestLog({
    directory: await directoryOf(t),
    now: testClock(),
    log: createLog('silent'),
  })
  t.after(() => requestLog.close())
  for (let index = 0; index < 50_010; index++) requestLog.note(entry())
  assert.equal(requestLog.dropped(), 10)
})

test('a search finds by time, path, status and address, newest first, also behind half a line', async (t) => {
  const directory = await directoryOf(t)
  const now = testClock()
  const requestLog = await openRequestLog({ directory, now, log: createLog('silent') })
  t.after(() => requestLog.close())
  const start = now()
  for (let hour = 0; hour < 4; hour++) {
    requestLog.note(entry({ id: `req_${hour}`, path: `/a/${hour}`, status: hour % 2 ? 404 : 200 }))
    now.advance(3_600_000)
  }
  await requestLog.flush()
  await writeFile(join(directory, `requests-${start.toISOString().slice(0, 13)}.ndjson`), '{"time":"20', { flag: 'a' })
  const find = async (query: object) => {
    const { items } = await requestLog.search({ from: start, to: now(), limit: 10, ...query })
    return items.map(({ id }) => id)
  }
  assert.deepEqual(await find({}), ['req_3', 'req_2', 'req_1', 'req_0'])
  assert.deepEqual(await find({ limit: 2 }), ['req_3', 'req_2'])
  assert.deepEqual(await find({ status: 404 }), ['req_3', 'req_1'])
  assert.deepEqual(await find({ path: '/a/2' }), ['req_2'])
  assert.deepEqual(await find({ address: '192.0.2.9' }), [])
  assert.deepEqual(await find({ to: new Date(start.getTime() + 3_600_001) }), ['req_1', 'req_0'])
  assert.deepEqual(await requestLog.sweep(new Date(start.getTime() + 2 * 3_600_000)), { rows: 2, oldest: start })
  assert.deepEqual(await find({}), ['req_3', 'req_2'])
})
