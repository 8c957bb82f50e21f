/** What follows from the end of a run: the next expectation is somebody else's; this is the incident. */
import { createHash } from 'node:crypto'
import type { RecordSignals, Signal } from '#modules/telemetry'
import { recordActivity } from '#platform/activity'
import type { Tx } from '#platform/context'
import type { StoredCheckIn } from './check-in-repo.ts'
import { afterResult, type Monitor, type Result, type Status } from './monitor.ts'

/** Decided downstream; called inside the transaction. */
export type Downstream = {
  recordSignals: RecordSignals
  /** Resolves the incident of that key, unless it is resolved; answers which it was. */
  resolveRecovered?: (
    tx: Tx,
    what: { projectId: string; key: string; at: Date; causedBy: string },
  ) => Promise<{ id: string } | undefined>
  /** Of these monitors those for which a planned maintenance says that nobody is to be told at that time. */
  listSuppressed?: (tx: Tx, monitorIds: readonly string[], at: Date) => Promise<ReadonlySet<string>>
}

/** The status after the run ended; `incidentIds`: those that changed. */
export async function followUp(
  tx: Tx,
  downstream: Downstream,
  monitor: Monitor,
  status: Status,
  checkIn: StoredCheckIn,
): Promise<{ status: Status; incidentIds: string[] }> {
  if (checkIn.state === 'inProgress' || monitor.pausedAt !== null) return { status, incidentIds: [] }
  const at = checkIn.finishedAt ?? tx.now()
  // What fails during a planned maintenance stays on record and counts for nothing: the next failure after it does.
  const suppressed = checkIn.state === 'ok' ? undefined : await downstream.listSuppressed?.(tx, [monitor.id], at)
  if (suppressed?.has(monitor.id)) return { status, incidentIds: [] }
  const next = afterResult(monitor, status, checkIn.state, at)
  if (next.change === null) return { status: next.status, incidentIds: [] }
  const key = keyOf(monitor.id, status.environment)
  const { name, slug } = monitor
  const activity = await recordActivity(tx, next.change === 'failed' ? 'monitor.failed' : 'monitor.recovered', {
    subjectId: monitor.id,
    causedBy: checkIn.id,
    data: { name, slug, environment: status.environment, state: checkIn.state },
  })
  if (next.change === 'recovered') {
    const { projectId } = monitor
    const resolved = await downstream.resolveRecovered?.(tx, { projectId, key, at, causedBy: activity.id })
    return { status: next.status, incidentIds: resolved ? [resolved.id] : [] }
  }
  const incidents = await downstream.recordSignals(tx, [signalOf(monitor, checkIn, key, at, activity.id)])
  return { status: next.status, incidentIds: incidents.map(({ id }) => id) }
}

/** Of the incidents that a monitor in one environment opens. */
export function keyOf(monitorId: string, environment: string): string {
  return createHash('sha256')
    .update(JSON.stringify(['heartbeat', monitorId, environment]))
    .digest('hex')
    .slice(0, 32)
}

const words: Record<Result, string> = {
  ok: 'is well',
  error: 'reported an error',
  missed: 'missed its check-in',
  timedOut: 'ran for too long',
  unknown: 'is unknown',
}

function signalOf(monitor: Monitor, checkIn: StoredCheckIn, key: string, at: Date, causedBy: string): Signal {
  const { projectId, name, slug } = monitor
  const state = checkIn.state === 'inProgress' ? 'unknown' : checkIn.state
  const releases = checkIn.release === null ? [] : [checkIn.release]
  return {
    ...{ projectId, key, formerKeys: [], count: 1, firstSeenAt: at, lastSeenAt: at },
    ...{ release: checkIn.release, releases, environments: [checkIn.environment] },
    ...{ kind: 'heartbeat', level: 'error' },
    title: `${name}: ${words[state]}`,
    culprit: slug,
    grouping: {
      method: 'monitor',
      version: 1,
      parts: [
        { kind: 'monitor', value: slug, counted: true },
        { kind: 'environment', value: checkIn.environment, counted: true },
      ],
    },
    eventId: causedBy,
    receivedAt: at,
  }
}
