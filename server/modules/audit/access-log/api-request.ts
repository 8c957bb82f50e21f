/** One request that was made with an API key. What was sent, and any query, is no part of it. */
export type ApiRequest = {
  /** That of the request, also in the log and in the answer. */
  id: string
  at: Date
  method: string
  /** The route's pattern: `/api/v1/incidents/{incidentId}`. */
  path: string
  operation: string
  status: number
  durationMs: number
  remoteAddress: string
  userAgent: string
}
