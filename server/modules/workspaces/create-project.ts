import { recordAudit } from '#modules/audit'
import { recordActivity } from '#platform/activity'
import { inTransaction } from '#platform/database'
import { requirePermission, type Context, type Tx } from '#platform/context'
import { newId } from '#platform/ids'
import { addIngestKey } from './keys/index.ts'
import { refuseSlugInDeletion } from './project-deletion/repo.ts'
import { projectSlug } from './project-slug.ts'
import * as repo from './repo.ts'
import { dsnOf, type Project } from './workspace.ts'

export type ProjectWithDsn = Project & { slug: string; ingestKey: string | null; dsn: string | null }

/** Adds a project with its first ingest key. Throws conflict while one with the same slug is being deleted. */
export async function createProject(ctx: Context, input: { name: string }): Promise<ProjectWithDsn> {
  requirePermission(ctx, 'projects.write')
  return inTransaction(ctx, async (tx) => {
    await refuseSlugInDeletion(tx, input.name)
    const project = await addProject(tx, input.name)
    await recordAudit(tx, 'project.created', { targetId: project.id, after: { name: project.name } })
    return project
  })
}

/** The same within a transaction that makes the workspace as well. */
export async function addProject(tx: Tx, name: string): Promise<ProjectWithDsn> {
  const createdAt = tx.now()
  const project = await repo.insertProject(tx, { id: newId('prj', createdAt), name, createdAt })
  const publicKey = await addIngestKey(tx, project.id)
  await recordActivity(tx, 'project.created', { subjectId: project.id, data: { name } })
  return withDsn(tx, { ...project, publicKey })
}

export function withDsn(
  ctx: Context,
  { publicKey, ...project }: Project & { publicKey: string | null },
): ProjectWithDsn {
  const dsn = publicKey === null ? null : dsnOf(ctx.config.appUrl, publicKey, project.number)
  return { ...project, slug: projectSlug(project), ingestKey: publicKey, dsn }
}
