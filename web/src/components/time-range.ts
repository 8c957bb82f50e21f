/** A range of time as a part of an address: `1h`, or two times with a slash between, as ISO 8601 writes an interval. */
import { clock, date } from '../format.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

export const presets = [
  { id: '15m', words: 'Last 15 minutes', lengthMs: 15 * minuteMs },
  { id: '1h', words: 'Last hour', lengthMs: hourMs },
  { id: '6h', words: 'Last 6 hours', lengthMs: 6 * hourMs },
  { id: '24h', words: 'Last 24 hours', lengthMs: dayMs },
  { id: '7d', words: 'Last 7 days', lengthMs: 7 * dayMs },
] as const

export type PresetId = (typeof presets)[number]['id']
/** Without `to` it ends now, whenever that is. */
export type Bounds = { from: Date; to?: Date }

/** The API takes no longer one. */
export const longestMs = 400 * dayMs

/** What cannot be read is the fallback, so that an address never breaks a screen. */
export function boundsOf(range: string, now: Date, fallback: PresetId): Bounds {
  const between = readBetween(range)
  if (between) return between
  const { lengthMs } = presetOf(range) ?? presetOf(fallback) ?? presets[1]
  return { from: new Date(now.getTime() - lengthMs) }
}

export function presetOf(range: string) {
  return presets.find(({ id }) => id === range)
}

function readBetween(range: string): { from: Date; to: Date } | undefined {
  const [from, to, more] = range.split('/').map((text) => new Date(text))
  if (!from || !to || more) return undefined
  // Comparisons with a time that is none are false.
  return from < to && to.getTime() - from.getTime() <= longestMs ? { from, to } : undefined
}

export function rangeBetween(from: Date, to: Date): string {
  return `${brief(from)}/${brief(to)}`
}

const brief = (at: Date): string => at.toISOString().replace('.000Z', 'Z')

/** As a button says it: `Last hour`, `21 Nov 2026, 10:40:00 to 10:45:00`, local. */
export function rangeWords(range: string, fallback: PresetId): string {
  const between = readBetween(range)
  if (!between) return (presetOf(range) ?? presetOf(fallback))?.words ?? ''
  const { from, to } = between
  const end = date(from) === date(to) ? clock(to) : `${date(to)}, ${clock(to)}`
  return `${date(from)}, ${clock(from)} to ${end}`
}

/** Twice as long around the same middle, and not into what is to come. */
export function widerRange(range: string, now: Date, fallback: PresetId): string {
  const { from, to = now } = boundsOf(range, now, fallback)
  const half = (to.getTime() - from.getTime()) / 2
  const end = Math.min(to.getTime() + half, Math.max(now.getTime(), to.getTime()))
  const begin = Math.max(end - 4 * half, end - longestMs)
  return rangeBetween(new Date(begin), new Date(end))
}

/** For the browser's own field of date and time: `2026-11-21T10:42:07`, local. */
export function localInput(at: Date): string {
  const pad = (value: number): string => String(value).padStart(2, '0')
  const day = `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}`
  return `${day}T${pad(at.getHours())}:${pad(at.getMinutes())}:${pad(at.getSeconds())}`
}
