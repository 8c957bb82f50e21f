import { requireProject } from '#modules/workspaces'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { listAllGroups } from '../groups/list-groups.ts'
import { writeRuleFile } from '../rules/write-rule-file.ts'
import { fileGroupOf } from './drafts.ts'

/** All groups of a project as a rule file of Prometheus, or of one group. Throws not_found. */
export async function exportRules(
  ctx: Context,
  { projectId, groupId }: { projectId: string; groupId?: string | undefined },
): Promise<{ text: string; groups: number }> {
  requirePermission(ctx, 'incidents.read')
  return inTransaction(ctx, async (tx) => {
    await requireProject(tx, projectId)
    const groups = (await listAllGroups(tx, { projectId })).filter(({ id }) => groupId === undefined || id === groupId)
    return { text: writeRuleFile({ groups: groups.map(fileGroupOf) }), groups: groups.length }
  })
}
