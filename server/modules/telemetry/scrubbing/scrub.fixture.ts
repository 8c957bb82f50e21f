import type {
  EventBreadcrumb,
  EventException,
  EventFrame,
  EventRequest,
  EventThread,
  EventUser,
  JsonObject,
  TelemetryEvent,
} from '../event.ts'
import type { Feedback, LogRecord, Span } from '../records.ts'
import type { ScrubRule } from './rule.ts'
import { inOrder } from './rule.ts'
import { createScrubber, type Scrubber } from './scrubber.ts'

/** Every field is there: one that is added to the type must be added here, and so is tested. */
type Full<T> = { [K in keyof T]-?: Exclude<T[K], undefined> }

const at = new Date('2026-11-21T12:00:00Z')
const sender = { service: 's', release: 'r', environment: 'e', host: 'h' }
const user: Full<EventUser> = { id: 'u', email: 'e', name: 'n', ipAddress: 'i' }
const text = 'text'
const map: JsonObject = { field: text, list: [text, { deep: text }] }

const frame: Full<EventFrame> = {
  ...{ function: text, file: text, path: text, module: text, package: text, platform: text, contextLine: text },
  ...{ line: 1, column: 2, inApp: true, before: [text], after: [text], variables: map },
  ...{ debugId: text, address: text, addressMode: text, imageAddress: text },
  minified: { function: text, file: text, line: 1, column: 2 },
}

const exception: Full<EventException> = {
  ...{ type: text, value: text, module: text, threadId: text, handled: true, mechanism: text, synthetic: false },
  ...{ isGroup: false, number: 0, parentNumber: 0, frames: [frame] },
}
const thread: Full<EventThread> = { id: text, name: text, crashed: true, current: true, frames: [frame] }
const crumb: Full<EventBreadcrumb> = { at, category: text, kind: text, level: 'info', message: text, data: map }
const request: Full<EventRequest> = { method: text, url: text, query: text, headers: [['name', text]], data: map }

export const fullEvent: Full<TelemetryEvent> = {
  ...{ id: '0'.repeat(32), projectId: 'prj_1', receivedAt: at, occurredAt: at, kind: 'exception', level: 'error' },
  ...{ traceId: '1'.repeat(32), spanId: '1'.repeat(16), ...sender, platform: text, title: text, culprit: text },
  ...{ distribution: text, route: text, logger: text, message: text, messageTemplate: text },
  ...{ times: 1, templateId: 'tpl_1' },
  user,
  attributes: [['name', text]],
  exceptions: [exception],
  threads: [thread],
  breadcrumbs: [crumb],
  request,
  contexts: map,
  extra: map,
  packages: [['name', text]],
  sdk: { name: text, version: text },
  fingerprint: [text],
  debugImages: [map],
  unknown: map,
  notes: [],
}

const ids = { traceId: '1'.repeat(32), spanId: '1'.repeat(16) }
export const fullLog: Full<LogRecord> = {
  ...{ ...sender, ...ids, receivedAt: at, occurredAt: at, level: 'info', user, attributes: [['name', text]] },
  ...{ body: text, template: text, logger: text, errorComesAsEvent: false },
}
export const fullSpan: Full<Span> = {
  ...{ ...sender, ...ids, parentSpanId: '2'.repeat(16), receivedAt: at, startedAt: at, kind: 'server', status: 'ok' },
  ...{ name: text, operation: text, statusMessage: text, durationMicros: 1, startedMicros: 1, isEntry: true },
  ...{ attributes: [['name', text]], detail: map },
}
export const fullFeedback: Full<Feedback> = {
  ...{ ...sender, receivedAt: at, eventId: '0'.repeat(32), name: text, email: text, message: text, url: text },
  traceId: '1'.repeat(32),
}

/** What is ours or was checked to be hex or one of few words. */
const left = new Set([
  'id',
  'projectId',
  'kind',
  'level',
  'traceId',
  'spanId',
  'parentSpanId',
  'status',
  'eventId',
  'templateId',
])

/** A copy in which every text holds the secret. `paths`: where. */
export function plant<T extends object>(record: T, secret: string): { planted: T; paths: string[] } {
  const paths: string[] = []
  const copy = (value: unknown, path: string[]): unknown => {
    if (value instanceof Date) return value
    if (typeof value === 'string') {
      const isOurs = (path.length === 1 && left.has(path[0]!)) || path.join('.').endsWith('breadcrumbs.0.level')
      if (isOurs) return value
      paths.push(path.join('.'))
      return `before ${secret} after`
    }
    if (Array.isArray(value)) return value.map((item, index) => copy(item, [...path, String(index)]))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, copy(item, [...path, name])]))
  }
  return { planted: copy(record, []) as T, paths }
}

export const quietLog = {
  error: (message: string, { error }: { error?: unknown } = {}) => {
    throw new Error(message, { cause: error })
  },
} as unknown as Parameters<typeof createScrubber>[2]

export function scrubberOf(rules: ScrubRule[], options: { useDefaults?: boolean; hashKey?: string } = {}): Scrubber {
  const { useDefaults = false, hashKey = 'key of a workspace' } = options
  return createScrubber(inOrder({ useDefaults, workspace: [], project: rules }), hashKey, quietLog)
}
