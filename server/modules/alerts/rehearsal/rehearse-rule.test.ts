/** Over real stores: what a rehearsal says of the past is what the live evaluation did. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { call, testContext } from '#testing'
import { draftOf, intervalMs, openAlerts } from '../alerts.fixture.ts'
import { listChanges } from '../groups/list-groups.ts'
import { endpoints } from '../index.ts'
import { previewRule } from './preview-rule.ts'
import { rehearseRule } from './rehearse-rule.ts'

const { signal } = new AbortController()
const hot = draftOf({ name: 'TooHot', expr: 'temperature > 30', forMs: 2 * intervalMs })

test('a rehearsal of past days gives the very changes that the live evaluation wrote down', async (t) => {
  const house = await openAlerts(t)
  const { ctx } = house
  const group = await house.group([hot])
  const slot = (step: number) => group.nextAt.getTime() + step * intervalMs
  const isHot = (step: number) => (step >= 3 && step <= 8) || step === 12 || (step >= 15 && step <= 17)
  for (let step = 0; step <= 20; step++) {
    await house.write({ __name__: 'temperature', room: 'a' }, slot(step), isHot(step) ? 35 : 20)
    await house.write({ __name__: 'temperature', room: 'b' }, slot(step), step === 5 ? 40 : 20)
    await house.evaluateAt(slot(step))
  }
  const settings = { intervalMs, limit: 0, queryOffsetMs: 0, labels: {} }
  const rehearsed = await rehearseRule(ctx, { group: settings, groupId: group.id, rule: hot, days: 1 }, signal)
  const { items } = await listChanges(ctx, group.rules[0]?.id ?? '', { limit: 100, cursor: undefined })
  const fired = items.filter(({ state }) => state === 'firing').map(({ at }) => at.getTime())
  assert.deepEqual(
    rehearsed.firings.map(({ from }) => from.getTime()),
    fired.toSorted((a, b) => a - b),
  )
  const pending = items.filter(({ state }) => state === 'pending').map(({ at }) => at.getTime())
  const begun = rehearsed.alerts.flatMap(({ stretches }) =>
    stretches.flatMap(({ state, from }) => (state === 'pending' ? [from.getTime()] : [])),
  )
  assert.deepEqual(
    begun.toSorted((a, b) => a - b),
    pending.toSorted((a, b) => a - b),
  )
  assert.partialDeepStrictEqual(rehearsed, {
    incidents: 2,
    alertCount: 2,
    alertsFired: 2,
    cut: null,
    failedEvaluations: 0,
  })
  assert.equal(rehearsed.longestMs, 4 * intervalMs)
})

test('what no rule can be is refused with its place, and a recording rule has nothing to rehearse', async (t) => {
  const { ctx } = await openAlerts(t)
  const ask = (rule: object) => call(ctx, endpoints, 'POST', '/alert-rules/rehearsal', { rule })
  const bad = await ask({ kind: 'alerting', name: 'X', expr: 'a >' })
  assert.equal(bad.status, 400)
  assert.equal((await bad.json()).fields[0].path, 'rule.expr')
  assert.equal((await ask({ kind: 'recording', name: 'x', expr: 'a' })).status, 400)
})

test('a rehearsal ends with its request', async (t) => {
  const { ctx } = await openAlerts(t)
  const asked = { group: { intervalMs, limit: 0, queryOffsetMs: 0, labels: {} }, rule: hot, days: 1 }
  await assert.rejects(rehearseRule(ctx, asked, AbortSignal.abort(new Error('gone'))))
})

test('a preview renders labels and annotations, and names problems of each text', async (t) => {
  const house = await openAlerts(t)
  const { ctx } = house
  await house.write({ __name__: 'temperature', room: 'a' }, ctx.now().getTime(), 35)
  const rule = draftOf({
    ...{ name: 'TooHot', expr: 'temperature > 30', labels: { team: '{{ $labels.room }}' } },
    annotations: { summary: '{{ $value }} °C' },
  })
  const group = { labels: { site: 'x' }, queryOffsetMs: 0 }
  assert.deepEqual(await previewRule(ctx, { rule, group }, signal), {
    ...{ problems: [], total: 1, seriesRead: 1 },
    matches: [
      {
        labels: { alertname: 'TooHot', room: 'a', site: 'x', team: 'a' },
        annotations: { summary: '35 °C' },
        value: '35',
      },
    ],
    drawn: { expr: 'temperature', threshold: { op: '>', value: 30 } },
  })
  const broken = await previewRule(ctx, { rule: { ...rule, annotations: { summary: '{{ $valu }}' } }, group }, signal)
  assert.deepEqual(
    broken.problems.map(({ path }) => path),
    ['annotations.summary'],
  )
  // Another workspace sees nothing of it.
  const other = await testContext()
  const elsewhere = await previewRule({ ...other, database: ctx.database, now: ctx.now }, { rule, group }, signal)
  assert.equal(elsewhere.total, 0)
})
