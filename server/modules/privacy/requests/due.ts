/**
 * When a request has to be answered. Pure; all times are UTC. The earliest of what the profile promises and what the law
 * demands: one month from receipt, which is 28 days for what comes in on 31 January (GDPR Art. 12 (3)).
 */

const dayMs = 24 * 3_600_000

/** 11 CCR § 7021: told within so many business days that the request was received. */
export const californiaBusinessDays = 10
/** 11 CCR § 7021: answered within so many days. */
export const californiaDays = 45
/** GDPR Art. 12 (3): two further months, if the person is told within the first one. */
export const extensionMonths = 2

export type Deadlines = { dueAt: Date; acknowledgeBy: Date | null }

/** `dueDays` of the profile; null: the law's month alone. `country`: an ISO code, or `US-CA` for California. */
export function deadlines(
  receivedAt: Date,
  { dueDays, country }: { dueDays: number | null; country: string | null },
): Deadlines {
  const isCalifornia = country === 'US-CA'
  const candidates = [
    addMonths(receivedAt, 1),
    ...(dueDays === null ? [] : [addDays(receivedAt, dueDays)]),
    ...(isCalifornia ? [addDays(receivedAt, californiaDays)] : []),
  ]
  return {
    dueAt: new Date(Math.min(...candidates.map((at) => at.getTime()))),
    acknowledgeBy: isCalifornia ? addBusinessDays(receivedAt, californiaBusinessDays) : null,
  }
}

/** Until when the person can still be told of an extension: within what was to be the time for the answer. */
export function extensionEnds({ dueAt }: Pick<Deadlines, 'dueAt'>): Date {
  return dueAt
}

/** The month of the law and the two further ones, whatever the profile's own time was. */
export function extendedDueAt(receivedAt: Date): Date {
  return addMonths(receivedAt, 1 + extensionMonths)
}

/**
 * The same day and time so many months on; the last day of a month that does not have the day (Regulation 1182/71
 * Art. 3 (2) c).
 */
export function addMonths(from: Date, months: number): Date {
  const year = from.getUTCFullYear()
  const month = from.getUTCMonth() + months
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate()
  const midnight = Date.UTC(year, month, Math.min(from.getUTCDate(), lastDay))
  return new Date(midnight + (from.getTime() % dayMs))
}

function addDays(from: Date, days: number): Date {
  return new Date(from.getTime() + days * dayMs)
}

/** Monday to Friday; a holiday counts as well, which can only make it earlier. */
export function addBusinessDays(from: Date, days: number): Date {
  let at = from
  for (let left = days; left > 0;) {
    at = addDays(at, 1)
    if (at.getUTCDay() !== 0 && at.getUTCDay() !== 6) left -= 1
  }
  return at
}

/** So many days before the day those who run the installation are reminded; 0 is when it is overdue. */
export const reminderDays = [14, 7, 3, 1, 0] as const

/** The reminders whose time has come. */
export function dueReminders({ dueAt }: Pick<Deadlines, 'dueAt'>, now: Date): number[] {
  return reminderDays.filter((days) => now.getTime() >= dueAt.getTime() - days * dayMs)
}
