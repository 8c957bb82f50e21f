/** How far apart the points of a panel are asked for. */

export type IntervalInput = {
  fromMs: number
  toMs: number
  widthPx: number
  maxDataPoints?: number | undefined
  /** Of the panel or the query: no step is shorter. */
  minIntervalMs?: number | undefined
  /** How often the series are written. */
  scrapeIntervalMs: number
}

/** The engine's own bound on points of one series. */
const maxPoints = 11_000
/** Steps that people can read, and at which a window that moves a little asks for the same times again. */
const nice = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 20, 30].map((seconds) => seconds * 1000),
  ...[1, 2, 5, 10, 15, 20, 30].map((minutes) => minutes * 60_000),
  ...[1, 2, 3, 6, 12].map((hours) => hours * 3_600_000),
  ...[1, 2, 7, 14, 30, 90, 180, 365].map((days) => days * 86_400_000),
]

/**
 * `$__interval`: the range over as many points as fit, at least the least step, rounded up to a readable one.
 * `$__rate_interval`: max($__interval + scrape interval, 4 × scrape interval), so that each window has enough samples for a rate.
 */
export function intervalsOf(input: IntervalInput): { stepMs: number; rateIntervalMs: number } {
  const rangeMs = Math.max(1, input.toMs - input.fromMs)
  const points = Math.min(maxPoints, Math.max(1, Math.floor(input.maxDataPoints ?? input.widthPx)))
  const leastMs = Math.max(input.minIntervalMs ?? input.scrapeIntervalMs, rangeMs / (maxPoints - 1))
  const wantedMs = rangeMs / points
  // The least step is somebody's choice: it is kept as it is, and not rounded.
  const stepMs =
    wantedMs <= leastMs ? Math.ceil(leastMs) : (nice.find((step) => step >= wantedMs) ?? Math.ceil(wantedMs))
  const scrapeMs = input.scrapeIntervalMs
  return { stepMs, rateIntervalMs: Math.max(stepMs + scrapeMs, 4 * scrapeMs) }
}
