import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CheckResult } from '../checks/index.ts'
import { afterReport, afterSilence, here, newState, type CheckState, type Rules, type Verdict } from './check-state.ts'

const start = Date.UTC(2030, 0, 1)
const rules: Rules = {
  ...{ failuresToOpen: 3, successesToResolve: 2, slowToShow: 2, quorum: 1, places: [here], intervalSeconds: 60 },
}
const results: Record<string, CheckResult> = {
  u: { outcome: 'up', latencyMs: 10, reason: 'answered as expected', code: 'ok', facts: {} },
  s: { outcome: 'degraded', latencyMs: 900, reason: 'slow', code: 'slow', facts: {} },
  d: { outcome: 'down', latencyMs: null, reason: 'no answer', code: 'timeout', facts: {} },
  '?': { outcome: 'unknown', latencyMs: null, reason: 'our trouble', code: 'internal', facts: {} },
}

/** One letter a slot; a blank is a slot that nobody took. */
function play(letters: string, own: Partial<Rules> = {}, state = newState(new Date(start)), from = 0) {
  const states: Verdict[] = []
  const changes: [Verdict, number][] = []
  const used = { ...rules, ...own }
  for (const [index, letter] of letters.split('').entries()) {
    const at = new Date(start + (from + index) * used.intervalSeconds * 1000)
    const result = results[letter]
    const next = result && afterReport(used, state, { place: here, scheduledAt: at, result }, at)
    if (next) {
      state = next.state
      changes.push(...next.changes.map((change): [Verdict, number] => [change.state, slotOf(change.from, used)]))
    }
    states.push(state.state)
  }
  return { state, states, changes }
}

const slotOf = (at: Date, { intervalSeconds }: Rules) => (at.getTime() - start) / (intervalSeconds * 1000)

test('a monitor is down after so many failures in a row, from the first of them on, and up after as many successes', () => {
  const { states, changes, state } = play('uudddduu')
  assert.deepEqual(states, ['up', 'up', 'degraded', 'degraded', 'down', 'down', 'down', 'up'])
  assert.deepEqual(changes, [
    ['up', 0],
    ['degraded', 2],
    ['down', 2],
    ['up', 7],
  ])
  assert.equal(state.failingSince, null)
})

test('a failure that is not confirmed is seen as degraded and opens nothing', () => {
  const { states, state } = play('uddudu')
  assert.deepEqual(states, ['up', 'degraded', 'degraded', 'up', 'degraded', 'up'])
  assert.equal(state.failingSince, null)
})

test('what was never up is never degraded before it is down: it is unknown', () => {
  assert.deepEqual(play('ddd').states, ['unknown', 'unknown', 'down'])
})

test('our own trouble is unknown at once, keeps what is failing, and is never up', () => {
  const { states, state } = play('uddd??')
  assert.deepEqual(states.slice(-3), ['down', 'unknown', 'unknown'])
  assert.notEqual(state.failingSince, null)
  assert.deepEqual(play('u', {}, state, 6).states, ['down'], 'one success of the two that it takes')
  assert.deepEqual(play('uu', {}, state, 6).states, ['down', 'up'])
})

test('slots that nobody took are unknown from the first of them on', () => {
  const { changes, state } = play('uu   uu')
  assert.deepEqual(changes, [
    ['up', 0],
    ['unknown', 2],
    ['up', 5],
  ])
  assert.equal(state.recent, 'uu???uu')
})

test('a place that falls silent is unknown from the slot that it missed', () => {
  const { state } = play('uuu')
  assert.equal(afterSilence(rules, state, new Date(start + 4 * 60_000)), undefined, 'it may still come')
  const silent = afterSilence(rules, state, new Date(start + 10 * 60_000))
  assert.deepEqual(
    silent?.changes.map((change) => [change.state, slotOf(change.from, rules)]),
    [['unknown', 3]],
  )
})

test('a report that comes twice, behind a later one, or hours late, moves nothing', () => {
  const { state } = play('uu')
  const at = (slot: number) => new Date(start + slot * 60_000)
  const down = { place: here, result: results['d']! }
  assert.equal(afterReport(rules, state, { ...down, scheduledAt: at(1) }, at(1)), undefined)
  assert.equal(afterReport(rules, state, { ...down, scheduledAt: at(0) }, at(1)), undefined)
  assert.equal(afterReport(rules, state, { ...down, scheduledAt: at(2) }, at(120)), undefined)
  assert.notEqual(afterReport(rules, state, { ...down, scheduledAt: at(2) }, at(2)), undefined)
})

test('a clock that was set back by a day does not silence a monitor', () => {
  const { state } = play('u', {}, newState(new Date(start)), 1440)
  const now = new Date(start + 60_000)
  const next = afterReport(rules, state, { place: here, scheduledAt: now, result: results['u']! }, now)
  assert.equal(next?.state.places[here]?.scheduledAt, now.toISOString())
})

test('slowness is shown after so many slow answers in a row', () => {
  assert.deepEqual(play('usussus').states, ['up', 'up', 'up', 'up', 'degraded', 'up', 'up'])
})

const places = ['a', 'b', 'c']
/** Columns are slots, lines are places. */
function table(lines: string[], own: Partial<Rules> = {}): Verdict[] {
  return playPlaces(lines, own).map(({ state }) => state)
}

function playPlaces(lines: string[], own: Partial<Rules> = {}): CheckState[] {
  const used: Rules = { ...rules, failuresToOpen: 1, successesToResolve: 1, quorum: 2, places, ...own }
  let state: CheckState = newState(new Date(start))
  return (lines[0] ?? '').split('').map((_, slot) => {
    const at = new Date(start + slot * 60_000)
    for (const [index, place] of places.entries()) {
      const result = results[lines[index]?.[slot] ?? '']
      state = (result && afterReport(used, state, { place, scheduledAt: at, result }, at)?.state) ?? state
    }
    return afterSilence(used, state, at)?.state ?? state
  })
}

test('a quorum of places decides; those that disagree are seen as degraded', () => {
  assert.deepEqual(table(['uddu', 'uudu', 'uuuu']), ['up', 'degraded', 'down', 'up'])
  assert.deepEqual(table(['ud', 'ud', 'ud'], { quorum: 3 }), ['up', 'down'])
  assert.deepEqual(table(['ud', 'ud', 'uu'], { quorum: 3 }), ['up', 'degraded'])
})

test('where fewer places report than must agree nothing is known', () => {
  assert.deepEqual(table(['u?', 'u?', 'uu']), ['up', 'unknown'])
  assert.equal(table(['u        ', 'u        ', 'uuuuuuuuu']).at(-1), 'unknown', 'two fell silent')
  assert.equal(table(['ddddddddd', 'd        ', 'u        ']).at(-1), 'unknown', 'one alone cannot say down')
})

test('why nothing is known is said by how many report, and not by what one of them found', () => {
  const last = playPlaces(['u?', 'u?', 'uu']).at(-1)
  assert.partialDeepStrictEqual(last, { code: 'too_few' })
  assert.equal(last?.reason, '1 of 3 places can say how it is, and 2 must agree')
  assert.equal(playPlaces(['?', '?', '?']).at(-1)?.reason, 'our trouble', 'where nobody knows, why')
})

test('a monitor that goes back and forth is held until it stays up', () => {
  const { state } = play('ddduudduudduudduudduu', { failuresToOpen: 2 })
  assert.equal(state.flapping, true)
  assert.notEqual(state.failingSince, null, 'the incident stays')
  const calm = play('u'.repeat(40), { failuresToOpen: 2 }, state, 21).state
  assert.equal(calm.flapping, false)
  assert.equal(calm.failingSince, null)
})
