/** Bounds of the Sentry protocol (SDK documentation, "Envelope Items"; the rest is ours). Sizes are decompressed. */

export const maxEnvelopeBytes = 100 * 1024 * 1024
export const maxStoreBytes = 1024 * 1024
/** As sent. */
export const maxCompressedBytes = 20 * 1024 * 1024
/** The body of a heartbeat that is called without an SDK. */
export const maxCheckInBytes = 100 * 1024
export const maxHeaderLineBytes = 8 * 1024
export const maxItems = 1000

/** Over its limit, an item makes the whole envelope too large. Types that are not named are bounded by the envelope. */
export const maxItemBytes: Record<string, number> = {
  event: 1024 * 1024,
  transaction: 1024 * 1024,
  span: 1024 * 1024,
  log: 1024 * 1024,
  trace_metric: 1024 * 1024,
  metric: 1024 * 1024,
  check_in: 100 * 1024,
  session: 1024 * 1024,
  sessions: 1024 * 1024,
  feedback: 1024 * 1024,
  user_report: 1024 * 1024,
  raw_security: 64 * 1024,
  client_report: 4 * 1024,
  attachment: 100 * 1024 * 1024,
}

/** Variable parts of an event are trimmed to these, never refused. Lengths in characters. */
export const maxMessage = 8192
export const maxAttributes = 100
export const maxAttributeLength = 200
export const maxRouteLength = 200
export const maxNameLength = 200
export const maxUrlLength = 2048
export const maxContexts = 50
export const maxContextLength = 8 * 1024
export const maxExtras = 200
export const maxExtraLength = 16 * 1024
export const maxAllExtraLength = 256 * 1024
export const maxRequestDataLength = 8 * 1024
export const maxHeaders = 100
export const maxHeaderLength = 2048
export const maxBreadcrumbs = 100
export const maxBreadcrumbMessage = 2048
export const maxBreadcrumbData = 8 * 1024
export const maxAllBreadcrumbs = 256 * 1024
export const maxPackages = 500
export const maxDebugImages = 500
export const maxAllDebugImages = 128 * 1024
export const maxUnknownLength = 16 * 1024
export const maxFingerprintParts = 50
export const maxExceptions = 50
export const maxThreads = 50
/** Enough for grouping; fewer are stored and shown (`maxStoredFrames`). */
export const maxFrames = 250
export const maxSourceLine = 512
export const maxSourceLines = 10
export const maxFrameVariables = 4 * 1024
export const maxAllFrameText = 512 * 1024

/** `sent_at` may differ from the time of arrival by this much before the event's times are shifted. */
export const maxClockDriftMs = 60_000

/** Of one envelope; more of them make it too large. */
export const maxSessionItems = 100
/** Of one `sessions` item; more of them make the envelope too large. */
export const maxSessionBuckets = 100
/** Logs or spans of one item, and spans of a transaction: what is beyond is counted and not kept. */
export const maxContainerItems = 1000
export const maxSpans = 1000
export const maxSpanName = 1000
export const maxSpanLinks = 20
export const maxSpanDetail = 8 * 1024
export const maxRecordAttributes = 100
export const maxRecordValue = 2048
/** Ten years: what claims more is no duration. */
export const maxDurationSeconds = 315_360_000
/** An update that comes later than this after the start of its session is ignored. */
export const maxSessionAgeMs = 5 * 24 * 3_600_000
export const maxSessionCount = 1_000_000_000
export const maxSlugLength = 50
/** A year in minutes: no heartbeat is looked for longer. */
export const maxScheduleMinutes = 527_040
export const maxScheduleInterval = 10_000
export const maxThreshold = 720
export const maxFeedbackMessage = 4096
/** Files of one envelope: what is beyond is counted and not kept. */
export const maxAttachments = 20
export const maxFileName = 200
/** The body of a request with CSP reports, decompressed. */
export const maxReportBytes = 64 * 1024
/** In one such request: what is beyond is counted and not kept. */
export const maxCspReports = 50
export const maxPolicyLength = 4096

/** Entries of a client report that are read, and how long a reason may be. */
export const maxReports = 100
export const maxReportedName = 64
