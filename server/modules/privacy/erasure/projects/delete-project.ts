import { endProject, getProject, listDeletedProjects, projectSlug } from '#modules/workspaces'
import { requirePermission, type Context } from '#platform/context'
import { inPlatformTransaction, inTransaction } from '#platform/database'
import { conflict } from '#platform/errors'
import { isWorkspaceHeld } from '../workspace-deletions.ts'
import { countProject } from './count-project.ts'
import { eraseProjectJobName } from './erase-project.ts'
import type { ProjectPlaces } from './places.ts'

/** Throws conflict while a legal hold protects something of the workspace: nothing of the project changes then. */
export async function deleteProject(ctx: Context, projectId: string, { slug }: { slug: string }): Promise<void> {
  requirePermission(ctx, 'projects.write')
  const held = await inPlatformTransaction(ctx, (tx) => isWorkspaceHeld(tx, ctx.workspaceId))
  if (held) {
    await getProject(ctx, projectId)
    throw conflict('a legal hold protects what is in this workspace: no project can be deleted until it is released')
  }
  const { workspaceId } = ctx
  await endProject(ctx, projectId, {
    slug,
    enqueue: (tx) => tx.jobs.enqueue(tx, eraseProjectJobName, { workspaceId, projectId }, {}),
  })
}

/** What would go with the project, in numbers; changes nothing. Throws not_found. */
export async function getProjectDeletionPlan(ctx: Context, places: ProjectPlaces, projectId: string) {
  requirePermission(ctx, 'projects.write')
  const { slug } = await getProject(ctx, projectId)
  const { counts, total } = await countProject(ctx, places, projectId)
  const of = (place: string): number => counts[place] ?? 0
  const named = {
    incidents: of('incidents'),
    events: of('events'),
    logs: of('logs'),
    spans: of('spans'),
    sourceMaps: of('source_maps'),
    attachments: of('attachments'),
    monitors: of('monitors'),
    ingestKeys: of('ingest_keys'),
  }
  const others = total - sumOf(named)
  const held = await inPlatformTransaction(ctx, (tx) => isWorkspaceHeld(tx, ctx.workspaceId))
  return { slug, deleted: { ...named, others }, held }
}

export type ProjectDeletion = {
  id: string
  number: number
  name: string
  slug: string
  requestedAt: Date
  /** `held`: a legal hold stops it until it is released. */
  state: 'erasing' | 'held'
  /** Records that were there when it began; null: that is still being counted. */
  toErase: number | null
  erased: number
}

/** Projects that are gone for everyone and whose data is being taken away. */
export async function listProjectDeletions(ctx: Context): Promise<ProjectDeletion[]> {
  requirePermission(ctx, 'projects.read')
  const deleted = await inTransaction(ctx, listDeletedProjects)
  if (deleted.length === 0) return []
  const held = await inPlatformTransaction(ctx, (tx) => isWorkspaceHeld(tx, ctx.workspaceId))
  return deleted.map((project) => ({
    ...{ id: project.id, number: project.number, name: project.name, slug: projectSlug(project) },
    requestedAt: project.deletedAt,
    state: held ? 'held' : 'erasing',
    toErase: project.toErase,
    // What came after it was counted is no more than all.
    erased: Math.min(sumOf(project.erased), project.toErase ?? 0),
  }))
}

function sumOf(counts: Record<string, number>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0)
}
