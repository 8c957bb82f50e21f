/** What a component that follows monitors is in, going by what they say. Pure. */
import type { MonitorSaying } from '#modules/monitors'
import type { ComponentStatus } from '../components/component.ts'

export const followingModes = ['worst', 'all'] as const
/**
 * `worst`: one monitor that is down is a major outage. `all`: that takes all of them, as of servers of which each can do
 * the work; some are a partial one.
 */
export type FollowingMode = (typeof followingModes)[number]

/** A component follows at most this many monitors. */
export const maxFollowed = 20
export const maxAfterSeconds = 3600
export const defaults = { mode: 'worst', afterSeconds: 60, automatic: true } as const

/** Planned work is a person's to announce: no monitor says so. */
export type Verdict = Exclude<ComponentStatus, 'under_maintenance'> | 'unknown'
export const verdicts = ['operational', 'unknown', 'degraded_performance', 'partial_outage', 'major_outage'] as const

export type Following = {
  componentId: string
  mode: FollowingMode
  /** Trouble that is shorter than this is not shown. */
  afterSeconds: number
  /** Otherwise what the monitors say is offered to people, and no more. */
  automatic: boolean
  /** What the monitors came to at the last look; null: nothing could be said yet. */
  verdict: Verdict | null
  /** What each of them said at the last look. */
  seen: string
  /** When trouble that has begun has lasted long enough. */
  lookAt: Date | null
  updatedAt: Date
}

type Saying = Pick<MonitorSaying, 'says' | 'since'>

/**
 * `from`: since when it is so. `lookAt`: when trouble that is too short by now will have lasted long enough, if nothing
 * changes until then. A monitor that is paused counts only when all are: then nobody looks, and nobody can tell.
 *
 * Trouble that is too short is left out; it does not make anything look better than it did, so what is degraded and goes
 * down stays degraded until then.
 */
export function verdictOf(
  { mode, afterSeconds, verdict: before }: Pick<Following, 'mode' | 'afterSeconds' | 'verdict'>,
  monitors: readonly Saying[],
  now: Date,
): { verdict: Verdict | null; from: Date; lookAt: Date | null } {
  const active = monitors.filter(({ says }) => says !== 'paused')
  if (active.length === 0) return { verdict: monitors.length === 0 ? null : 'unknown', from: now, lookAt: null }
  const dueAt = ({ since }: Saying): number => since.getTime() + afterSeconds * 1000
  // A beginning in the future, after the clock was set back, must not keep trouble off the page for longer than that.
  const isTooShort = (each: Saying): boolean =>
    each.says !== 'up' && dueAt(each) > now.getTime() && each.since.getTime() <= now.getTime()
  const short = active.filter(isTooShort)
  const lasting = active.filter((each) => !isTooShort(each))
  const lookAt = short.length === 0 ? null : new Date(Math.min(...short.map(dueAt)))
  const ready = lasting.length === 0 ? null : judge(mode, lasting, active.length)
  if (lookAt === null) return { verdict: ready, from: ready === null ? now : beginningOf(mode, ready, lasting), lookAt }
  const kept = before === null ? null : lesser(before, judge(mode, active, active.length))
  const verdict = keepTrouble(kept, ready)
  const isReady = verdict !== null && verdict === ready && !(mode === 'all' && short.length > 0)
  return { verdict, from: isReady ? beginningOf(mode, verdict, lasting) : now, lookAt }
}

function keepTrouble(kept: Verdict | null, ready: Verdict | null): Verdict | null {
  if (ready === null) return kept
  if (kept === null) return ready === 'operational' ? null : ready
  return worse(kept, ready) ? kept : ready
}

/** `count`: of all that are asked, also those that are left out. */
function judge(mode: FollowingMode, monitors: readonly Saying[], count: number): Verdict {
  const down = monitors.filter(({ says }) => says === 'down').length
  if (down > 0) return mode === 'worst' || down === count ? 'major_outage' : 'partial_outage'
  if (monitors.some(({ says }) => says === 'degraded')) return 'degraded_performance'
  return monitors.every(({ says }) => says === 'up') ? 'operational' : 'unknown'
}

/** Trouble begins with the first that has it, an outage of all with the last; it is over with the last as well. */
function beginningOf(mode: FollowingMode, verdict: Verdict, monitors: readonly Saying[]): Date {
  const words: Record<Verdict, readonly Saying['says'][]> = {
    operational: ['up'],
    unknown: ['unknown', 'waiting'],
    degraded_performance: ['degraded'],
    partial_outage: ['down'],
    major_outage: ['down'],
  }
  const times = monitors.filter(({ says }) => words[verdict].includes(says)).map(({ since }) => since.getTime())
  const isLast = verdict === 'operational' || (mode === 'all' && verdict === 'major_outage')
  return new Date(isLast ? Math.max(...times) : Math.min(...times))
}

const worse = (one: Verdict, other: Verdict): boolean => verdicts.indexOf(one) > verdicts.indexOf(other)
const lesser = (one: Verdict, other: Verdict): Verdict => (worse(one, other) ? other : one)
