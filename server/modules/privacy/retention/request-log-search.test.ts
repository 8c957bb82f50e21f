import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { openRequestLog } from '#platform/http'
import { newHexKey } from '#platform/ids'
import { createLog } from '#platform/log'
import { presets } from '#platform/policy'
import { openOldHouse } from '../holds/house.fixture.ts'

async function houseWithLog(t: TestContext) {
  const at = await openOldHouse(t, presets['opsentry']!)
  const directory = await mkdtemp(join(tmpdir(), 'watchword-log-'))
  const { now, log } = at.services
  const requestLog = await openRequestLog({ directory, now, log })
  at.services.requestLog = requestLog
  t.after(async () => {
    await requestLog.close()
    await rm(directory, { recursive: true })
  })
  const files = async () => {
    await requestLog.flush()
    const names = await readdir(directory)
    return (await Promise.all(names.map((name) => readFile(join(directory, name), 'utf8')))).join('')
  }
  return { at, requestLog, files }
}

const dayMs = 86_400_000

test('staff search the request log; each look stands in the audit log, and nobody else gets in [OPS-25]', async (t) => {
  const { at } = await houseWithLog(t)
  const [bad, good] = [await at.browser(undefined, '203.0.113.66'), await at.browser(undefined, '203.0.113.67')]
  for (const path of ['/projects', '/incidents']) await bad.send('GET', path)
  await good.send('GET', '/projects')
  const staff = await at.browser(at.root)
  const found = await staff.send('GET', '/staff/request-log?address=203.0.113.66')
  assert.equal(found.status, 200, JSON.stringify(found.body))
  assert.deepEqual(
    found.body.items.map(({ path, status }: { path: string; status: number }) => [path, status]),
    [
      ['/api/v1/incidents', 401],
      ['/api/v1/projects', 401],
    ],
  )
  assert.equal(found.body.isComplete, true)
  const byPath = await staff.send('GET', '/staff/request-log?path=/projects&status=401&limit=1')
  assert.deepEqual(
    byPath.body.items.map(({ address }: { address: string }) => address),
    ['203.0.113.67'],
  )
  const looks = (await at.entries(at.operators.workspaceId)).filter(({ action }) => action === 'requestLog.searched')
  assert.equal(looks.length, 2)
  assert.partialDeepStrictEqual(looks[0]?.after, { byAddress: true, path: null })
  assert.doesNotMatch(JSON.stringify(looks), /203\.0\.113/)
  const stranger = await at.browser(await at.person('Eve', { protect: true }))
  assert.equal((await stranger.send('GET', '/staff/request-log')).status, 403)
  assert.equal(
    (await at.entries(at.operators.workspaceId)).filter(({ action }) => action === 'requestLog.searched').length,
    2,
  )
})

test('opsentry: a line of the request log is gone after 30 days and one sweep, from the files too [OPS-36]', async (t) => {
  const { at, files } = await houseWithLog(t)
  const visitor = await at.browser(undefined, '203.0.113.66')
  await visitor.send('GET', '/projects')
  at.clock.advance(30 * dayMs - 3_600_000)
  await at.sweepAges('requests')
  assert.match(await files(), /203\.0\.113\.66/)
  // An hour's file ends when its last moment is old enough, at the sweep after it.
  at.clock.advance(2 * 3_600_000)
  const runs = await at.sweepAges('requests')
  assert.equal(await files(), '')
  assert.deepEqual(
    runs.map(({ rows, overdue }) => [rows, overdue]),
    [[1, 0]],
  )
})

test('what a program sends is in no log and no metric of the platform [SEN-15]', async (t) => {
  const { at, files } = await houseWithLog(t)
  const canary = `canary-${newHexKey()}`
  const said: string[] = []
  at.services.log = createLog('debug', { write: (line: string) => said.push(line) } as unknown as NodeJS.WritableStream)
  const owner = await at.person('Ada')
  const ctx = await at.workspace(owner)
  const browser = (await at.browser(owner)).inside(ctx.workspaceId)
  const { ingestKey } = (await browser('POST', '/projects', { name: 'Shop' })).body
  const anyone = await at.browser()
  const body = { title: canary, message: canary, level: 'error', user: { email: `${canary}@example.com` } }
  const send = (path: string, content: unknown) =>
    anyone.send('POST', path, content, { 'x-watchword-key': ingestKey, 'x-canary': canary })
  assert.equal((await send(`/events?canary=${canary}`, body)).status, 202)
  assert.ok((await send('/events', { ...body, level: canary })).status >= 400)
  await anyone.send('GET', `/incidents/${canary}?cursor=${canary}`)
  const { body: metrics } = await at.services.metrics.render()
  assert.match(metrics, /watchword_http_request_duration_seconds_count/)
  assert.ok(!metrics.includes(canary))
  const lines = await files()
  assert.match(lines, /"path":"\/api\/v1\/events"/)
  assert.ok(!lines.includes(canary))
  assert.ok(said.length > 3)
  assert.ok(!said.join('').includes(canary))
})
