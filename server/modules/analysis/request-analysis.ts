import { getIncident } from '#modules/incidents'
import { requirePermission, type Context } from '#platform/context'
import { analyseIncident } from './analyse-incident.ts'
import type { Analysis } from './analysis.ts'

/** Somebody does not want to wait. Null: nothing material has changed since the last analysis. */
export async function requestAnalysis(ctx: Context, incidentId: string): Promise<Analysis | null> {
  requirePermission(ctx, 'incidents.write')
  await getIncident(ctx, incidentId)
  return (await analyseIncident(ctx, incidentId)) ?? null
}
