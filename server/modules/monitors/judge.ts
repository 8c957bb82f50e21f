/** Finds what did not happen: check-ins that did not come, and runs that do not end. */
import { systemContext, type Services, type Tx } from '#platform/context'
import { inPlatformTransaction, inTransaction } from '#platform/database'
import { newId } from '#platform/ids'
import * as checkIns from './check-in-repo.ts'
import { followUp, type Downstream } from './follow-up.ts'
import { expectNext } from './monitor.ts'
import * as repo from './repo.ts'

export const everySeconds = 15
/**
 * Nobody has watched for so long: what was due then may well have been said to nobody. Far above the time between two
 * looks, far below what people take for an outage of theirs.
 */
export const awayMs = 5 * 60_000
const sliceRows = 200
/** Of one look; the next one goes on. */
const maxSlices = 50

/**
 * Safe to run in several processes at once: each monitor is judged under its lock, and whoever comes second finds that
 * nothing is due any more. After a time in which nobody watched, what was due is unknown and not missed.
 */
export async function judgeMonitors(services: Services, downstream: Downstream): Promise<void> {
  const now = services.now()
  const watchedUntil = await inPlatformTransaction(services, repo.findWatchedUntil)
  const awaySince = watchedUntil && now.getTime() - watchedUntil.getTime() > awayMs ? watchedUntil : null
  await judgeDue(services, downstream, awaySince)
  await inPlatformTransaction(services, (tx) => repo.setWatchedUntil(tx, now))
}

/** `awaySince`: what became due after it was not watched; null where somebody did. */
export async function judgeDue(services: Services, downstream: Downstream, awaySince: Date | null): Promise<void> {
  // Runs first: one that ends by time is no reason to miss the next.
  await inSlices(
    services,
    (limit) => inPlatformTransaction(services, (tx) => checkIns.listOverdue(tx, services.now(), limit)),
    (tx, { id, monitorId }) => endOverdue(tx, downstream, { id, monitorId, awaySince }),
  )
  await inSlices(
    services,
    (limit) => inPlatformTransaction(services, (tx) => repo.listDue(tx, services.now(), limit)),
    (tx, { monitorId, environment }) => miss(tx, downstream, { monitorId, environment, awaySince }),
  )
}

async function inSlices<D extends { workspaceId: string }>(
  services: Services,
  list: (limit: number) => Promise<D[]>,
  judge: (tx: Tx, due: D) => Promise<string[]>,
): Promise<void> {
  for (let slice = 0; slice < maxSlices; slice++) {
    const found = await list(sliceRows)
    let failed = 0
    for (const due of found) {
      const ctx = systemContext(services, due.workspaceId, 'heartbeats')
      try {
        const ids = await inTransaction(ctx, (tx) => judge(tx, due))
        if (ids.length > 0) services.live.incidentsCounted(due.workspaceId, ids)
      } catch (error) {
        // One that cannot be judged must not hold up the others.
        services.log.warn('a monitor could not be judged', { component: 'heartbeats', error })
        failed++
      }
    }
    if (found.length < sliceRows || failed > 0) return
  }
}

type Due = { monitorId: string; awaySince: Date | null }

async function miss(tx: Tx, downstream: Downstream, due: Due & { environment: string }): Promise<string[]> {
  const monitor = await repo.findForUpdate(tx, due.monitorId)
  if (!monitor) return []
  const statuses = await repo.listStatuses(tx, [monitor.id])
  const status = statuses.find(({ environment }) => environment === due.environment)
  // Someone else was first, or a check-in came.
  if (!status?.expectedAt || !status.dueAt || status.dueAt >= tx.now()) return []
  const { environment, expectedAt, dueAt } = status
  const checkIn: checkIns.StoredCheckIn = {
    id: newId('chk', tx.now()),
    monitorId: monitor.id,
    environment,
    reference: `expected ${expectedAt.toISOString()}`,
    state: due.awaySince && dueAt > due.awaySince ? 'unknown' : 'missed',
    startedAt: expectedAt,
    finishedAt: dueAt,
    ...{ durationMs: null, expectedAt, timesOutAt: null, release: null, traceId: null },
  }
  await checkIns.save(tx, checkIn)
  // What was due since then is not made up for one by one: one look, one miss.
  let next = expectNext(monitor, status, expectedAt)
  if (next.dueAt && next.dueAt < tx.now()) next = expectNext(monitor, status, tx.now())
  const followed = await followUp(tx, downstream, monitor, next, checkIn)
  await repo.saveStatus(tx, monitor.id, followed.status)
  return followed.incidentIds
}

async function endOverdue(tx: Tx, downstream: Downstream, due: Due & { id: string }): Promise<string[]> {
  const monitor = await repo.findForUpdate(tx, due.monitorId)
  const running = await checkIns.find(tx, due.id)
  if (!monitor || running?.state !== 'inProgress' || !running.timesOutAt || running.timesOutAt >= tx.now()) return []
  const { timesOutAt, environment } = running
  const state = due.awaySince && timesOutAt > due.awaySince ? 'unknown' : 'timedOut'
  const durationMs = timesOutAt.getTime() - running.startedAt.getTime()
  const checkIn = { ...running, state, finishedAt: timesOutAt, durationMs, timesOutAt: null } as const
  await checkIns.save(tx, checkIn)
  const statuses = await repo.listStatuses(tx, [monitor.id])
  const status = statuses.find((each) => each.environment === environment)
  if (!status) return []
  const followed = await followUp(tx, downstream, monitor, status, checkIn)
  await repo.saveStatus(tx, monitor.id, followed.status)
  return followed.incidentIds
}
