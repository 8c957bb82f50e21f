/** Times of windows in the zone in which they were planned. Pure. */

/** `2026-12-01T02:00`, for a field of the browser. */
export function localIn(at: Date, timeZone: string): string {
  return new Intl.DateTimeFormat('sv-SE', {
    ...{ timeZone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' },
  })
    .format(at)
    .replace(' ', 'T')
}

export type DayTile = { day: string; weekday: string; month: string }

/** What a leaf of a wall calendar shows. */
export function tileOf(at: Date, timeZone: string): DayTile {
  const form = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat('en-GB', { timeZone, ...options }).format(at)
  return { day: form({ day: 'numeric' }), weekday: form({ weekday: 'short' }), month: form({ month: 'short' }) }
}

/** `December 2026`: what the list is divided by. */
export function monthOf(at: Date, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone, month: 'long', year: 'numeric' }).format(at)
}

/** `02:00 – 04:00 CET`; with the day where it ends on another one. */
export function rangeWords(from: Date, until: Date, timeZone: string): string {
  const clock = (at: Date) =>
    new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at)
  const sameDay = localIn(from, timeZone).slice(0, 10) === localIn(until, timeZone).slice(0, 10)
  const end = sameDay ? clock(until) : `${dayWords(until, timeZone)}, ${clock(until)}`
  return `${clock(from)} – ${end} ${zoneName(from, timeZone)}`
}

/** `Tue 1 Dec 2026`. */
export function dayWords(at: Date, timeZone: string): string {
  const options = { timeZone, weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' } as const
  return new Intl.DateTimeFormat('en-GB', options).format(at).replace(',', '')
}

function zoneName(at: Date, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone, timeZoneName: 'short' }).formatToParts(at)
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? timeZone
}

/** `2 h`, `1 h 30 min`, `3 days`. */
export function lengthWords(minutes: number): string {
  if (minutes % 1440 === 0) return minutes === 1440 ? '1 day' : `${minutes / 1440} days`
  const hours = Math.floor(minutes / 60)
  const rest = minutes % 60
  return [hours > 0 && `${hours} h`, rest > 0 && `${rest} min`].filter(Boolean).join(' ')
}

export function minutesBetween(from: string, until: string): number {
  return Math.round((new Date(until).getTime() - new Date(from).getTime()) / 60_000)
}
