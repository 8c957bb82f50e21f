import { recordAudit } from '#modules/audit'
import { requireProject } from '#modules/workspaces'
import { recordActivity } from '#platform/activity'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { forgetProjectRules } from '../project-rules.ts'
import { checkRules } from './check-rules.ts'
import * as repo from './repo.ts'
import { defaultRules, inOrder, type RuleOrigin, type ScrubRule } from './rule.ts'

export type WorkspaceRules = repo.WorkspaceScrubbing & { defaults: ScrubRule[] }
export type ProjectRules = { rules: ScrubRule[]; inherited: { origin: RuleOrigin; rule: ScrubRule }[] }

export async function getWorkspaceRules(ctx: Context): Promise<WorkspaceRules> {
  requirePermission(ctx, 'projects.read')
  const { workspace } = await inTransaction(ctx, (tx) => repo.findSettings(tx, undefined))
  return { ...workspace, defaults: [...defaultRules] }
}

/** Holds within two seconds on every replica, for what comes from then on: what is stored stays as it is. */
export async function setWorkspaceRules(ctx: Context, settings: repo.WorkspaceScrubbing): Promise<WorkspaceRules> {
  requirePermission(ctx, 'projects.write')
  const { useDefaults, rules } = settings
  checkRules(rules, inOrder({ useDefaults, workspace: [], project: [] }))
  await inTransaction(ctx, async (tx) => {
    await repo.lockSettings(tx)
    const { workspace: before } = await repo.findSettings(tx, undefined)
    await repo.saveSettings(tx, '', settings)
    await recordActivity(tx, 'scrubbing.updated', { subjectId: tx.workspaceId })
    await recordAudit(tx, 'scrubbing.updated', {
      targetId: tx.workspaceId,
      before: fieldsOf(before),
      after: fieldsOf(settings),
    })
  })
  forgetProjectRules(ctx)
  return { ...settings, defaults: [...defaultRules] }
}

export async function getProjectRules(ctx: Context, projectId: string): Promise<ProjectRules> {
  requirePermission(ctx, 'projects.read')
  return inTransaction(ctx, async (tx) => {
    await requireProject(tx, projectId)
    const { workspace, project } = await repo.findSettings(tx, projectId)
    return withInherited(workspace, project.rules)
  })
}

/** A project adds to what the workspace says; it can take nothing back. */
export async function setProjectRules(ctx: Context, projectId: string, rules: ScrubRule[]): Promise<ProjectRules> {
  requirePermission(ctx, 'projects.write')
  const result = await inTransaction(ctx, async (tx) => {
    await requireProject(tx, projectId)
    await repo.lockSettings(tx)
    const { workspace, project: before } = await repo.findSettings(tx, projectId)
    checkRules(rules, inOrder({ useDefaults: workspace.useDefaults, workspace: workspace.rules, project: [] }))
    await repo.saveSettings(tx, projectId, { useDefaults: true, rules })
    await recordActivity(tx, 'scrubbing.updated', { subjectId: projectId })
    await recordAudit(tx, 'scrubbing.updated', {
      targetId: projectId,
      before: fieldsOf(before),
      after: fieldsOf({ rules }),
    })
    return withInherited(workspace, rules)
  })
  forgetProjectRules(ctx, projectId)
  return result
}

function withInherited({ useDefaults, rules }: repo.WorkspaceScrubbing, own: ScrubRule[]): ProjectRules {
  return { rules: own, inherited: [...inOrder({ useDefaults, workspace: rules, project: [] })] }
}

/** One line a rule, because the audit log leaves out what looks like a secret, and the data type is called that. */
function fieldsOf({ rules, useDefaults }: { rules: readonly ScrubRule[]; useDefaults?: boolean }) {
  return {
    ...(useDefaults !== undefined && { useDefaults }),
    rules: rules.map(({ method, dataType, selector, pattern }) =>
      [method, dataType, 'at', selector, ...(pattern === undefined ? [] : [pattern])].join(' '),
    ),
  }
}
