/**
 * What programs send beside events, in our own words. As with events, every protocol is translated into these at the
 * edge; what has come this far is clean and within its bounds. `receivedAt` is ours, all other times are the sender's,
 * corrected where they cannot be right.
 */
import type { EventUser, JsonObject } from './event.ts'

export const logLevels = ['trace', 'debug', 'info', 'warning', 'error', 'fatal'] as const
export type LogLevel = (typeof logLevels)[number]

/** Who sent it and from where, common to all kinds. */
export type Sender = {
  service?: string | undefined
  release?: string | undefined
  environment?: string | undefined
  /** The machine. */
  host?: string | undefined
}

export type LogRecord = Sender & {
  receivedAt: Date
  occurredAt: Date
  level: LogLevel
  /** As people read it, with its parameters filled in. */
  body: string
  /** The same with its placeholders, where the sender knows it. */
  template?: string | undefined
  /** An error comes as an event besides: made of the line's own exception, or sent so by its SDK. The line opens nothing. */
  errorComesAsEvent?: boolean | undefined
  logger?: string | undefined
  traceId?: string | undefined
  spanId?: string | undefined
  user?: EventUser | undefined
  /** In the sender's order, repeated names kept. */
  attributes: [name: string, value: string][]
}

export const spanKinds = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'] as const
export type SpanKind = (typeof spanKinds)[number]

export type Span = Sender & {
  receivedAt: Date
  /** 32 and 16 lower-case hex digits; never all zero. */
  traceId: string
  spanId: string
  parentSpanId?: string | undefined
  /** `GET /checkout/:id`, `SELECT orders`. */
  name: string
  /** `http.server`, `db.query`; empty where the sender does not say. */
  operation: string
  kind: SpanKind
  status: 'unset' | 'ok' | 'error'
  statusMessage?: string | undefined
  startedAt: Date
  /** What `startedAt` cannot say: 0 to 999 within its millisecond. */
  startedMicros?: number | undefined
  /** Never negative. */
  durationMicros: number
  /** The outermost span of its service in this trace: what people call the transaction. */
  isEntry: boolean
  attributes: [name: string, value: string][]
  /** Of one trace, as sent: events and links of the span. */
  detail?: JsonObject | undefined
}

/** One use of a program, or a further word about one (release health). */
export type SessionUpdate = Omit<Sender, 'release'> & {
  release: string
  receivedAt: Date
  /** Absent: a session of which only the end is told. */
  sessionId?: string | undefined
  /** Already hashed with the project's own key; whoever it is cannot be found again. */
  userHash?: string | undefined
  startedAt: Date
  isFirst: boolean
  /** The highest one counts. */
  sequence: number
  status: 'ok' | 'exited' | 'crashed' | 'abnormal' | 'unhandled'
  errors: number
  durationMs?: number | undefined
}

/** Sessions that the sender counted itself. */
export type SessionCounts = Omit<Sender, 'release'> & {
  release: string
  receivedAt: Date
  /** Rounded by the sender. */
  startedAt: Date
  userHash?: string | undefined
  exited: number
  errored: number
  abnormal: number
  crashed: number
  unhandled: number
}

/** A program that runs by a schedule says that it began, or how it ended. */
export type CheckIn = Sender & {
  receivedAt: Date
  /** 32 hex digits; null: the newest that is still running, or a new one. */
  id: string | null
  monitorSlug: string
  status: 'inProgress' | 'ok' | 'error'
  durationMs?: number | undefined
  traceId?: string | undefined
  /** Make or change the monitor by this; undefined: it stays as it is. */
  schedule?: CheckInSchedule | undefined
}

export type CheckInSchedule = {
  /** Five fields, or a number of units. */
  when:
    | { cron: string; timeZone: string }
    | { every: number; unit: 'minute' | 'hour' | 'day' | 'week' | 'month' | 'year' }
  marginMinutes?: number | undefined
  maxRunMinutes?: number | undefined
  failuresToOpen?: number | undefined
  successesToResolve?: number | undefined
}

/** What a person said about what went wrong. */
export type Feedback = Sender & {
  receivedAt: Date
  /** Of the event that it is about, 32 hex digits. */
  eventId?: string | undefined
  name?: string | undefined
  email?: string | undefined
  message: string
  url?: string | undefined
  traceId?: string | undefined
}

/** A file that came with an event. */
export type EventAttachment = {
  receivedAt: Date
  eventId: string
  fileName: string
  contentType: string
  bytes: Buffer
}

/** What one request brought, beside events. */
export type Records = {
  logs?: LogRecord[]
  spans?: Span[]
  sessions?: SessionUpdate[]
  sessionCounts?: SessionCounts[]
  checkIns?: CheckIn[]
  feedback?: Feedback[]
  attachments?: EventAttachment[]
}

export type RecordKind = keyof Records
