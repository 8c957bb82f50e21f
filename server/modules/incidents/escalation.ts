/** Whether an incident happens far more often than it used to. Pure. */
import { hourMs, hourOf, type Incident } from './incident.ts'
import { escalationFactor, quietLimit } from './mute.ts'

/** How far back its own past is looked at. */
export const pastDays = 7
const dayHours = 24

/** For the first day, in which nothing is usual yet. */
export const youngLimit = 100

/** Having said it once, it is said again no sooner: who was told knows. */
export const escalationQuietMs = 24 * hourMs

export type HourCount = { hour: Date; count: number }

/**
 * The number of events in an hour above which an incident escalates:
 *
 *     max(20, 3 × median over the last 7 days of each day's busiest hour)
 *
 * Days are 24 whole hours that end at `at`'s hour; only those in which it was there count, and hours without events
 * count as 0. The median leaves out what happened once: of seven days it takes four with a spike to raise it. A spike
 * that comes every day (a nightly job) is usual. In its first day: max(100, 3 × its busiest whole hour); null in its
 * first hour.
 */
export function hourLimit(past: readonly HourCount[], openedAt: Date, at: Date): number | null {
  const now = hourOf(at).getTime()
  const ageHours = Math.floor((now - hourOf(openedAt).getTime()) / hourMs)
  if (ageHours < 1) return null
  const days = Math.min(pastDays, Math.floor(ageHours / dayHours))
  if (days < 1) return Math.max(youngLimit, escalationFactor * peakOf(past))
  const peaks = Array.from({ length: days }, (_, day) => {
    const until = now - day * dayHours * hourMs
    const from = until - dayHours * hourMs
    return peakOf(past.filter(({ hour }) => hour.getTime() >= from && hour.getTime() < until))
  })
  return Math.max(quietLimit, Math.ceil(escalationFactor * median(peaks)))
}

function peakOf(hours: readonly HourCount[]): number {
  return hours.reduce((highest, { count }) => Math.max(highest, count), 0)
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? 0
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? 0)) / 2
}

/** `limit` is that of the hour, for which it is asked when its first events are counted. */
export function countHour(incident: Incident, count: number, at: Date, limit: number | null): Incident {
  const hourAt = hourOf(at)
  if (incident.hourAt && incident.hourAt >= hourAt) return { ...incident, hourCount: incident.hourCount + count }
  return { ...incident, hourAt, hourCount: count, hourLimit: limit }
}

/** Of one that nobody muted or resolved. */
export function isEscalating(incident: Incident, at: Date): boolean {
  const { status, hourCount, hourLimit: limit, escalatedAt } = incident
  if (status !== 'open' && status !== 'acknowledged') return false
  if (limit === null || hourCount <= limit) return false
  return escalatedAt === null || at.getTime() - escalatedAt.getTime() >= escalationQuietMs
}
