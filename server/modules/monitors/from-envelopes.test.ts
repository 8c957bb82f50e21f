/** From what SDKs send to what people read: sessions, check-ins, files and feedback, through the front door. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { endpoints } from '../../app.ts'
import { newHexKey } from '#platform/ids'
import { call, eventually, testApp, testContext } from '#testing'

async function openProject() {
  const ctx = await testContext()
  const made = await (await call(ctx, endpoints, 'POST', '/projects', { name: 'Shop' })).json()
  const dsn = new URL(made.dsn)
  const app = await testApp()
  const send = async (header: object, ...items: [header: object, payload: object | string][]) => {
    const lines = items.flatMap(([item, payload]) => {
      const text = typeof payload === 'string' ? payload : JSON.stringify(payload)
      return [JSON.stringify({ ...item, length: Buffer.byteLength(text) }), text]
    })
    const answer = await app.fetch(
      new Request(`http://localhost/api${dsn.pathname}/envelope/?sentry_key=${dsn.username}`, {
        method: 'POST',
        body: [JSON.stringify(header), ...lines, ''].join('\n'),
      }),
    )
    assert.equal(answer.status, 200, await answer.text())
  }
  const get = async (path: string) => (await call(ctx, endpoints, 'GET', path)).json()
  return { ctx, send, get, projectId: made.id as string }
}

test('a check-in makes its monitor, and an error of it opens an incident that the next success resolves', async () => {
  const { send, get } = await openProject()
  const monitor_config = { schedule: { type: 'crontab', value: '0 3 * * *' }, timezone: 'Europe/Berlin' }
  const checkIn = (status: string) =>
    send({}, [
      { type: 'check_in' },
      { check_in_id: newHexKey(), monitor_slug: 'nightly-backup', status, monitor_config, environment: 'staging' },
    ])
  await checkIn('error')
  const { items } = await get('/monitors')
  assert.partialDeepStrictEqual(items, [
    {
      slug: 'nightly-backup',
      schedule: { cron: '0 3 * * *', timeZone: 'Europe/Berlin' },
      environments: [{ environment: 'staging', state: 'error' }],
    },
  ])
  const [incident] = (await get('/incidents')).items
  assert.partialDeepStrictEqual(incident, {
    kind: 'heartbeat',
    status: 'open',
    title: 'nightly-backup: reported an error',
  })
  await checkIn('ok')
  assert.equal((await get(`/incidents/${incident.id}`)).status, 'resolved')
  const { steps } = await get(`/incidents/${incident.id}/trail`)
  assert.ok(steps.some(({ type }: { type: string }) => type === 'incident.resolved'))
})

test('sessions of an SDK become the health of its release', async () => {
  const { send, get, projectId } = await openProject()
  const started = new Date().toISOString()
  const attrs = { release: 'shop@1.0.0', environment: 'production' }
  const update = (sid: string, changes: object) =>
    [{ type: 'session' }, { sid, started, timestamp: started, attrs, errors: 0, ...changes }] as [object, object]
  const [a, b] = [newHexKey(), newHexKey()]
  await send(
    {},
    update(a, { init: true, status: 'ok', did: 'ada' }),
    update(b, { init: true, status: 'ok', did: 'bob' }),
  )
  await send(
    {},
    update(a, { seq: 2, status: 'crashed', did: 'ada' }),
    update(b, { seq: 2, status: 'exited', did: 'bob' }),
  )
  await send({}, [{ type: 'sessions' }, { aggregates: [{ started, exited: 2 }], attrs }])
  const to = new Date(Date.now() + 60_000).toISOString()
  const { items } = await get(`/releases?projectId=${projectId}&to=${to}`)
  assert.partialDeepStrictEqual(items, [
    {
      version: 'shop@1.0.0',
      health: { sessions: 4, crashed: 1, healthy: 3, users: 2, crashFreeSessions: 0.75, crashFreeUsers: 0.5 },
    },
  ])
})

test('a file and what a person says stand beside the event that they came with', async () => {
  const { send, get, projectId } = await openProject()
  const event_id = newHexKey()
  await send(
    { event_id },
    [{ type: 'event' }, { event_id, message: 'The till is stuck', level: 'error' }],
    [{ type: 'attachment', filename: 'till.log', content_type: 'text/plain' }, 'line one'],
    [{ type: 'user_report' }, { event_id, name: 'Eve', email: 'eve@example.com', comments: 'It froze.' }],
  )
  const files = await eventually('the file', async () => {
    const { items } = await get(`/attachments?projectId=${projectId}&eventId=${event_id}`)
    return items.length > 0 && items
  })
  assert.partialDeepStrictEqual(files, [{ fileName: 'till.log', contentType: 'text/plain', sizeBytes: 8 }])
  const { items } = await get(`/feedback?eventId=${event_id}`)
  assert.partialDeepStrictEqual(items, [{ name: 'Eve', message: 'It froze.' }])
})
