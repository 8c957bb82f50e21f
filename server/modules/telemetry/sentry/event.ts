/** A Sentry event payload, translated into ours. It is taken however odd it is; only what is no JSON object is refused. */
import { invalidRequest, tooLarge } from '#platform/errors'

import { noteCardData } from '../card-data.ts'
import { addNote, asEventId, budgetOf, culpritOf, isRecord, plausibleTime, titleOf } from '../clean.ts'
import type { EventException, EventNote, EventThread, JsonObject, TelemetryEvent } from '../event.ts'
import * as limits from './limits.ts'
import { type Message, readMessage } from './message.ts'
import * as parts from './parts.ts'
import { knownPlatform } from './platform.ts'
import { readExceptions, readThreads } from './stack.ts'
import { type Arrival, clockDriftMs, noteDrift, readTimestamp } from './time.ts'

/** The body of `/store/`: one event as JSON. Throws too_large, and invalid_request for what is not a JSON object. */
export function parseStoreBody(body: Buffer, arrival: Arrival): TelemetryEvent {
  if (body.length > limits.maxStoreBytes) throw tooLarge(`an event may have ${limits.maxStoreBytes} bytes`)
  return toEvent(parsePayload(body), arrival)
}

/** JSON object from bytes; broken UTF-8 becomes U+FFFD, a byte order mark is skipped. Throws invalid_request. */
export function parsePayload(bytes: Buffer): Record<string, unknown> {
  try {
    // V8 parses without recursion: no nesting overflows the stack here, and the reader cuts it (`maxJsonDepth`).
    const payload: unknown = JSON.parse(bytes.toString('utf8').replace(/^\uFEFF/, ''))
    if (isRecord(payload)) return payload
  } catch {
    // Told below, in the same words.
  }
  throw invalidRequest('the event is not a JSON object')
}

/** Translates a parsed payload, which is changed where card data is taken out of it. Never throws. */
export function toEvent(payload: Record<string, unknown>, arrival: Arrival): TelemetryEvent {
  const notes: EventNote[] = []
  noteCardData(notes, arrival.removeCardData?.(payload) ?? 0)
  const driftMs = clockDriftMs(arrival)
  noteDrift(driftMs, notes)
  const frameBudget = budgetOf(limits.maxAllFrameText)
  const message = readMessage(payload, notes)
  const sentThreads = readThreads(payload.threads, payload.stacktrace, notes, frameBudget)
  const sentExceptions = readExceptions(payload.exception, notes, frameBudget)
  const { exceptions, threads } = messageStackApart(sentExceptions, sentThreads, message)
  const route =
    parts.readText(payload.transaction, limits.maxRouteLength) ?? parts.readText(payload.culprit, limits.maxRouteLength)
  return {
    id: readId(payload, arrival, notes),
    receivedAt: arrival.receivedAt,
    occurredAt: plausibleTime(readTimestamp(payload.timestamp, driftMs), arrival.receivedAt, notes),
    kind: exceptions.length > 0 || threads.some((thread) => thread.crashed) ? 'exception' : 'message',
    level: readLevel(payload.level, notes),
    title: readTitle(exceptions, threads, message),
    culprit: culpritOf(mainFrames(exceptions, threads), route),
    platform: knownPlatform(payload.platform),
    route,
    message: message.text,
    messageTemplate: message.template,
    exceptions,
    threads,
    ...readSender(payload),
    ...readCircumstances(payload, driftMs, notes),
    notes,
  }
}

/**
 * SDKs send the place where a message was captured as an exception without a type that repeats the message. It is the
 * stack of a thread that goes on.
 */
function messageStackApart(exceptions: EventException[], threads: EventThread[], message: Message) {
  const [only, ...others] = exceptions
  if (!only || others.length > 0 || !message.text || only.type) return { exceptions, threads }
  if (!only.synthetic && only.value !== message.text) return { exceptions, threads }
  const stack: EventThread = { id: only.threadId, crashed: false, current: true, frames: only.frames }
  return { exceptions: [], threads: only.frames.length > 0 ? [stack, ...threads] : threads }
}

/** Who sent it: release, machine, SDK. */
function readSender(payload: Record<string, unknown>) {
  const name = (value: unknown) => parts.readText(value, limits.maxNameLength)
  const trace = isRecord(payload.contexts) && isRecord(payload.contexts.trace) ? payload.contexts.trace : {}
  return {
    release: name(payload.release),
    distribution: name(payload.dist),
    environment: name(payload.environment),
    host: name(payload.server_name),
    logger: name(payload.logger),
    traceId: hex(trace.trace_id, 32),
    spanId: hex(trace.span_id, 16),
    sdk: isRecord(payload.sdk) ? { name: name(payload.sdk.name), version: name(payload.sdk.version) } : undefined,
    fingerprint: parts.readFingerprint(payload.fingerprint),
  }
}

/** What surrounded it. */
function readCircumstances(payload: Record<string, unknown>, driftMs: number, notes: EventNote[]) {
  const contextLimits = {
    each: limits.maxContextLength,
    all: limits.maxContexts * limits.maxContextLength,
    count: limits.maxContexts,
  }
  const extraLimits = { each: limits.maxExtraLength, all: limits.maxAllExtraLength, count: limits.maxExtras }
  return {
    user: parts.readUser(payload.user),
    attributes: parts.readPairs(payload.tags, limits.maxAttributes, limits.maxAttributeLength, notes, 'attributes'),
    breadcrumbs: parts.readBreadcrumbs(payload.breadcrumbs, driftMs, notes),
    request: parts.readRequest(payload.request, notes),
    contexts: parts.readMap(payload.contexts, contextLimits, notes, 'contexts'),
    extra: parts.readMap(payload.extra, extraLimits, notes, 'extra'),
    packages: parts.readPairs(payload.modules, limits.maxPackages, limits.maxNameLength, notes, 'packages'),
    debugImages: parts.readDebugImages(payload.debug_meta, notes),
    unknown: readUnknown(payload, notes),
  }
}

function readId(payload: Record<string, unknown>, arrival: Arrival, notes: EventNote[]): string {
  const id = arrival.eventId ?? asEventId(payload.event_id)
  if (id !== undefined) return id
  if (payload.event_id != null) addNote(notes, 'id', 'corrected', 'it was not a UUID; a new one is used')
  return arrival.newEventId()
}

function readLevel(value: unknown, notes: EventNote[]) {
  const level = parts.readLevel(value)
  if (!level && value != null) addNote(notes, 'level', 'corrected', 'unknown; taken as error')
  return level ?? 'error'
}

function readTitle(exceptions: EventException[], threads: EventThread[], message: Message): string {
  const main = exceptions.at(-1)
  if (main && !main.synthetic && (main.type || main.value)) {
    return titleOf(main.type, main.value || (main.type ? undefined : message.text))
  }
  const frames = mainFrames(exceptions, threads)
  const top = frames.findLast((frame) => frame.inApp && frame.function) ?? frames.findLast((frame) => frame.function)
  return titleOf(undefined, main?.value || message.text || top?.function || main?.type)
}

/** The stack that people look at first. */
function mainFrames(exceptions: EventException[], threads: EventThread[]) {
  const stack = exceptions.findLast((exception) => exception.frames.length > 0)
  return (stack ?? threads.find((thread) => thread.crashed) ?? threads[0])?.frames ?? []
}

const knownFields = new Set(
  (
    'event_id timestamp platform level logger server_name release dist environment transaction culprit message logentry ' +
    'exception threads stacktrace breadcrumbs contexts tags extra user request sdk modules fingerprint debug_meta type ' +
    'version received project key_id'
  ).split(' '),
)

function readUnknown(payload: Record<string, unknown>, notes: EventNote[]): JsonObject {
  const { _meta: trimmedBySender, errors, ...others } = payload
  if (isRecord(trimmedBySender)) addNote(notes, 'event', 'trimmed', 'by the sender, or scrubbed there')
  if (Array.isArray(errors) && errors.length > 0)
    addNote(notes, 'event', 'corrected', 'the sender reported faults of its own')
  const entries = Object.entries(others).filter(([key]) => !knownFields.has(key))
  const bounds = { each: limits.maxUnknownLength, all: limits.maxUnknownLength, count: limits.maxAttributes }
  return parts.readMap(Object.fromEntries(entries), bounds, notes, 'unknown')
}

function hex(value: unknown, digits: number): string | undefined {
  const text = typeof value === 'string' ? value.toLowerCase() : ''
  return text.length === digits && /^[0-9a-f]+$/.test(text) && !/^0+$/.test(text) ? text : undefined
}
