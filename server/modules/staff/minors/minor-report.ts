/** Somebody says that a user has not reached the minimum age. */
import type { LimitRule } from '#platform/rate-limit'

export type MinorReport = {
  id: string
  /** Of whom it is about; null once it is decided and done. */
  email: string | null
  message: string | null
  receivedAt: Date
  decision: 'confirmed' | 'rejected' | null
  decidedAt: Date | null
  decidedBy: string | null
  /** From the confirmation until the person is erased. */
  userId: string | null
  erasedAt: Date | null
}

export const reportsPerSender: LimitRule = { name: 'minor-report-sender', points: 5, durationSeconds: 3_600 }
/** Of the whole installation: people read them. */
export const reportsPerDay: LimitRule = { name: 'minor-report-day', points: 200, durationSeconds: 86_400 }
