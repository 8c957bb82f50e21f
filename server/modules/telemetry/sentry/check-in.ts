/** Heartbeats (SDK documentation, "Check-Ins"). */
import { Cron } from 'croner'
import { isRecord } from '../clean.ts'
import type { CheckIn, CheckInSchedule } from '../records.ts'
import type { EnvelopeItem } from './envelope.ts'
import * as limits from './limits.ts'
import { notKept } from './outcome.ts'
import { readText } from './parts.ts'
import * as record from './record.ts'
import type { Arrival } from './time.ts'

type Sent = Record<string, unknown>

const statuses: Record<string, CheckIn['status']> = { in_progress: 'inProgress', ok: 'ok', error: 'error' }

export function readCheckInItem({ payload }: EnvelopeItem, arrival: Arrival): record.Kept {
  const sent = record.payloadOf(payload)
  return sent ? readCheckIn(sent, arrival) : record.invalid('check_in')
}

/**
 * Reads one check-in. A schedule that cannot be is counted (`invalid_schedule`) and left out; the check-in itself stays.
 * Without an id it belongs to the run that is in progress, as one whose id is all zeros; a run that begins gets an id.
 */
export function readCheckIn(sent: Sent, arrival: Arrival): record.Kept {
  arrival.removeCardData?.(sent)
  const monitorSlug = slugOf(sent.monitor_slug)
  const status =
    typeof sent.status === 'string' && Object.hasOwn(statuses, sent.status) ? statuses[sent.status] : undefined
  if (monitorSlug === undefined || status === undefined) return record.invalid('check_in')
  const trace = isRecord(sent.contexts) && isRecord(sent.contexts.trace) ? sent.contexts.trace : {}
  const schedule = isRecord(sent.monitor_config) ? readSchedule(sent.monitor_config) : undefined
  const id = record.hexId(sent.check_in_id, 32)
  const checkIn: CheckIn = {
    receivedAt: arrival.receivedAt,
    id: id ?? (status === 'inProgress' && !isNil(sent.check_in_id) ? arrival.newEventId() : null),
    monitorSlug,
    status,
    durationMs: status === 'inProgress' ? undefined : record.durationMsOf(sent.duration),
    traceId: record.hexId(trace.trace_id, 32),
    release: readText(sent.release, limits.maxNameLength),
    environment: readText(sent.environment, limits.maxNameLength),
    schedule: schedule === 'invalid' ? undefined : schedule,
  }
  const refused = schedule === 'invalid' ? [notKept('check_in', 'invalid_schedule')] : []
  return { records: { checkIns: [checkIn] }, outcomes: refused }
}

const isNil = (id: unknown) => typeof id === 'string' && /^[0-]{32,36}$/.test(id)

/** Lower-case letters, digits, `_` and `-`, at most 50: everything else becomes a dash. Undefined where nothing is left. */
export function slugOf(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined
  const words = value
    .slice(0, 200)
    .toLowerCase()
    .split(/[^a-z0-9_]/)
  const slug = words
    .filter((word) => word !== '')
    .join('-')
    .slice(0, limits.maxSlugLength)
    .replace(/-$/, '')
  return slug === '' ? undefined : slug
}

/** Names that stand for five fields. */
const nicknames: Record<string, string> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
}

const units = ['minute', 'hour', 'day', 'week', 'month', 'year'] as const

/** `monitor_config`. An owner is a name of the vendor's own people and teams: it is not read. */
export function readSchedule(config: Sent): CheckInSchedule | 'invalid' {
  const when = isRecord(config.schedule) ? readWhen(config.schedule, config.timezone) : undefined
  if (when === undefined) return 'invalid'
  return {
    when,
    marginMinutes: whole(config.checkin_margin, 0, limits.maxScheduleMinutes),
    maxRunMinutes: whole(config.max_runtime, 1, limits.maxScheduleMinutes),
    failuresToOpen: whole(config.failure_issue_threshold, 1, limits.maxThreshold),
    successesToResolve: whole(config.recovery_threshold, 1, limits.maxThreshold),
  }
}

function readWhen({ type, value, unit }: Sent, timeZone: unknown): CheckInSchedule['when'] | undefined {
  if (type === 'interval') {
    const every = whole(value, 1, limits.maxScheduleInterval)
    const known = units.find((name) => name === unit)
    return every === undefined || known === undefined ? undefined : { every, unit: known }
  }
  if (type !== 'crontab' || typeof value !== 'string' || value.length > 200) return undefined
  const text = value.trim().toLowerCase()
  const cron = Object.hasOwn(nicknames, text) ? (nicknames[text] ?? '') : value.trim().replaceAll(/\s+/g, ' ')
  const zone = timeZone == null || timeZone === '' ? 'UTC' : timeZone
  return isCron(cron, zone) ? { cron, timeZone: zone } : undefined
}

/** Five fields that come true some day, in a zone that there is. */
function isCron(cron: string, timeZone: unknown): timeZone is string {
  if (typeof timeZone !== 'string' || timeZone.length > 64 || cron.split(' ').length !== 5) return false
  try {
    return new Cron(cron, { paused: true, timezone: timeZone, mode: '5-part' }).nextRun() !== null
  } catch {
    return false
  }
}

const whole = (value: unknown, min: number, max: number) =>
  typeof value === 'number' && Number.isInteger(value) && value >= min ? Math.min(value, max) : undefined
