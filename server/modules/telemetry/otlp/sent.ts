/** What a request says, whichever encoding it came in: both decoders answer this, and the same for the same content. */
import { invalidRequest } from '#platform/errors'
import type { JsonObject, JsonValue } from '../event.ts'

export type SentScope = { name: string; version: string; attributes: JsonObject }

/** Ids are lower-case hex, and empty where none or no valid one was sent. Times are nanoseconds since 1970, 0 if none. */
export type SentSpan = {
  traceId: string
  spanId: string
  parentSpanId: string
  kind: number
  startNanos: bigint
  endNanos: bigint
  statusCode: number
  flags: number
  eventNanos: bigint[]
  linked: { traceId: string; spanId: string }[]
  /** All that may hold free text. Of equal keys the last one counts. */
  text: {
    name: string
    statusMessage: string
    attributes: JsonObject
    events: { name: string; attributes: JsonObject }[]
    links: { attributes: JsonObject }[]
  }
}

export type SentLog = {
  timeNanos: bigint
  observedNanos: bigint
  severityNumber: number
  traceId: string
  spanId: string
  text: { severityText: string; eventName: string; body: JsonValue; attributes: JsonObject }
}

/** Records of one program and one library in it. */
export type SentGroup<T> = {
  resource: JsonObject
  scope: SentScope
  records: T[]
}

export type SentBatch<T> = {
  groups: SentGroup<T>[]
  /** Why, for each record that could not be read. */
  rejected: string[]
}

/** One record is at fault, and not its request. The message is told to the sender. */
export class BadRecord extends Error {
  override name = 'BadRecord'
}

export const tooDeep = (): BadRecord => new BadRecord('a value is nested too deep')
export const tooMany = 'more records than one request may have'

export const notReadable = (encoding: 'protobuf' | 'JSON') =>
  invalidRequest(`the body is not valid ${encoding} of an OTLP request`)

/** A number where it is exact, else decimal digits. */
export function wholeNumber(value: bigint): JsonValue {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value.toString()
}

/** Zero has no sign where text is made of it. */
export const anyNumber = (value: number): JsonValue => (Number.isFinite(value) ? value + 0 : String(value))

export const emptyMap = (): JsonObject => Object.create(null) as JsonObject // a map without a prototype is one

/** Lower-case hex of an id with so many bytes; empty for a wrong length and for all zeros, which means none. */
export function validId(hex: string, sizeBytes: number): string {
  const isId = hex.length === sizeBytes * 2 && /^[0-9a-f]+$/i.test(hex) && !/^0+$/.test(hex)
  return isId ? hex.toLowerCase() : ''
}
