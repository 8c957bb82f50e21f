/** Reports of browsers that a page broke its Content Security Policy (CSP Level 3 §5, Reporting API). */
import { invalidRequest } from '#platform/errors'
import { budgetOf, cleanObject, cleanText, isRecord } from '../clean.ts'
import { noteCardData } from '../card-data.ts'
import type { EventNote, TelemetryEvent } from '../event.ts'
import * as limits from './limits.ts'
import { notKept, type Outcome } from './outcome.ts'
import { readText } from './parts.ts'
import type { Arrival } from './time.ts'

type Sent = Record<string, unknown>

/** Of the program that the page belongs to; a browser does not know it, so it is written into the address. */
export type ReportSender = { release?: string | undefined; environment?: string | undefined }

/**
 * `{"csp-report": {…}}` of `report-uri`, or a list of `{type, url, body}` of `report-to`, whatever type the body says it
 * is. Other kinds of reports are counted. Throws invalid_request for what is no JSON of either form.
 */
export function readReports(body: Buffer, arrival: Arrival, sender: ReportSender = {}) {
  const sent = parse(body)
  const list: unknown[] = Array.isArray(sent) ? sent : [sent]
  if (list.length === 0 || !list.every(isRecord)) throw invalidRequest('the body is no CSP report')
  const events: TelemetryEvent[] = []
  const outcomes: Outcome[] = [notKept('raw_security', 'too_many', Math.max(0, list.length - limits.maxCspReports))]
  for (const entry of list.slice(0, limits.maxCspReports)) {
    const report = reportOf(entry)
    if (report === 'other') outcomes.push(notKept('raw_security', 'unsupported'))
    else if (report === undefined) outcomes.push(notKept('raw_security', 'invalid'))
    else events.push(toEvent(entry, report, arrival, sender))
  }
  return { events, outcomes }
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8').replace(/^\uFEFF/, ''))
  } catch {
    throw invalidRequest('the body is no CSP report')
  }
}

/** A report in one shape: names of the newer form. `other`: of another kind. Undefined: it says nothing. */
function reportOf(entry: Sent): Sent | 'other' | undefined {
  const old = entry['csp-report']
  if (isRecord(old))
    return withDirective(Object.fromEntries(Object.entries(old).map(([key, value]) => [newName(key), value])))
  if (typeof entry.type === 'string' && entry.type !== 'csp-violation') return 'other'
  return isRecord(entry.body) ? withDirective({ documentURL: entry.url, ...entry.body }) : undefined
}

/** `document-uri` is `documentURL` in the newer form. */
const newName = (key: string) =>
  key.replace(/-uri$/, 'URL').replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())

/** Old browsers name no effective directive, but the whole directive that was broken. */
function withDirective(report: Sent): Sent | undefined {
  const directive = wordOf(report.effectiveDirective) ?? wordOf(report.violatedDirective)
  return directive === undefined ? undefined : { ...report, directive }
}

const wordOf = (value: unknown) => {
  const word = typeof value === 'string' ? (value.trim().split(/\s/, 1)[0] ?? '').toLowerCase() : ''
  return /^[a-z-]{1,64}$/.test(word) ? word : undefined
}

function toEvent(entry: Sent, report: Sent, arrival: Arrival, { release, environment }: ReportSender): TelemetryEvent {
  const notes: EventNote[] = []
  const removed = arrival.removeCardData
  noteCardData(notes, (removed?.(report) ?? 0) + (removed?.(entry) ?? 0))
  const text = (value: unknown, max: number = limits.maxUrlLength) => readText(value, max)
  const directive = text(report.directive) ?? ''
  const blocked = blockedOf(report.blockedURL)
  const source = text(report.sourceFile)
  const line = typeof report.lineNumber === 'number' ? `:${report.lineNumber}` : ''
  const message = `Blocked by ${directive}: ${blocked}`
  const details = {
    directive,
    blocked: text(report.blockedURL),
    document: text(report.documentURL),
    referrer: text(report.referrer),
    policy: text(report.originalPolicy, limits.maxPolicyLength),
    disposition: text(report.disposition),
    sample: text(report.sample ?? report.scriptSample, limits.maxNameLength),
    source,
    line: report.lineNumber,
    column: report.columnNumber,
    statusCode: report.statusCode,
  }
  const contexts = Object.assign(Object.create(null), {
    csp: cleanObject(defined(details), budgetOf(limits.maxContextLength)),
  })
  const document = details.document
  return {
    id: arrival.eventId ?? arrival.newEventId(),
    receivedAt: arrival.receivedAt,
    occurredAt: arrival.receivedAt,
    kind: 'message',
    level: 'warning',
    title: cleanText(message, 250),
    culprit: cleanText(source === undefined ? (document ?? '') : `${source}${line}`, limits.maxNameLength),
    platform: 'javascript',
    release: text(release, limits.maxNameLength),
    environment: text(environment, limits.maxNameLength),
    logger: 'csp',
    message,
    attributes: [
      ['directive', directive],
      ['blocked', blocked],
    ],
    exceptions: [],
    threads: [],
    breadcrumbs: [],
    request: document === undefined ? undefined : { url: document, headers: [] },
    contexts,
    extra: Object.create(null),
    packages: [],
    fingerprint: ['csp', directive, blocked],
    debugImages: [],
    unknown: Object.create(null),
    notes,
  }
}

/** What was blocked, without what differs from one report to the next: a keyword, a scheme, or an address without query. */
function blockedOf(value: unknown): string {
  const sent = (typeof value === 'string' ? value : '').trim().slice(0, limits.maxUrlLength)
  if (sent === '') return 'self'
  if (!URL.canParse(sent)) return cleanText(sent, limits.maxNameLength)
  const { protocol, host, pathname } = new URL(sent)
  const isWeb = /^(https?|wss?):$/.test(protocol)
  return cleanText(isWeb ? `${protocol}//${host}${pathname}` : protocol.slice(0, -1), limits.maxNameLength)
}

const defined = (map: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(map).filter(([, value]) => value !== undefined))
