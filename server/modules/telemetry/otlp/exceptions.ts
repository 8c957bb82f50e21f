/**
 * Exceptions in what OpenTelemetry sends: events of a span that are named `exception`, and log records with
 * `exception.*` attributes (specification, "Exceptions"). They become events like those of an SDK and meet the same
 * grouping.
 */
import { cleanText, culpritOf, titleOf } from '../clean.ts'
import type { EventException, EventLevel, EventNote, EventRequest, JsonObject, TelemetryEvent } from '../event.ts'
import type { LogLevel, LogRecord, Span } from '../records.ts'
import { named, pairsOf, valueText, type Trim } from './attributes.ts'
import { maxStackLength, readStack } from '../stacks/read-stack.ts'
import { maxAttributes, maxNameLength } from './limits.ts'
import type { SentLog, SentSpan } from './sent.ts'
import type { Program } from './sender.ts'

import { believable, dateOf } from './times.ts'

/** An event that has no id yet; `happenedAt` is what its sender's clock says, so that it is the same when sent again. */
export type Draft = { event: Omit<TelemetryEvent, 'id'>; happenedAt: Date | undefined }

const maxMessageLength = 8192
const maxUnreadStackLength = 16 * 1024

export const exceptionNames: ReadonlySet<string> = new Set(['exception.stacktrace'])

/** At least a type or a message makes an exception; a stack alone has one in its first line. */
function hasException(attributes: JsonObject): boolean {
  return ['exception.type', 'exception.message', 'exception.stacktrace'].some((name) => valueText(attributes[name]))
}

export function exceptionsOfSpan(sent: SentSpan, span: Span, program: Program, trim: Trim): Draft[] {
  return sent.text.events.flatMap(({ name, attributes }, at) => {
    if (name !== 'exception' || !hasException(attributes)) return []
    const time = dateOf(sent.eventNanos[at] ?? 0n)
    const own = pairsOf(attributes, maxAttributes, trim, exceptionNames)
    const notes: EventNote[] = []
    const event = eventOf(attributes, program, span, {
      level: 'error',
      occurredAt: believable(time ?? span.startedAt, span.receivedAt, notes),
      route: span.isEntry ? span.name : named(sent.text.attributes, ['http.route'], maxNameLength),
      attributes: [...own, ...span.attributes],
      request: requestOf(sent.text.attributes),
      notes,
    })
    return [{ event, happenedAt: time ?? dateOf(sent.startNanos) }]
  })
}

const eventLevelOf: Record<LogLevel, EventLevel> = {
  trace: 'debug',
  debug: 'debug',
  info: 'info',
  warning: 'warning',
  error: 'error',
  fatal: 'fatal',
}

export function exceptionOfLog(sent: SentLog, log: LogRecord, program: Program): Draft | undefined {
  const { attributes } = sent.text
  if (!hasException(attributes)) return undefined
  const happenedAt = dateOf(sent.timeNanos) ?? dateOf(sent.observedNanos)
  const notes: EventNote[] = []
  const event = eventOf(attributes, program, log, {
    level: eventLevelOf[log.level],
    occurredAt: believable(happenedAt ?? log.receivedAt, log.receivedAt, notes),
    route: named(attributes, ['http.route'], maxNameLength),
    attributes: log.attributes,
    request: requestOf(attributes),
    message: log.body || undefined,
    logger: log.logger,
    user: log.user,
    notes,
  })
  return { event, happenedAt }
}

type Circumstances = Pick<TelemetryEvent, 'level' | 'occurredAt' | 'route' | 'attributes' | 'request' | 'notes'> &
  Partial<Pick<TelemetryEvent, 'message' | 'logger' | 'user'>>

function eventOf(
  attributes: JsonObject,
  program: Program,
  { receivedAt, traceId, spanId }: { receivedAt: Date; traceId?: string | undefined; spanId?: string | undefined },
  circumstances: Circumstances,
): Draft['event'] {
  const stackText = valueText(attributes['exception.stacktrace'])
  const stack = readStack(stackText, program.platform)
  const exceptions = exceptionsOf(attributes, stack)
  const main = exceptions.at(-1)
  const isRead = main !== undefined && main.frames.length > 0
  if (stackText.length > maxStackLength) {
    circumstances.notes.push({
      path: 'exceptions',
      what: 'trimmed',
      why: `the stack has more than ${maxStackLength} characters`,
    })
  }
  return {
    ...program.sender,
    receivedAt,
    kind: 'exception',
    title: titleOf(main?.type, main?.value ?? circumstances.message),
    culprit: culpritOf(main?.frames ?? [], circumstances.route),
    platform: stack.platform,
    traceId,
    spanId,
    ...circumstances,
    exceptions,
    threads: [],
    breadcrumbs: [],
    contexts: Object.create(null),
    // What could not be read is kept as it was.
    extra: stackText && !isRead ? { stackTrace: cleanText(stackText, maxUnreadStackLength) } : Object.create(null),
    packages: [],
    sdk: program.sdk,
    debugImages: [],
    unknown: Object.create(null),
  }
}

/** Oldest cause first; the attributes say more surely than the text what the main one is. */
function exceptionsOf(attributes: JsonObject, { platform, sections }: ReturnType<typeof readStack>): EventException[] {
  const causes = sections.slice(0, -1).map(({ type, value, frames }) => ({ ...typeOf(type, platform), value, frames }))
  const own = sections.at(-1)
  const escaped = valueText(attributes['exception.escaped'])
  const main: EventException = {
    ...typeOf(named(attributes, ['exception.type'], maxNameLength) ?? own?.type, platform),
    value: named(attributes, ['exception.message'], maxMessageLength) ?? own?.value,
    ...(escaped === 'true' && { handled: false }),
    frames: own?.frames ?? [],
  }
  return [...causes, main]
}

/** Other SDKs send these languages' package apart, and the same error by either is one incident. */
const withPackage = new Set(['java', 'python'])

function typeOf(type: string | undefined, platform: string): Pick<EventException, 'type' | 'module'> {
  const dot = type !== undefined && withPackage.has(platform) ? type.lastIndexOf('.') : -1
  if (type === undefined || dot <= 0 || dot === type.length - 1) return { type }
  return { type: type.slice(dot + 1), module: type.slice(0, dot) }
}

function requestOf(attributes: JsonObject): EventRequest | undefined {
  const method = named(attributes, ['http.request.method', 'http.method'], 32)
  const url = named(attributes, ['url.full', 'http.url', 'url.path', 'http.target'], 2048)
  if (!url) return undefined
  return { method, url, headers: [] }
}
