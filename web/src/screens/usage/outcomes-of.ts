/** Outcomes as stacks over time and as rows by reason. Pure. */
import type { Outcome, Outcomes } from '../../api.ts'
import { isItem, kinds, type Kind } from './outcome-words.ts'

export const ranges = {
  day: { word: 'Last 24 hours', interval: 'hour', hours: 24 },
  week: { word: 'Last 7 days', interval: 'hour', hours: 168 },
  month: { word: 'Last 30 days', interval: 'day', hours: 30 * 24 },
  quarter: { word: 'Last 90 days', interval: 'day', hours: 90 * 24 },
} as const
export type Range = keyof typeof ranges

const hourMs = 3_600_000

/** What the API is asked: whole hours or days (UTC), the one that is running the last. */
export function rangeQuery(range: Range, now: Date): { from: string; to: string; interval: 'hour' | 'day' } {
  const { interval, hours } = ranges[range]
  const stepMs = interval === 'hour' ? hourMs : 24 * hourMs
  const to = (Math.floor(now.getTime() / stepMs) + 1) * stepMs
  return { from: new Date(to - hours * hourMs).toISOString(), to: new Date(to).toISOString(), interval }
}

export type Counts = Record<Kind, number>
export type Bucket = { at: string; counts: Counts; total: number }

const nothing = (): Counts => ({ accepted: 0, filtered: 0, rate_limited: 0, invalid: 0, client_discard: 0 })

/** Undefined: all that are items; bytes and values only where they are asked for. */
export function isWanted(category: string | undefined): (outcome: Outcome) => boolean {
  return (one) =>
    one.outcome !== 'scrubbed' && (category === undefined ? isItem(one.category) : one.category === category)
}

/** One for each hour or day of the range, also where nothing came. */
export function bucketsOf({ from, to, interval, items }: Outcomes, category: string | undefined): Bucket[] {
  const stepMs = interval === 'hour' ? hourMs : 24 * hourMs
  const count = Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / stepMs))
  const buckets = Array.from({ length: count }, (_, place): Bucket => {
    return { at: new Date(Date.parse(from) + place * stepMs).toISOString(), counts: nothing(), total: 0 }
  })
  const wanted = isWanted(category)
  for (const one of items) {
    const bucket = buckets[Math.floor((Date.parse(one.at) - Date.parse(from)) / stepMs)]
    if (!bucket || !wanted(one) || one.outcome === 'scrubbed') continue
    bucket.counts[one.outcome] += one.quantity
    bucket.total += one.quantity
  }
  return buckets
}

export function sumOf(totals: readonly Outcome[], category: string | undefined): { counts: Counts; total: number } {
  const counts = nothing()
  for (const one of totals.filter(isWanted(category)))
    if (one.outcome !== 'scrubbed') counts[one.outcome] += one.quantity
  return { counts, total: Object.values(counts).reduce((sum, each) => sum + each, 0) }
}

/** Those that tell why something is missing, in the order of the stack and the most frequent first. */
export function reasonsOf(totals: readonly Outcome[], category: string | undefined): (Outcome & { outcome: Kind })[] {
  return totals
    .filter(isWanted(category))
    .flatMap((one) => (one.outcome === 'scrubbed' ? [] : [{ ...one, outcome: one.outcome }]))
    .toSorted((a, b) => kinds.indexOf(a.outcome) - kinds.indexOf(b.outcome) || b.quantity - a.quantity)
}

/** How many numbers of cards and bank accounts were taken out of what was kept. */
export const scrubbedOf = (totals: readonly Outcome[]): number =>
  totals.reduce((sum, { outcome, quantity }) => (outcome === 'scrubbed' ? sum + quantity : sum), 0)

/** Those that occur, for the menu. */
export const categoriesOf = (totals: readonly Outcome[]): string[] =>
  [...new Set(totals.filter(({ outcome }) => outcome !== 'scrubbed').map(({ category }) => category))].toSorted()

/** `12.3 %`; what is there is never shown as nothing. */
export function share(part: number, whole: number): string {
  if (whole === 0 || part === 0) return '0 %'
  const percent = (part / whole) * 100
  if (percent < 0.1) return '< 0.1 %'
  if (percent > 99.9 && part < whole) return '> 99.9 %'
  return `${percent < 10 || (percent > 99 && part < whole) ? percent.toFixed(1).replace(/\.0$/, '') : Math.round(percent)} %`
}
