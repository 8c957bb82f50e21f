/** From friendly controls to a recurrence rule (RFC 5545 §3.3.10). Pure. */

export const weekdays = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const
export type Weekday = (typeof weekdays)[number]

export const weekdayWords: Record<Weekday, string> = {
  MO: 'Monday',
  TU: 'Tuesday',
  WE: 'Wednesday',
  TH: 'Thursday',
  FR: 'Friday',
  SA: 'Saturday',
  SU: 'Sunday',
}

export type Repeats =
  | 'never'
  | 'daily'
  | 'weekly'
  | 'monthlyDay'
  | 'monthlyWeekday'
  | 'monthlyLast'
  | 'yearly'
  | 'custom'

export type RecurrenceValues = {
  /** `2026-12-01T02:00`. */
  scheduledFor: string
  repeats: Repeats
  /** Every so many days, weeks, months or years. */
  every: string
  /** Empty: the weekday of the start. */
  days: Weekday[]
  ends: 'never' | 'count' | 'until'
  count: string
  /** `2027-12-31`. */
  until: string
  custom: string
}

/** Undefined: it does not repeat. What cannot be read is left to the server, which says what is wrong. */
export function ruleOf(values: RecurrenceValues): string | undefined {
  const { repeats, every, days, ends, count, until, scheduledFor } = values
  if (repeats === 'never') return undefined
  if (repeats === 'custom') return values.custom.trim().toUpperCase()
  const start = startOf(scheduledFor)
  const parts = [`FREQ=${frequencies[repeats]}`]
  if (every.trim() !== '' && every.trim() !== '1') parts.push(`INTERVAL=${every.trim()}`)
  if (repeats === 'weekly') {
    const chosen = weekdays.filter((day) => days.includes(day))
    if (chosen.length > 0) parts.push(`BYDAY=${chosen.join(',')}`)
  }
  if (repeats === 'monthlyWeekday' && start) parts.push(`BYDAY=${start.isLastOfKind ? -1 : start.nth}${start.weekday}`)
  if (repeats === 'monthlyLast') parts.push('BYMONTHDAY=-1')
  if (ends === 'count') parts.push(`COUNT=${count.trim()}`)
  if (ends === 'until' && until !== '') parts.push(`UNTIL=${until.replaceAll('-', '')}`)
  return parts.join(';')
}

const frequencies = {
  daily: 'DAILY',
  weekly: 'WEEKLY',
  monthlyDay: 'MONTHLY',
  monthlyWeekday: 'MONTHLY',
  monthlyLast: 'MONTHLY',
  yearly: 'YEARLY',
} as const

/** `on the second Tuesday` and the like, for the day that was chosen. */
export function repeatOptions(scheduledFor: string): { value: Repeats; word: string }[] {
  const start = startOf(scheduledFor)
  const day = start ? `on day ${start.day}` : 'on the same day'
  const weekday = start
    ? `on the ${start.isLastOfKind ? 'last' : ordinals[start.nth - 1]} ${weekdayWords[start.weekday]}`
    : 'on the same weekday'
  return [
    { value: 'never', word: 'Does not repeat' },
    { value: 'daily', word: 'Daily' },
    { value: 'weekly', word: 'Weekly' },
    { value: 'monthlyDay', word: `Monthly ${day}` },
    { value: 'monthlyWeekday', word: `Monthly ${weekday}` },
    { value: 'monthlyLast', word: 'Monthly on the last day' },
    { value: 'yearly', word: 'Yearly' },
    { value: 'custom', word: 'By a rule (RFC 5545)' },
  ]
}

const ordinals = ['first', 'second', 'third', 'fourth', 'fifth']

export function weekdayOf(scheduledFor: string): Weekday | undefined {
  return startOf(scheduledFor)?.weekday
}

type Start = { day: number; weekday: Weekday; nth: number; isLastOfKind: boolean }

function startOf(scheduledFor: string): Start | undefined {
  const at = new Date(`${scheduledFor}Z`)
  if (Number.isNaN(at.getTime())) return undefined
  const day = at.getUTCDate()
  const weekday = weekdays[(at.getUTCDay() + 6) % 7]
  if (!weekday) return undefined
  const nth = Math.ceil(day / 7)
  // The fifth of its kind is not in every month; people who choose it mean the last.
  return { day, weekday, nth, isLastOfKind: nth === 5 }
}
