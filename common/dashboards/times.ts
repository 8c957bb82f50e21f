/** Durations and times as dashboards write them. */

const unitMs: Record<string, number> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  M: 2_592_000_000,
  y: 31_536_000_000,
}
/** From 0000 on to the year 9999. */
const latestMs = 253_402_300_799_999

/** `15s`, `1m30s`, `2d`, also `>10s` as an interval is written: milliseconds; undefined when it is none. */
export function readDurationMs(text: string): number | undefined {
  const bare = text.trim().replace(/^>=?/, '')
  if (bare.length > 50 || !/^(?:\d+(?:\.\d+)?(?:ms|[smhdwMy]))+$/.test(bare)) return undefined
  let totalMs = 0
  for (const [, amount, unit] of bare.matchAll(/(\d+(?:\.\d+)?)(ms|[smhdwMy])/g)) {
    totalMs += Number(amount) * (unitMs[unit ?? ''] ?? 0)
  }
  return totalMs
}

/** As PromQL reads it: `90000` → `1m30s`. At least a millisecond. */
export function writeDuration(durationMs: number): string {
  let rest = Math.max(1, Math.round(durationMs))
  let text = ''
  for (const unit of ['d', 'h', 'm', 's', 'ms'] as const) {
    const size = unitMs[unit] ?? 1
    const amount = Math.floor(rest / size)
    if (amount > 0) text += `${amount}${unit}`
    rest -= amount * size
  }
  return text
}

/**
 * `now-6h`, `now-1d/d`, milliseconds since 1970 or an RFC 3339 time, in milliseconds since 1970; undefined when it is none.
 * `edge` says which end of a rounded time is meant; days begin at midnight of `utcOffsetMs` (weeks on Monday).
 */
export function resolveTime(text: string, nowMs: number, edge: 'from' | 'to', utcOffsetMs = 0): number | undefined {
  const bare = text.trim()
  if (bare.length > 100) return undefined
  const timeMs = bare.startsWith('now') ? relative(bare.slice(3), nowMs, edge, utcOffsetMs) : absolute(bare)
  return timeMs !== undefined && timeMs >= 0 && timeMs <= latestMs ? timeMs : undefined
}

function absolute(text: string): number | undefined {
  if (/^\d{1,15}$/.test(text)) return Number(text)
  if (!/^\d{4}-\d{2}-\d{2}/.test(text)) return undefined
  const timeMs = Date.parse(text)
  return Number.isNaN(timeMs) ? undefined : timeMs
}

function relative(text: string, nowMs: number, edge: 'from' | 'to', utcOffsetMs: number): number | undefined {
  const steps = [...text.matchAll(/([+-])(\d{1,9})([smhdwMy])|\/([smhdwMy])/g)]
  if (steps.map(([step]) => step).join('') !== text) return undefined
  let timeMs = nowMs + utcOffsetMs
  for (const [, sign, amount, unit, rounded] of steps) {
    if (rounded !== undefined) timeMs = round(timeMs, rounded, edge)
    else timeMs = shift(timeMs, (sign === '-' ? -1 : 1) * Number(amount), unit ?? '')
  }
  return timeMs - utcOffsetMs
}

/** Months and years by the calendar: a month before 31 March is the last day of February. */
function shift(timeMs: number, amount: number, unit: string): number {
  if (unit !== 'M' && unit !== 'y') return timeMs + amount * (unitMs[unit] ?? 0)
  const date = new Date(timeMs)
  const day = date.getUTCDate()
  date.setUTCDate(1)
  date.setUTCMonth(date.getUTCMonth() + amount * (unit === 'y' ? 12 : 1))
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()
  date.setUTCDate(Math.min(day, lastDay))
  return date.getTime()
}

function round(timeMs: number, unit: string, edge: 'from' | 'to'): number {
  const start = floor(timeMs, unit)
  if (edge === 'from') return start
  const next = unit === 'M' || unit === 'y' ? shift(start, 1, unit) : start + (unitMs[unit] ?? 0)
  return next - 1
}

function floor(timeMs: number, unit: string): number {
  const date = new Date(timeMs)
  const year = date.getUTCFullYear()
  if (unit === 'y') return Date.UTC(year, 0, 1)
  if (unit === 'M') return Date.UTC(year, date.getUTCMonth(), 1)
  if (unit === 'w') return Date.UTC(year, date.getUTCMonth(), date.getUTCDate() - ((date.getUTCDay() + 6) % 7))
  const size = unitMs[unit] ?? 1
  return Math.floor(timeMs / size) * size
}

export function rangeMsOf(
  time: { from: string; to: string },
  nowMs: number,
  utcOffsetMs = 0,
): { fromMs: number; toMs: number } | undefined {
  const fromMs = resolveTime(time.from, nowMs, 'from', utcOffsetMs)
  const toMs = resolveTime(time.to, nowMs, 'to', utcOffsetMs)
  return fromMs === undefined || toMs === undefined || toMs <= fromMs ? undefined : { fromMs, toMs }
}
