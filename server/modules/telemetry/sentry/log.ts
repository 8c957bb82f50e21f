/** Logs (SDK documentation, "Logs"): one item holds many. */
import { asText, cleanText, isRecord } from '../clean.ts'
import type { EventUser } from '../event.ts'
import type { LogLevel, LogRecord } from '../records.ts'
import type { EnvelopeItem } from './envelope.ts'
import * as limits from './limits.ts'
import { notKept, quantityOf } from './outcome.ts'
import * as record from './record.ts'
import { type Arrival, clockDriftMs } from './time.ts'

const levels: Record<string, LogLevel> = {
  trace: 'trace',
  debug: 'debug',
  info: 'info',
  warn: 'warning',
  warning: 'warning',
  error: 'error',
  fatal: 'fatal',
  critical: 'fatal',
}

/** The upper end of each range of `severity_number` (OpenTelemetry, "Severity Fields"). */
const severities: [upTo: number, level: LogLevel][] = [
  [4, 'trace'],
  [8, 'debug'],
  [12, 'info'],
  [16, 'warning'],
  [20, 'error'],
  [24, 'fatal'],
]

/** `auto` of an item says that the address and the browser of whoever sent it may be added; everything else forbids it. */
type Inferred = { address?: string | undefined; userAgent?: string | undefined }

export function readLogs({ payload, header }: EnvelopeItem, arrival: Arrival): record.Kept {
  const container = record.payloadOf(payload)
  if (!container || !Array.isArray(container.items)) {
    return record.invalid('log', quantityOf(header.item_count) || 1)
  }
  const sent: unknown[] = container.items
  const inferred = inferredBy(container, arrival)
  const logs = sent.slice(0, limits.maxContainerItems).map((item) => readLog(item, arrival, inferred))
  const kept = logs.filter((log) => log !== undefined)
  return {
    records: { logs: kept },
    outcomes: [
      notKept('log', 'invalid', logs.length - kept.length),
      notKept('log', 'too_many', sent.length - logs.length),
    ],
  }
}

function inferredBy({ version, ingest_settings: settings }: Record<string, unknown>, arrival: Arrival): Inferred {
  if (typeof version !== 'number' || version < 2 || !isRecord(settings)) return {}
  return {
    address: settings.infer_ip === 'auto' ? arrival.senderAddress : undefined,
    userAgent: settings.infer_user_agent === 'auto' ? arrival.senderUserAgent : undefined,
  }
}

/** Undefined for what says nothing. */
function readLog(sent: unknown, arrival: Arrival, inferred: Inferred): LogRecord | undefined {
  if (!isRecord(sent)) return undefined
  record.removeCardData(sent, ['trace_id', 'span_id'], arrival)
  const body = asText(sent.body, limits.maxMessage)
  if (!body) return undefined
  const attributes = record.readAttributes(sent.attributes)
  const parentSpan = record.take(attributes, 'trace.parent_span_id')
  if (inferred.userAgent && !attributes.has('user_agent.original')) {
    attributes.set('user_agent.original', cleanText(inferred.userAgent, limits.maxRecordValue))
  }
  return {
    receivedAt: arrival.receivedAt,
    occurredAt: record.timeOf(sent.timestamp, clockDriftMs(arrival), arrival.receivedAt),
    level: levelOf(sent.level, sent.severity_number),
    body: cleanText(body, limits.maxMessage),
    template: record.take(attributes, 'message.template', limits.maxMessage),
    // SDKs send an error beside its line, as an event with its stack.
    errorComesAsEvent: true,
    logger: record.take(attributes, 'logger.name'),
    traceId: record.hexId(sent.trace_id, 32),
    spanId: record.hexId(sent.span_id, 16) ?? record.hexId(parentSpan, 16),
    user: takeUser(attributes, inferred.address),
    ...record.takeSender(attributes),
    attributes: [...attributes],
  }
}

function levelOf(level: unknown, severity: unknown): LogLevel {
  const name = typeof level === 'string' ? level.toLowerCase() : ''
  const named = Object.hasOwn(levels, name) ? levels[name] : undefined
  if (named) return named
  const number = typeof severity === 'number' && severity >= 1 ? severity : undefined
  return (number === undefined ? undefined : severities.find(([upTo]) => number <= upTo)?.[1]) ?? 'info'
}

function takeUser(attributes: record.Attributes, address: string | undefined): EventUser | undefined {
  const user: EventUser = {
    id: record.take(attributes, 'user.id'),
    email: record.take(attributes, 'user.email'),
    name: record.take(attributes, 'user.name'),
    ipAddress: record.take(attributes, 'user.ip_address') ?? address,
  }
  return Object.values(user).some((part) => part !== undefined) ? user : undefined
}
