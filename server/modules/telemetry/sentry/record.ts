/** What the readers of items share: how they are asked, what they give, and the attributes that logs and spans have. */
import { asText, cleanText, isRecord, plausibleTime } from '../clean.ts'
import type { TelemetryEvent } from '../event.ts'
import type { Records } from '../records.ts'
import { parsePayload } from './event.ts'
import * as limits from './limits.ts'
import { notKept, type Outcome } from './outcome.ts'
import { readText } from './parts.ts'
import { type Arrival, readTimestamp } from './time.ts'

/** What became of one item. */
export type Kept = { events?: TelemetryEvent[]; records?: Records; outcomes?: Outcome[] }

/** The payload of an item as a JSON object, or undefined: then the item is counted as invalid and costs nothing else. */
export function payloadOf(payload: Buffer): Record<string, unknown> | undefined {
  try {
    return parsePayload(payload)
  } catch {
    return undefined
  }
}

export const invalid = (itemType: string, quantity = 1): Kept => ({
  outcomes: [notKept(itemType, 'invalid', quantity)],
})

/**
 * Card data leaves a part of a payload, but for the named ids: made of hexadecimal digits, some of them look like
 * numbers of cards, and what is tied together by them would fall apart.
 */
export function removeCardData(sent: Record<string, unknown>, keep: readonly string[], arrival: Arrival): void {
  if (!arrival.removeCardData) return
  const kept = keep.flatMap((name) => (typeof sent[name] === 'string' && isHex(sent[name]) ? [[name, sent[name]]] : []))
  arrival.removeCardData(sent)
  Object.assign(sent, Object.fromEntries(kept))
}

const isHex = (text: string) => /^[0-9a-f-]{1,36}$/i.test(text)

/** Hexadecimal digits in lower case, so many; undefined for anything else, and for all zeros. */
export function hexId(value: unknown, digits: number): string | undefined {
  const text = typeof value === 'string' ? value.replaceAll('-', '').toLowerCase() : ''
  return text.length === digits && /^[0-9a-f]+$/.test(text) && !/^0+$/.test(text) ? text : undefined
}

/** Attributes by name; the last of a repeated name counts. */
export type Attributes = Map<string, string>

/**
 * `{name: {value, type}}` as SDKs write it since version 9, or `{name: value}`. The type says nothing that the value
 * does not. The protocol's own prefix goes: `sentry.sdk.name` becomes `sdk.name`.
 */
export function readAttributes(value: unknown, into: Attributes = new Map()): Attributes {
  if (!isRecord(value)) return into
  for (const [key, sent] of Object.entries(value)) {
    if (into.size >= limits.maxRecordAttributes) break
    const name = readText(key.replace(/^sentry\./, ''), limits.maxNameLength)
    const text = asText(isRecord(sent) && Object.hasOwn(sent, 'value') ? sent.value : sent, limits.maxRecordValue)
    if (name !== undefined && text !== undefined) into.set(name, cleanText(text, limits.maxRecordValue))
  }
  return into
}

/** Takes an attribute out, because it has a place of its own. */
export function take(attributes: Attributes, name: string, maxLength: number = limits.maxNameLength) {
  const value = attributes.get(name)
  attributes.delete(name)
  return value === undefined || value === '' ? undefined : cleanText(value, maxLength)
}

/** What says who sent it, out of the attributes. */
export function takeSender(attributes: Attributes) {
  return {
    service: take(attributes, 'service.name'),
    release: take(attributes, 'release'),
    environment: take(attributes, 'environment'),
    host: take(attributes, 'server.address'),
  }
}

/** A time of the sender; when it arrived, where that cannot be right. */
export const timeOf = (value: unknown, driftMs: number, receivedAt: Date): Date =>
  plausibleTime(readTimestamp(value, driftMs), receivedAt, [])

/** Seconds as milliseconds; undefined for what is no duration. */
export function durationMsOf(seconds: unknown): number | undefined {
  const sent = typeof seconds === 'string' && /^\d{1,9}(\.\d{1,9})?$/.test(seconds) ? Number(seconds) : seconds
  return typeof sent === 'number' && sent >= 0 && sent <= limits.maxDurationSeconds
    ? Math.round(sent * 1000)
    : undefined
}
