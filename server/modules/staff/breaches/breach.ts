/** An entry of the breach register. Pure. */

export type Breach = {
  id: string
  title: string
  happened: string
  categories: string[]
  /** Null: all of them. */
  workspaceIds: string[] | null
  /** When it was noticed, from which the authority's 72 hours run. */
  noticedAt: Date
  openedAt: Date
  authorityNotifiedAt: Date | null
  authorityReference: string | null
  publicNote: string | null
  closedAt: Date | null
  closingReason: string | null
}

export type BreachActType =
  | 'opened'
  | 'changed'
  | 'ownersTold'
  | 'authorityNotified'
  | 'publicNoteSet'
  | 'reminded'
  | 'closed'
  | 'reopened'

const hourMs = 3_600_000
/** GDPR Art. 33 (1): not later than 72 hours after having become aware of it. */
export const authorityHours = 72
/** So long after it was noticed those who run the installation are reminded. */
export const reminderHours = [24, 48, 66] as const

export function authorityDeadline({ noticedAt }: Pick<Breach, 'noticedAt'>): Date {
  return new Date(noticedAt.getTime() + authorityHours * hourMs)
}

/** The reminders whose time has come; none once the authority was notified or the entry is closed. */
export function dueReminders(
  { noticedAt, authorityNotifiedAt, closedAt }: Pick<Breach, 'noticedAt' | 'authorityNotifiedAt' | 'closedAt'>,
  now: Date,
): number[] {
  if (authorityNotifiedAt || closedAt) return []
  return reminderHours.filter((hours) => noticedAt.getTime() + hours * hourMs <= now.getTime())
}
