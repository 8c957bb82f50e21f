import { recordAudit } from '#modules/audit'
import { recordActivity } from '#platform/activity'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { notFound } from '#platform/errors'
import { forgetMaps } from './find-map.ts'
import * as maps from './map-repo.ts'

/** Events that come from now on stay unmapped; incidents and stored events stay as they are. Its file goes with the next sweep. */
export async function deleteSourceMap(ctx: Context, projectId: string, id: string): Promise<void> {
  requirePermission(ctx, 'projects.write')
  await inTransaction(ctx, async (tx) => {
    const deleted = await maps.deleteMap(tx, projectId, id)
    if (!deleted) throw notFound('source map')
    const { debugId, release, url } = deleted
    await recordActivity(tx, 'sourceMap.deleted', { subjectId: projectId, data: { url } })
    await recordAudit(tx, 'sourceMap.deleted', { targetId: id, before: { debugId, release, url } })
  })
  forgetMaps(ctx, { workspaceId: ctx.workspaceId, projectId })
}
