import { getIncident } from '#modules/incidents'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { accuracyOf, type AccuracyBand, type Analysis } from './analysis.ts'
import * as repo from './repo.ts'

const historyLimit = 20
const accuracyLimit = 5_000

/** What is said of an incident now and was said before, newest first. Throws not_found for an incident. */
export async function listIncidentAnalyses(ctx: Context, incidentId: string): Promise<Analysis[]> {
  requirePermission(ctx, 'incidents.read')
  await getIncident(ctx, incidentId)
  return inTransaction(ctx, (tx) => repo.listOf(tx, incidentId, { limit: historyLimit }))
}

/** How often analyses that people judged were right, by the confidence that was shown. */
export async function getAnalysisAccuracy(ctx: Context): Promise<AccuracyBand[]> {
  requirePermission(ctx, 'incidents.read')
  return inTransaction(ctx, async (tx) => accuracyOf(await repo.listMarked(tx, accuracyLimit)))
}

/** Id of the newest one of the built-in analyser. */
export async function findLatest(ctx: Context, incidentId: string): Promise<string | undefined> {
  const [latest] = await inTransaction(ctx, (tx) => repo.listOf(tx, incidentId, { source: 'rules', limit: 1 }))
  return latest?.id
}
