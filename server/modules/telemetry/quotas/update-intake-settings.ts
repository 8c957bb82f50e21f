import { recordAudit } from '#modules/audit'
import { requireProject } from '#modules/workspaces'
import { recordActivity } from '#platform/activity'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { forgetProjectRules } from '../project-rules.ts'
import type { FilterSettings } from './filters.ts'
import * as repo from './repo.ts'

export type IntakeChanges = {
  spikeProtection?: boolean | undefined
  filters?: { [Name in keyof FilterSettings]?: FilterSettings[Name] | undefined } | undefined
}

export async function getIntakeSettings(ctx: Context, projectId: string): Promise<repo.IntakeSettings> {
  requirePermission(ctx, 'projects.read')
  return inTransaction(ctx, async (tx) => {
    await requireProject(tx, projectId)
    return repo.findSettings(tx, projectId)
  })
}

/** What is left out stays. Holds within two seconds on every replica. */
export async function updateIntakeSettings(
  ctx: Context,
  projectId: string,
  changes: IntakeChanges,
): Promise<repo.IntakeSettings> {
  requirePermission(ctx, 'projects.write')
  const settings = await inTransaction(ctx, async (tx) => {
    await requireProject(tx, projectId)
    await repo.lockQuotas(tx)
    const old = await repo.findSettings(tx, projectId)
    const given = Object.entries(changes.filters ?? {}).filter(([, value]) => value !== undefined)
    const changed: repo.IntakeSettings = {
      spikeProtection: changes.spikeProtection ?? old.spikeProtection,
      filters: { ...old.filters, ...Object.fromEntries(given) },
    }
    await repo.saveSettings(tx, projectId, changed)
    await recordActivity(tx, 'project.updated', { subjectId: projectId, data: { what: 'intake' } })
    await recordAudit(tx, 'project.updated', { targetId: projectId, before: fieldsOf(old), after: fieldsOf(changed) })
    return changed
  })
  forgetProjectRules(ctx, projectId)
  return settings
}

const fieldsOf = ({ spikeProtection, filters }: repo.IntakeSettings) => ({ spikeProtection, ...filters })
