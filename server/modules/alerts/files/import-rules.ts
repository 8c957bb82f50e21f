import { recordAudit } from '#modules/audit'
import { requireProject } from '#modules/workspaces'
import { requirePermission, type Context, type Tx } from '#platform/context'
import { inTransaction } from '#platform/database'
import { invalidRequest } from '#platform/errors'
import { checkExpression } from '../groups/check-draft.ts'
import { listAllGroups } from '../groups/list-groups.ts'
import * as repo from '../groups/repo.ts'
import { addGroup, replaceGroup } from '../groups/save-group.ts'
import type { Group, GroupDraft } from '../rule.ts'
import { readRuleFile } from '../rules/read-rule-file.ts'
import type { RuleFileProblem } from '../rules/rule-file.ts'
import { outOfBounds, refusedAsGroup } from './check-file-group.ts'
import { compare, draftOf, type GroupChange } from './drafts.ts'

export type RuleFileInput = { projectId: string; text: string; preview: boolean }

export type Imported = {
  /** With line and column of the file; nothing is taken from a file that has any. */
  problems: RuleFileProblem[]
  groups: GroupChange[]
  /** Whether it was taken. */
  taken: boolean
}

/**
 * Takes a rule file of Prometheus into a project, all of it or nothing: groups of the same name are replaced, others
 * stay. With `preview` it only says what would change. Throws conflict beyond the limits of a workspace.
 */
export async function importRules(ctx: Context, { projectId, text, preview }: RuleFileInput): Promise<Imported> {
  requirePermission(ctx, 'projects.write')
  const { file, problems } = readRuleFile(text, checkExpression)
  return inTransaction(ctx, async (tx) => {
    await requireProject(tx, projectId)
    const known = new Map((await listAllGroups(tx, { projectId })).map((group) => [group.name, group]))
    const planned = file.groups.map((group) => ({
      before: known.get(group.name),
      draft: draftOf(group, projectId, known.get(group.name)),
    }))
    const checked = problems.length > 0 ? [] : planned.flatMap(({ draft }) => refusedAsGroup(draft, text))
    const wrong = [...problems, ...planned.flatMap(({ draft }) => outOfBounds(draft, text)), ...checked]
    const groups = planned.map(({ before, draft }) => compare(before, draft))
    if (wrong.length > 0 || preview) return { problems: wrong, groups: problems.length > 0 ? [] : groups, taken: false }
    if (groups.length === 0) throw invalidRequest('the file has no groups', [{ path: 'text', message: 'no groups' }])
    for (const [at, { before, draft }] of planned.entries()) {
      if (groups[at]?.change !== 'unchanged') await take(tx, before, draft)
    }
    const names = groups.map(({ name, change }) => ({ name, change }))
    await recordAudit(tx, 'alertRules.imported', { targetId: projectId, after: { groups: names } })
    return { problems: [], groups, taken: true }
  })
}

async function take(tx: Tx, before: Group | undefined, draft: GroupDraft): Promise<void> {
  if (!before) {
    await addGroup(tx, draft)
    return
  }
  const locked = await repo.getGroupForUpdate(tx, before.id)
  await replaceGroup(tx, locked, await repo.listRules(tx, [before.id]), draft)
}
