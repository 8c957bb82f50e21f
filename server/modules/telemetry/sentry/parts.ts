/** The smaller parts of a payload, each with the tolerance that real senders need. */
import { addNote, asText, type Budget, budgetOf, cleanJson, cleanObject, cleanText, isRecord } from '../clean.ts'
import type { EventBreadcrumb, EventLevel, EventNote, EventRequest, EventUser, JsonObject } from '../event.ts'
import * as limits from './limits.ts'
import { valuesOf } from './stack.ts'
import { readTimestamp } from './time.ts'

const levels: Record<string, EventLevel> = {
  trace: 'debug',
  debug: 'debug',
  log: 'info',
  info: 'info',
  warn: 'warning',
  warning: 'warning',
  error: 'error',
  critical: 'fatal',
  fatal: 'fatal',
}

export function readLevel(value: unknown): EventLevel | undefined {
  const name = typeof value === 'string' ? value.toLowerCase() : ''
  return Object.hasOwn(levels, name) ? levels[name] : undefined
}

/** Whatever was sent as text within the bound; nothing for null and the empty text. */
export function readText(value: unknown, max: number): string | undefined {
  const text = asText(value, max)
  return text ? cleanText(text, max) : undefined
}

/** A map, a list of pairs, or a list of `{key, value}`: order and repeated names are kept, null values are not. */
export function readPairs(value: unknown, maxPairs: number, maxLength: number, notes: EventNote[], path: string) {
  const sent: unknown[] = Array.isArray(value) ? value : isRecord(value) ? Object.entries(value) : []
  const pairs: [string, string][] = []
  for (const entry of sent) {
    const [key, item] = Array.isArray(entry) ? entry : isRecord(entry) ? [entry.key, entry.value] : []
    const name = readText(key, limits.maxNameLength)
    const text = asText(item, maxLength)
    if (name === undefined || text === undefined) continue
    if (pairs.length === maxPairs) {
      addNote(notes, path, 'trimmed', `more than ${maxPairs} were sent`)
      break
    }
    if (text.length > maxLength) addNote(notes, `${path}.${name}`, 'trimmed', `longer than ${maxLength} characters`)
    pairs.push([name, cleanText(text, maxLength)])
  }
  return pairs
}

export function readUser(value: unknown): EventUser | undefined {
  if (!isRecord(value)) return undefined
  const address = readText(value.ip_address, limits.maxNameLength)
  const user: EventUser = {
    id: readText(value.id, limits.maxNameLength),
    email: readText(value.email, limits.maxNameLength),
    name: readText(value.username, limits.maxNameLength) ?? readText(value.name, limits.maxNameLength),
    // `{{auto}}` asks for the address of the connection: not ours to add without the customer's word.
    ipAddress: address === '{{auto}}' ? undefined : address,
  }
  return Object.values(user).some((part) => part !== undefined) ? user : undefined
}

/** Cookies are not kept: they open sessions, and nobody finds an error by them. */
export function readRequest(value: unknown, notes: EventNote[]): EventRequest | undefined {
  if (!isRecord(value)) return undefined
  if (value.cookies != null) addNote(notes, 'request.cookies', 'dropped', 'cookies are not kept')
  const budget = budgetOf(limits.maxRequestDataLength)
  const data = value.data == null ? undefined : cleanJson(value.data, budget)
  if (budget.exceeded) {
    addNote(notes, 'request.data', 'trimmed', `longer than ${limits.maxRequestDataLength} characters`)
  }
  return {
    method: readText(value.method, 32),
    url: readText(value.url, limits.maxUrlLength),
    query: readQuery(value.query_string, notes),
    headers: readPairs(value.headers, limits.maxHeaders, limits.maxHeaderLength, notes, 'request.headers'),
    data,
  }
}

function readQuery(value: unknown, notes: EventNote[]): string | undefined {
  if (typeof value !== 'object' || value === null) return readText(value, limits.maxUrlLength)
  const pairs = readPairs(value, limits.maxHeaders, limits.maxHeaderLength, notes, 'request.query')
  return readText(new URLSearchParams(pairs).toString(), limits.maxUrlLength)
}

/** The newest are kept: what happened last says most. */
export function readBreadcrumbs(value: unknown, driftMs: number, notes: EventNote[]): EventBreadcrumb[] {
  const sent = valuesOf(value)
  if (sent.length > limits.maxBreadcrumbs) {
    addNote(notes, 'breadcrumbs', 'trimmed', `${sent.length} were sent; the newest are kept`)
  }
  const all = budgetOf(limits.maxAllBreadcrumbs)
  const newest = sent.slice(-limits.maxBreadcrumbs).reverse()
  return newest.map((crumb) => readBreadcrumb(crumb, driftMs, all, notes)).reverse()
}

function readBreadcrumb(sent: Record<string, unknown>, driftMs: number, all: Budget, notes: EventNote[]) {
  const crumb: EventBreadcrumb = {
    at: readTimestamp(sent.timestamp, driftMs),
    category: readText(sent.category, limits.maxNameLength),
    kind: readText(sent.type, limits.maxNameLength),
    level: readLevel(sent.level),
    message: readText(sent.message, limits.maxBreadcrumbMessage),
  }
  all.left -= crumb.message?.length ?? 0
  if (isRecord(sent.data)) crumb.data = readPart(sent.data, limits.maxBreadcrumbData, all, notes, 'breadcrumbs.data')
  return crumb
}

/** Each value of a map within its own bound, all of them within a common one. */
export function readMap(
  value: unknown,
  max: { each: number; all: number; count: number },
  notes: EventNote[],
  path: string,
) {
  const map: JsonObject = Object.create(null)
  const all = budgetOf(max.all)
  const entries = isRecord(value) ? Object.entries(value) : []
  if (entries.length > max.count) addNote(notes, path, 'trimmed', `${entries.length} were sent`)
  for (const [key, item] of entries.slice(0, max.count)) {
    const name = cleanText(key, limits.maxNameLength)
    const budget = budgetOf(Math.min(max.each, all.left))
    const before = budget.left
    map[name] = cleanJson(item, budget)
    all.left -= before - budget.left
    if (budget.exceeded) addNote(notes, `${path}.${name}`, 'trimmed', 'too long or too deep')
  }
  return map
}

function readPart(value: unknown, max: number, all: Budget, notes: EventNote[], path: string): JsonObject {
  const budget = budgetOf(Math.min(max, all.left))
  const before = budget.left
  const part = cleanObject(value, budget)
  all.left -= before - budget.left
  if (budget.exceeded) addNote(notes, path, 'trimmed', 'too long or too deep')
  return part
}

export function readFingerprint(value: unknown): string[] | undefined {
  const list = Array.isArray(value) ? value : typeof value === 'string' ? [value] : []
  const parts = list.slice(0, limits.maxFingerprintParts).map((part) => readText(part, limits.maxNameLength))
  const kept = parts.filter((part) => part !== undefined)
  return kept.length > 0 ? kept : undefined
}

export function readDebugImages(value: unknown, notes: EventNote[]): JsonObject[] {
  const images = isRecord(value) && Array.isArray(value.images) ? value.images.filter(isRecord) : []
  const budget = budgetOf(limits.maxAllDebugImages)
  const kept: JsonObject[] = []
  for (const image of images.slice(0, limits.maxDebugImages)) {
    if (budget.left <= 0) break
    kept.push(cleanObject(image, budget))
  }
  if (kept.length < images.length) addNote(notes, 'debugImages', 'trimmed', `${images.length} were sent`)
  return kept
}
