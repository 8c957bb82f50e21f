import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addProject } from '#modules/workspaces'
import { inTransaction, sql } from '#platform/database'
import { call, eventually, testApp, testContext } from '#testing'
import { endpoints } from '../../../app.ts'

async function shop() {
  const ctx = await testContext()
  const { id: projectId, ingestKey } = await inTransaction(ctx, (tx) => addProject(tx, 'Shop'))
  assert.ok(ingestKey)
  const send = async (body: unknown, headers: Record<string, string> = {}) => {
    const app = await testApp()
    const init = { method: 'POST', body: JSON.stringify(body), headers: { 'x-watchword-key': ingestKey, ...headers } }
    const answer = await app.fetch(new Request('http://localhost/api/v1/events', init))
    // oxlint-disable-next-line typescript/no-explicit-any -- the assertions say what is expected
    return { status: answer.status, body: (await answer.json()) as any }
  }
  return { ctx, projectId, send }
}

test('log lines that differ only in their values are one incident, by the template that was mined [SEN-11]', async () => {
  const { ctx, send } = await shop()
  const line = (port: number) => ({
    message: `Nov 21 15:00:01 web-1 sshd[${port}]: Failed password for root from 203.0.113.9 port ${port} ssh2`,
  })
  const answer = await send({ events: [line(22_001), line(22_002), line(31_337)] })
  assert.equal(answer.status, 202)
  const { rows } = await inTransaction(ctx, ({ db }) =>
    sql<{ eventCount: number }>`select event_count from incidents`.execute(db),
  )
  assert.deepEqual(rows, [{ eventCount: 3 }])
})

test('each failure has its code, in the form that the client reads', async () => {
  const { ctx, projectId, send } = await shop()
  const codes = [
    await send({ message: 'x' }, { 'content-encoding': 'odd' }),
    await send({}),
    await send({ message: 'x' }, { authorization: 'Bearer other' }),
    await send({ message: 'x', metadata: { a: 'x'.repeat(5 * 1024 * 1024) } }),
  ]
  assert.deepEqual(
    codes.map(({ status, body }) => [status, body.ok, body.error.code]),
    [
      [415, false, 'INVALID_REQUEST'],
      [400, false, 'INVALID_REQUEST'],
      [401, false, 'INVALID_AUTH'],
      [413, false, 'PAYLOAD_TOO_LARGE'],
    ],
  )
  await call(ctx, endpoints, 'PATCH', `/projects/${projectId}`, { eventsPerMinute: 1 })
  const limited = await eventually('the limit to take effect', async () => {
    const answer = await send({ message: 'x' })
    return answer.status === 429 && answer
  })
  assert.equal(limited.body.error.code, 'RATE_LIMITED')
  assert.ok(limited.body.error.details.retryAfterMs > 0)
})
