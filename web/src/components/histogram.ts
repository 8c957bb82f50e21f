/** Counts over time as bars. Pure. `nextCursor`: what is older is still being counted. */
export type Counted = {
  nextCursor: string | null
  from: string
  to: string
  stepSeconds: number
  buckets: readonly { at: string; count: number; levels: Readonly<Record<string, number>> }[]
}

/** `from` and `to` in milliseconds since 1970. */
export type Bar = { fromMs: number; toMs: number; count: number; levels: Readonly<Record<string, number>> }

/** The worst first, which is also what stands lowest, where heights can be compared. */
export const levelOrder = ['fatal', 'error', 'warning', 'info', 'debug', 'trace'] as const

/** More would not be told apart, and the API gives fewer. */
const mostBars = 400

/** A range that ends now is counted so far ahead, for senders whose clocks are. */
const aheadMs = 60_000

/** One for each step of the range, also where there is nothing; of what is to come only where there is something. */
export function barsOf({ from, to, stepSeconds, buckets }: Counted, end: 'now' | 'fixed'): Bar[] {
  const stepMs = stepSeconds * 1000
  const byTime = new Map(buckets.map((bucket) => [Date.parse(bucket.at), bucket]))
  const bars: Bar[] = []
  const endMs = Date.parse(to)
  for (let at = Math.floor(Date.parse(from) / stepMs) * stepMs; at < endMs && bars.length < mostBars; at += stepMs) {
    const bucket = byTime.get(at)
    bars.push({ fromMs: at, toMs: at + stepMs, count: bucket?.count ?? 0, levels: bucket?.levels ?? {} })
  }
  if (end === 'fixed') return bars
  const last = bars.findLastIndex(({ count, fromMs }) => count > 0 || fromMs <= endMs - aheadMs)
  return bars.slice(0, last + 1)
}

/** By level, the most frequent first. */
export function totalsOf({ buckets }: Pick<Counted, 'buckets'>): { level: string; count: number }[] {
  const totals = new Map<string, number>()
  for (const { levels } of buckets) {
    for (const [level, count] of Object.entries(levels)) totals.set(level, (totals.get(level) ?? 0) + count)
  }
  return [...totals].map(([level, count]) => ({ level, count })).sort((a, b) => b.count - a.count)
}

/** Which bar is at a share (0 to 1) of the width. */
export function barAt(share: number, bars: readonly Bar[]): number {
  return Math.min(bars.length - 1, Math.max(0, Math.floor(share * bars.length)))
}

/** From the beginning of one bar to the end of the other, in whichever order they were touched. */
export function spanOf(bars: readonly Bar[], one: number, other: number): { from: Date; to: Date } | undefined {
  const [first, last] = [bars[Math.min(one, other)], bars[Math.max(one, other)]]
  return first && last && { from: new Date(first.fromMs), to: new Date(last.toMs) }
}
