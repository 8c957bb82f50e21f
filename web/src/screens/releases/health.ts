/** How well a release runs, in words that do not promise more than was counted. Pure. */
import { counted, fullNumber } from '../../format.ts'

/** Fewer sessions, or people, than this say nothing in per cent: one more crash would move it by two points or more. */
export const enough = 50

export type Part = {
  /** `99.97 %`; undefined: nothing was counted, or too little to say. */
  percent: string | undefined
  /** What it rests on: `12 sessions`. */
  sample: string
  /** The whole truth in one line, for people and screen readers. */
  words: string
}

/** Of sessions or of people, how many were spared from a crash. */
export function crashFree(total: number, crashed: number, noun: 'session' | 'person'): Part {
  const plural = noun === 'person' ? 'people' : 'sessions'
  const sample = total === 0 ? `no ${plural}` : counted(total, noun, plural)
  if (total === 0) return { percent: undefined, sample, words: `No ${plural}, so nothing is known` }
  const hit = noun === 'person' ? 'hit by a crash' : 'crashed'
  const words = `${fullNumber(crashed)} of ${sample} ${hit}`
  if (total < enough) return { percent: undefined, sample, words: `${words}: too few for a percentage` }
  return { percent: percent(1 - crashed / total), sample, words }
}

/** Two digits at most and never rounded up: 100 % is said only of all. */
export function percent(rate: number): string {
  // 0.9997 * 10 000 is a little less than 9 997 in floating point.
  const hundredths = rate >= 1 ? 10_000 : Math.min(9_999, Math.floor(rate * 10_000 + 1e-6))
  return `${Number((hundredths / 100).toFixed(2))} %`
}

/** Of all sessions: `0.4 %` is not nothing. */
export function adoptionWords(rate: number | null): string | undefined {
  if (rate === null) return undefined
  if (rate > 0 && rate < 0.001) return '< 0.1 %'
  const tenths = rate >= 1 ? 1000 : Math.min(999, Math.round(rate * 1000))
  return `${Number((tenths / 10).toFixed(1))} %`
}

/** In percentage points, with a sign that is a word as well; undefined where one of the two is too small. */
export function difference(
  own: { total: number; crashed: number },
  before: { total: number; crashed: number },
): { points: number; words: string } | undefined {
  if (own.total < enough || before.total < enough) return undefined
  const points = Math.round((before.crashed / before.total - own.crashed / own.total) * 10_000) / 100
  if (points === 0) return { points, words: 'the same' }
  return { points, words: `${Math.abs(points)} points ${points > 0 ? 'better' : 'worse'}` }
}

export const outcomes = ['healthy', 'errored', 'unhandled', 'abnormal', 'crashed'] as const
export type Outcome = (typeof outcomes)[number]

export const outcomeWords: Record<Outcome, string> = {
  healthy: 'Healthy',
  errored: 'With handled errors',
  unhandled: 'Unhandled error',
  abnormal: 'Stopped answering',
  crashed: 'Crashed',
}

type Counts = Record<Outcome, number> & { sessions: number }
/** `counts` is null where no session began: a gap, and not a time in which all was well. */
export type Bucket = { at: Date; counts: Counts | null }

const hourMs = 3_600_000

/** Hours that are put together, so that there are at most about fifty bars. */
export function stepMs(from: Date, to: Date): number {
  const hours = (to.getTime() - from.getTime()) / hourMs
  return (hours <= 48 ? 1 : hours <= 8 * 24 ? 6 : 24) * hourMs
}

/** All buckets of the range, in UTC, also those without sessions; what several environments said is added up. */
export function bucketsOf(hours: readonly (Counts & { hour: string })[], from: Date, to: Date): Bucket[] {
  const step = stepMs(from, to)
  const first = Math.floor(from.getTime() / step) * step
  const found = new Map<number, Counts>()
  for (const row of hours) {
    const at = Math.floor(new Date(row.hour).getTime() / step) * step
    const known = found.get(at) ?? { sessions: 0, healthy: 0, errored: 0, unhandled: 0, abnormal: 0, crashed: 0 }
    known.sessions += row.sessions
    for (const outcome of outcomes) known[outcome] += row[outcome]
    found.set(at, known)
  }
  const count = Math.max(1, Math.ceil((to.getTime() - first) / step))
  return Array.from({ length: count }, (_, place) => {
    const at = first + place * step
    const counts = found.get(at)
    return { at: new Date(at), counts: counts && counts.sessions > 0 ? counts : null }
  })
}

/** Where the scale of a crash-free line begins: at a round number below all of it. */
export function lowest(rates: readonly number[]): number {
  const least = Math.min(1, ...rates)
  return [0.99, 0.95, 0.9, 0.8, 0.5].find((bound) => bound <= least) ?? 0
}
