import { recordAudit } from '#modules/audit'
import { recordActivity } from '#platform/activity'
import { requirePermission, type Context, type Tx } from '#platform/context'
import { inTransaction } from '#platform/database'
import { AppError, conflict, notFound } from '#platform/errors'
import * as groups from '../groups/repo.ts'
import type { Group } from '../groups/totals.ts'
import type { Incident } from '../incident.ts'
import * as repo from '../repo.ts'
import { checkMerge, maxGroups, withTotals } from './merge.ts'
import { redirectMerged } from './repo.ts'

/**
 * Makes incidents part of another one: their groups lead there from now on. Nothing is rewritten: each group keeps what
 * it counted and where it came from, so that the merge can be taken back.
 */
export async function mergeIncidents(ctx: Context, targetId: string, sourceIds: readonly string[]): Promise<Incident> {
  requirePermission(ctx, 'incidents.write')
  return inTransaction(ctx, async (tx) => {
    const wanted = [...new Set([targetId, ...sourceIds])]
    const locked = await groups.lockGroupsOf(tx, wanted)
    const { target, sources } = await lockIncidents(tx, targetId, wanted)
    if (sourceIds.includes(targetId)) checkMerge(target, [target])
    checkMerge(target, sources)
    await refuseFurther(tx, wanted, locked)
    const incident = withTotals(target, locked)
    await save(tx, incident, sources, locked)
    const numbers = sources.map(({ number }) => number)
    await recordActivity(tx, 'incident.merged', {
      subjectId: targetId,
      data: { title: target.title, number: target.number, numbers },
    })
    for (const { id, title, number } of sources) {
      const data = { title, number, into: targetId, intoNumber: target.number }
      await recordActivity(tx, 'incident.mergedAway', { subjectId: id, data })
    }
    await recordAudit(tx, 'incident.merged', {
      targetId,
      before: { incidentIds: [], eventCount: target.eventCount },
      after: { incidentIds: sources.map(({ id }) => id), eventCount: incident.eventCount },
    })
    return incident
  })
}

async function lockIncidents(
  tx: Tx,
  targetId: string,
  wanted: readonly string[],
): Promise<{ target: Incident; sources: Incident[] }> {
  const incidents = await repo.listForUpdate(tx, wanted)
  const target = incidents.find(({ id }) => id === targetId)
  if (!target || incidents.length < wanted.length) throw notFound('incident')
  for (const incident of incidents) repo.refuseMerged(incident)
  return { target, sources: incidents.filter(({ id }) => id !== targetId) }
}

/** A group that was claimed for one of them after they were locked would be left behind. */
async function refuseFurther(tx: Tx, incidentIds: readonly string[], locked: readonly Group[]): Promise<void> {
  if (locked.length > maxGroups) {
    throw new AppError('unprocessable', `an incident can be made of ${maxGroups} groups at most`)
  }
  if ((await groups.countGroupsOf(tx, incidentIds)) !== locked.length) {
    throw conflict('events of a new kind came at the same moment; try again')
  }
}

async function save(tx: Tx, target: Incident, sources: readonly Incident[], locked: readonly Group[]): Promise<void> {
  const moving = locked.filter(({ incidentId }) => incidentId !== target.id).map(({ key }) => key)
  const to = { incidentId: target.id, cause: 'merge' } as const
  await groups.move(tx, { projectId: target.projectId, keys: moving }, to)
  await redirectMerged(
    tx,
    sources.map(({ id }) => id),
    target.id,
  )
  for (const source of sources) {
    await repo.update(tx, { ...source, mergedInto: target.id, mergedAt: tx.now(), mergedBy: tx.actor.id })
  }
  await repo.update(tx, target)
}
