/** A maintenance that comes again: the rule, and what each of its windows is made of. */

export type Series = {
  id: string
  pageId: string
  title: string
  body: string
  /** IANA name: the rule is read in the local time of this zone. */
  timeZone: string
  /** Local time of the first start, `2026-12-01T02:00`. */
  startsLocal: string
  durationMinutes: number
  /** RFC 5545 §3.3.10, in the parts that `parseRule` admits. */
  rule: string
  verifyMinutes: number
  remindMinutes: number | null
  tellsStart: boolean
  tellsEnd: boolean
  setsComponents: boolean
  /** Local start of the last occurrence that was looked at, or null; windows are made of those after it. */
  plannedThrough: string | null
  /** When the next windows are to be made; null: the series is over. */
  planAt: Date | null
  endedAt: Date | null
  createdAt: Date
  updatedAt: Date
}

export const maxSeries = 50
