/** From when to when, as links of Grafana say it: `now-6h`, `now/d`, milliseconds, or ISO 8601. */
import { rangeMsOf } from '#common/dashboards'

const hourMs = 3_600_000

/** `from` and `to` as they stand in an address. */
export type Span = { from: string; to: string }
export type Bounds = { fromMs: number; toMs: number }

/** The API answers no longer one. */
export const longestMs = 400 * 24 * hourMs

export const presets = [
  ['now-5m', 'Last 5 minutes'],
  ['now-15m', 'Last 15 minutes'],
  ['now-30m', 'Last 30 minutes'],
  ['now-1h', 'Last hour'],
  ['now-3h', 'Last 3 hours'],
  ['now-6h', 'Last 6 hours'],
  ['now-12h', 'Last 12 hours'],
  ['now-24h', 'Last 24 hours'],
  ['now-2d', 'Last 2 days'],
  ['now-7d', 'Last 7 days'],
  ['now-30d', 'Last 30 days'],
  ['now-90d', 'Last 90 days'],
] as const

/** What cannot be read, or is longer than can be asked for, is the fallback: an address never breaks a screen. */
export function boundsOf({ from, to }: Span, nowMs: number): Bounds {
  const read = rangeMsOf({ from, to }, nowMs)
  if (read && read.fromMs < read.toMs && read.toMs - read.fromMs <= longestMs) return read
  return { fromMs: nowMs - 6 * hourMs, toMs: nowMs }
}

/** It goes on by itself. */
export const isMoving = ({ to }: Span): boolean => to.startsWith('now')

export const spanBetween = ({ fromMs, toMs }: Bounds): Span => ({
  from: String(Math.floor(fromMs)),
  to: String(Math.ceil(toMs)),
})

/** Twice as long around the same middle, and not into what is to come. */
export function wider(bounds: Bounds, nowMs: number): Span {
  const half = (bounds.toMs - bounds.fromMs) / 2
  const toMs = Math.min(bounds.toMs + half, Math.max(nowMs, bounds.toMs))
  return spanBetween({ fromMs: Math.max(toMs - 4 * half, toMs - longestMs), toMs })
}

/** The stretch before or after, of the same length, by half of it. */
export function shifted(bounds: Bounds, direction: 1 | -1, nowMs: number): Span {
  const half = ((bounds.toMs - bounds.fromMs) / 2) * direction
  const over = direction === 1 ? Math.max(0, bounds.toMs + half - Math.max(nowMs, bounds.toMs)) : 0
  return spanBetween({ fromMs: bounds.fromMs + half - over, toMs: bounds.toMs + half - over })
}
