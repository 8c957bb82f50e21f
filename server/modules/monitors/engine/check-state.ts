/** What a monitor is in, and how each result moves it. Nothing that is not known is ever shown as up. Pure. */
import type { CheckResult } from '../checks/index.ts'
import { missedSlots } from './slots.ts'

export type Outcome = CheckResult['outcome']
/** `waiting`: nothing was heard of it yet. */
export type Verdict = 'waiting' | Outcome

/** How it looks from one place: this server, or a probe. */
export type PlaceState = {
  verdict: Verdict
  outcome: Outcome
  failuresInRow: number
  successesInRow: number
  slowInRow: number
  /** The slot of the newest result, and of the first of the failures in a row; RFC 3339. */
  scheduledAt: string
  failingAt: string | null
  latencyMs: number | null
  reason: string
  code: string
}

export type CheckState = {
  state: Verdict
  /** Since when it is in `state`. */
  since: Date
  /** Since when there is something to resolve; it stays while the state is unknown. */
  failingSince: Date | null
  flapping: boolean
  /** When it went down or came back, the newest ones; RFC 3339. */
  turns: string[]
  /** By the id of the probe, or `here`. */
  places: Record<string, PlaceState>
  /** The newest outcomes, a letter each, oldest first. */
  recent: string
  checkedAt: Date | null
  latencyMs: number | null
  reason: string
  code: string
  facts: CheckResult['facts']
}

export type Rules = {
  /** Failures in a row at a place until it says down. */
  failuresToOpen: number
  /** Successes in a row there until it says up again. */
  successesToResolve: number
  /** Slow results in a row there until it says degraded. */
  slowToShow: number
  /** So many places must say down. */
  quorum: number
  places: readonly string[]
  intervalSeconds: number
}

/** This server, beside the ids of probes. */
export const here = 'here'

export type Report = { place: string; scheduledAt: Date; result: CheckResult }

/** From `from` on the monitor was in `state`. */
export type Change = { from: Date; state: Verdict; reason: string; code: string }

const recentLength = 40
const letters: Record<Outcome, string> = { up: 'u', degraded: 's', down: 'd', unknown: '?' }

export function newState(at: Date): CheckState {
  return {
    ...{ state: 'waiting', since: at, failingSince: null, flapping: false, turns: [], places: {}, recent: '' },
    ...{ checkedAt: null, latencyMs: null, reason: '', code: '', facts: {} },
  }
}

/**
 * The state after a report, and how it got there. Undefined: the report moves nothing, because one of that slot or of a
 * later one is known, or because it is out of date.
 */
export function afterReport(
  rules: Rules,
  before: CheckState,
  report: Report,
  now: Date,
): { state: CheckState; changes: Change[] } | undefined {
  const { place, scheduledAt, result } = report
  const intervalMs = rules.intervalSeconds * 1000
  const known = before.places[place]
  const last = known && new Date(known.scheduledAt)
  // A slot far in the future was taken before the clock was set back: it must not silence the monitor until then.
  const lastCounts = last !== undefined && last.getTime() <= now.getTime() + intervalMs
  if (lastCounts && scheduledAt <= last) return undefined
  if (now.getTime() - scheduledAt.getTime() > staleMs(rules)) return undefined

  const next: PlaceState = afterResult(rules, known, scheduledAt, result)
  const missed = lastCounts ? missedSlots(last, scheduledAt, intervalMs) : 0
  const changes: Change[] = []
  let state: CheckState = {
    ...before,
    recent: (before.recent + letters.unknown.repeat(Math.min(missed, recentLength)) + letters[result.outcome]).slice(
      -recentLength,
    ),
    checkedAt: before.checkedAt === null || scheduledAt > before.checkedAt ? scheduledAt : before.checkedAt,
    latencyMs: result.latencyMs,
    facts: result.facts,
  }
  if (missed > 0 && last !== undefined && before.checkedAt !== null && isAlone(rules, before, scheduledAt, place)) {
    // Nobody looked: the time from the first slot that was missed is unknown.
    const from = new Date(last.getTime() + intervalMs)
    state = moveTo(rules, state, { state: 'unknown', from, reason: missedWords(missed), code: 'missed' }, changes)
  }
  state = { ...state, places: { ...state.places, [place]: next } }
  return { state: judge(rules, state, now, changes), changes }
}

/** What is shown when a place was silent for too long; undefined when nothing changes by it. */
export function afterSilence(
  rules: Rules,
  before: CheckState,
  now: Date,
): { state: CheckState; changes: Change[] } | undefined {
  const changes: Change[] = []
  const state = judge(rules, before, now, changes)
  return changes.length === 0 ? undefined : { state, changes }
}

/** What a result comes to after this is out of date. */
export function staleMs({ intervalSeconds }: Pick<Rules, 'intervalSeconds'>): number {
  return Math.max(2 * intervalSeconds * 1000, 60_000) + graceMs
}

/** For a check to end, and its result to arrive. */
const graceMs = 60_000

function afterResult(rules: Rules, known: PlaceState | undefined, scheduledAt: Date, result: CheckResult): PlaceState {
  const { outcome, latencyMs, reason, code } = result
  const at = scheduledAt.toISOString()
  const seen = { outcome, scheduledAt: at, latencyMs, reason, code }
  const before = known ?? {
    verdict: 'waiting' as const,
    failuresInRow: 0,
    successesInRow: 0,
    slowInRow: 0,
    failingAt: null,
  }
  if (outcome === 'unknown') return { ...before, ...seen, verdict: 'unknown' }
  if (outcome === 'down') {
    const failuresInRow = before.failuresInRow + 1
    const isDown = failuresInRow >= rules.failuresToOpen
    const failingAt = before.failingAt ?? at
    const verdict = isDown ? 'down' : keptWhileFailing(before.verdict)
    return { ...seen, verdict, failuresInRow, successesInRow: 0, slowInRow: 0, failingAt }
  }
  const successesInRow = before.successesInRow + 1
  const slowInRow = outcome === 'degraded' ? before.slowInRow + 1 : 0
  const wasDown = before.failuresInRow >= rules.failuresToOpen
  if (wasDown && successesInRow < rules.successesToResolve) {
    return { ...before, ...seen, verdict: 'down', successesInRow, slowInRow }
  }
  const verdict = slowInRow >= rules.slowToShow ? 'degraded' : 'up'
  return { ...seen, verdict, failuresInRow: 0, successesInRow, slowInRow, failingAt: null }
}

/** One failure of several that it takes: no longer plainly up, and not yet down. */
function keptWhileFailing(verdict: Verdict): Verdict {
  return verdict === 'down' ? 'down' : verdict === 'waiting' || verdict === 'unknown' ? 'unknown' : 'degraded'
}

/** Of the places that are to look at it, those that did lately. */
function judge(rules: Rules, before: CheckState, now: Date, changes: Change[]): CheckState {
  const places = rules.places.flatMap((place) => {
    const found = before.places[place]
    return found ? [{ ...found, isSilent: now.getTime() - new Date(found.scheduledAt).getTime() > staleMs(rules) }] : []
  })
  const heard = places.filter(({ verdict, isSilent }) => !isSilent && verdict !== 'unknown' && verdict !== 'waiting')
  const down = heard.filter(({ verdict }) => verdict === 'down')
  const slow = heard.filter(({ verdict }) => verdict === 'degraded')
  const quorum = Math.min(rules.quorum, rules.places.length)
  const at = (place: { scheduledAt: string } | undefined): Date => (place ? new Date(place.scheduledAt) : now)
  const newest = places.toSorted((one, other) => (one.scheduledAt < other.scheduledAt ? 1 : -1))[0]
  if (places.length === 0) return before
  if (down.length >= quorum) {
    const order = down.map(({ failingAt, scheduledAt }) => failingAt ?? scheduledAt).toSorted()
    // Down since as many said so as must.
    const from = new Date(order[quorum - 1] ?? now)
    const { reason, code } = down.toSorted((one, other) => (one.scheduledAt < other.scheduledAt ? 1 : -1))[0] ?? unheard
    return moveTo(rules, before, { state: 'down', from, reason, code }, changes)
  }
  if (heard.length < quorum) {
    const silent = places.every(({ isSilent }) => isSilent)
    const quiet = { reason: 'no result has come for too long', code: 'silent' }
    // What one place found is no reason when it is another one that says nothing.
    const few = { reason: tooFewWords(heard.length, quorum, rules.places.length), code: 'too_few' }
    const said = silent ? quiet : heard.length > 0 ? few : { reason: newest?.reason ?? '', code: newest?.code ?? '' }
    const from = silent && newest ? new Date(at(newest).getTime() + rules.intervalSeconds * 1000) : at(newest)
    return moveTo(rules, before, { state: 'unknown', from, ...said }, changes)
  }
  if (down.length > 0) {
    const reason = `down from ${down.length} of ${rules.places.length} places: ${down[0]?.reason ?? ''}`.slice(0, 200)
    return moveTo(rules, before, { state: 'degraded', from: at(down[0]), reason, code: 'disagreement' }, changes)
  }
  const worst = slow.length >= quorum ? slow[0] : undefined
  const said = worst ?? heard.find(({ verdict }) => verdict === 'up') ?? heard[0] ?? unheard
  const { reason, code } = said
  return moveTo(rules, before, { state: worst ? 'degraded' : 'up', from: at(newest), reason, code }, changes)
}

const tooFewWords = (heard: number, quorum: number, places: number) =>
  `${heard} of ${places} places can say how it is, and ${quorum} must agree`

const unheard = { reason: '', code: '', scheduledAt: '' }

/** A monitor that goes back and forth is not said to have recovered until it has stayed up for a while. */
const turnsToFlap = 5
const maxTurns = 10
const leastFlapMs = 30 * 60_000

function moveTo(rules: Rules, before: CheckState, change: Change, changes: Change[]): CheckState {
  const { state, reason, code } = change
  const windowMs = Math.max(leastFlapMs, 20 * rules.intervalSeconds * 1000)
  const at = change.from > before.since ? change.from : before.since
  const inWindow = before.turns.filter((turn) => at.getTime() - new Date(turn).getTime() <= windowMs)
  if (state === before.state) {
    const flapping = before.flapping && inWindow.length >= turnsToFlap
    const settled = before.flapping && !flapping && isWell(state)
    return { ...before, reason, code, flapping, ...(settled && { failingSince: null }) }
  }
  const isTurn = state === 'down' || (isWell(state) && before.failingSince !== null && before.state !== 'unknown')
  const turns = isTurn ? [...inWindow, at.toISOString()].slice(-maxTurns) : before.turns.slice(-maxTurns)
  const flapping = turns.filter((turn) => at.getTime() - new Date(turn).getTime() <= windowMs).length >= turnsToFlap
  const failingSince =
    state === 'down' ? (before.failingSince ?? at) : isWell(state) && !flapping ? null : before.failingSince
  changes.push({ state, from: at, reason, code })
  return { ...before, state, since: at, reason, code, turns, flapping, failingSince }
}

const isWell = (state: Verdict) => state === 'up' || state === 'degraded'

/** No other place looked at it meanwhile. */
function isAlone(rules: Rules, before: CheckState, at: Date, place: string): boolean {
  return rules.places.every((other) => {
    const found = before.places[other]
    return other === place || !found || at.getTime() - new Date(found.scheduledAt).getTime() > staleMs(rules)
  })
}

const missedWords = (count: number) => (count === 1 ? 'one check was missed' : `${count} checks were missed`)
