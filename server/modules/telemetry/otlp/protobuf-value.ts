/** `opentelemetry.proto.common.v1`: AnyValue, KeyValue, Resource, InstrumentationScope. */
import type { JsonObject, JsonValue } from '../event.ts'
import { maxValueDepth } from './limits.ts'
import { endOfMessage, readFields, type Reader } from './protobuf-reader.ts'
import { anyNumber, emptyMap, tooDeep, wholeNumber, type SentScope } from './sent.ts'

/** AnyValue: 1 string, 2 bool, 3 int64, 4 double, 5 array, 6 key-value list, 7 bytes; none of them: empty. */
export function readValue(reader: Reader, end: number, depth = 0): JsonValue {
  if (depth > maxValueDepth) throw tooDeep()
  let value: JsonValue = null
  readFields(reader, end, (tag) => {
    if (tag === 0x0a) value = reader.string()
    else if (tag === 0x10) value = reader.bool()
    else if (tag === 0x18) value = wholeNumber(readInt64(reader))
    else if (tag === 0x21) value = anyNumber(reader.double())
    else if (tag === 0x2a) value = readList(reader, endOfMessage(reader), depth)
    else if (tag === 0x32) value = readMap(reader, endOfMessage(reader), depth)
    else if (tag === 0x3a) value = Buffer.from(reader.bytes()).toString('base64')
    else return false
    return true
  })
  return value
}

function readInt64(reader: Reader): bigint {
  const { high, low } = reader.int64()
  return (BigInt(high) << 32n) | BigInt(low >>> 0)
}

function readList(reader: Reader, end: number, depth: number): JsonValue[] {
  const list: JsonValue[] = []
  readFields(reader, end, (tag) => {
    if (tag !== 0x0a) return false
    list.push(readValue(reader, endOfMessage(reader), depth + 1))
    return true
  })
  return list
}

function readMap(reader: Reader, end: number, depth: number): JsonObject {
  const map = emptyMap()
  readFields(reader, end, (tag) => {
    if (tag !== 0x0a) return false
    readPair(reader, map, depth + 1)
    return true
  })
  return map
}

/** KeyValue: 1 key, 2 value; put into `map`. */
export function readPair(reader: Reader, map: JsonObject, depth = 0): void {
  let key = ''
  let value: JsonValue = null
  readFields(reader, endOfMessage(reader), (tag) => {
    if (tag === 0x0a) key = reader.string()
    else if (tag === 0x12) value = readValue(reader, endOfMessage(reader), depth)
    else return false
    return true
  })
  // Set anew, so that it stands where the one that counts stood.
  delete map[key]
  map[key] = value
}

/** Resource: 1 attributes. */
export function readResource(reader: Reader, into: JsonObject): void {
  readFields(reader, endOfMessage(reader), (tag) => {
    if (tag !== 0x0a) return false
    readPair(reader, into)
    return true
  })
}

/** InstrumentationScope: 1 name, 2 version, 3 attributes. */
export function readScope(reader: Reader, into: SentScope): void {
  readFields(reader, endOfMessage(reader), (tag) => {
    if (tag === 0x0a) into.name = reader.string()
    else if (tag === 0x12) into.version = reader.string()
    else if (tag === 0x1a) readPair(reader, into.attributes)
    else return false
    return true
  })
}
