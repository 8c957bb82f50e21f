/**
 * What everything that comes from outside passes through on its way into an event: text that every store accepts, and
 * sizes within bounds. All of it is deterministic, so that the same payload always gives the same event.
 */
import type { EventFrame, EventNote, JsonObject, JsonValue } from './event.ts'

/** Nesting deeper than this is cut. */
export const maxJsonDepth = 12

const maxKeyLength = 200
const maxNotes = 50
const cutMark = '…'

/** Characters that a part may still take; shared by what is cleaned with it. */
export type Budget = { left: number; exceeded: boolean }

export const budgetOf = (characters: number): Budget => ({ left: characters, exceeded: false })

/**
 * Text that PostgreSQL and ClickHouse accept: NUL and lone surrogates become U+FFFD. Longer than `max` characters
 * (UTF-16 units): cut, with `…` as its last one.
 */
export function cleanText(text: string, max: number): string {
  const short = text.length > max ? cut(text, max) : text
  return (short.includes('\0') ? short.replaceAll('\0', '\uFFFD') : short).toWellFormed()
}

function cut(text: string, max: number): string {
  if (max <= 0) return ''
  const last = text.charCodeAt(max - 2)
  // Not between the halves of a surrogate pair.
  const end = last >= 0xd800 && last <= 0xdbff ? max - 2 : max - 1
  return text.slice(0, Math.max(end, 0)) + cutMark
}

/** A copy without prototypes, non-finite numbers, deep nesting, or more than the budget's characters. */
export function cleanJson(value: unknown, budget: Budget, depth = maxJsonDepth): JsonValue {
  if (typeof value === 'string') {
    const text = cleanText(value, Math.max(budget.left, 0))
    if (text.length < value.length) budget.exceeded = true
    budget.left -= text.length + 2
    return text
  }
  budget.left -= 6
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  if (typeof value === 'boolean') return value
  if (typeof value !== 'object' || value === null) return null
  if (depth === 0) {
    budget.exceeded = true
    return cutMark
  }
  return Array.isArray(value) ? cleanList(value, budget, depth) : cleanMap(value, budget, depth)
}

function cleanList(list: unknown[], budget: Budget, depth: number): JsonValue[] {
  const copy: JsonValue[] = []
  for (const item of list) {
    if (budget.left <= 0) {
      budget.exceeded = true
      break
    }
    copy.push(cleanJson(item, budget, depth - 1))
  }
  return copy
}

function cleanMap(map: object, budget: Budget, depth: number): JsonObject {
  const copy: JsonObject = Object.create(null)
  for (const [key, item] of Object.entries(map)) {
    if (budget.left <= 0) {
      budget.exceeded = true
      break
    }
    const name = cleanText(key, maxKeyLength)
    budget.left -= name.length + 3
    copy[name] = cleanJson(item, budget, depth - 1)
  }
  return copy
}

/** The same for what must be a map; anything else gives an empty one. */
export function cleanObject(value: unknown, budget: Budget): JsonObject {
  return isRecord(value) ? cleanMap(value, budget, maxJsonDepth) : Object.create(null)
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Adds a note unless the same is there already, or there are too many. */
export function addNote(notes: EventNote[], path: string, what: EventNote['what'], why: string): void {
  if (notes.length >= maxNotes || notes.some((note) => note.path === path && note.why === why)) return
  notes.push({ path, what, why })
}

/** Cleans a text and notes it if it was too long. */
export function clippedText(text: string, max: number, notes: EventNote[], path: string): string {
  if (text.length > max) addNote(notes, path, 'trimmed', `longer than ${max} characters`)
  return cleanText(text, max)
}

/** Keeps both ends of a list: of a stack, who started and who failed. */
export function dropMiddle<T>(list: T[], max: number): T[] {
  if (list.length <= max) return list
  const head = Math.floor(max / 2)
  return [...list.slice(0, head), ...list.slice(list.length - (max - head))]
}

/** Something that people can read, whatever was sent: a list is joined with spaces, a map becomes compact JSON. */
export function asText(value: unknown, max: number): string | undefined {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (typeof value !== 'object' || value === null) return undefined
  const budget = budgetOf(max)
  if (!Array.isArray(value)) return JSON.stringify(cleanJson(value, budget))
  const words: string[] = []
  for (const item of value) {
    if (budget.left <= 0) break
    const clean = cleanJson(item, budget)
    words.push(typeof clean === 'string' ? clean : JSON.stringify(clean))
  }
  return words.join(' ')
}

const maxTitleLength = 250

/** One line that names the event; never empty. */
export function titleOf(type?: string, text?: string): string {
  const line = firstLine(text ?? '')
  const title = type && line ? `${type}: ${line}` : type || line || 'Untitled event'
  return cleanText(title, maxTitleLength)
}

function firstLine(text: string): string {
  const line = text.slice(0, 2000).trimStart()
  const end = line.search(/[\r\n]/)
  return (end < 0 ? line : line.slice(0, end)).trimEnd()
}

const maxCulpritLength = 200

/** Where it happened, for people: the last frame of the sender's own code, else the last frame, else the route. */
export function culpritOf(frames: EventFrame[], route: string | undefined): string {
  const named = frames.filter((frame) => frame.function || frame.file || frame.module)
  const frame = named.findLast((candidate) => candidate.inApp) ?? named.at(-1)
  if (!frame) return route ?? ''
  const where = frame.file ?? frame.module
  const name = frame.function === '?' ? undefined : frame.function
  return cleanText(name && where ? `${name} in ${where}` : (name ?? where ?? ''), maxCulpritLength)
}

/** 32 lower-case hex digits from a UUID in any form; undefined for anything else, and for the nil UUID. */
export function asEventId(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > 36) return undefined
  const id = value.replaceAll('-', '').toLowerCase()
  return /^[0-9a-f]{32}$/.test(id) && !/^0+$/.test(id) ? id : undefined
}

/** How old an event may be that an offline client sends later; older, and the sender's clock is not believed. */
const maxAgeMs = 30 * 24 * 3_600_000
const maxFutureMs = 60_000

/** The sender's time, or `receivedAt` with a note where it is missing or cannot be right. */
export function plausibleTime(sent: Date | undefined, receivedAt: Date, notes: EventNote[]): Date {
  const ageMs = sent ? receivedAt.getTime() - sent.getTime() : Number.NaN
  if (sent && ageMs <= maxAgeMs && ageMs >= -maxFutureMs) return sent
  const why = sent ? `the sender's clock says ${sent.toISOString()}` : 'missing or unreadable'
  addNote(notes, 'occurredAt', 'corrected', `${why}; the time of arrival is used`)
  return receivedAt
}

const rfc3339 = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d(?::\d\d)?)(\.\d{1,12})?\s?([Zz]|[+-]\d\d:?\d\d)?$/

/** RFC 3339; without a zone it is UTC, a space may stand for the T. */
export function readTime(text: string): Date | undefined {
  const match = rfc3339.exec(text.trim())
  if (!match) return undefined
  const [, day, time, fraction = '', zone = 'Z'] = match
  const offset = zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone.toUpperCase()
  return validDate(Date.parse(`${day}T${time}${fraction.slice(0, 4)}${offset}`))
}

/** Undefined for what no `Date` can hold, and outside of the years 1 to 9999. */
export function validDate(epochMs: number): Date | undefined {
  return epochMs > -62_135_596_800_000 && epochMs < 253_402_300_800_000 ? new Date(epochMs) : undefined
}
