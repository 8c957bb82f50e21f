/**
 * OTLP's JSON mapping of single values (specification, "JSON Protobuf Encoding"): lowerCamelCase names only, ids in hex,
 * enums as integers, 64-bit integers as strings or numbers, `null` as the default. What has another type makes its
 * record a bad one.
 */
import { isRecord } from '../clean.ts'
import type { JsonObject, JsonValue } from '../event.ts'
import { maxValueDepth } from './limits.ts'
import { anyNumber, BadRecord, emptyMap, tooDeep, validId, wholeNumber } from './sent.ts'

type Fields = Record<string, unknown>

export function fieldsOf(value: unknown, what: string): Fields {
  if (value === undefined || value === null) return {}
  if (!isRecord(value)) throw new BadRecord(`${what} is not an object`)
  return value
}

export function listOf(value: unknown, what: string): unknown[] {
  if (value === undefined || value === null) return []
  if (!Array.isArray(value)) throw new BadRecord(`${what} is not a list`)
  return value
}

export function textOf(value: unknown, what: string): string {
  if (value === undefined || value === null) return ''
  if (typeof value !== 'string') throw new BadRecord(`${what} is not a text`)
  return value
}

/** An enum: a name in place of its number is not valid. */
export function integerOf(value: unknown, what: string): number {
  if (value === undefined || value === null) return 0
  if (typeof value !== 'number' || !Number.isInteger(value)) throw new BadRecord(`${what} is not an integer`)
  return value | 0
}

/** Flags, as number or digits. */
export function flagsOf(value: unknown): number {
  const flags = wideOf(value, 'flags', /^\d{1,10}$/)
  return Number(flags & 0xffffffffn)
}

const maxUint64 = 2n ** 64n - 1n
const maxInt64 = 2n ** 63n - 1n

export function nanosOf(value: unknown, what: string): bigint {
  const nanos = wideOf(value, what, /^\d{1,20}$/)
  if (nanos > maxUint64) throw new BadRecord(`${what} is larger than 64 bits`)
  return nanos
}

/** 64-bit integers as digits, or as a number, which may have lost its last digits before it came here. */
function wideOf(value: unknown, what: string, digits: RegExp): bigint {
  if (value === undefined || value === null) return 0n
  if (typeof value === 'number' && Number.isInteger(value)) {
    const whole = BigInt(value)
    if (digits.test(whole.toString())) return whole
  }
  if (typeof value === 'string' && digits.test(value)) return BigInt(value)
  throw new BadRecord(`${what} is not an integer`)
}

/** Not base64: what is no hex of the right length is no id. */
export function idOf(value: unknown, sizeBytes: number): string {
  return typeof value === 'string' ? validId(value, sizeBytes) : ''
}

export function mapOf(pairs: unknown, what: string, depth = 0): JsonObject {
  const map = emptyMap()
  for (const pair of listOf(pairs, what)) {
    const { key, value } = fieldsOf(pair, what)
    const name = textOf(key, `a key of ${what}`)
    // Set anew, so that it stands where the one that counts stood.
    delete map[name]
    map[name] = anyValueOf(value, what, depth)
  }
  return map
}

const kinds = [
  'stringValue',
  'boolValue',
  'intValue',
  'doubleValue',
  'arrayValue',
  'kvlistValue',
  'bytesValue',
] as const

/** None of the kinds: empty. */
export function anyValueOf(sent: unknown, what: string, depth = 0): JsonValue {
  if (depth > maxValueDepth) throw tooDeep()
  const fields = fieldsOf(sent, `a value of ${what}`)
  const given = kinds.filter((kind) => fields[kind] !== undefined && fields[kind] !== null)
  const [kind] = given
  if (kind === undefined) return null
  if (given.length > 1) throw new BadRecord(`a value of ${what} is of several kinds`)
  const value = fields[kind]
  if (kind === 'arrayValue') {
    return listOf(fieldsOf(value, what)['values'], what).map((item) => anyValueOf(item, what, depth + 1))
  }
  // One of the specification's own examples was written without `values` for a long time, and was copied.
  if (kind === 'kvlistValue') {
    return mapOf(Array.isArray(value) ? value : fieldsOf(value, what)['values'], what, depth + 1)
  }
  return plainValueOf(kind, value, what)
}

function plainValueOf(kind: (typeof kinds)[number], value: unknown, what: string): JsonValue {
  if (kind === 'stringValue' && typeof value === 'string') return value
  if (kind === 'boolValue' && typeof value === 'boolean') return value
  if (kind === 'doubleValue') return doubleOf(value, what)
  if (kind === 'bytesValue' && typeof value === 'string' && /^[\w+/-]*={0,2}$/.test(value)) {
    return Buffer.from(value, 'base64').toString('base64')
  }
  if (kind !== 'intValue') throw new BadRecord(`a ${kind} of ${what} is none`)
  const whole = wideOf(value, `an intValue of ${what}`, /^-?\d{1,19}$/)
  if (whole > maxInt64 || whole < -maxInt64 - 1n) throw new BadRecord(`an intValue of ${what} is larger than 64 bits`)
  return wholeNumber(whole)
}

/** A number, or as text one of those that JSON does not have. */
function doubleOf(value: unknown, what: string): JsonValue {
  if (typeof value === 'number') return anyNumber(value)
  if (typeof value === 'string' && /^(?:NaN|-?Infinity)$/.test(value)) return value
  if (typeof value === 'string' && /^-?\d{1,30}(?:\.\d{1,30})?(?:[eE][+-]?\d{1,3})?$/.test(value)) {
    return anyNumber(Number(value))
  }
  throw new BadRecord(`a doubleValue of ${what} is none`)
}
