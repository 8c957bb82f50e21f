/** What a person said about what went wrong, as it is kept. */
export type StoredFeedback = {
  id: string
  projectId: string
  /** Of the event that it is about. */
  eventId: string | null
  receivedAt: Date
  name: string | null
  email: string | null
  message: string
  url: string | null
  release: string | null
  environment: string | null
  traceId: string | null
}

/** Of one project; above what people write, and a bound for a form that a machine found. */
export const maxFeedbackPerDay = 1_000
export const maxMessageLength = 10_000
export const maxFieldLength = 500
export const maxUrlLength = 2_000
