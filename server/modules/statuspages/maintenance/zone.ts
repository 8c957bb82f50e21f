/**
 * From the clock on the wall to a moment and back. Local times are `2026-12-01T02:00`, without seconds. A time that
 * the clock skips is moved forward by as much as the clock is; of one that comes twice the first is taken. Pure.
 */

const dayMs = 86_400_000
const localPattern = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})$/

/** A day and time that the calendar has, whatever the zone says of it. */
export function isLocal(text: string): boolean {
  const ms = localPattern.test(text) ? Date.parse(`${text}Z`) : Number.NaN
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text)
}

export type Resolved = {
  at: Date
  /** The clock skips this time: it was moved forward. Or it comes twice: it is the first one. */
  clock: 'once' | 'skipped' | 'twice'
}

/** `local` must satisfy `isLocal`, `timeZone` be an IANA name. */
export function resolveLocal(local: string, timeZone: string): Resolved {
  const wallMs = Date.parse(`${local}Z`)
  // A zone changes its offset at most once within these two days.
  const before = offsetMs(wallMs - dayMs, timeZone)
  const after = offsetMs(wallMs + dayMs, timeZone)
  const exact = [before, after]
    .map((offset) => ({ atMs: wallMs - offset, offset }))
    .filter(({ atMs, offset }) => offsetMs(atMs, timeZone) === offset)
    .map(({ atMs }) => atMs)
  if (exact.length === 0) return { at: new Date(wallMs - before), clock: 'skipped' }
  const first = Math.min(...exact)
  return { at: new Date(first), clock: Math.max(...exact) === first ? 'once' : 'twice' }
}

export function instantOf(local: string, timeZone: string): Date {
  return resolveLocal(local, timeZone).at
}

/** What the clock shows at a moment, to the minute. */
export function localOf(at: Date, timeZone: string): string {
  return new Date(at.getTime() + offsetMs(at.getTime(), timeZone)).toISOString().slice(0, 16)
}

/** How far the clock is ahead of UTC at that moment. */
function offsetMs(atMs: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'iso8601',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(atMs)
  const of = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.find((part) => part.type === type)?.value)
  const wallMs = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'))
  return wallMs - Math.floor(atMs / 1000) * 1000
}
