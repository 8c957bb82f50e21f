/** Metrics end by the plan of their workspace: sent through the front door, swept by the same sweeper as all else. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { presets } from '#platform/policy'
import { openHouse, type House } from '../../metrics/house.fixture.ts'
import { openOldHouse } from '../holds/house.fixture.ts'
import { createDaysKept } from './days-kept.ts'

const dayMs = 86_400_000
const tables = ['metric_samples', 'metric_series', 'metric_exemplars', 'metric_descriptions']

test('metrics are kept for 30, 90 or custom days by the plan, as whole parts, and a shorter plan reaches what is old [CAB-28]', async (t) => {
  const cabinet = presets['cabinet']
  assert.ok(cabinet)
  const rule = { kind: 'plan', defaultPlan: '30 days', plans: { '30 days': 30, '90 days': 90, custom: 120 } } as const
  const at = await openOldHouse(t, { ...cabinet, retention: { ...cabinet.retention, payload: rule, metrics: rule } })
  const setPlan = async (workspaceId: string, plan: string) =>
    (await at.browser(at.root)).send('PUT', `/staff/workspaces/${workspaceId}/plan`, { plan })
  const houses: House[] = []
  for (const plan of ['30 days', '90 days', 'custom']) {
    const ctx = await at.workspace(await at.person(`Owner of ${plan}`))
    assert.equal((await setPlan(ctx.workspaceId, plan)).status, 200)
    houses.push(await openHouse(t, { ctx, now: at.clock, keptDays: createDaysKept(at.services, 'metrics') }))
  }
  const body = '# HELP m What it is\n# TYPE m counter\nm{a="b"} 1 # {trace_id="x"} 1\n'
  for (const house of houses) assert.equal((await house.post('/prometheus/api/v1/import/prometheus', body)).status, 204)

  const left = async (): Promise<number[][]> =>
    Promise.all(
      houses.map((house) => Promise.all(tables.map(async (table) => (await house.rows(table, '1 as one')).length))),
    )
  const all = [1, 1, 1, 1]
  const none = [0, 0, 0, 0]
  assert.deepEqual(await left(), [all, all, all])
  const mutations = async () => {
    const [row] = await at.services.columns.query<{ n: number }>(
      "select count() as n from system.mutations where database = currentDatabase() and table in ('metric_samples', 'metric_series')",
    )
    return row?.n
  }
  const before = await mutations()
  // A series ends with the day on which it was seen, so a sweep of the day after takes all.
  for (const [days, expected] of [
    [31, [none, all, all]],
    [60, [none, none, all]],
  ] as const) {
    at.clock.advance(days * dayMs)
    await at.sweepAges(...tables)
    assert.deepEqual(await left(), expected)
  }
  // What is kept alike lies in parts of its own: dropping them rewrites nothing.
  assert.equal(await mutations(), before)

  const custom = houses[2]
  assert.equal((await setPlan(custom?.ctx.workspaceId ?? '', '90 days')).status, 200)
  at.clock.advance(6 * dayMs)
  await at.sweepAges(...tables)
  assert.deepEqual((await left())[2], all)
  at.clock.advance(2 * dayMs)
  await at.sweepAges(...tables)
  assert.deepEqual(await left(), [none, none, none])
})
