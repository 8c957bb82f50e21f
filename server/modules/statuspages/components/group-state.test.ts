import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { accountOf, tally, uptimeOf, type LocalDay, type Stretch } from '#platform/uptime'
import { defaultPolicy, weightsOf } from '../uptime/policy.ts'
import { recordedStatuses, type RecordedStatus, type UpWhen } from './component.ts'
import { stateOfGroup, tallyGroup, type Member } from './group-state.ts'

test('a group is as its worst part, or as the best one that readers can use; what nobody can tell is not well', () => {
  const cases: [RecordedStatus[], RecordedStatus, RecordedStatus][] = [
    [['operational', 'major_outage'], 'major_outage', 'operational'],
    [['operational', 'unknown'], 'unknown', 'operational'],
    [['major_outage', 'unknown'], 'major_outage', 'unknown'],
    [['under_maintenance', 'degraded_performance'], 'degraded_performance', 'degraded_performance'],
    [['under_maintenance', 'major_outage'], 'major_outage', 'under_maintenance'],
    [['operational', 'under_maintenance'], 'under_maintenance', 'operational'],
    [['partial_outage'], 'partial_outage', 'partial_outage'],
    [[], 'unknown', 'unknown'],
  ]
  for (const [states, all, any] of cases) {
    assert.equal(stateOfGroup('all', states), all, `all: ${states.join()}`)
    assert.equal(stateOfGroup('any', states), any, `any: ${states.join()}`)
  }
})

const dayMs = 1_000
const dayCount = 5
const endMs = dayMs * dayCount
const days: LocalDay[] = Array.from({ length: dayCount }, (_, index) => ({
  date: `2026-11-0${index + 1}`,
  fromMs: index * dayMs,
  toMs: (index + 1) * dayMs,
}))

/** Of states from these, without a gap, from the beginning to the end. */
const history = (statuses: readonly RecordedStatus[]): fc.Arbitrary<Stretch<RecordedStatus>[]> =>
  fc
    .tuple(
      fc.uniqueArray(fc.integer({ min: 1, max: endMs - 1 }), { maxLength: 6 }),
      fc.array(fc.constantFrom(...statuses), { minLength: 7, maxLength: 7 }),
    )
    .map(([cuts, states]) => {
      const edges = [0, ...cuts.toSorted((a, b) => a - b), endMs]
      return edges.slice(1).map((toMs, index) => ({
        ...{ status: states[index] ?? 'operational', fromMs: edges[index] ?? 0, toMs },
      }))
    })

const observed = recordedStatuses.filter((status) => status !== 'unknown' && status !== 'under_maintenance')
const weights = weightsOf(defaultPolicy)

const memberOf = (stretches: Stretch<RecordedStatus>[]): Member => ({ fromMs: 0, stretches })

function accountOfGroup(upWhen: UpWhen, members: readonly Member[]) {
  const sums = [...tallyGroup(upWhen, members, days).values()]
  return sums
    .map((each) => accountOf<RecordedStatus>(each, weights, dayMs))
    .reduce((a, b) => ({
      windowMs: a.windowMs + b.windowMs,
      excludedMs: a.excludedMs + b.excludedMs,
      observedMs: a.observedMs + b.observedMs,
      lostMs: a.lostMs + b.lostMs,
    }))
}

const near = 1e-9

test('a group that needs all is up at most as much as each part, one that needs any at least as much', () => {
  fc.assert(
    fc.property(fc.array(history(observed), { minLength: 1, maxLength: 5 }), (histories) => {
      const members = histories.map(memberOf)
      const own = members.map((member) => uptimeOf(accountOfGroup('all', [member])) ?? 0)
      const all = uptimeOf(accountOfGroup('all', members)) ?? 0
      const any = uptimeOf(accountOfGroup('any', members)) ?? 0
      assert.ok(all <= Math.min(...own) + near, `${all} > ${Math.min(...own)}`)
      assert.ok(any >= Math.max(...own) - near, `${any} < ${Math.max(...own)}`)
      assert.ok(all >= 0 && any <= 1)
    }),
  )
})

test('a group of one part is as that part, a group of like parts as each of them, in whatever order', () => {
  fc.assert(
    fc.property(history(recordedStatuses), fc.array(history(recordedStatuses), { maxLength: 3 }), (one, others) => {
      const plain = tally(one, recordedStatuses, 0, endMs)
      for (const upWhen of ['all', 'any'] as const) {
        const single = tallyGroup(upWhen, [memberOf(one)], days)
        const sums = { ...plain }
        delete sums.unknown
        for (const status of observed) {
          const total = [...single.values()].reduce((sum, each) => sum + (each[status] ?? 0), 0)
          assert.equal(total, sums[status] ?? 0)
        }
        assert.deepEqual(tallyGroup(upWhen, [memberOf(one), memberOf(one)], days), single)
        const members = [one, ...others].map(memberOf)
        assert.deepEqual(tallyGroup(upWhen, members.toReversed(), days), tallyGroup(upWhen, members, days))
      }
    }),
  )
})

test('a part counts from when on it is there, and what nobody looked at is unknown and not up', () => {
  const up: Stretch<RecordedStatus> = { status: 'operational', fromMs: 0, toMs: Infinity }
  const old = { fromMs: 0, stretches: [up] }
  const young = {
    fromMs: 2 * dayMs,
    stretches: [{ status: 'major_outage' as const, fromMs: 2 * dayMs, toMs: Infinity }],
  }
  const all = tallyGroup('all', [old, young], days)
  assert.deepEqual(all.get('2026-11-01'), { operational: dayMs })
  assert.deepEqual(all.get('2026-11-04'), { major_outage: dayMs })
  assert.deepEqual(tallyGroup('any', [old, young], days).get('2026-11-04'), { operational: dayMs })
  const blind = { fromMs: 0, stretches: [{ ...up, fromMs: dayMs }] }
  assert.deepEqual(tallyGroup('all', [old, blind], days).get('2026-11-01'), {})
  assert.deepEqual(tallyGroup('any', [old, blind], days).get('2026-11-01'), { operational: dayMs })
  assert.deepEqual(tallyGroup('any', [], days).get('2026-11-01'), {})
})
