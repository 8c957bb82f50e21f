import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testContext } from '#testing'
import { systemContext } from '#platform/context'
import { openHouse, type House } from '../house.fixture.ts'
import { getMetricLimits, setMetricLimits } from './set-metric-limits.ts'
import { limitsOf, noChoice, serverLimits } from './workspace-limits.ts'

const send = (house: House, text: string) => house.post('/prometheus/api/v1/import/prometheus', text)

test('what a workspace chose holds for what comes in next, is told to the sender and counted', async (t) => {
  const house = await openHouse(t)
  const nowMs = house.ctx.now().getTime()
  assert.equal((await send(house, 'm{a="1",b="2",c="3"} 1\n')).status, 204)
  await setMetricLimits(house.ctx, { seriesPerDay: 2, labelsPerSeries: 3, samplesPerSecond: null, pastSeconds: 3_600 })

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

  await setMetricLimits(house.ctx, noChoice)
  assert.equal((await send(house, 'm{a="2"} 1\nm{a="1",b="2",c="3"} 3\n')).status, 204)
  assert.equal((await getMetricLimits(house.ctx)).seriesToday, 3)
})

test('more samples than the workspace takes in ten seconds are refused until the ten seconds are over', async (t) => {
  const house = await openHouse(t)
  await setMetricLimits(house.ctx, { ...noChoice, samplesPerSecond: 1_000 })
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
  await assert.rejects(setMetricLimits(viewer, noChoice), { code: 'forbidden' })
  assert.deepEqual((await getMetricLimits(viewer)).chosen, noChoice)
  const owner = await testContext()
  await setMetricLimits(owner, { ...noChoice, seriesPerDay: 7 })
  const other = await testContext()
  assert.deepEqual((await getMetricLimits(other)).chosen, noChoice)
  const again = systemContext(owner, owner.workspaceId, 'req_1')
  assert.equal((await getMetricLimits(again)).chosen.seriesPerDay, 7)
})
