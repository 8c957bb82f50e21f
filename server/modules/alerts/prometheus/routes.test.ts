/** Rules and alerts as Prometheus' clients ask for them, for one workspace. */
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { callRoute, withRole } from '#testing'
import { apiKeyPrefix } from '#modules/workspaces'
import type { Context } from '#platform/context'
import { draftOf, intervalMs, openAlerts } from '../alerts.fixture.ts'
import { getGroup } from '../groups/list-groups.ts'
import { exponential } from './form.ts'
import { createPrometheusRoutes } from './routes.ts'

const server = { __name__: 'temperature', room: 'server' }

async function openApi(t: TestContext, given?: Context) {
  const house = await openAlerts(t, given)
  const ask = async (path: string, ctx = house.ctx) => {
    const routes = createPrometheusRoutes(() => Promise.resolve({ ctx, person: null, forgeable: false }))
    const answer = await callRoute(
      house.ctx,
      routes,
      new Request(`http://localhost/prometheus/api/v1/${path}`, {
        headers: { authorization: `Bearer ${apiKeyPrefix}x` },
      }),
    )
    // oxlint-disable-next-line typescript/no-explicit-any -- assertions say what is expected of it
    return { status: answer.status, body: (await answer.json()) as any }
  }
  return { house, ask }
}

test('rules are told in the form of Prometheus, with their alerts', async (t) => {
  const { house, ask } = await openApi(t)
  const group = await house.group(
    [
      draftOf({
        ...{ name: 'TooHot', expr: 'temperature>30', forMs: 0, keepFiringForMs: 30_000 },
        ...{ labels: { severity: 'page' }, annotations: { summary: '{{ $labels.room }}' } },
      }),
      draftOf({ kind: 'recording', name: 'rooms', expr: 'count(temperature)', labels: { team: 'ops' } }),
    ],
    { limit: 10, labels: { team: 'shop' } },
  )
  const fresh = (await ask('rules')).body.data.groups[0]
  assert.partialDeepStrictEqual(fresh, { lastEvaluation: '0001-01-01T00:00:00Z', evaluationTime: 0 })
  assert.partialDeepStrictEqual(fresh.rules[0], { state: 'unknown', health: 'unknown', alerts: [] })
  await house.write(server, group.nextAt.getTime(), 35.5)
  await house.evaluateAt(group.nextAt.getTime())
  const { status, body } = await ask('rules')
  assert.equal(status, 200)
  const at = group.nextAt.toISOString()
  const [{ evaluationTime, rules, ...told }] = body.data.groups
  assert.ok(evaluationTime >= 0)
  assert.deepEqual(told, { name: 'Shop', file: 'shop', interval: 60, limit: 10, lastEvaluation: at })
  const [alerting, recording] = rules
  assert.deepEqual(
    { ...alerting, evaluationTime: 0 },
    {
      ...{ type: 'alerting', name: 'TooHot', query: 'temperature > 30', state: 'firing', health: 'ok' },
      ...{ duration: 0, keepFiringFor: 30, labels: { severity: 'page', team: 'shop' }, lastEvaluation: at },
      ...{ annotations: { summary: '{{ $labels.room }}' }, evaluationTime: 0 },
      alerts: [
        {
          labels: { alertname: 'TooHot', room: 'server', severity: 'page', team: 'shop' },
          ...{ annotations: { summary: 'server' }, state: 'firing', activeAt: at, value: '3.55e+01' },
        },
      ],
    },
  )
  assert.deepEqual(
    { ...recording, evaluationTime: 0 },
    {
      ...{ type: 'recording', name: 'rooms', query: 'count(temperature)', labels: { team: 'ops' }, health: 'ok' },
      ...{ lastEvaluation: at, evaluationTime: 0 },
    },
  )
  assert.deepEqual((await ask('alerts')).body, { status: 'success', data: { alerts: alerting.alerts } })
})

test('each parameter leaves out what it says', async (t) => {
  const { house, ask } = await openApi(t)
  const alert = draftOf({ name: 'TooHot', expr: 'temperature > 30', labels: { severity: 'page', of: '{{ $value }}' } })
  const record = draftOf({ kind: 'recording', name: 'rooms', expr: 'count(temperature)' })
  await house.group([alert, record], { name: 'A' })
  await house.group([draftOf({ name: 'Cold', expr: 'temperature < 10' })], { name: 'B', labels: { team: 'ops' } })
  const names = async (query: string) => {
    const { status, body } = await ask(`rules?${query}`)
    assert.equal(status, 200, JSON.stringify(body))
    return body.data.groups.map(({ name, rules }: { name: string; rules: { name: string }[] }) => [
      name,
      ...rules.map((rule) => rule.name),
    ])
  }
  assert.deepEqual(await names(''), [
    ['A', 'TooHot', 'rooms'],
    ['B', 'Cold'],
  ])
  assert.deepEqual(await names('type=alert'), [
    ['A', 'TooHot'],
    ['B', 'Cold'],
  ])
  assert.deepEqual(await names('type=record'), [['A', 'rooms']])
  assert.deepEqual(await names('rule_name[]=rooms&rule_name[]=Cold'), [
    ['A', 'rooms'],
    ['B', 'Cold'],
  ])
  assert.deepEqual(await names('rule_group[]=B'), [['B', 'Cold']])
  assert.deepEqual((await names('file[]=shop')).length, 2)
  assert.deepEqual(await names('file[]=other'), [])
  assert.deepEqual(await names('match[]={severity="page"}'), [['A', 'TooHot']])
  // Labels are compared as they are written, before templates; those of the group are the rule's too.
  assert.deepEqual(await names(`match[]=${encodeURIComponent('{of="{{ $value }}"}')}`), [['A', 'TooHot']])
  assert.deepEqual(await names('match[]={severity="page"}&match[]={team="ops"}'), [
    ['A', 'TooHot'],
    ['B', 'Cold'],
  ])
  const without = (await ask('rules?exclude_alerts=true')).body.data.groups[0].rules[0]
  assert.equal('alerts' in without, false)
})

test('groups come in pages, and what no page can be is refused', async (t) => {
  const { house, ask } = await openApi(t)
  for (const name of ['A', 'B', 'C']) await house.group([draftOf({ name: 'Up', expr: 'vector(1)' })], { name })
  const first = (await ask('rules?group_limit=2')).body.data
  assert.deepEqual(
    first.groups.map(({ name }: { name: string }) => name),
    ['A', 'B'],
  )
  const second = (await ask(`rules?group_limit=2&group_next_token=${first.groupNextToken}`)).body.data
  assert.deepEqual(
    second.groups.map(({ name }: { name: string }) => name),
    ['C'],
  )
  assert.equal('groupNextToken' in second, false)
  for (const query of [
    ...[`group_next_token=${first.groupNextToken}`, 'group_limit=2&group_next_token=gone', 'group_limit=0'],
    ...['group_limit=-1', 'group_limit=x', 'type=other', 'exclude_alerts=perhaps', 'match[]=up offset 5m'],
  ]) {
    const { status, body } = await ask(`rules?${query}`)
    assert.deepEqual([status, body.status, body.errorType], [400, 'error', 'bad_data'], query)
  }
})

test('only who may read metrics is told, and only of their workspace', async (t) => {
  const { house, ask } = await openApi(t)
  const group = await house.group([draftOf({ name: 'Up', expr: 'vector(1)' })])
  await house.evaluateAt(group.nextAt.getTime())
  assert.equal((await ask('rules', withRole(house.ctx, 'viewer'))).status, 200)
  const nobody = { ...house.ctx, permissions: new Set<never>() }
  assert.equal((await ask('rules', nobody)).status, 403)
  assert.equal((await ask('alerts', nobody)).status, 403)
  const other = await openApi(t)
  assert.deepEqual((await other.ask('rules')).body.data, { groups: [] })
  assert.deepEqual((await other.ask('alerts')).body.data, { alerts: [] })
})

test('an evaluation that failed is told with its reason', async (t) => {
  const { house, ask } = await openApi(t)
  const group = await house.group([draftOf({ name: 'Bad', expr: 'temperature + on(room) temperature > 0' })])
  await house.write(server, group.nextAt.getTime(), 1)
  await house.write({ ...server, floor: '1' }, group.nextAt.getTime(), 1)
  await house.evaluateAt(group.nextAt.getTime())
  const [rule] = (await ask('rules')).body.data.groups[0].rules
  assert.equal(rule.health, 'err')
  assert.match(rule.lastError, /many-to-many|duplicate/)
  assert.equal((await getGroup(house.ctx, group.id)).intervalMs, intervalMs)
})

test('values are written as Go writes them', () => {
  const written = ['1', '0', '-0', '123.456', '1e-7', '1e+100', 'NaN', '+Inf', '-Inf'].map(exponential)
  assert.deepEqual(written, [...['1e+00', '0e+00', '-0e+00', '1.23456e+02', '1e-07', '1e+100', 'NaN', '+Inf', '-Inf']])
})
