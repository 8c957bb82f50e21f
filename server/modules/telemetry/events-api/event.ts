/** An event of the events API, translated into ours. */
import { hash } from 'node:crypto'

import { noteCardData, type RemoveCardData } from '../card-data.ts'
import {
  addNote,
  asEventId,
  asText,
  budgetOf,
  cleanJson,
  cleanText,
  clippedText,
  culpritOf,
  isRecord,
  plausibleTime,
  titleOf,
} from '../clean.ts'
import type { EventException, EventFrame, EventNote, JsonObject, TelemetryEvent } from '../event.ts'
import { looksLikeLibrary } from '../grouping/library.ts'
import { readLogLine } from './log-line.ts'
import { readLine, readPython, type StackSection } from '../stacks/common.ts'
import { readStack } from '../stacks/read-stack.ts'
import { readEventsBody, type SentEvent } from './schema.ts'

export type EventsApiArrival = {
  receivedAt: Date
  projectId: string
  /** For an event that brings neither idempotency key nor id: 32 hex digits. */
  newEventId: () => string
  removeCardData?: RemoveCardData | undefined
}

const maxValueLength = 8192
const maxNameLength = 200
const maxExceptions = 10
const maxMetadataLength = 64 * 1024
const maxUnknownLength = 16 * 1024
const maxUnreadStackLength = 16 * 1024

/** Reads a decompressed body. All or nothing: throws invalid_request with each faulty field. */
export function parseEventsBody(
  body: Buffer,
  arrival: EventsApiArrival,
): { events: TelemetryEvent[]; isBatch: boolean } {
  const { events, isBatch } = readEventsBody(body)
  return { events: events.map((event) => toEvent(event, arrival)), isBatch }
}

function toEvent(sent: SentEvent, arrival: EventsApiArrival): TelemetryEvent {
  const notes: EventNote[] = []
  noteCardData(notes, arrival.removeCardData?.(sent) ?? 0)
  const text = (value: string | null | undefined, path: string) =>
    value ? clippedText(value, maxNameLength, notes, path) : undefined
  const route = text(sent.route, 'route')
  const message = sent.message ? cleanText(sent.message, maxValueLength) : undefined
  const { platform, exceptions, unreadStack } = readExceptions(sent, message)
  const main = exceptions.at(-1)
  // Who sends an error with its message has said what it is; a line alone may be that of a log.
  const line = main || unreadStack || !message ? undefined : readLogLine(message)
  const sentAt = sent.timestamp ?? line?.at
  return {
    id: eventId(sent, arrival),
    projectId: arrival.projectId,
    receivedAt: arrival.receivedAt,
    // No time at all is no fault here: then it happened when it came.
    occurredAt: sentAt ? plausibleTime(sentAt, arrival.receivedAt, notes) : arrival.receivedAt,
    kind: main ? 'exception' : line ? 'log' : 'message',
    level: sent.level ?? line?.level ?? 'error',
    title: main ? titleOf(main.type, main.value ?? message) : titleOf(undefined, line?.text ?? message),
    culprit: culpritOf(main?.frames ?? [], route),
    platform,
    release: text(sent.release, 'release'),
    environment: text(sent.environment, 'environment'),
    service: text(sent.service, 'service'),
    host: text(line?.host, 'host'),
    route,
    logger: text(line?.program, 'logger'),
    message: line?.text ?? message,
    attributes: (sent.tags ?? []).filter((tag) => tag.trim() !== '').map(toAttribute),
    exceptions,
    threads: [],
    breadcrumbs: [],
    contexts: Object.create(null),
    extra: readExtra(sent, unreadStack, notes),
    packages: [],
    debugImages: [],
    unknown: readUnknown(sent, notes),
    notes,
  }
}

/**
 * An idempotency key gives the id, so that a retry is the same event whatever store it reaches; so does an id that is
 * no UUID. A UUID is taken as it is.
 */
function eventId(sent: SentEvent, { projectId, newEventId }: EventsApiArrival): string {
  const own = asEventId(sent.eventId)
  const key = sent.idempotencyKey || (own ? undefined : sent.eventId)
  if (key) return hash('sha256', `${projectId}\0${key}`).slice(0, 32)
  return own ?? newEventId()
}

/** `team:platform` is a name and a value; without a colon it is only there. */
function toAttribute(tag: string): [string, string] {
  const clean = cleanText(tag.trim(), maxNameLength)
  const colon = clean.indexOf(':')
  return colon > 0 ? [clean.slice(0, colon).trim(), clean.slice(colon + 1).trim()] : [clean, 'true']
}

type Thrown = { type?: string | undefined; value?: string | undefined; stack?: string | undefined; cause?: unknown }

/** What was thrown and its causes, oldest first, whatever of error, exception, stack and frames was sent. */
function readExceptions(sent: SentEvent, message: string | undefined) {
  const error = readThrown(sent.error)
  const twin = readThrown(sent.exception)
  const stack = sent.stackTrace || error?.stack || twin?.stack
  const parsed = readStack(stack ?? '', undefined)
  const frames = (sent.stackFrames ?? [])
    .map(readFrame)
    .filter((frame) => frame !== undefined)
    .reverse()
  const ownStack = parsed.sections.at(-1)
  const unreadStack = stack && !ownStack ? stack : undefined
  if (!error && !twin && !ownStack && frames.length === 0) return { platform: 'other', exceptions: [], unreadStack }
  const main: EventException = {
    type: error?.type ?? twin?.type ?? ownStack?.type,
    value: error?.value ?? twin?.value ?? ownStack?.value ?? message,
    frames: own(frames.length > 0 ? frames : (ownStack?.frames ?? [])),
  }
  const told = causesOf(error?.cause ?? twin?.cause)
  const causes = told.length > 0 ? told : parsed.sections.slice(0, -1).map(fromSection)
  return { platform: parsed.platform, exceptions: [...causes.slice(-maxExceptions), main], unreadStack }
}

const fromSection = ({ type, value, frames }: StackSection): EventException => ({
  type,
  value,
  frames: own(frames),
})

function readThrown(value: unknown): Thrown | undefined {
  if (typeof value === 'string') return value.trim() ? { value: cleanText(value.trim(), maxValueLength) } : undefined
  if (!isRecord(value) || Object.keys(value).length === 0) return undefined
  const text = (field: unknown, max: number) => {
    const read = asText(field, max)?.trim()
    return read ? cleanText(read, max) : undefined
  }
  return {
    type: text(value.type, maxNameLength) ?? text(value.name, maxNameLength),
    value: text(value.message, maxValueLength),
    stack: typeof value.stack === 'string' ? value.stack : undefined,
    cause: value.cause,
  }
}

/** Oldest first, at most ten. */
function causesOf(first: unknown): EventException[] {
  const causes: EventException[] = []
  let cause = readThrown(first)
  while (cause && causes.length < maxExceptions) {
    const section = readStack(cause.stack ?? '', undefined).sections.at(-1)
    const { type = section?.type, value = section?.value } = cause
    causes.push({ type, value, frames: own(section?.frames ?? []) })
    cause = readThrown(cause.cause)
  }
  return causes.reverse()
}

/** Frames are sent as a stack is printed, the crash first; names that other clients use are taken too. */
function readFrame(sent: Record<string, unknown> | string): EventFrame | undefined {
  if (typeof sent === 'string') return readRaw(sent)
  const text = (value: unknown, max: number) => (typeof value === 'string' && value ? cleanText(value, max) : undefined)
  const frame: EventFrame = {
    function: text(sent.function, maxNameLength),
    file: text(sent.file ?? sent.filename, 1000),
    line: count(sent.line ?? sent.lineno),
    column: count(sent.column ?? sent.colno),
  }
  if (frame.function || frame.file) return frame
  return typeof sent.raw === 'string' ? readRaw(sent.raw) : undefined
}

/** One line of a stack, as some language prints it. */
const readRaw = (line: string): EventFrame | undefined =>
  (readLine(line) ?? readPython(`  ${line.trim()}`))?.frame ?? readStack(line, undefined).sections.at(-1)?.frames.at(-1)

const count = (value: unknown) =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined

/** This protocol does not say whose code a frame is: a library shows in its path. */
const own = (frames: EventFrame[]): EventFrame[] =>
  frames.map((frame) => ({ ...frame, inApp: frame.inApp ?? !looksLikeLibrary(frame) }))

/** Metadata, and of what was thrown the parts that have no place of their own. */
function readExtra(sent: SentEvent, unreadStack: string | undefined, notes: EventNote[]): JsonObject {
  const budget = budgetOf(maxMetadataLength)
  const extra: JsonObject = Object.create(null)
  for (const [name, value] of Object.entries(sent.metadata ?? {}))
    extra[cleanText(name, maxNameLength)] = cleanJson(value, budget)
  if (budget.exceeded) addNote(notes, 'extra', 'trimmed', 'too long or too deep')
  const thrown = isRecord(sent.error) ? sent.error : isRecord(sent.exception) ? sent.exception : {}
  for (const name of ['code', 'details']) {
    const key = `error.${name}`
    if (thrown[name] != null && !(key in extra)) extra[key] = cleanJson(thrown[name], budgetOf(maxUnknownLength))
  }
  if (unreadStack) extra['stack'] = cleanText(unreadStack, maxUnreadStackLength)
  return extra
}

const knownFields = new Set(
  (
    'message level idempotencyKey eventId timestamp service route environment release stackTrace stackFrames metadata ' +
    'tags error exception'
  ).split(' '),
)

function readUnknown(sent: SentEvent, notes: EventNote[]): JsonObject {
  const budget = budgetOf(maxUnknownLength)
  const unknown: JsonObject = Object.create(null)
  for (const [name, value] of Object.entries(sent)) {
    if (knownFields.has(name) || budget.left <= 0) continue
    unknown[cleanText(name, maxNameLength)] = cleanJson(value, budget)
  }
  if (budget.exceeded || budget.left <= 0) addNote(notes, 'unknown', 'trimmed', 'too long or too deep')
  return unknown
}
