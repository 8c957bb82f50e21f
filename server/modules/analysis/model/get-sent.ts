import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { notFound } from '#platform/errors'
import * as repo from '../repo.ts'

/** Null where nothing was sent, or it was removed by age. Throws not_found. */
export async function getSent(ctx: Context, analysisId: string): Promise<string | null> {
  requirePermission(ctx, 'incidents.read')
  const sent = await inTransaction(ctx, (tx) => repo.findSent(tx, analysisId))
  if (sent === undefined) throw notFound('analysis')
  return sent
}
