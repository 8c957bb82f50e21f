import { recordAudit } from '#modules/audit'
import { recordActivity } from '#platform/activity'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { notFound } from '#platform/errors'
import { withDsn, type ProjectWithDsn } from './create-project.ts'
import { refuseSlugInDeletion } from './project-deletion/repo.ts'
import * as repo from './repo.ts'
import type { Project } from './workspace.ts'

export type ProjectChanges = {
  name?: string | undefined
  /** As `parseOrigin` writes them. */
  allowedOrigins?: string[] | undefined
  eventsPerMinute?: number | null | undefined
}

/** What is left out stays. Throws conflict for the name of a project that is being deleted. The intake follows within a second, on every replica (`createIngestKeyLookup`). */
export async function updateProject(ctx: Context, id: string, changes: ProjectChanges): Promise<ProjectWithDsn> {
  requirePermission(ctx, 'projects.write')
  return inTransaction(ctx, async (tx) => {
    const old = await repo.getProjectForUpdate(tx, id)
    const project: Project = {
      ...old,
      name: changes.name ?? old.name,
      allowedOrigins: [...new Set(changes.allowedOrigins ?? old.allowedOrigins)],
      eventsPerMinute: changes.eventsPerMinute === undefined ? old.eventsPerMinute : changes.eventsPerMinute,
    }
    if (project.name !== old.name) await refuseSlugInDeletion(tx, project.name)
    await repo.updateProject(tx, project)
    await recordActivity(tx, 'project.updated', { subjectId: id, data: { name: project.name } })
    await recordAudit(tx, 'project.updated', { targetId: id, before: settingsOf(old), after: settingsOf(project) })
    const found = await repo.findProject(tx, id)
    if (!found) throw notFound('project')
    return withDsn(tx, found)
  })
}

function settingsOf({ name, allowedOrigins, eventsPerMinute }: Project) {
  return { name, allowedOrigins, eventsPerMinute }
}
