/** Shares and days of uptime in words. Pure. */
import type { UptimeDay } from '../../../api.ts'
import { duration } from '../../../format.ts'

/** `99.95 %`, rounded downward: what is not all is never shown as 100 %. An em dash where there is no figure. */
export function percent(share: number | null): string {
  if (share === null) return '–'
  // What is nearer to the next step than that has come there by binary fractions alone.
  const steps = Math.floor(share * 10_000 + 1e-7)
  return `${((share < 1 && steps >= 10_000 ? 9_999 : steps) / 100).toFixed(2)} %`
}

export const stateWords: Record<UptimeDay['worst'], string> = {
  operational: 'Operational',
  degraded_performance: 'Degraded performance',
  partial_outage: 'Partial outage',
  major_outage: 'Major outage',
  under_maintenance: 'Maintenance',
  unknown: 'Unknown',
}

const fromWorst = [
  'major_outage',
  'partial_outage',
  'degraded_performance',
  'under_maintenance',
  'unknown',
] as const satisfies UptimeDay['worst'][]

/** `Major outage 12 min, Unknown 2 h`; empty for a day on which all was well all the time. */
export function troubles({ secondsBy }: Pick<UptimeDay, 'secondsBy'>): string {
  return fromWorst
    .flatMap((status) => (secondsBy[status] ? [`${stateWords[status]} ${duration(secondsBy[status] * 1000)}`] : []))
    .join(', ')
}

/** For the hint on a bar: `21 Nov 2026: 99.95 % up. Major outage 12 min`. */
export function dayWords(day: UptimeDay): string {
  const figure = day.uptime === null ? 'no data' : `${percent(day.uptime)} up`
  const trouble = troubles(day)
  return `${dateWords(day.date)}: ${figure}${trouble ? `. ${trouble}` : ''}`
}

const dayForm = new Intl.DateTimeFormat('en-GB', {
  ...{ day: 'numeric', month: 'short', year: 'numeric', timeZone: 'Etc/UTC' },
} as const)
const monthForm = new Intl.DateTimeFormat('en-GB', { month: 'short', year: 'numeric', timeZone: 'Etc/UTC' })

/** A day of the page's calendar, whatever zone the reader is in. */
export function dateWords(date: string): string {
  return dayForm.format(new Date(`${date}T00:00:00Z`))
}

export function monthWords(month: string): string {
  return monthForm.format(new Date(`${month}-01T00:00:00Z`))
}
