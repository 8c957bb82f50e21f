/** Release health (SDK documentation, "Sessions"). Address and browser of whoever it was are not read at all. */
import { tooLarge } from '#platform/errors'
import { asText, isRecord } from '../clean.ts'
import type { SessionCounts, SessionUpdate } from '../records.ts'
import type { EnvelopeItem } from './envelope.ts'
import * as limits from './limits.ts'
import { notKept, quantityOf } from './outcome.ts'
import { readText } from './parts.ts'
import * as record from './record.ts'
import { type Arrival, clockDriftMs, readTimestamp } from './time.ts'

type Sent = Record<string, unknown>

const statuses = ['ok', 'exited', 'crashed', 'abnormal', 'unhandled'] as const
type Status = (typeof statuses)[number]

const isStatus = (value: unknown): value is Status => statuses.some((status) => status === value)

/** One update about one session. */
export function readSession({ payload }: EnvelopeItem, arrival: Arrival): record.Kept {
  const sent = record.payloadOf(payload)
  const common = sent && readCommon(sent, sent.started, sent.did, arrival)
  const status = sent?.status ?? 'ok'
  if (!sent || !common || !isStatus(status)) return record.invalid('session')
  if (isLate(sent, common.startedAt, arrival)) return { outcomes: [notKept('session', 'too_late')] }
  const isFirst = sent.init === true
  const errors = count(sent.errors)
  const session: SessionUpdate = {
    ...common,
    sessionId: record.hexId(sent.sid, 32),
    isFirst,
    sequence: isFirst ? 0 : (quantityBig(sent.seq) ?? arrival.receivedAt.getTime()),
    status,
    // Who died has met at least one error, whatever it had time to tell.
    errors: status === 'crashed' || status === 'abnormal' ? Math.max(1, errors) : errors,
    durationMs: record.durationMsOf(sent.duration),
  }
  return { records: { sessions: [session] } }
}

/** Sessions that the sender counted itself, by their start. Throws too_large for too many of them. */
export function readSessionCounts({ payload }: EnvelopeItem, arrival: Arrival): record.Kept {
  const sent = record.payloadOf(payload)
  if (!sent || !Array.isArray(sent.aggregates)) return record.invalid('sessions')
  const buckets: unknown[] = sent.aggregates
  if (buckets.length > limits.maxSessionBuckets) {
    throw tooLarge(`an item of sessions may hold ${limits.maxSessionBuckets} counts`)
  }
  const read = buckets.map((bucket) => (isRecord(bucket) ? readBucket(sent, bucket, arrival) : undefined))
  const kept = read.filter((bucket) => bucket !== undefined)
  return { records: { sessionCounts: kept }, outcomes: [notKept('sessions', 'invalid', read.length - kept.length)] }
}

function readBucket(sent: Sent, bucket: Sent, arrival: Arrival): SessionCounts | undefined {
  const common = readCommon(sent, bucket.started, bucket.did, arrival)
  if (!common) return undefined
  return {
    ...common,
    exited: count(bucket.exited),
    errored: count(bucket.errored),
    abnormal: count(bucket.abnormal),
    crashed: count(bucket.crashed),
    unhandled: count(bucket.unhandled),
  }
}

/** Undefined without a release or a start: then it says nothing about any release. */
function readCommon(sent: Sent, started: unknown, did: unknown, arrival: Arrival) {
  const attributes = isRecord(sent.attrs) ? sent.attrs : {}
  const release = readText(attributes.release, limits.maxNameLength)
  // Not the time of arrival where it cannot be right: it would make an old session a new one.
  const startedAt = readTimestamp(started, clockDriftMs(arrival))
  if (release === undefined || startedAt === undefined) return undefined
  const user = asText(did, limits.maxUrlLength)
  return {
    receivedAt: arrival.receivedAt,
    release,
    environment: readText(attributes.environment, limits.maxNameLength),
    userHash: user ? arrival.hashUser?.(user) : undefined,
    startedAt: startedAt > arrival.receivedAt ? arrival.receivedAt : startedAt,
  }
}

function isLate(sent: Sent, startedAt: Date, arrival: Arrival): boolean {
  const at = record.timeOf(
    sent.timestamp ?? arrival.receivedAt.toISOString(),
    clockDriftMs(arrival),
    arrival.receivedAt,
  )
  return at.getTime() - startedAt.getTime() > limits.maxSessionAgeMs
}

const count = (value: unknown) => Math.min(quantityOf(value) ?? 0, limits.maxSessionCount)

/** A sequence number is often a time in milliseconds, which is more than a quantity may be. */
const quantityBig = (value: unknown) =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined
