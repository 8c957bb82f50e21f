/**
 * OTLP requests as other people wrote them: any directory of `*.json` and of protobuf files (`*.pb`, `*.bin`,
 * `*.protobuf-bin`), as in the examples of github.com/open-telemetry/opentelemetry-proto. Each record is taken with all
 * that it says, or rejected for a reason that docs/opentelemetry.md gives; JSON and protobuf of the same say the same.
 */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'

import { json, protobuf, readLogs, readSpans } from '../server/modules/telemetry/otlp/index.ts'
import { encodeLogs, encodeTraces } from '../server/modules/telemetry/otlp/request.fixture.ts'
import type { LogRecord, Span } from '../server/modules/telemetry/records.ts'
import { AppError } from '../server/platform/errors.ts'
import { attempt, type Case, type SuiteResult } from './suite.ts'

type Signal = 'logs' | 'traces'
type Fields = Record<string, unknown>
type Taken = { records: (LogRecord | Span)[]; rejected: string[] }

const arrival = { receivedAt: new Date('2026-05-01T12:00:00Z'), removeCardData: undefined }
const names = {
  logs: { resources: 'resourceLogs', scopes: 'scopeLogs', records: 'logRecords' },
  traces: { resources: 'resourceSpans', scopes: 'scopeSpans', records: 'spans' },
} as const

export function run(directory: string): SuiteResult {
  const notes: string[] = []
  const cases = globSync('**/*.{json,pb,bin,protobuf-bin}', { cwd: directory })
    .sort()
    .flatMap((name): Case[] => {
      const body = readFileSync(join(directory, name))
      if (!name.endsWith('.json')) return binaryCases(directory, name, body, notes)
      return jsonCases(name, body, notes)
    })
  return { cases, notes }
}

function jsonCases(name: string, body: Buffer, notes: string[]): Case[] {
  const request = parsed(body)
  const signal = request && signalOf(request)
  if (!request || request === 'broken') {
    notes.push(`${name} is refused: it is no JSON object`)
    return [attempt(name, () => (isRefused(body) ? null : 'it is accepted, although it is no JSON object'))]
  }
  if (!signal) {
    notes.push(`${name} is not taken: it holds neither logs nor spans`)
    return []
  }
  const own = attempt(name, () => {
    const taken = take(signal, 'json', body)
    return problemOf(request, taken, signal, (why) => notes.push(`${name}: ${why}`))
  })
  const twin = attempt(`${name} as protobuf`, () => {
    const taken = take(signal, 'json', body)
    // What JSON alone can say wrongly has no other form.
    if (taken.rejected.length > 0) return null
    const regular = withValues(request)
    return differenceOf(
      take(signal, 'protobuf', signal === 'logs' ? encodeLogs(regular) : encodeTraces(regular)),
      taken,
    )
  })
  return [own, twin]
}

/** Lists of keys and values in their regular form. */
function withValues(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withValues)
  if (!isFields(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => {
      const regular = withValues(item)
      return [name, name === 'kvlistValue' && Array.isArray(regular) ? { values: regular } : regular]
    }),
  )
}

/** By its name, since protobuf does not say what it is; compared with the JSON file of the same name. */
function binaryCases(directory: string, name: string, body: Buffer, notes: string[]): Case[] {
  const signal = /log|event/i.test(basename(name)) ? 'logs' : /trace|span/i.test(basename(name)) ? 'traces' : undefined
  if (!signal) {
    notes.push(`${name} is not taken: by its name it holds neither logs nor spans`)
    return []
  }
  const twin = join(directory, name.replace(/\.[^.]+$/, '.json'))
  return [
    attempt(name, () => {
      const taken = take(signal, 'protobuf', body)
      if (taken.records.length === 0) return `nothing of it is taken: ${taken.rejected[0] ?? 'it holds no records'}`
      return existsSync(twin) ? differenceOf(taken, take(signal, 'json', readFileSync(twin))) : null
    }),
  ]
}

function take(signal: Signal, encoding: 'json' | 'protobuf', body: Buffer): Taken {
  const decoder = { json, protobuf }[encoding]
  return signal === 'logs'
    ? readLogs(decoder.decodeLogs(body), arrival)
    : readSpans(decoder.decodeTraces(body), arrival)
}

function parsed(body: Buffer): Fields | 'broken' {
  try {
    const value: unknown = JSON.parse(body.toString('utf8').replace(/^\uFEFF/, ''))
    return isFields(value) ? value : 'broken'
  } catch {
    return 'broken'
  }
}

const signalOf = (request: Fields | 'broken'): Signal | undefined =>
  request === 'broken'
    ? undefined
    : 'resourceLogs' in request
      ? 'logs'
      : 'resourceSpans' in request
        ? 'traces'
        : undefined

function isRefused(body: Buffer): boolean {
  try {
    json.decodeLogs(body)
    return false
  } catch (error) {
    if (error instanceof AppError) return true
    throw error
  }
}

type Sent = { record: Fields; attributes: string[] }

/** What was sent, read without any code of the receiver. */
function sentIn(request: Fields, signal: Signal): Sent[] {
  const { resources, scopes, records } = names[signal]
  return listOf(request[resources]).flatMap((one) =>
    listOf(one[scopes]).flatMap((scope) =>
      listOf(scope[records]).map((record) => ({
        record,
        attributes: [record, fieldsOf(scope['scope']), fieldsOf(one['resource'])].flatMap((part) =>
          listOf(part['attributes']).map(({ key }) => String(key)),
        ),
      })),
    ),
  )
}

/** They have places of their own. */
const moved =
  /^(?:service\.(?:name|version)|deployment\.environment(?:\.name)?|host\.name|exception\.stacktrace|user\.(?:id|email|name|full_name)|enduser\.id|)$/

function problemOf(request: Fields, taken: Taken, signal: Signal, note: (why: string) => void): string | null {
  const sent = sentIn(request, signal)
  if (taken.records.length + taken.rejected.length !== sent.length) {
    return `${sent.length} records were sent, ${taken.records.length} taken and ${taken.rejected.length} rejected`
  }
  for (const why of taken.rejected) note(`one is rejected: ${why}`)
  const unfounded = taken.rejected.length - sent.filter(({ record }) => mayBeRejected(record, signal)).length
  if (unfounded > 0) return `${unfounded} are rejected without a documented reason, the last: ${taken.rejected.at(-1)}`
  if (taken.rejected.length > 0) return null
  for (const [index, { record, attributes }] of sent.entries()) {
    const kept = taken.records[index]
    const problem = kept ? lossOf(record, attributes, kept) : 'it is lost'
    if (problem) return `record ${index}: ${problem}`
  }
  return null
}

function lossOf(record: Fields, attributes: string[], kept: LogRecord | Span): string | null {
  const stored = new Set(kept.attributes.map(([name]) => name))
  const lost = attributes.slice(0, 64).find((name) => name.length <= 200 && !moved.test(name) && !stored.has(name))
  if (lost !== undefined) return `the attribute ${lost} is lost`
  for (const name of ['traceId', 'spanId'] as const) {
    const id = record[name]
    if (typeof id === 'string' && isId(id, name) && kept[name] !== id.toLowerCase()) return `its ${name} is lost`
  }
  const text = 'body' in kept ? fieldsOf(record['body'])['stringValue'] : record['name']
  const keptText = 'body' in kept ? kept.body : kept.name
  return typeof text === 'string' && text.length < 4096 && !/[\0\uD800-\uDFFF]/.test(text) && keptText !== text
    ? `its text became ${JSON.stringify(keptText)}`
    : null
}

/** Reasons of docs/opentelemetry.md and of the JSON mapping; a record without any of them must be taken. */
function mayBeRejected(record: Fields, signal: Signal): boolean {
  const hasIds = ['traceId', 'spanId'].every((name) => typeof record[name] === 'string' && isId(record[name], name))
  if (signal === 'traces' && !hasIds) return true
  return hasBadValue(record, 0)
}

/** An enum by its name, a value of several kinds, or one that is nested too deep. */
function hasBadValue(value: unknown, depth: number): boolean {
  if (depth > 60) return true
  if (Array.isArray(value)) return value.some((item) => hasBadValue(item, depth + 1))
  if (!isFields(value)) return false
  const enums = ['kind', 'code', 'severityNumber'].some((name) => typeof value[name] === 'string')
  const kinds = Object.keys(value).filter((name) => /^(?:string|bool|int|double|array|kvlist|bytes)Value$/.test(name))
  return enums || kinds.length > 1 || Object.values(value).some((item) => hasBadValue(item, depth + 1))
}

const isId = (id: string, name: string) =>
  new RegExp(`^[0-9a-f]{${name === 'traceId' ? 32 : 16}}$`, 'i').test(id) && !/^0+$/.test(id)

function differenceOf(one: Taken, other: Taken): string | null {
  const [a, b] = [JSON.stringify(one.records), JSON.stringify(other.records)]
  return a === b ? null : `it says ${a.slice(0, 300)} and not ${b.slice(0, 300)}`
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const fieldsOf = (value: unknown): Fields => (isFields(value) ? value : {})
const listOf = (value: unknown): Fields[] => (Array.isArray(value) ? value.filter(isFields) : [])
