import { inTransaction } from '#platform/database'
import { requirePermission, type Context, type Tx } from '#platform/context'
import { notFound } from '#platform/errors'
import { withDsn, type ProjectWithDsn } from './create-project.ts'
import * as repo from './repo.ts'

export async function listProjects(ctx: Context): Promise<ProjectWithDsn[]> {
  requirePermission(ctx, 'projects.read')
  const projects = await inTransaction(ctx, repo.listProjects)
  return projects.map((project) => withDsn(ctx, project))
}

/** By their ids, for modules that keep things of projects. */
export async function listProjectNames(tx: Tx): Promise<Map<string, string>> {
  return new Map((await repo.listProjects(tx)).map(({ id, name }) => [id, name]))
}

/** Throws not_found for another workspace's project, in the same words as for none. */
export async function getProject(ctx: Context, id: string): Promise<ProjectWithDsn> {
  requirePermission(ctx, 'projects.read')
  const project = await inTransaction(ctx, (tx) => repo.findProject(tx, id))
  if (!project) throw notFound('project')
  return withDsn(ctx, project)
}
