/** Times for people, in the page's zone with its offset written out, so that nobody has to guess. */

/** `21 Nov 2026, 11:42 UTC+01:00`, or `… UTC`. */
export function formatTime(at: Date, timeZone: string): string {
  return `${formatDay(at, timeZone)}, ${formatClock(at, timeZone)}`
}

/** `21 Nov 2026`. */
export function formatDay(at: Date, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone, day: 'numeric', month: 'short', year: 'numeric' }).format(at)
}

/** `11:42 UTC+01:00`, or `11:42 UTC`. */
export function formatClock(at: Date, timeZone: string): string {
  const options = {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'longOffset',
  } as const
  return new Intl.DateTimeFormat('en-GB', options).format(at).replace('GMT', 'UTC').replace('UTC+00:00', 'UTC')
}
