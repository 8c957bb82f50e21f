/** A vmalert of somebody's own that has nobody but us: no VictoriaMetrics, no Alertmanager. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { endpoints as incidentEndpoints } from '#modules/incidents'
import { addProject } from '#modules/workspaces'
import { inTransaction } from '#platform/database'
import { listen } from '#platform/http'
import { call, eventually, testApp, testContext, type Answer } from '#testing'
import { endpoints } from '../../../app.ts'
import { skip, startVmalert } from './vmalert.fixture.ts'

const rules = `groups:
- name: shop
  interval: 1s
  rules:
  - record: shop:errors:sum
    expr: sum by (shop) (shop_errors)
  - alert: ManyErrors
    expr: shop_errors > 3
    labels: { severity: warning }
    annotations: { summary: '{{ $labels.shop }} has {{ $value }}' }
  - alert: StillErrors
    expr: shop:errors:sum > 1
    for: 1h
`

test('Debian’s vmalert asks, records, restores and tells, with Watchword alone', { skip }, async (t) => {
  const ctx = await testContext()
  const { ingestKey } = await inTransaction(ctx, (tx) => addProject(tx, 'Shop'))
  assert.ok(ingestKey)
  const made = await call(ctx, endpoints, 'POST', '/api-keys', { name: 'vmalert', scopes: ['metrics.read'] })
  const { key: apiKey } = await made.json()
  const listener = await listen(await testApp(), { port: 0, host: '127.0.0.1' })
  t.after(() => listener.close())
  const origin = `http://127.0.0.1:${listener.port}`
  const query = async (expr: string): Promise<{ metric: Record<string, string>; value: [number, string] }[]> => {
    const url = `${origin}/prometheus/api/v1/query?query=${encodeURIComponent(expr)}`
    const answer: Answer = await fetch(url, { headers: { authorization: `Bearer ${apiKey}` } })
    return (await answer.json()).data.result
  }
  const incidents = async () => (await (await call(ctx, incidentEndpoints, 'GET', '/incidents')).json()).items
  const send = async (errors: number) => {
    const { status } = await fetch(`${origin}/prometheus/api/v1/import/prometheus`, {
      method: 'POST',
      headers: { authorization: `Bearer ${ingestKey}` },
      body: `shop_errors{shop="a"} ${errors}\n`,
    })
    assert.equal(status, 204)
  }
  await send(5)

  const first = await startVmalert(t, origin, { ingestKey, apiKey }, rules)
  const [incident] = await eventually('the incident', async () => {
    const found = await incidents()
    return found.length > 0 && found
  })
  assert.partialDeepStrictEqual(incident, { title: 'ManyErrors: a has 5', severity: 'medium', status: 'open' })
  const pending = async (from: typeof first) => (await from.alerts()).find(({ name }) => name === 'StillErrors')
  await eventually('the recorded series', async () => (await query('shop:errors:sum{shop="a"}'))[0]?.value[1] === '5')
  const before = await eventually('the alert that waits', () => pending(first))
  await eventually('its state', async () => (await query('ALERTS_FOR_STATE{alertname="StillErrors"}')).length === 1)

  // It forgets everything with its process, and has it again from what it wrote here.
  await first.kill()
  const second = await startVmalert(t, origin, { ingestKey, apiKey }, rules)
  const after = await eventually('what it restores', async () => {
    const found = await pending(second)
    return found?.restored === true && found
  })
  assert.equal(after.state, 'pending')
  assert.equal(seconds(after.activeAt), seconds(before.activeAt))

  // Who has not found an alert firing has no end of it to tell, and ours waits for the time that the first one told.
  await eventually('the alert in the second one', async () =>
    (await second.alerts()).some(({ name, state }) => name === 'ManyErrors' && state === 'firing'),
  )
  await send(2)
  await eventually('its end', async () => (await incidents())[0].status === 'resolved')
})

const seconds = (time: string): number => Math.floor(Date.parse(time) / 1000)
