/**
 * The checklist of Prometheus' alert generator compliance specification, on the real engine and stores: what each
 * evaluation makes of a series, told the same by the API, by `ALERTS` and by the incident. How alerts are sent again to
 * outside receivers is in rules/alert-state.test.ts.
 */
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { draftOf, openAlerts, type AlertHouse } from '../alerts.fixture.ts'
import { getRule, listAlerts } from '../groups/list-groups.ts'
import type { RuleDraft } from '../rule.ts'

const intervalMs = 30_000

type Case = {
  name: string
  rule: Pick<RuleDraft, 'expr'> & Partial<RuleDraft>
  /** Of one series, at each evaluation; undefined: nothing is sent, null: it ends. */
  values: (number | null | undefined)[]
  /** What the alert is in after each evaluation: inactive, pending, firing. */
  states: string
}

const cases: Case[] = [
  {
    name: 'pending, firing, resolved',
    rule: { expr: 'series > 10', forMs: 3 * intervalMs },
    values: [9, 9, 15, 15, 15, 15, 15, 9, 9],
    states: 'iipppffii',
  },
  {
    name: 'pending and never firing',
    rule: { expr: 'series > 10', forMs: 3 * intervalMs },
    values: [9, 15, 15, 15, 9, 15, 9],
    states: 'ipppipi',
  },
  {
    name: 'without a duration it fires at once, and again after it was over',
    rule: { expr: 'series > 10' },
    values: [9, 15, 15, 9, 15, 9],
    states: 'iffifi',
  },
  {
    name: 'a duration shorter than the interval is the next evaluation',
    rule: { expr: 'series > 10', forMs: intervalMs / 2 },
    values: [9, 15, 15, 9],
    states: 'ipfi',
  },
  {
    name: 'keep_firing_for holds it, and a gap that closes is none',
    rule: { expr: 'series > 10', keepFiringForMs: 2 * intervalMs },
    values: [15, 9, 15, 9, 9, 9, 9],
    states: 'fffffii',
  },
  {
    name: 'a series that its sender ended is over at once',
    rule: { expr: 'series > 10' },
    values: [15, 15, null, undefined, undefined],
    states: 'ffiii',
  },
  {
    name: 'what is not sent counts with its last value for five minutes',
    rule: { expr: 'series > 10', forMs: 2 * intervalMs },
    values: [15, undefined, undefined, undefined, 9],
    states: 'ppffi',
  },
  {
    name: 'absent fires while nothing is there',
    rule: { expr: 'absent(series)' },
    values: [1, null, undefined, 1],
    states: 'iffi',
  },
]
const letters: Record<string, string> = { i: 'inactive', p: 'pending', f: 'firing' }

for (const { name, rule, values, states } of cases) {
  test(name, async (t) => {
    const { house, ruleId, slots } = await open(t, rule, values.length)
    const told: string[] = []
    for (const [step, at] of slots.entries()) {
      const value = values[step]
      if (value !== undefined) await house.write({ __name__: 'series', foo: 'bar' }, at, value ?? 'stale')
      const [evaluated] = await house.evaluateAt(at)
      assert.equal(evaluated?.result, 'saved')
      told.push(await agreed(house, ruleId, at))
    }
    assert.deepEqual(
      told,
      states.split('').map((letter) => letters[letter]),
    )
  })
}

test('labels, annotations and value of an alert are those of its newest evaluation, templates filled in', async (t) => {
  const { house, ruleId, slots } = await open(
    t,
    {
      expr: 'series > 10',
      labels: { of: '{{ $labels.foo }}', ba_dum: 'tss', gone: '' },
      annotations: { value: '{{ $value }}', many: '{{ with query "count(series)" }}{{ . | first | value }}{{ end }}' },
    },
    2,
  )
  for (const [step, at] of slots.entries()) {
    await house.write({ __name__: 'series', foo: 'bar', gone: 'yes' }, at, 15 + step)
    await house.evaluateAt(at)
    const { alerts } = await getRule(house.ctx, ruleId)
    assert.partialDeepStrictEqual(alerts[0], {
      ...{ labels: { alertname: 'Alert', ba_dum: 'tss', foo: 'bar', of: 'bar' }, value: String(15 + step) },
      ...{ annotations: { value: String(15 + step), many: '1' }, activeAt: new Date(slots[0] ?? 0) },
    })
  }
})

async function open(t: TestContext, rule: Case['rule'], evaluations: number) {
  const house = await openAlerts(t)
  const group = await house.group([draftOf({ name: 'Alert', ...rule })], { intervalMs })
  const slots = Array.from({ length: evaluations }, (_, step) => group.nextAt.getTime() + step * intervalMs)
  return { house, ruleId: group.rules[0]?.id ?? '', slots }
}

/** The state by each of those that tell it; they must not differ. */
async function agreed(house: AlertHouse, ruleId: string, at: number): Promise<string> {
  const { state, pendingCount, firingCount, alerts } = await getRule(house.ctx, ruleId)
  const shown = alerts[0]?.state ?? 'inactive'
  assert.deepEqual([pendingCount, firingCount], [Number(shown === 'pending'), Number(shown === 'firing')])
  assert.equal(state === 'noData' ? 'inactive' : state, shown)
  const { items, total } = await listAlerts(house.ctx, {})
  assert.deepEqual([items[0]?.state ?? 'inactive', total], [shown, items.length])
  const series = await house.query('ALERTS', at)
  assert.equal(series[0]?.[0]['alertstate'] ?? 'inactive', shown)
  const [since] = await house.query('ALERTS_FOR_STATE', at)
  assert.equal(since?.[1], alerts[0] && alerts[0].activeAt.getTime() / 1000)
  return shown
}
