/** Schedules of heartbeats, as people say and type them. Pure. */
import type { MonitorSchedule } from '../../api.ts'

export const units = ['minute', 'hour', 'day', 'week', 'month', 'year'] as const

const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']

/** `Every day at 03:00, Europe/Berlin`; what is less plain stays as it is written. */
export function scheduleWords(schedule: MonitorSchedule | null): string {
  if (schedule === null) return 'No schedule'
  if ('every' in schedule) return every(schedule.every, schedule.unit)
  const plain = cronWords(schedule.cron)
  return `${plain ?? schedule.cron}, ${schedule.timeZone}`
}

function every(count: number, unit: string): string {
  return count === 1 ? `Every ${unit}` : `Every ${count} ${unit}s`
}

function cronWords(cron: string): string | undefined {
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = cron.split(' ')
  if (month !== '*') return undefined
  const step = /^\*\/(\d+)$/.exec(minute)?.[1]
  if (hour === '*' && day === '*' && weekday === '*') {
    if (minute === '*') return 'Every minute'
    if (step !== undefined) return every(Number(step), 'minute')
    if (isNumber(minute)) return `Every hour at :${minute.padStart(2, '0')}`
  }
  if (!isNumber(minute) || !isNumber(hour)) return undefined
  const at = `at ${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`
  if (day === '*' && weekday === '*') return `Every day ${at}`
  if (day === '*' && isNumber(weekday)) return `Every ${days[Number(weekday)] ?? ''} ${at}`
  if (weekday === '*' && isNumber(day)) return `Every month on day ${day} ${at}`
  return undefined
}

const isNumber = (text: string): boolean => /^\d{1,2}$/.test(text)

/** What the fields of a form hold. */
export type ScheduleFields = { kind: string; cron: string; timeZone: string; every: string; unit: string }

export function fieldsOf(schedule: MonitorSchedule | null, timeZone: string): ScheduleFields {
  const none = { kind: 'none', cron: '0 3 * * *', timeZone, every: '1', unit: 'hour' }
  if (schedule === null) return none
  if ('every' in schedule) return { ...none, kind: 'interval', every: String(schedule.every), unit: schedule.unit }
  return { ...none, kind: 'crontab', cron: schedule.cron, timeZone: schedule.timeZone }
}

export function scheduleOf(fields: ScheduleFields): MonitorSchedule | null {
  const { kind, cron, timeZone, every: count, unit } = fields
  if (kind === 'crontab') return { cron: cron.trim().replaceAll(/\s+/g, ' '), timeZone }
  if (kind === 'interval') return { every: Number(count), unit: units.find((known) => known === unit) ?? 'hour' }
  return null
}

/** A sentence where the crontab line cannot be right; the server has the last word. */
export function cronProblem({ kind, cron }: ScheduleFields): string | undefined {
  if (kind !== 'crontab' || cron.trim().split(/\s+/).length === 5) return undefined
  return 'Five fields: minute, hour, day of the month, month, day of the week.'
}

export function wholeProblem(text: string, least: number, most: number): string | undefined {
  const value = Number(text)
  const fits = /^\d+$/.test(text.trim()) && value >= least && value <= most
  return fits ? undefined : `A whole number from ${least} to ${most}.`
}

/** `Nightly backup` as it may stand in a URL: what the server takes as it is. */
export function slugFrom(name: string): string {
  const plain = name.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase()
  return plain
    .split(/[^a-z0-9_]+/)
    .filter(Boolean)
    .join('-')
    .slice(0, 50)
    .replace(/-$/, '')
}
