/** What follows from how monitors are: incidents open, and resolve themselves. */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Signal } from '#modules/telemetry'
import { recordActivity } from '#platform/activity'
import type { Context, Tx } from '#platform/context'
import { inTransaction } from '#platform/database'
import { defineJob, type AnyJob } from '#platform/jobs'
import type { Downstream } from '../follow-up.ts'
import * as repo from './follow-repo.ts'
import { followJobName } from './wake.ts'

const sliceRows = 100
const maxSlices = 200

/** Wakes when a monitor went down or came back, and looks at all of the workspace. */
export function createFollowJob(downstream: Downstream): AnyJob {
  return defineJob({
    name: followJobName,
    purpose: 'incidents',
    reads: ['C14'],
    input: z.object({}),
    handle: (ctx) => followChecks(ctx, downstream),
  })
}

/**
 * Brings the incidents of a workspace to what its monitors are in. Safe to repeat: what an incident was told is kept
 * beside the state, and written in the same transaction. What is suppressed waits until it is so no longer.
 */
export async function followChecks(ctx: Context, downstream: Downstream): Promise<void> {
  await inTransaction(ctx, (tx) => followTrouble(tx, downstream))
  let after = ''
  for (let slice = 0; slice < maxSlices; slice++) {
    const { last, incidentIds } = await inTransaction(ctx, (tx) => followSlice(tx, downstream, after))
    if (incidentIds.length > 0) ctx.live.incidentsCounted(ctx.workspaceId, incidentIds)
    if (last === undefined) return
    after = last
  }
}

async function followSlice(
  tx: Tx,
  downstream: Downstream,
  after: string,
): Promise<{ last: string | undefined; incidentIds: string[] }> {
  const found = await repo.listToFollow(tx, { after, limit: sliceRows })
  const failing = found.filter(({ failingSince }) => failingSince !== null)
  const suppressed = await listSuppressed(tx, downstream, failing)
  const toTell = failing.filter(({ id }) => !suppressed.has(id))
  const signals: Signal[] = []
  for (const monitor of toTell) signals.push(await fail(tx, monitor))
  const incidents = signals.length === 0 ? [] : await downstream.recordSignals(tx, signals)
  const incidentIds = incidents.map(({ id }) => id)
  const recovered = found.filter(({ failingSince }) => failingSince === null)
  for (const monitor of recovered) {
    const resolved = await recover(tx, downstream, monitor)
    if (resolved) incidentIds.push(resolved.id)
  }
  await repo.markTold(
    tx,
    [...toTell, ...recovered].map(({ id }) => id),
  )
  return { last: found.length < sliceRows ? undefined : found.at(-1)?.id, incidentIds }
}

async function listSuppressed(
  tx: Tx,
  { listSuppressed }: Downstream,
  monitors: readonly repo.ToFollow[],
): Promise<ReadonlySet<string>> {
  if (!listSuppressed || monitors.length === 0) return new Set()
  return listSuppressed(
    tx,
    monitors.map(({ id }) => id),
    tx.now(),
  )
}

async function fail(tx: Tx, monitor: repo.ToFollow): Promise<Signal> {
  const { id, name, target, reason, code, failingSince } = monitor
  const activity = await recordActivity(tx, 'monitor.failed', {
    subjectId: id,
    data: { name, target, reason, code, since: failingSince?.toISOString() ?? null },
  })
  const parts = [
    { kind: 'monitor', value: name, counted: true },
    { kind: 'target', value: target, counted: false },
  ]
  return signalOf(tx, {
    ...{ projectId: monitor.projectId, key: keyOf(id), title: `${name} is down: ${reason}`, culprit: target, parts },
    ...{ firstSeenAt: failingSince ?? tx.now(), eventId: activity.id },
  })
}

async function recover(
  tx: Tx,
  downstream: Downstream,
  { id, projectId, name, target }: repo.ToFollow,
): Promise<{ id: string } | undefined> {
  const activity = await recordActivity(tx, 'monitor.recovered', { subjectId: id, data: { name, target } })
  const at = tx.now()
  return downstream.resolveRecovered?.(tx, { projectId, key: keyOf(id), at, causedBy: activity.id })
}

/** One incident of the workspace says that nothing could be checked, in place of one for each monitor. */
async function followTrouble(tx: Tx, downstream: Downstream): Promise<void> {
  const trouble = await repo.findTroubleForUpdate(tx)
  if (!trouble) return
  const { projectId, since, endedAt, told } = trouble
  const key = troubleKeyOf(tx.workspaceId)
  if (endedAt !== null) {
    if (told) {
      const activity = await recordActivity(tx, 'checker.recovered', { subjectId: tx.workspaceId, data: {} })
      await downstream.resolveRecovered?.(tx, { projectId, key, at: endedAt, causedBy: activity.id })
    }
    await repo.removeTrouble(tx)
    return
  }
  if (told) return
  const activity = await recordActivity(tx, 'checker.failed', {
    subjectId: tx.workspaceId,
    data: { since: since.toISOString() },
  })
  const title = 'Monitors cannot be checked: the network of this server seems to be cut'
  const parts = [{ kind: 'monitor', value: 'the server itself', counted: true }]
  await downstream.recordSignals(tx, [
    signalOf(tx, { projectId, key, title, culprit: 'checks', parts, firstSeenAt: since, eventId: activity.id }),
  ])
  await repo.markTroubleTold(tx)
}

type Told = Pick<Signal, 'projectId' | 'key' | 'title' | 'culprit' | 'firstSeenAt' | 'eventId'> & {
  parts: Signal['grouping']['parts']
}

function signalOf(tx: Tx, { parts, ...told }: Told): Signal {
  return {
    ...told,
    ...{ formerKeys: [], count: 1, lastSeenAt: tx.now(), release: null, releases: [], environments: [] },
    ...{ kind: 'check', level: 'error', receivedAt: tx.now() },
    grouping: { method: 'monitor', version: 1, parts },
  }
}

/** Of the incident that a monitor opens. */
export function keyOf(monitorId: string): string {
  return createHash('sha256')
    .update(JSON.stringify(['check', monitorId]))
    .digest('hex')
    .slice(0, 32)
}

function troubleKeyOf(workspaceId: string): string {
  return createHash('sha256')
    .update(JSON.stringify(['checker', workspaceId]))
    .digest('hex')
    .slice(0, 32)
}
