import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { recordedStatuses, worstStatus, type RecordedStatus } from './component.ts'
import { corrected } from './history.ts'
import type { StateInterval } from './state-repo.ts'

const at = (minute: number) => new Date(Date.UTC(2026, 8, 1, 0, minute))
const kinds = ['person', 'report', 'monitor', 'maintenance', 'import'] as const

/** Intervals without overlaps, some with gaps between them, from cuts and states. */
const histories = fc
  .tuple(
    fc.uniqueArray(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 8 }),
    fc.array(fc.constantFrom(...recordedStatuses, null), { minLength: 8, maxLength: 8 }),
    fc.boolean(),
  )
  .map(([cuts, statuses, lasting]) => {
    const sorted = cuts.toSorted((a, b) => a - b)
    return sorted.flatMap((from, index): StateInterval[] => {
      const to = sorted[index + 1]
      const status = statuses[index]
      if (!status || (to === undefined && !lasting)) return []
      return [
        {
          ...{ startedAt: at(from), endedAt: to === undefined ? null : at(to), status },
          ...{ causeKind: 'monitor', causeId: null, correctedAt: null },
        },
      ]
    })
  })

const statusAt = (history: readonly StateInterval[], minute: number): RecordedStatus | undefined => {
  const here = history.filter((each) => each.startedAt <= at(minute) && (!each.endedAt || each.endedAt > at(minute)))
  assert.ok(here.length <= 1, 'intervals overlap')
  return here[0]?.status
}

test('after a correction every minute is what the rules say, nothing overlaps, and nothing else has changed', () => {
  const moment = fc.integer({ min: -5, max: 45 })
  fc.assert(
    fc.property(
      histories,
      moment,
      fc.integer({ min: 1, max: 20 }),
      fc.constantFrom(...recordedStatuses),
      fc.constantFrom(...kinds),
      (history, begin, length, status, kind) => {
        const [from, to] = [at(begin), at(begin + length)]
        const touched = history.filter((each) => each.startedAt < to && (!each.endedAt || each.endedAt > from))
        const cause = { kind, id: null }
        const next = [
          ...history.filter((each) => !touched.includes(each)),
          ...corrected(touched, { status, from, to, cause, correctedAt: at(60) }),
        ]
        for (const each of next) assert.ok(!each.endedAt || each.startedAt < each.endedAt)
        assert.equal(new Set(next.map((each) => each.startedAt.getTime())).size, next.length)
        for (let minute = -10; minute < 70; minute++) {
          const before = statusAt(history, minute)
          const inside = at(minute) >= from && at(minute) < to
          assert.equal(statusAt(next, minute), inside ? expected(before, status, kind) : before, `minute ${minute}`)
        }
      },
    ),
    { numRuns: 500 },
  )
})

function expected(before: RecordedStatus | undefined, said: RecordedStatus, kind: (typeof kinds)[number]) {
  if (kind === 'person' || kind === 'maintenance' || before === undefined) return said
  if (before === 'unknown') return said
  return said === 'unknown' ? before : worstStatus([before, said])
}
