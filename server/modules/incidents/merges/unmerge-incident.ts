import { recordAudit } from '#modules/audit'
import { recordActivity } from '#platform/activity'
import { requirePermission, type Context, type Tx } from '#platform/context'
import { inTransaction } from '#platform/database'
import { conflict, notFound } from '#platform/errors'
import { newId } from '#platform/ids'
import * as groups from '../groups/repo.ts'
import { totalsOf, type Group } from '../groups/totals.ts'
import { hourOf, openAgain, type Incident } from '../incident.ts'
import * as repo from '../repo.ts'
import { listRules } from '../severity/repo.ts'
import { severityOf } from '../severity/severity.ts'
import { planUnmerge, revive, withTotals } from './merge.ts'

/**
 * Takes groups out of an incident. Each returns to the incident that it came from, with everything that it counted in
 * between; those that came from nowhere else become a new incident together. Returns what is left, and the others.
 */
export async function unmergeIncident(
  ctx: Context,
  id: string,
  keys: readonly string[],
): Promise<{ incident: Incident; others: Incident[] }> {
  requirePermission(ctx, 'incidents.write')
  return inTransaction(ctx, async (tx) => {
    if (!(await repo.findIncident(tx, id))) throw notFound('incident')
    const locked = await groups.lockGroupsOf(tx, [id])
    const homeIds = [...new Set(locked.map(({ homeIncidentId }) => homeIncidentId))]
    const there = await repo.listByIds(tx, homeIds)
    const mayNeedNumber = locked.some(
      ({ key, homeIncidentId }) => keys.includes(key) && !isFree(there, homeIncidentId, id),
    )
    const number = mayNeedNumber ? await repo.nextNumbers(tx, 1) : 0
    const incidents = await repo.listForUpdate(tx, [...new Set([id, ...homeIds])])
    const before = incidents.find((incident) => incident.id === id)
    if (!before) throw notFound('incident')
    repo.refuseMerged(before)
    const plan = planUnmerge(before, locked, keys, incidents)
    // Numbers have no holes, and are taken before incidents are locked.
    if (plan.split.length > 0 !== mayNeedNumber)
      throw conflict('somebody else changed this at the same moment; try again')
    const others = await giveBack(tx, incidents, plan.returning)
    if (plan.split.length > 0) others.push(await split(tx, before, plan.split, number))
    const incident = withTotals(before, plan.staying)
    await repo.update(tx, incident)
    await recordOn(tx, incident, others, keys)
    return { incident, others }
  })
}

function isFree(homes: readonly Incident[], homeId: string, id: string): boolean {
  const home = homes.find((incident) => incident.id === homeId)
  return home !== undefined && home.id !== id && (home.mergedInto === null || home.mergedInto === id)
}

async function giveBack(
  tx: Tx,
  incidents: readonly Incident[],
  returning: ReadonlyMap<string, readonly Group[]>,
): Promise<Incident[]> {
  const others: Incident[] = []
  for (const [homeId, own] of returning) {
    const home = incidents.find(({ id }) => id === homeId)
    if (!home) throw new Error('a home was locked before its groups return')
    const keys = own.map(({ key }) => key)
    await groups.move(tx, { projectId: home.projectId, keys }, { incidentId: homeId, cause: 'signal' })
    const revived = revive(home, await groups.listGroupsOf(tx, homeId))
    await repo.update(tx, revived)
    others.push(revived)
  }
  return others
}

/** A new incident of groups that had none of their own; not told of, because nothing happened. */
async function split(tx: Tx, from: Incident, own: readonly Group[], number: number): Promise<Incident> {
  const id = newId('inc', tx.now())
  const keys = own.map(({ key }) => key)
  const origin = (await groups.listOriginsOf(tx, from.id)).find(({ key }) => keys.includes(key))
  const totals = totalsOf(own)
  const { projectId } = from
  const incident: Incident = {
    ...from,
    ...openAgain,
    ...(origin && { kind: origin.kind, title: origin.title, culprit: origin.culprit, grouping: origin.grouping }),
    ...totals,
    ...{ id, number, openedAt: tx.now(), regressedAt: null, regressionCount: 0, escalatedAt: null },
    ...{ hourAt: hourOf(tx.now()), hourCount: 0, hourLimit: null, severitySetBy: null },
    severity: severityOf({ ...totals, projectId }, await listRules(tx)),
  }
  await repo.insertAll(tx, [incident])
  await groups.move(tx, { projectId, keys }, { incidentId: id, homeIncidentId: id, cause: 'split' })
  return incident
}

async function recordOn(
  tx: Tx,
  incident: Incident,
  others: readonly Incident[],
  keys: readonly string[],
): Promise<void> {
  const numbers = others.map(({ number }) => number)
  const { id, title, number } = incident
  await recordActivity(tx, 'incident.unmerged', { subjectId: id, data: { title, number, numbers } })
  for (const other of others) {
    const data = { title: other.title, number: other.number, from: id, fromNumber: number }
    await recordActivity(tx, 'incident.separated', { subjectId: other.id, data })
  }
  await recordAudit(tx, 'incident.unmerged', {
    targetId: id,
    before: { groups: [...keys] },
    after: { groups: [], incidentIds: others.map((other) => other.id), eventCount: incident.eventCount },
  })
}
