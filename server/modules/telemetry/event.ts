/**
 * One occurrence, in our own words. Every protocol is translated into this at the edge, and no protocol's field name
 * survives past it. An event that has come this far is clean: text without NUL and lone surrogates, every part within
 * its bound, free-form maps without a prototype. What was changed on the way is told in `notes`.
 */

export type JsonValue = null | boolean | number | string | JsonValue[] | JsonObject
export type JsonObject = { [key: string]: JsonValue }

export const eventLevels = ['debug', 'info', 'warning', 'error', 'fatal'] as const
export type EventLevel = (typeof eventLevels)[number]

export type EventKind = 'exception' | 'message' | 'log'

export type EventFrame = {
  function?: string | undefined
  /** As short as the sender could make it: `src/pay.ts`, or a URL. */
  file?: string | undefined
  /** The absolute path or URL, where it says more than `file`. */
  path?: string | undefined
  /** `com.example.Pay`, `app.views`. */
  module?: string | undefined
  /** Library, assembly or image that holds the code. */
  package?: string | undefined
  platform?: string | undefined
  /** From 1. */
  line?: number | undefined
  /** From 1. */
  column?: number | undefined
  /** Undefined: the sender did not say. */
  inApp?: boolean | undefined
  contextLine?: string | undefined
  /** Lines above `contextLine`, oldest first; null where the sender had none. */
  before?: (string | null)[] | undefined
  after?: (string | null)[] | undefined
  variables?: JsonObject | undefined
  debugId?: string | undefined
  /** Hex, of the instruction; `addressMode` says what it counts from (`abs`, `rel:<image>`). */
  address?: string | undefined
  addressMode?: string | undefined
  imageAddress?: string | undefined
  /** What the sender said, where a source map told better. */
  minified?: MinifiedPlace | undefined
}

/** A place in generated code. */
export type MinifiedPlace = Pick<EventFrame, 'function' | 'file' | 'line' | 'column'>

export type EventException = {
  type?: string | undefined
  value?: string | undefined
  module?: string | undefined
  threadId?: string | undefined
  /** False: it reached the top of the program or a global handler. Undefined: the sender did not say. */
  handled?: boolean | undefined
  /** How it was caught: `onerror`, `generic`, `chained`. */
  mechanism?: string | undefined
  /** Type and value were made up by the sender and mean nothing: neither is grouped on. */
  synthetic?: boolean | undefined
  /** It only holds others together (`AggregateError`, `ExceptionGroup`). */
  isGroup?: boolean | undefined
  /** Numbers that tie the members of a group to their parent; the outermost is 0. */
  number?: number | undefined
  parentNumber?: number | undefined
  /** Oldest call first: the crash is the last frame. */
  frames: EventFrame[]
}

export type EventThread = {
  id?: string | undefined
  name?: string | undefined
  crashed: boolean
  current: boolean
  frames: EventFrame[]
}

export type EventBreadcrumb = {
  at?: Date | undefined
  category?: string | undefined
  kind?: string | undefined
  level?: EventLevel | undefined
  message?: string | undefined
  data?: JsonObject | undefined
}

export type EventUser = {
  id?: string | undefined
  email?: string | undefined
  name?: string | undefined
  ipAddress?: string | undefined
}

export type EventRequest = {
  method?: string | undefined
  url?: string | undefined
  query?: string | undefined
  /** In the sender's order, repeated names kept. */
  headers: [name: string, value: string][]
  data?: JsonValue | undefined
}

/**
 * What was trimmed, dropped, corrected, or stayed generated code; `path` is in the names of this file, e.g.
 * `exceptions.0.frames`.
 */
export type EventNote = {
  path: string
  what: 'trimmed' | 'dropped' | 'corrected' | 'unresolved' | 'scrubbed'
  why: string
}

export type TelemetryEvent = {
  /** 32 lower-case hex digits. The same id in the same project is the same event. */
  id: string
  /** Set by ingest from the key that sent it, never from the payload. */
  projectId?: string | undefined
  receivedAt: Date
  /** The sender's clock, corrected; `receivedAt` where that clock cannot be right. */
  occurredAt: Date
  kind: EventKind
  /**
   * How often it happened, where that is not once: the lines of a template that came together, or 0 for what was told in
   * another way and counts there.
   */
  times?: number | undefined
  level: EventLevel
  /** `TypeError: x is not a function`; at most 250 characters, one line, never empty. */
  title: string
  /** Where it happened: `charge in src/pay.ts`, else the route; empty where nothing is known. */
  culprit: string
  platform: string
  release?: string | undefined
  /** The build of a release. */
  distribution?: string | undefined
  environment?: string | undefined
  service?: string | undefined
  /** The machine. */
  host?: string | undefined
  /** Route, job or transaction in which it happened. */
  route?: string | undefined
  logger?: string | undefined
  traceId?: string | undefined
  spanId?: string | undefined
  /** As people read it, with its parameters filled in. */
  message?: string | undefined
  /** The same with its placeholders, where the sender knows it. */
  messageTemplate?: string | undefined
  /** Of the template that a log line has here. */
  templateId?: string | undefined
  user?: EventUser | undefined
  /** In the sender's order, repeated names kept. */
  attributes: [name: string, value: string][]
  /** Oldest cause first: the last one is the outermost, and the main one. */
  exceptions: EventException[]
  /** Only those that carry a stack. */
  threads: EventThread[]
  /** Oldest first. */
  breadcrumbs: EventBreadcrumb[]
  request?: EventRequest | undefined
  contexts: JsonObject
  extra: JsonObject
  /** Installed packages and their versions. */
  packages: [name: string, version: string][]
  sdk?: { name?: string | undefined; version?: string | undefined } | undefined
  /** What the sender wants it grouped by; may hold `{{ default }}`. */
  fingerprint?: string[] | undefined
  /** Ties a file of a stack to its source map or symbols. */
  debugImages: JsonObject[]
  /** Fields that the sender's protocol does not know, as sent. */
  unknown: JsonObject
  notes: EventNote[]
}

/** The parts that nobody searches by, to be stored as one text beside the columns. */
const detailFields = [
  'distribution',
  'logger',
  'message',
  'messageTemplate',
  'templateId',
  'user',
  'attributes',
  'exceptions',
  'threads',
  'breadcrumbs',
  'request',
  'contexts',
  'extra',
  'packages',
  'sdk',
  'fingerprint',
  'debugImages',
  'unknown',
  'notes',
] as const satisfies (keyof TelemetryEvent)[]

export type EventDetail = Pick<TelemetryEvent, (typeof detailFields)[number]>

/** Frames of one stack that are kept; grouping has seen more of them by then. */
export const maxStoredFrames = 50

/**
 * JSON text of the detail, with at most 50 frames a stack: those from the middle go. The event must be clean: its depth
 * is bounded, so this cannot overflow the stack.
 */
export function serializeDetail(event: TelemetryEvent): string {
  const notes = [...event.notes]
  const exceptions = event.exceptions.map((exception, i) =>
    withStoredFrames(exception, `exceptions.${i}.frames`, notes),
  )
  const threads = event.threads.map((thread, i) => withStoredFrames(thread, `threads.${i}.frames`, notes))
  const stored = { ...event, exceptions, threads, notes }
  return JSON.stringify(Object.fromEntries(detailFields.map((field) => [field, stored[field]])))
}

function withStoredFrames<T extends { frames: EventFrame[] }>(part: T, path: string, notes: EventNote[]): T {
  const { frames } = part
  if (frames.length <= maxStoredFrames) return part
  const half = maxStoredFrames / 2
  notes.push({ path, what: 'trimmed', why: `${frames.length} were sent; both ends are kept` })
  return { ...part, frames: [...frames.slice(0, half), ...frames.slice(-half)] }
}

/** Reverses `serializeDetail`; only for text that it wrote. Maps come back without a prototype. */
export function parseDetail(text: string): EventDetail {
  // Trusted: our own text, read back.
  const detail = withoutPrototype(JSON.parse(text)) as EventDetail
  detail.breadcrumbs = detail.breadcrumbs.map((crumb) => (crumb.at ? { ...crumb, at: new Date(crumb.at) } : crumb))
  return detail
}

/** Of an event whose payload was removed. */
export function emptyDetail(): EventDetail {
  const lists = {
    attributes: [],
    exceptions: [],
    threads: [],
    breadcrumbs: [],
    packages: [],
    debugImages: [],
    notes: [],
  }
  return { ...lists, contexts: {}, extra: {}, unknown: {} }
}

/** JSON text of the whole event, for a queue. */
export function serializeEvent(event: TelemetryEvent): string {
  return JSON.stringify(event)
}

/** Reverses `serializeEvent`; only for text that it wrote. */
export function parseEvent(text: string): TelemetryEvent {
  // Trusted: our own text, read back; the dates follow.
  const event = withoutPrototype(JSON.parse(text)) as TelemetryEvent
  event.breadcrumbs = event.breadcrumbs.map((crumb) => (crumb.at ? { ...crumb, at: new Date(crumb.at) } : crumb))
  return { ...event, receivedAt: new Date(event.receivedAt), occurredAt: new Date(event.occurredAt) }
}

/** So that `contexts.constructor` is what was sent, or nothing. */
function withoutPrototype(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPrototype)
  if (typeof value !== 'object' || value === null) return value
  const copy: Record<string, unknown> = Object.create(null)
  for (const [key, item] of Object.entries(value)) copy[key] = withoutPrototype(item)
  return copy
}
