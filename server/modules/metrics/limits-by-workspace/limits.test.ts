import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testContext } from '#testing'
import { systemContext } from '#platform/context'
import { openHouse, type House } from '../house.fixture.ts'
import { maximaOf, type FindPlan, type Plan } from './ceilings.ts'
import { forgetLimits } from './known-limits.ts'
import { getMetricLimits, setMetricLimits } from './set-metric-limits.ts'
import { limitsOf, noChoice, serverLimits } from './workspace-limits.ts'

const noPlan: FindPlan = () => Promise.resolve(null)
const send = (house: House, text: string) => house.post('/prometheus/api/v1/import/prometheus', text)

test('what a workspace chose holds for what comes in next, is told to the sender and counted', async (t) => {
  const house = await openHouse(t)
  const nowMs = house.ctx.now().getTime()
  assert.equal((await send(house, 'm{a="1",b="2",c="3"} 1\n')).status, 204)
  await setMetricLimits(house.ctx, noPlan, {
    seriesPerDay: 2,
    labelsPerSeries: 3,
    samplesPerSecond: null,
    pastSeconds: 3_600,
  })

  // Also of a series that this process knows from before.
  const wide = await send(house, 'm{a="1",b="2",c="3"} 2\n')
  assert.equal(wide.status, 400)
  assert.match(wide.text, /more than 3 labels/)
  const old = await send(house, `m{a="1"} 1 ${nowMs - 3_700_000}\n`)
  assert.equal(old.status, 400)
  assert.match(old.text, /too far in the past/)
  assert.equal((await send(house, 'm{a="1"} 1\n')).status, 204)
  const third = await send(house, 'm{a="2"} 1\n')
  assert.equal(third.status, 429)
  assert.match(third.text, /series/)
  const counted = (await house.outcomes()).filter(({ reason }) => reason !== '')
  assert.deepEqual(
    counted.map(({ reason, quantity }) => [reason, quantity]).filter(([reason]) => reason !== 'accepted'),
    [
      ['series_limit', 1],
      ['too_many_labels', 1],
      ['too_old', 1],
    ],
  )

  await setMetricLimits(house.ctx, noPlan, noChoice)
  assert.equal((await send(house, 'm{a="2"} 1\nm{a="1",b="2",c="3"} 3\n')).status, 204)
  assert.equal((await getMetricLimits(house.ctx, noPlan)).seriesToday, 3)
})

test('more samples than the workspace takes in ten seconds are refused until the ten seconds are over', async (t) => {
  const house = await openHouse(t)
  await setMetricLimits(house.ctx, noPlan, { ...noChoice, samplesPerSecond: 1_000 })
  const lines = (from: number, count: number): string =>
    Array.from(
      { length: count },
      (_, at) => `m{a="${(from + at) % 10}"} 1 ${house.ctx.now().getTime() - at * 10}\n`,
    ).join('')
  assert.equal((await send(house, lines(0, 9_000))).status, 204)
  const over = await send(house, lines(0, 2_000))
  assert.equal(over.status, 429)
  assert.ok(Number(over.headers.get('retry-after')) > 0)
})

test('a choice is never above what the server takes', () => {
  const chosen = { seriesPerDay: 10, labelsPerSeries: 999, samplesPerSecond: null, pastSeconds: 3_600 }
  assert.deepEqual(limitsOf(chosen), { ...serverLimits, seriesPerDay: 10, pastSeconds: 3_600 })
})

test('who may not change projects may not change limits, and each change is in the audit log', async () => {
  const viewer = await testContext({ role: 'viewer' })
  await assert.rejects(setMetricLimits(viewer, noPlan, noChoice), { code: 'forbidden' })
  assert.deepEqual((await getMetricLimits(viewer, noPlan)).chosen, noChoice)
  const owner = await testContext()
  await setMetricLimits(owner, noPlan, { ...noChoice, seriesPerDay: 7 })
  const other = await testContext()
  assert.deepEqual((await getMetricLimits(other, noPlan)).chosen, noChoice)
  const again = systemContext(owner, owner.workspaceId, 'req_1')
  assert.equal((await getMetricLimits(again, noPlan)).chosen.seriesPerDay, 7)
})

const ceilings = { small: { seriesPerDay: 2, samplesPerSecond: 1_000, labelsPerSeries: 3 }, large: { seriesPerDay: 5 } }

test('a plan bounds its workspaces; what it says nothing of is the server’s; the former one holds on where it allows more', () => {
  const of = (plan: Plan | null) => maximaOf(ceilings, plan)
  const small = { ...serverLimits, seriesPerDay: 2, samplesPerSecond: 1_000, labelsPerSeries: 3 }
  const former = { name: 'large', until: new Date(0) }
  assert.deepEqual(of({ name: 'small', former: null }), small)
  assert.deepEqual(of({ name: 'large', former: null }), { ...serverLimits, seriesPerDay: 5 })
  assert.deepEqual(of({ name: 'small', former }), { ...serverLimits, seriesPerDay: 5 })
  assert.deepEqual(of({ name: 'toString', former: null }), serverLimits)
  assert.deepEqual(of(null), serverLimits)
  assert.deepEqual(maximaOf({ small: { seriesPerDay: 1e15 } }, { name: 'small', former: null }), serverLimits)
})

test('nobody gets more than the plan: what is sent, what is chosen, and what was chosen under a former plan', async (t) => {
  const own = await testContext()
  const until = new Date('2999-01-01T00:00:00Z')
  let plan: Plan = { name: 'large', former: null }
  const findPlan: FindPlan = () => Promise.resolve(plan)
  const ctx = { ...own, config: { ...own.config, metricCeilings: ceilings } }
  const house = await openHouse(t, { ctx, findPlan })
  const series = (...names: string[]) => send(house, names.map((name) => `m{a="${name}"} 1\n`).join(''))
  await assert.rejects(setMetricLimits(ctx, findPlan, { ...noChoice, seriesPerDay: 6 }), {
    code: 'invalid_request',
    message: 'seriesPerDay: the plan “large” takes 5 at most',
  })
  await setMetricLimits(ctx, findPlan, { ...noChoice, seriesPerDay: 4 })
  assert.equal((await series('1', '2', '3')).status, 204)

  // A shorter plan, in the days in which the former one holds on: nothing changes yet, and the screen can say what will.
  plan = { name: 'small', former: { name: 'large', until } }
  forgetLimits(ctx, ctx.workspaceId)
  const soon = await getMetricLimits(ctx, findPlan)
  assert.equal(soon.inForce.seriesPerDay, 4)
  assert.partialDeepStrictEqual(soon.plan, { name: 'small', former: { name: 'large' }, maximaAfter: ceilings.small })
  assert.equal((await series('4')).status, 204)

  // After that no further series; those of today stay and go on, and the choice waits for a larger plan.
  plan = { name: 'small', former: null }
  forgetLimits(ctx, ctx.workspaceId)
  assert.equal((await series('5')).status, 429)
  assert.equal((await series('4')).status, 204)
  assert.equal((await send(house, 'm{a="4",b="2",c="3"} 1\n')).status, 400)
  const after = await getMetricLimits(ctx, findPlan)
  assert.deepEqual(
    [after.chosen.seriesPerDay, after.inForce.seriesPerDay, after.maximaBy.seriesPerDay, after.maximaBy.pastSeconds],
    [4, 2, 'plan', 'server'],
  )
  assert.equal((await setMetricLimits(ctx, findPlan, { ...after.chosen, pastSeconds: 60 })).inForce.seriesPerDay, 2)
  plan = { name: 'large', former: null }
  forgetLimits(ctx, ctx.workspaceId)
  assert.equal((await getMetricLimits(ctx, findPlan)).inForce.seriesPerDay, 4)
  assert.equal((await series('4')).status, 204)
})
