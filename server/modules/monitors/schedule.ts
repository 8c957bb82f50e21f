/** When a program is expected to report. Pure. */
import { Cron } from 'croner'
import { invalidRequest } from '#platform/errors'

const units = ['minute', 'hour', 'day', 'week', 'month', 'year'] as const
export type Unit = (typeof units)[number]

/** Five fields of cron in a zone of the tz database, or a number of units since the last report. */
export type Schedule = { cron: string; timeZone: string } | { every: number; unit: Unit }

const maxCronLength = 100
/** Of each unit: more than ten years ahead is no expectation. */
const maxEvery: Record<Unit, number> = { minute: 5_256_000, hour: 87_600, day: 3_650, week: 520, month: 120, year: 10 }

/** What is wrong with a schedule, for people; undefined: nothing. */
export function problemOf(schedule: Schedule): string | undefined {
  if ('every' in schedule) {
    const known = units.includes(schedule.unit)
    if (!known) return `unit: expected one of ${units.join(', ')}`
    const most = maxEvery[schedule.unit]
    const valid = Number.isInteger(schedule.every) && schedule.every >= 1 && schedule.every <= most
    return valid ? undefined : `every: expected a whole number from 1 to ${most}`
  }
  if (!isTimeZone(schedule.timeZone)) return 'timeZone: expected a name of the tz database, like Europe/Berlin'
  if (schedule.cron.length > maxCronLength) return `cron: must not be longer than ${maxCronLength} characters`
  const cron = parse(schedule)
  if (!cron) return 'cron: expected five fields: minute, hour, day of the month, month, day of the week'
  return cron.nextRun(new Date(Date.UTC(2026, 0, 1))) ? undefined : 'cron: there is no such day'
}

/**
 * The next expected time after `after`. A time of day that does not exist, because the clock goes forward, is expected
 * right after the gap; of one that exists twice the first is expected, and both where the hour is `*`.
 */
export function nextExpected(schedule: Schedule, after: Date): Date {
  if ('cron' in schedule) {
    const next = parse(schedule)?.nextRun(after)
    if (!next) throw new Error('a schedule that was never checked')
    return next
  }
  const { every, unit } = schedule
  if (unit === 'month' || unit === 'year') return addMonths(after, unit === 'month' ? every : every * 12)
  return new Date(after.getTime() + every * unitMs[unit])
}

const minuteMs = 60_000
const unitMs = { minute: minuteMs, hour: 60 * minuteMs, day: 24 * 60 * minuteMs, week: 7 * 24 * 60 * minuteMs }

/** A month after the 31st is the last day of the next one. */
function addMonths(from: Date, months: number): Date {
  const first = new Date(from)
  first.setUTCDate(1)
  first.setUTCMonth(from.getUTCMonth() + months)
  const days = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate()
  first.setUTCDate(Math.min(from.getUTCDate(), days))
  return first
}

function parse({ cron, timeZone }: { cron: string; timeZone: string }): Cron | undefined {
  try {
    return new Cron(cron, { mode: '5-part', timezone: timeZone, paused: true })
  } catch {
    return undefined // told by problemOf
  }
}

function isTimeZone(name: string): boolean {
  try {
    return name.length <= 64 && new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== ''
  } catch {
    return false
  }
}

/** Throws invalid_request for one that never comes. */
export function requireSchedule(schedule: Schedule | null | undefined): void {
  const problem = schedule ? problemOf(schedule) : undefined
  if (problem !== undefined) throw invalidRequest(`schedule: ${problem}`, [{ path: 'schedule', message: problem }])
}
