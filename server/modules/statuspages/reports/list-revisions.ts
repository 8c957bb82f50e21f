import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import * as reportRepo from '../report-repo.ts'
import * as revisions from './revision-repo.ts'

/** What an update said before each correction, newest first. For members: the public sees only that it was corrected. */
export function listUpdateRevisions(ctx: Context, updateId: string): Promise<revisions.Revision[]> {
  requirePermission(ctx, 'statuspages.read')
  return inTransaction(ctx, async (tx) => {
    await reportRepo.getUpdate(tx, updateId)
    return revisions.listRevisions(tx, updateId)
  })
}
