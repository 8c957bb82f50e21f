/** Takes in what programs say of their runs. Called for what one request brought, after it was admitted. */
import { addOutcomes, type CheckIn } from '#modules/telemetry'
import { recordActivity } from '#platform/activity'
import { systemContext, type Services, type Tx } from '#platform/context'
import { inTransaction } from '#platform/database'
import { newHexKey, newId } from '#platform/ids'
import * as checkIns from './check-in-repo.ts'
import { followUp, type Downstream } from './follow-up.ts'
import {
  defaults,
  expectNext,
  isSlug,
  maxEnvironments,
  maxMinutes,
  maxMonitors,
  maxThreshold,
  newStatus,
  type Monitor,
  type Status,
} from './monitor.ts'
import * as repo from './repo.ts'
import { problemOf } from './schedule.ts'

type Target = { workspaceId: string; projectId: string }

const minuteMs = 60_000
const defaultEnvironment = 'production'
const maxNameLength = 200

/**
 * Each in a transaction of its own, in the order in which they came. Repeatable: a check-in that is known and over
 * changes nothing.
 */
export async function recordCheckIns(
  services: Services,
  downstream: Downstream,
  { workspaceId, projectId }: Target,
  given: readonly CheckIn[],
): Promise<void> {
  const ctx = systemContext(services, workspaceId, 'check-ins')
  for (const checkIn of given) {
    const ids = await inTransaction(ctx, (tx) => recordCheckIn(tx, downstream, projectId, checkIn))
    if (ids.length > 0) services.live.incidentsCounted(workspaceId, ids)
  }
}

/** Ids of the incidents that changed. */
async function recordCheckIn(tx: Tx, downstream: Downstream, projectId: string, given: CheckIn): Promise<string[]> {
  const environment = (given.environment ?? '').slice(0, maxNameLength) || defaultEnvironment
  const found = await monitorFor(tx, projectId, given)
  if (typeof found === 'string') return refuse(tx, projectId, found)
  const { monitor, changed } = found
  const statuses = await repo.listStatuses(tx, [monitor.id])
  const known = statuses.find((status) => status.environment === environment)
  if (!known && statuses.length >= maxEnvironments) return refuse(tx, projectId, 'too_many_environments')
  const before = known ?? newStatus(environment)
  const { checkIn, isNew } = await checkInFor(tx, monitor, before, given)
  if (!checkIn) return []
  await checkIns.save(tx, checkIn)
  let status: Status = isNew ? { ...before, lastCheckInAt: given.receivedAt } : before
  if (isNew || changed) status = expectNext(monitor, status, given.receivedAt)
  const followed = await followUp(tx, downstream, monitor, status, checkIn)
  await repo.saveStatus(tx, monitor.id, followed.status)
  return followed.incidentIds
}

async function refuse(tx: Tx, projectId: string, reason: string): Promise<string[]> {
  await addOutcomes(tx, projectId, [{ category: 'monitor', reason, quantity: 1, by: 'server' }])
  return []
}

/** The monitor, made or changed by what came along; or why there is none. Its row is locked. */
async function monitorFor(
  tx: Tx,
  projectId: string,
  { monitorSlug: slug, schedule: settings }: CheckIn,
): Promise<{ monitor: Monitor; changed: boolean } | string> {
  if (!isSlug(slug)) return 'invalid_slug'
  let existing = await repo.findBySlugForUpdate(tx, projectId, slug)
  if (!existing) {
    const count = await repo.countForUpdate(tx)
    // Made by another request while this one waited.
    existing = await repo.findBySlugForUpdate(tx, projectId, slug)
    if (!existing && count >= maxMonitors) return 'too_many_monitors'
  }
  const before = existing ?? newMonitor(tx, projectId, slug)
  const valid = settings !== undefined && problemOf(settings.when) === undefined
  // The check-in is kept: that the program ran is true whatever it says of its schedule.
  if (settings !== undefined && !valid) await refuse(tx, projectId, 'invalid_schedule')
  const monitor = valid ? withSettings(before, settings) : before
  if (!existing) {
    await repo.insert(tx, monitor)
    await recordActivity(tx, 'monitor.created', { subjectId: monitor.id, data: { name: monitor.name, slug } })
    return { monitor, changed: true }
  }
  const changed = JSON.stringify(monitor) !== JSON.stringify(before)
  if (changed) await repo.update(tx, { ...monitor, updatedAt: tx.now() })
  return { monitor, changed }
}

function newMonitor(tx: Tx, projectId: string, slug: string): Monitor {
  const now = tx.now()
  const id = newId('mon', now)
  return {
    id,
    projectId,
    slug,
    name: slug,
    schedule: null,
    ...defaults,
    pausedAt: null,
    createdAt: now,
    updatedAt: now,
  }
}

function withSettings(monitor: Monitor, settings: NonNullable<CheckIn['schedule']>): Monitor {
  const { marginMinutes, maxRunMinutes, failuresToOpen, successesToResolve } = settings
  return {
    ...monitor,
    schedule: settings.when,
    marginMinutes: within(marginMinutes, 0, maxMinutes) ?? monitor.marginMinutes,
    maxRunMinutes: within(maxRunMinutes, 1, maxMinutes) ?? monitor.maxRunMinutes,
    failuresToOpen: within(failuresToOpen, 1, maxThreshold) ?? monitor.failuresToOpen,
    successesToResolve: within(successesToResolve, 1, maxThreshold) ?? monitor.successesToResolve,
  }
}

function within(value: number | undefined, least: number, most: number): number | undefined {
  return value === undefined || Number.isNaN(value) ? undefined : Math.trunc(Math.min(most, Math.max(least, value)))
}

/** The run as it is after this word of it; undefined: nothing changes, because it is over. */
async function checkInFor(
  tx: Tx,
  monitor: Monitor,
  { environment, expectedAt }: Status,
  given: CheckIn,
): Promise<{ checkIn: checkIns.StoredCheckIn | undefined; isNew: boolean }> {
  const place = { monitorId: monitor.id, environment }
  const before =
    given.id === null ? await checkIns.findRunning(tx, place) : await checkIns.findByReference(tx, place, given.id)
  const timesOutAt = new Date(given.receivedAt.getTime() + monitor.maxRunMinutes * minuteMs)
  if (before) {
    if (before.state !== 'inProgress') return { checkIn: undefined, isNew: false }
    if (given.status === 'inProgress') return { checkIn: { ...before, timesOutAt }, isNew: false }
    const durationMs = lengthOf(given) ?? Math.max(0, given.receivedAt.getTime() - before.startedAt.getTime())
    const finished = { state: given.status, finishedAt: given.receivedAt, durationMs, timesOutAt: null }
    return { checkIn: { ...before, ...finished }, isNew: false }
  }
  const running = given.status === 'inProgress'
  const durationMs = running ? null : lengthOf(given)
  const checkIn: checkIns.StoredCheckIn = {
    ...place,
    id: newId('chk', tx.now()),
    reference: given.id ?? newHexKey(),
    state: given.status,
    startedAt: new Date(given.receivedAt.getTime() - (durationMs ?? 0)),
    finishedAt: running ? null : given.receivedAt,
    durationMs,
    expectedAt,
    timesOutAt: running ? timesOutAt : null,
    release: given.release ?? null,
    traceId: given.traceId ?? null,
  }
  return { checkIn, isNew: true }
}

/** A year at most: what is longer is a unit that was mistaken. */
const maxDurationMs = 366 * 24 * 3_600_000

function lengthOf({ durationMs }: CheckIn): number | null {
  if (durationMs === undefined || !Number.isFinite(durationMs)) return null
  return Math.trunc(Math.min(maxDurationMs, Math.max(0, durationMs)))
}
