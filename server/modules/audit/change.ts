/** What an entry keeps of a change: the fields that differ, without secrets, within bounds. Pure. */
import type { JsonValue } from '#platform/database'

/** The fields of a thing; values that JSON cannot hold are written as text. */
export type AuditFields = Readonly<Record<string, unknown>>

export type Change = { before: JsonValue; after: JsonValue }

const maxTextBytes = 2_048
const maxChangeBytes = 16 * 1024
const maxDepth = 5
const maxItems = 100
const maxKeyLength = 50

export const redacted = '[redacted]'

/**
 * Keys whose values never pass, at any depth. Rather one word too many: what is lost is a detail of an entry. An id of a
 * key is none; its name, prefix, scopes and expiry are what a reader needs.
 */
const secretKey =
  /pass(word|phrase|code)|secret|token|credential|authori[sz]ation|cookie|signature|signing|pepper|private|envelope|dsn|otp|qrcode|recovery|(key|keys|hash)$|^(pin|code|codes|salt)$/i

/** Secrets that stand in a text under a harmless name: our own keys, signing secrets, whatever precedes an `@`. */
const secretText = /\b(wwk_|whsec_)[\w+/=-]+/g

/** Null when nothing differs. */
export function changeOf(before: AuditFields | undefined, after: AuditFields | undefined): Change | null {
  const from = clean(before)
  const to = clean(after)
  // When it was changed is the time of the entry.
  const keys = [...new Set([...Object.keys(from), ...Object.keys(to)])].filter((key) => key !== 'updatedAt')
  const differing = keys.filter((key) => JSON.stringify(from[key]) !== JSON.stringify(to[key]))
  if (differing.length === 0) return null
  const pick = (fields: Record<string, JsonValue>): Record<string, JsonValue> =>
    Object.fromEntries(differing.flatMap((key) => (key in fields ? [[key, redact(key, fields[key] ?? null)]] : [])))
  return bound({ before: before ? pick(from) : null, after: after ? pick(to) : null })
}

function clean(fields: AuditFields | undefined): Record<string, JsonValue> {
  // So many fields fit, whatever they hold.
  const entries = Object.entries(fields ?? {})
    .slice(0, maxItems)
    .flatMap(([key, value]) => {
      const plain = plainOf(value, 0)
      return plain === undefined ? [] : [[storable(key).slice(0, maxKeyLength), plain] as const]
    })
  return Object.fromEntries(entries)
}

function plainOf(value: unknown, depth: number): JsonValue | undefined {
  if (value === null) return null
  if (typeof value === 'string') return storable(value)
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (typeof value === 'boolean') return value
  if (typeof value === 'bigint') return value.toString()
  if (typeof value !== 'object') return undefined
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString()
  if (ArrayBuffer.isView(value)) return '[bytes]'
  if (depth >= maxDepth) return '[left out: too deep]'
  if (value instanceof Set) return plainOf([...value], depth)
  if (Array.isArray(value)) return value.slice(0, maxItems).map((item) => plainOf(item, depth + 1) ?? null)
  const members = Object.entries(value).slice(0, maxItems)
  return Object.fromEntries(
    members.flatMap(([key, item]) => {
      const plain = plainOf(item, depth + 1)
      return plain === undefined ? [] : [[storable(key), plain]]
    }),
  )
}

function redact(key: string, value: JsonValue): JsonValue {
  if (value !== null && secretKey.test(key)) return redacted
  if (typeof value === 'string') return shorten(withoutSecrets(value))
  if (Array.isArray(value)) return value.map((item) => redact('', item))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, redact(name, item)]))
}

/** An address of a webhook is a secret to whoever gave it out: its path or its query often is the whole key. */
function withoutSecrets(text: string): string {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) {
    const url = URL.canParse(text) ? new URL(text) : undefined
    if (!url) return redacted
    const bare = `${url.protocol}//${url.host}`
    return url.username || url.password || url.search || url.pathname.length > 1 ? `${bare}/${redacted}` : bare
  }
  return text.replaceAll(secretText, redacted)
}

function shorten(text: string): string {
  const bytes = Buffer.from(text)
  if (bytes.length <= maxTextBytes) return text
  // A character that the cut goes through is dropped.
  const kept = bytes.subarray(0, maxTextBytes - 3).toString()
  return `${kept.replace(/\uFFFD+$/, '')}…`
}

/** The largest fields go first. */
function bound(change: Change): Change {
  const size = (value: JsonValue): number => Buffer.byteLength(JSON.stringify(value))
  let total = size([change.before, change.after])
  if (total <= maxChangeBytes) return change
  const sides = [change.before, change.after].filter((side) => typeof side === 'object' && side !== null)
  const fields = sides
    .flatMap((side) => Object.entries(side).map(([key, value]) => ({ side, key, size: size(value) })))
    .sort((one, other) => other.size - one.size)
  for (const { side, key, size: fieldSize } of fields) {
    if (total <= maxChangeBytes) break
    Object.assign(side, { [key]: tooLarge })
    total += size(tooLarge) - fieldSize
  }
  return change
}

const tooLarge = '[left out: too large]'

/** PostgreSQL holds neither NUL nor lone surrogates. */
function storable(text: string): string {
  return text.replaceAll('\u0000', '\uFFFD').toWellFormed()
}
