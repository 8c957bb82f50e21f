/**
 * Uptime, computed by time and in one place: of monitors, of components, of days and of months. Pure.
 *
 * What was observed is a set of stretches, half-open `[from, to)`, in any order and possibly overlapping; of two states
 * at once the worse one counts. What no stretch covers is unknown: it is neither up nor down, and is told as coverage
 * beside the figure. What is excluded (maintenance, by most agreements) counts neither in the numerator nor in the
 * denominator:
 *
 *     uptime   = 1 − Σ weight × time ÷ observed      none, where nothing was observed: never 100 %
 *     coverage = observed ÷ (window − excluded)      none, where all of the window is excluded
 */

/** Times in milliseconds since 1970; `toMs` is Infinity for what lasts. */
export type Stretch<S extends string> = { status: S; fromMs: number; toMs: number }

/** Milliseconds by state; what is missing took no time. */
export type Sums<S extends string> = Partial<Record<S, number>>

/** What a state counts: a part of downtime from 0 (up) to 1 (down), nothing at all, or as if nobody had looked. */
export type Weights<S extends string> = Readonly<Record<S, number | 'excluded' | 'unknown'>>

/** Sums of windows that can be added up. All in milliseconds; `lostMs` is weighted, and so may have fractions. */
export type Account = { windowMs: number; excludedMs: number; observedMs: number; lostMs: number }

export const emptyAccount: Account = { windowMs: 0, excludedMs: 0, observedMs: 0, lostMs: 0 }

/**
 * How long each state lasted within `[fromMs, toMs)`. `severity` names all states from the mildest to the worst; a
 * stretch that ends before it begins counts for nothing.
 */
export function tally<S extends string>(
  stretches: readonly Stretch<S>[],
  severity: readonly S[],
  fromMs: number,
  toMs: number,
): Sums<S> {
  const rank = new Map(severity.map((status, index) => [status, index]))
  const edges: { atMs: number; index: number; step: 1 | -1 }[] = []
  for (const stretch of stretches) {
    const index = rank.get(stretch.status)
    const begin = Math.max(stretch.fromMs, fromMs)
    const end = Math.min(stretch.toMs, toMs)
    if (index === undefined || !(begin < end)) continue
    edges.push({ atMs: begin, index, step: 1 }, { atMs: end, index, step: -1 })
  }
  edges.sort((a, b) => a.atMs - b.atMs)
  const active = severity.map(() => 0)
  const sums: Sums<S> = {}
  let lastMs = fromMs
  for (const { atMs, index, step } of edges) {
    const worst = severity[active.findLastIndex((count) => count > 0)]
    if (worst !== undefined && atMs > lastMs) sums[worst] = (sums[worst] ?? 0) + atMs - lastMs
    lastMs = atMs
    active[index] = (active[index] ?? 0) + step
  }
  return sums
}

export function accountOf<S extends string>(sums: Sums<S>, weights: Weights<S>, windowMs: number): Account {
  const account = { ...emptyAccount, windowMs }
  // The keys of a record of weights are the states.
  for (const status of Object.keys(weights) as S[]) {
    const weight: number | 'excluded' | 'unknown' = weights[status]
    const spentMs = sums[status] ?? 0
    if (weight === 'excluded') account.excludedMs += spentMs
    else if (weight !== 'unknown') {
      account.observedMs += spentMs
      account.lostMs += weight * spentMs
    }
  }
  return account
}

/** Of windows one after the other, also where the weights changed between them, or of several things at once. */
export function sumAccounts(accounts: Iterable<Account>): Account {
  const sum = { ...emptyAccount }
  for (const { windowMs, excludedMs, observedMs, lostMs } of accounts) {
    sum.windowMs += windowMs
    sum.excludedMs += excludedMs
    sum.observedMs += observedMs
    sum.lostMs += lostMs
  }
  return sum
}

/** From 0 to 1; null when nothing was observed that counts. */
export function uptimeOf({ observedMs, lostMs }: Account): number | null {
  return observedMs > 0 ? within01(1 - lostMs / observedMs) : null
}

/** From 0 to 1; null when all of the window is excluded. */
export function coverageOf({ windowMs, excludedMs, observedMs }: Account): number | null {
  const countedMs = windowMs - excludedMs
  return countedMs > 0 ? within01(observedMs / countedMs) : null
}

/** A share from 0 to 1 as `99.95`, rounded downward: what is not all is never shown as 100. */
export function percentText(share: number, digits: number): string {
  const factor = 10 ** (digits + 2)
  // 0.29 × 100 is a little less than 29: what is that near to the next step has come there by binary fractions alone.
  const steps = Math.floor(share * factor + 1e-7)
  const floored = share < 1 && steps >= factor ? factor - 1 : steps
  return (floored / 10 ** digits).toFixed(digits)
}

export type LocalDay = {
  /** `2026-11-22` in the zone. */
  date: string
  fromMs: number
  toMs: number
}

/**
 * The local days of a zone from one date to another, both included: of 23 or 25 hours when clocks change, of none where
 * a zone left a date out. They follow each other without a gap.
 */
export function localDays(firstDate: string, lastDate: string, timeZone: string): LocalDay[] {
  const days: LocalDay[] = []
  let fromMs = startOfDay(firstDate, timeZone)
  for (let date = firstDate; date <= lastDate; date = addDays(date, 1)) {
    const toMs = startOfDay(addDays(date, 1), timeZone)
    days.push({ date, fromMs, toMs })
    fromMs = toMs
  }
  return days
}

/** `2026-11-22` in the zone. */
export function localDate(atMs: number, timeZone: string): string {
  return formatOf(timeZone).format(atMs)
}

/** Dates are counted as days of a calendar, not as stretches of time. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10)
}

/** The first moment at which the zone's calendar shows the date, or a later one where it leaves that out. */
export function startOfDay(date: string, timeZone: string): number {
  const utcMs = Date.parse(`${date}T00:00:00Z`)
  // No zone is further than 14 hours ahead or 12 behind; all of them change at whole seconds.
  let before = utcMs / 1000 - 15 * 3600
  let after = utcMs / 1000 + 13 * 3600
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2)
    if (localDate(middle * 1000, timeZone) >= date) after = middle
    else before = middle
  }
  return after * 1000
}

const dayMs = 86_400_000

/** Making a format costs more than a thousand uses of it. There are some 600 zones, so that this cannot grow. */
const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const found = formats.get(timeZone)
  if (found) return found
  // Swedish writes dates as ISO 8601 does.
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
  formats.set(timeZone, format)
  return format
}

function within01(value: number): number {
  return Math.min(1, Math.max(0, value))
}
