import { asText, cleanText } from '../clean.ts'
import type { EventUser, JsonObject, JsonValue } from '../event.ts'
import type { LogLevel, LogRecord } from '../records.ts'
import { charge, joined, named, pairsOf, valueText, type Pair, type Trim } from './attributes.ts'
import { maxAttributes, maxBodyLength, maxNameLength } from './limits.ts'
import type { SentLog } from './sent.ts'
import type { Program } from './sender.ts'
import { believable, dateOf } from './times.ts'

/** Ranges of four numbers each (OpenTelemetry, "Logs Data Model": SeverityNumber). */
const levels = ['trace', 'debug', 'info', 'warning', 'error', 'fatal'] as const
const levelWords: Record<string, LogLevel> = {
  trace: 'trace',
  verbose: 'trace',
  debug: 'debug',
  info: 'info',
  information: 'info',
  informational: 'info',
  notice: 'info',
  warn: 'warning',
  warning: 'warning',
  err: 'error',
  error: 'error',
  severe: 'error',
  fatal: 'fatal',
  critical: 'fatal',
  crit: 'fatal',
  alert: 'fatal',
  emergency: 'fatal',
  emerg: 'fatal',
  panic: 'fatal',
}

export function levelOf({ severityNumber, text }: SentLog): LogLevel {
  if (severityNumber > 0) return levels[Math.min(Math.ceil(severityNumber / 4), levels.length) - 1] ?? 'info'
  const word = text.severityText.slice(0, 20).trim().toLowerCase()
  // `ERROR2` is a number of the range, written out.
  return levelWords[word.replace(/\d$/, '')] ?? 'info'
}

/** Where loggers put the text with its placeholders: .NET, Serilog, and others by convention. */
const templateNames = ['{OriginalFormat}', 'message_template.text', 'message.template', 'log.template']

/** `without`: names that are told elsewhere. Throws BadRecord when the request has too much text. */
export function toLog(
  sent: SentLog,
  program: Program,
  receivedAt: Date,
  { trim, without }: { trim: Trim; without?: ReadonlySet<string> },
): LogRecord {
  const { text, traceId, spanId } = sent
  const own = pairsOf(text.attributes, maxAttributes, trim, without)
  const eventName: Pair[] = text.eventName ? [['event.name', cleanText(text.eventName, maxNameLength)]] : []
  const attributes = joined(joined(own, eventName), program.inherited)
  const body = bodyText(text.body)
  if (body.length > maxBodyLength) trim.shortened += 1
  const clean = cleanText(body, maxBodyLength)
  charge(trim, attributes, clean.length)
  return {
    ...program.sender,
    receivedAt,
    occurredAt: believable(dateOf(sent.timeNanos) ?? dateOf(sent.observedNanos) ?? receivedAt, receivedAt),
    level: levelOf(sent),
    body: clean || cleanText(text.eventName, maxNameLength),
    template: named(text.attributes, templateNames, maxBodyLength),
    logger: cleanText(program.scope.name, maxNameLength) || undefined,
    traceId: traceId || undefined,
    spanId: (traceId && spanId) || undefined,
    user: userOf(text.attributes),
    attributes,
  }
}

/** A body may be anything: a list is joined with spaces, a map becomes compact JSON. */
export function bodyText(body: JsonValue): string {
  return typeof body === 'object' && body !== null ? (asText(body, maxBodyLength * 2) ?? '') : valueText(body)
}

export function userOf(attributes: JsonObject): EventUser | undefined {
  const user = {
    id: named(attributes, ['user.id', 'enduser.id'], maxNameLength),
    email: named(attributes, ['user.email'], maxNameLength),
    name: named(attributes, ['user.name', 'user.full_name'], maxNameLength),
  }
  return user.id || user.email || user.name ? user : undefined
}
