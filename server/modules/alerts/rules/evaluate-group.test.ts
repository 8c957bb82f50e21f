import assert from 'node:assert/strict'
import { test } from 'node:test'
import { elementsOf, type Labels, labelsOf, MemoryQueryable, PromqlError, queryInstant } from '#modules/metrics'
import { countingSeries } from '../../metrics/query-threads/counting-series.ts'
import type { OnNoData } from '../rule.ts'
import { evaluateGroup, type GroupHost, type RuleState } from './evaluate-group.ts'
import { readRuleFile } from './read-rule-file.ts'

const stepMs = 15_000

/** A workspace in memory with the real engine, and a clock that the test moves step by step. */
function createGroup(yaml: string, onNoData?: OnNoData) {
  const { file, problems } = readRuleFile(`groups:\n- name: test\n  interval: 15s\n${yaml}`, () => undefined)
  assert.deepEqual(problems, [])
  const [read] = file.groups
  assert.ok(read)
  const group = { ...read, rules: read.rules.map((rule) => ({ ...rule, onNoData })) }
  const store = new MemoryQueryable()
  const options = { queryable: store, monotonicMs: () => 0 }
  const query = async (text: string, timeMs: number) => {
    const counting = countingSeries(store)
    const asked = { ...options, queryable: counting.queryable }
    const elements = elementsOf(await queryInstant(asked, { text, timeMs }))
    return { elements, ...counting.counts() }
  }
  const host: GroupHost = {
    externalLabels: [],
    externalUrl: 'https://watchword.example',
    query,
    explain,
    monotonicMs: () => 0,
    write: (samples, timeMs) => {
      for (const { labels, value } of samples) store.add(labels, [{ timeMs, value }])
      return Promise.resolve()
    },
  }
  let states: readonly RuleState[] = []
  return {
    add: (labels: Labels, step: number, value: number | 'stale') =>
      store.add(labels, [{ timeMs: step * stepMs, value }]),
    /** Evaluates, and tells what was sent. */
    step: async (step: number) => {
      const times = { nowMs: step * stepMs, intervalMs: stepMs, resendDelayMs: 60_000 }
      const evaluation = await evaluateGroup(group, states, host, times)
      states = evaluation.states
      return evaluation.toSend
    },
    states: () => states,
    errors: () => states.map(({ error }) => error),
    query: async (text: string, step: number) =>
      (await query(text, step * stepMs)).elements.map(({ labels, value }) => [Object.fromEntries(labels), value]),
  }
}

function explain(error: unknown): string {
  if (!(error instanceof PromqlError)) throw error
  return error.message
}

const temperature = labelsOf({ __name__: 'temperature', room: 'server' })

test('a series that crosses a threshold fires and resolves at the exact evaluations', async () => {
  const group = createGroup(`
  rules:
  - alert: TooHot
    expr: temperature > 30
    for: 1m
    annotations: { summary: '{{ $labels.room }}: {{ $value }} °C' }
`)
  const sent: [step: number, what: string, summary: string | undefined][] = []
  for (let step = 0; step <= 16; step++) {
    // Above 30 from step 3 to step 9.
    group.add(temperature, step, step >= 3 && step <= 9 ? 30 + step : 20)
    for (const { resolved, annotations } of await group.step(step)) {
      sent.push([step, resolved ? 'resolved' : 'firing', annotations[0]?.[1]])
    }
  }
  assert.deepEqual(sent, [
    [7, 'firing', 'server: 37 °C'],
    [10, 'resolved', 'server: 39 °C'],
    [14, 'resolved', 'server: 39 °C'],
  ])
})

test('a rule sees what the rules before it wrote at the same time, ALERTS too', async () => {
  const group = createGroup(`
  labels: { team: shop }
  rules:
  - record: room:temperature:max
    expr: max by (room) (temperature)
  - alert: TooHot
    expr: room:temperature:max > 30
  - record: alerts:firing
    expr: count(ALERTS{alertstate="firing"})
    labels: { team: ops }
`)
  group.add(temperature, 1, 35)
  const [alert] = await group.step(1)
  assert.deepEqual(alert?.labels, labelsOf({ alertname: 'TooHot', room: 'server', team: 'shop' }))
  assert.deepEqual(await group.query('alerts:firing', 1), [[{ __name__: 'alerts:firing', team: 'ops' }, 1]])
})

test('series that a rule no longer makes are stale at once, alerts that are over as well', async () => {
  const group = createGroup(`
  rules:
  - record: hot
    expr: temperature > 30
  - alert: TooHot
    expr: temperature > 30
`)
  group.add(temperature, 1, 35)
  await group.step(1)
  assert.equal((await group.query('{__name__=~"hot|ALERTS.*"}', 1)).length, 3)
  group.add(temperature, 2, 20)
  await group.step(2)
  assert.deepEqual(await group.query('{__name__=~"hot|ALERTS.*"}', 2), [])
})

test('with an offset queries, samples and templates are in the past', async () => {
  const group = createGroup(`
  query_offset: 30s
  rules:
  - alert: TooHot
    expr: temperature > 30
    annotations: { at: '{{ now }}' }
`)
  group.add(temperature, 1, 35)
  group.add(temperature, 3, 20)
  const [alert] = await group.step(3)
  assert.deepEqual([alert?.startsAtMs, alert?.annotations], [3 * stepMs, [['at', '15']]])
  assert.equal((await group.query('ALERTS', 1)).length, 1)
})

test('a rule that fails says why, keeps its alerts and stops no other rule', async () => {
  const group = createGroup(`
  rules:
  - alert: TooHot
    expr: temperature > 30
    labels: { room: one of them }
  - record: last
    expr: "7"
`)
  const office = labelsOf({ __name__: 'temperature', room: 'office' })
  group.add(temperature, 1, 35)
  assert.equal((await group.step(1)).length, 1)
  group.add(office, 2, 36)
  assert.deepEqual(await group.step(2), [])
  const error = 'vector contains metrics with the same labelset after applying alert labels'
  assert.deepEqual(group.errors(), [error, undefined])
  assert.deepEqual(await group.query('last', 2), [[{ __name__: 'last' }, 7]])
  group.add(office, 5, 20)
  const [again] = await group.step(5)
  assert.deepEqual(group.errors(), [undefined, undefined])
  // Four steps are the delay after which a firing alert is told again; it began with the first one.
  assert.equal(again?.startsAtMs, stepMs)
})

test('over the limit everything of the rule is discarded, and no stale marker is written', async () => {
  const group = createGroup(`
  limit: 1
  rules:
  - record: hot
    expr: temperature > 30
  - alert: TooHot
    expr: temperature > 30
`)
  group.add(temperature, 1, 35)
  assert.equal((await group.step(1)).length, 1)
  group.add(temperature, 2, 35)
  group.add(labelsOf({ __name__: 'temperature', room: 'office' }), 2, 36)
  assert.deepEqual(await group.step(2), [])
  assert.deepEqual(group.errors(), ['exceeded limit of 1 with 2 series', 'exceeded limit of 1 with 2 alerts'])
  assert.deepEqual(await group.query('{__name__=~"hot|ALERTS"}', 2), await group.query('{__name__=~"hot|ALERTS"}', 1))
  group.add(temperature, 3, 35)
  group.add(labelsOf({ __name__: 'temperature', room: 'office' }), 3, 20)
  const [alert] = await group.step(3)
  assert.equal(alert?.startsAtMs, 3 * stepMs)
})

test('an expression that is no vector, or that a query refuses, is an error of the rule; what is no matter of a rule ends all', async () => {
  const group = createGroup(`
  rules:
  - record: text
    expr: '"a"'
  - record: broken
    expr: nothing(
`)
  await group.step(1)
  assert.equal(group.errors()[0], 'rule result is not a vector or scalar')
  assert.match(group.errors()[1] ?? '', /nothing|parse|unexpected/)
  const { file } = readRuleFile('groups: [{name: a, rules: [{record: b, expr: c}]}]', () => undefined)
  const [away] = file.groups
  assert.ok(away)
  const host: GroupHost = {
    externalLabels: [],
    externalUrl: '',
    explain,
    monotonicMs: () => 0,
    query: () => Promise.reject(new Error('the store is away')),
    write: () => Promise.resolve(),
  }
  await assert.rejects(
    evaluateGroup(away, [], host, { nowMs: 0, intervalMs: 1, resendDelayMs: 1 }),
    /the store is away/,
  )
})

test('time in which nobody could look counts neither for nor against an alert', async () => {
  const group = createGroup(`
  rules:
  - alert: TooHot
    expr: temperature > 30
    for: 1m
`)
  const states = async (step: number) => {
    group.add(temperature, step, 40)
    await group.step(step)
    return [...(group.states()[0]?.alerts.values() ?? [])].map(({ state, activeAtMs }) => [state, activeAtMs / stepMs])
  }
  assert.deepEqual(await states(1), [['pending', 1]])
  assert.deepEqual(await states(2), [['pending', 1]])
  // Three slots are missed: it fires three steps later than it would have.
  assert.deepEqual(await states(6), [['pending', 4]])
  assert.deepEqual(await states(7), [['pending', 4]])
  assert.deepEqual(await states(8), [['firing', 4]])
  // Who fires goes on through any outage, who is pending begins anew after a long one.
  assert.deepEqual(await states(1000), [['firing', 4]])
})

test('a clock that was set back makes no alert older, and none waits for the clock to come back', async () => {
  const group = createGroup(`
  rules:
  - alert: TooHot
    expr: temperature > 30
    for: 30s
`)
  const at = async (step: number) => {
    group.add(temperature, step, 40)
    await group.step(step)
    return [...(group.states()[0]?.alerts.values() ?? [])].map(({ state, activeAtMs }) => [state, activeAtMs / stepMs])
  }
  assert.deepEqual(await at(500), [['pending', 500]])
  assert.deepEqual(await at(100), [['pending', 100]])
  assert.deepEqual(await at(101), [['pending', 100]])
  assert.deepEqual(await at(102), [['firing', 100]])
})

for (const onNoData of ['keep', 'alert', 'ok'] as const) {
  test(`of series that were there and are gone alerts ${onNoData === 'ok' ? 'end' : 'stay'}: ${onNoData}`, async () => {
    const rules = `
  rules:
  - alert: TooHot
    expr: temperature{room="server"} > 30
  - alert: Never
    expr: nothing_at_all > 30
  - record: many
    expr: count(temperature)
`
    const group = createGroup(rules, onNoData)
    group.add(temperature, 1, 35)
    await group.step(1)
    const noData = () => group.states().map(({ noDataSinceMs }) => noDataSinceMs && noDataSinceMs / stepMs)
    assert.deepEqual(noData(), [undefined, undefined, undefined])
    // The newest sample counts for five minutes.
    await group.step(20)
    assert.deepEqual(noData(), [undefined, undefined, undefined])
    await group.step(21)
    await group.step(22)
    assert.deepEqual(noData(), [21, undefined, 21])
    const active = await group.query('ALERTS', 22)
    assert.deepEqual(
      active.map(([labels]) => labels),
      onNoData === 'ok' ? [] : [{ __name__: 'ALERTS', alertname: 'TooHot', alertstate: 'firing', room: 'server' }],
    )
    group.add(temperature, 23, 20)
    const resolved = await group.step(23)
    assert.deepEqual(noData(), [undefined, undefined, undefined])
    assert.deepEqual(await group.query('ALERTS', 23), [])
    assert.deepEqual(
      resolved.map((alert) => alert.resolved),
      onNoData === 'ok' ? [] : [true],
    )
  })
}

test('absent() says itself that nothing is there, and is no lack of data', async () => {
  const group = createGroup(`
  rules:
  - alert: Gone
    expr: absent(temperature)
`)
  group.add(temperature, 1, 35)
  await group.step(1)
  const [alert] = await group.step(30)
  assert.equal(alert?.resolved, false)
  assert.equal(group.states()[0]?.noDataSinceMs, undefined)
})

test('series that their sender ended are no lack of data: their alerts are over', async () => {
  const group = createGroup(`
  rules:
  - alert: TooHot
    expr: temperature > 30
  - alert: ManyAlerts
    expr: count(ALERTS{alertname="TooHot"}) > 0
`)
  group.add(temperature, 1, 35)
  assert.equal((await group.step(1)).length, 2)
  group.add(temperature, 2, 'stale')
  const resolved = await group.step(2)
  assert.deepEqual(
    resolved.map((alert) => alert.resolved),
    [true, true],
  )
  for (let step = 3; step < 40; step++) await group.step(step)
  assert.deepEqual(
    group.states().map(({ noDataSinceMs }) => noDataSinceMs),
    [undefined, undefined],
  )
})

test('a rate that has too few samples because their sender went quiet ends no alert', async () => {
  const group = createGroup(`
  rules:
  - alert: TooFast
    expr: rate(requests_total[2m]) > 1
`)
  const requests = labelsOf({ __name__: 'requests_total' })
  for (let step = 0; step <= 8; step++) group.add(requests, step, 100 * step)
  await group.step(8)
  const states: unknown[] = []
  for (let step = 9; step <= 18; step++) {
    await group.step(step)
    const [state] = group.states()
    states.push([...(state?.alerts.values() ?? [])].map((alert) => alert.state)[0])
  }
  assert.deepEqual(new Set(states), new Set(['firing']))
  assert.notEqual(group.states()[0]?.noDataSinceMs, undefined)
  for (let step = 20; step <= 22; step++) group.add(requests, step, 900)
  await group.step(22)
  assert.deepEqual(
    [...(group.states()[0]?.alerts.values() ?? [])].map((alert) => alert.state),
    ['inactive'],
  )
})
