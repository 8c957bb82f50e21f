import { listActivities, listCauses, listConsequences, type Activity } from '#platform/activity'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { notFound } from '#platform/errors'
import * as repo from './repo.ts'
import { trailOf, type TrailStep } from './trail.ts'

/** What it began with, who was told, when, through what, and why this one was not. */
export async function getIncidentTrail(ctx: Context, incidentId: string): Promise<TrailStep[]> {
  requirePermission(ctx, 'incidents.read')
  return inTransaction(ctx, async (tx) => {
    if (!(await repo.findIncident(tx, incidentId))) throw notFound('incident')
    const consequences = await listConsequences(tx, incidentId)
    return trailOf(await listCauses(tx, consequences), consequences)
  })
}

/** What happened to the incident itself, newest first. */
export async function getIncidentTimeline(ctx: Context, incidentId: string): Promise<Activity[]> {
  requirePermission(ctx, 'incidents.read')
  return inTransaction(ctx, async (tx) => {
    if (!(await repo.findIncident(tx, incidentId))) throw notFound('incident')
    return listActivities(tx, incidentId)
  })
}
