/** Numbers, times and durations as people read them. */

const whole = new Intl.NumberFormat('en')

/** `1,284` in full. */
export function fullNumber(value: number): string {
  return whole.format(value)
}

/** At most four characters and a unit: `987`, `1.3 k`, `54 k`, `2.1 M`. */
export function shortNumber(value: number): string {
  if (value < 1000) return String(value)
  const [scaled, unit] = value < 999_500 ? [value / 1000, 'k'] : [value / 1_000_000, 'M']
  return `${scaled < 10 ? scaled.toFixed(1).replace(/\.0$/, '') : Math.round(scaled)} ${unit}`
}

/** `3 events`, `1 event`. */
export function counted(value: number, noun: string, plural = `${noun}s`): string {
  return `${fullNumber(value)} ${value === 1 ? noun : plural}`
}

/** `340 ms`, `1.2 s`, `4 min 10 s`, `3 h 5 min`, `2 d 4 h`. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`
  const seconds = Math.round(ms / 1000)
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3600) return twoUnits(seconds, 60, 'min', 's')
  const minutes = Math.round(seconds / 60)
  if (minutes < 1440) return twoUnits(minutes, 60, 'h', 'min')
  return twoUnits(Math.round(minutes / 60), 24, 'd', 'h')
}

function twoUnits(value: number, base: number, large: string, small: string): string {
  const rest = value % base
  return `${Math.floor(value / base)} ${large}${rest ? ` ${rest} ${small}` : ''}`
}

const dayMs = 86_400_000

/** `12 s ago`, `4 min ago`, `3 h ago`, `2 d ago`, then the date. `in 4 min` for what is to come. */
export function relative(at: Date, now: Date): string {
  const gapMs = now.getTime() - at.getTime()
  const size = Math.abs(gapMs)
  if (size < 5000) return 'now'
  if (size >= 30 * dayMs) return date(at)
  const words = oneUnit(size)
  return gapMs > 0 ? `${words} ago` : `in ${words}`
}

function oneUnit(ms: number): string {
  const seconds = Math.floor(ms / 1000)
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h`
  return `${Math.floor(seconds / 86_400)} d`
}

const dateForm = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })
const clockForm = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' })
const shortClockForm = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })
const zoneForm = new Intl.DateTimeFormat('en-GB', { timeZoneName: 'short' })

export function date(at: Date): string {
  return dateForm.format(at)
}

/** `10:42:07`, local. */
export function clock(at: Date): string {
  return clockForm.format(at)
}

/** `10:42`, local. */
export function shortClock(at: Date): string {
  return shortClockForm.format(at)
}

/** Local time with its zone, and UTC if that is another: `21 Nov 2026, 10:42:07 CET · 09:42:07 UTC`. */
export function absolute(at: Date): string {
  const zone = zoneForm.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? ''
  if (zone === 'UTC') return `${date(at)}, ${clock(at)} UTC`
  const utc = at.toISOString()
  const day = utc.slice(0, 10) === localDay(at) ? '' : `${utc.slice(0, 10)} `
  return `${date(at)}, ${clock(at)} ${zone} · ${day}${utc.slice(11, 19)} UTC`
}

function localDay(at: Date): string {
  const pad = (value: number) => String(value).padStart(2, '0')
  return `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}`
}

/** `degraded_performance` to `degraded performance`. */
export function words(code: string): string {
  return code
    .replaceAll(/[_.]/g, ' ')
    .replaceAll(/([a-z])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`)
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** What people type as a name, as a slug: lower case, letters, digits and dashes, at most 40 characters. */
export function slugOf(name: string): string {
  const plain = name.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase()
  return plain
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replaceAll(/^-+|-+$/g, '')
}

/** Only what may be followed: everything else from an event is shown as text. */
export function safeUrl(text: string): string | undefined {
  return /^https?:\/\//i.test(text) && URL.canParse(text) ? text : undefined
}

export const byteUnits = ['bytes', 'KB', 'MB', 'GB', 'TB'] as const

/** `12 MB`; of 1,024. */
export function bytes(value: number): string {
  let scaled = value
  let unit = 0
  while (scaled >= 1024 && unit < byteUnits.length - 1) {
    scaled /= 1024
    unit += 1
  }
  return `${scaled < 10 && unit > 0 ? scaled.toFixed(1).replace(/\.0$/, '') : Math.round(scaled)} ${byteUnits[unit]}`
}
