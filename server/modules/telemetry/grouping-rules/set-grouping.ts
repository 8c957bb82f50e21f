import { recordAudit } from '#modules/audit'
import { requireProject } from '#modules/workspaces'
import { recordActivity } from '#platform/activity'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { conflict, invalidRequest } from '#platform/errors'
import { algorithmVersions } from '../grouping/index.ts'
import { forgetProjectRules } from '../project-rules.ts'
import { describeGrouping, type ProjectGrouping } from './get-grouping.ts'
import { readDraft, type RulesDraft } from './read-draft.ts'
import * as repo from './repo.ts'
import type { Transition } from './revision.ts'

export type GroupingChange = {
  /** Undefined: they stay. */
  rules?: RulesDraft | undefined
  /** Of the algorithm; undefined: it stays. */
  version?: number | undefined
  transition: Transition
  /** What the change was made on; another one in force is a conflict. Undefined: whatever it is. */
  revision?: number | undefined
}

/**
 * Puts other rules, or another version of the algorithm, in force as a new revision. Events of the next 30 days are
 * known by their former keys as well, unless new incidents are wanted. Throws invalid_request for rules that cannot be
 * read and for an unknown version, conflict when somebody else was faster.
 */
export async function setGrouping(ctx: Context, projectId: string, change: GroupingChange): Promise<ProjectGrouping> {
  requirePermission(ctx, 'projects.write')
  const rules = change.rules === undefined ? undefined : readDraft(change.rules)
  const { version } = change
  if (version !== undefined && !algorithmVersions.includes(version)) {
    throw invalid('version', `expected one of ${algorithmVersions.join(', ')}`)
  }
  const grouping = await inTransaction(ctx, async (tx) => {
    await requireProject(tx, projectId)
    const before = await describeGrouping(tx, projectId)
    if (change.revision !== undefined && change.revision !== before.revision) throw wasChanged()
    const next = { version: version ?? before.version, rules: rules ?? before.rules }
    if (next.version !== before.version && change.transition === 'separate') {
      throw invalid('transition', 'another version never opens incidents anew; change the rules apart from it')
    }
    const { transition } = change
    const row = { projectId, number: before.revision + 1, transition, createdAt: tx.now(), createdBy: tx.actor.id }
    if (!(await repo.insertRevision(tx, { ...row, ...next }))) throw wasChanged()
    const after = await describeGrouping(tx, projectId)
    await recordActivity(tx, 'grouping.changed', {
      subjectId: projectId,
      data: { revision: after.revision, version: after.version, rules: after.parsedRules.length, transition },
    })
    await recordAudit(tx, 'project.groupingSet', {
      targetId: projectId,
      before: { revision: before.revision, version: before.version, rules: before.rules },
      after: { revision: after.revision, version: after.version, rules: after.rules, transition },
    })
    return after
  })
  forgetProjectRules(ctx, projectId)
  return grouping
}

const wasChanged = () => conflict('the grouping of this project was changed meanwhile')
const invalid = (path: string, message: string) => invalidRequest(`${path}: ${message}`, [{ path, message }])
