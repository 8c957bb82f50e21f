/**
 * Events as real SDKs send them: any directory of JSON files, each the body of `/store/`, as in
 * github.com/bugsink/event-samples. Each is accepted, or refused for what it really is, grouped, stored and shown; files
 * of one family (`group_<G>_…`, `<name>-xbrowser-<browser>`) are one incident, and different families are different ones.
 */
import { globSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

import { EventBody } from '../server/modules/telemetry/event-body.ts'
import { parseDetail, serializeDetail, type TelemetryEvent } from '../server/modules/telemetry/event.ts'
import { fingerprint } from '../server/modules/telemetry/grouping/index.ts'
import { parseEnvelope, parseStoreBody, sortItems } from '../server/modules/telemetry/sentry/index.ts'
import { AppError } from '../server/platform/errors.ts'
import { describeMeasures, measureGrouping } from './pairwise.ts'
import { attempt, type Case, type SuiteResult } from './suite.ts'

/** `family`: what it is known to be one incident with; `key`: the incident that it falls into. */
export type Sample = { name: string; event: TelemetryEvent; family: string | undefined; key: string }

const maxEventBytes = 1024 * 1024
const arrival = { receivedAt: new Date('2026-05-01T12:00:00Z'), newEventId: () => 'f'.repeat(32) }

export function run(directory: string): SuiteResult {
  const samples: Sample[] = []
  const notes: string[] = []
  const names = globSync('**/*.json', { cwd: directory }).sort()
  const single = names.map((name) => {
    const body = readFileSync(join(directory, name))
    const refusal = documentedRefusal(body)
    if (refusal !== undefined) {
      notes.push(`${name} is refused: ${refusal}`)
      return attempt(name, () => (isRefused(body) ? null : `it is accepted, although: ${refusal}`))
    }
    return attempt(name, () => {
      const event = parseStoreBody(body, arrival)
      samples.push({ name, event, family: familyOf(name), key: fingerprint(event).key })
      return problemOf(event, body)
    })
  })
  const labelled = samples.flatMap(({ family, key }) => (family === undefined ? [] : [{ group: family, key }]))
  if (labelled.length > 0) notes.push(describeMeasures(measureGrouping(labelled)))
  return { cases: [...single, ...familyCases(samples)], notes }
}

/** Of a file that comes from another directory than the others it is another family, whatever its name. */
export function familyOf(name: string): string | undefined {
  const [family] = /^group_\d+(?=_)|^.*-xbrowser(?:-http)?(?=-)/.exec(basename(name)) ?? []
  return family && join(dirname(name), family)
}

/** Why a body may be refused (docs/sending-events.md); undefined where it must be taken, however odd it is. */
function documentedRefusal(body: Buffer): string | undefined {
  if (body.length > maxEventBytes) return `it has more than ${maxEventBytes} bytes`
  try {
    const sent: unknown = JSON.parse(body.toString('utf8').replace(/^\uFEFF/, ''))
    return typeof sent === 'object' && sent !== null && !Array.isArray(sent) ? undefined : 'it is no JSON object'
  } catch {
    return 'it is no JSON'
  }
}

function isRefused(body: Buffer): boolean {
  try {
    parseStoreBody(body, arrival)
    return false
  } catch (error) {
    if (error instanceof AppError) return true
    throw error
  }
}

/** Goes the way of an event from the wire to the screen; says where it was lost. */
function problemOf(event: TelemetryEvent, body: Buffer): string | null {
  const { failure, key } = fingerprint(event)
  if (failure !== undefined)
    return `it could not be grouped: ${failure instanceof Error ? failure.message : JSON.stringify(failure)}`
  if (!/^[0-9a-f]{32}$/.test(key)) return `its group has the odd key ${key}`
  if (fingerprint(parseStoreBody(body, arrival)).key !== key) return 'it falls into another group the second time'
  return enveloped(event, body) ?? shown(event, body)
}

function enveloped(event: TelemetryEvent, body: Buffer): string | null {
  const line = JSON.stringify(JSON.parse(body.toString('utf8').replace(/^\uFEFF/, '')))
  const { events } = sortItems(parseEnvelope(Buffer.from(`{}\n{"type":"event"}\n${line}`)), arrival)
  return JSON.stringify(events) === JSON.stringify([event]) ? null : 'an envelope makes another event of it'
}

/** As it is stored, and as the API answers it. */
function shown(event: TelemetryEvent, body: Buffer): string | null {
  const detail = parseDetail(serializeDetail(event))
  const answer = EventBody.safeParse({
    times: 1,
    service: '',
    route: '',
    host: '',
    traceId: '',
    spanId: '',
    release: '',
    environment: '',
    ...Object.fromEntries(Object.entries({ ...event, ...detail }).filter(([, value]) => value !== undefined)),
    payloadRemoved: false,
  })
  if (!answer.success) return `it cannot be shown: ${answer.error.issues[0]?.path.join('.')}`
  const { title, exceptions, threads } = answer.data
  if (title === '' || title.length > 250 || /[\r\n]/.test(title)) return `it has the odd title ${JSON.stringify(title)}`
  if (event.kind === 'exception' && title === 'Untitled event') return 'an exception has no title'
  const frames = [...exceptions, ...threads].flatMap((part) => part.frames)
  const hasFrames = /"frames"\s*:\s*\[\s*\{/.test(body.toString('utf8'))
  return hasFrames === frames.length > 0 ? null : 'its stack is lost'
}

function familyCases(samples: readonly Sample[]): Case[] {
  const families = Map.groupBy(
    samples.filter(({ family }) => family !== undefined),
    ({ family }) => family ?? '',
  )
  return [...families]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([family, members]) => [
      ...(members.length > 1 ? [attempt(`${family} is one incident`, () => spread(members))] : []),
      ...(families.size > 1
        ? [attempt(`${family} is apart from all others`, () => mixed(family, members, samples))]
        : []),
    ])
}

function spread(members: readonly Sample[]): string | null {
  const groups = [...Map.groupBy(members, ({ key }) => key).values()]
  if (groups.length === 1) return null
  return `it is ${groups.length}: ${groups.map((group) => group.map(({ name }) => basename(name)).join(' + ')).join(' | ')}`
}

function mixed(family: string, members: readonly Sample[], samples: readonly Sample[]): string | null {
  const keys = new Set(members.map(({ key }) => key))
  const strangers = samples.filter(
    (other) => other.family !== undefined && other.family !== family && keys.has(other.key),
  )
  return strangers.length === 0 ? null : `it is together with ${strangers.map(({ name }) => name).join(', ')}`
}
