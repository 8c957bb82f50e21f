import { getIncident } from '#modules/incidents'
import { requirePermission, type Context } from '#platform/context'
import { analyseIncident } from './analyse-incident.ts'
import type { Analysis } from './analysis.ts'
import { consultSoon } from './jobs.ts'

/** Somebody does not want to wait, and neither does the model. Null: nothing material has changed since the last one. */
export async function requestAnalysis(ctx: Context, incidentId: string): Promise<Analysis | null> {
  requirePermission(ctx, 'incidents.write')
  await getIncident(ctx, incidentId)
  const analysis = await analyseIncident(ctx, incidentId)
  await consultSoon(ctx, incidentId)
  return analysis ?? null
}
