/** On whose behalf `sentry-cli` calls, and which workspace and projects it means by its slugs. */
import { findApiKeyContext, getWorkspace, projectSlug, slugOf } from '#modules/workspaces'
import { requirePermission, type Context, type Services } from '#platform/context'
import { inTransaction } from '#platform/database'
import { invalidRequest, notFound, unauthenticated } from '#platform/errors'
import type { RawRequest } from '#platform/http'
import { listProjectNames, type ProjectName } from '../project-repo.ts'

/** The key's own context. Throws unauthenticated. */
export async function authorise(services: Services, request: RawRequest): Promise<Context> {
  const key = /^Bearer\s+(\S+)\s*$/i.exec(request.header('authorization') ?? '')?.[1]
  if (key === undefined) throw unauthenticated('send an API key: SENTRY_AUTH_TOKEN, or authorization: Bearer <key>')
  const ctx = await findApiKeyContext(services, key, {
    requestId: request.requestId,
    origin: { remoteAddress: request.remoteAddress, userAgent: request.header('user-agent') ?? '' },
  })
  if (!ctx) throw unauthenticated('the API key is unknown, has expired or was revoked')
  return ctx
}

/**
 * The same, for what concerns the workspace that the path names, by slug or id. Another workspace is as good as none: it is
 * the key that decides. Throws unauthenticated, forbidden, not_found.
 */
export async function authoriseIn(services: Services, request: RawRequest): Promise<Context> {
  const ctx = await authorise(services, request)
  requirePermission(ctx, 'projects.write')
  const named = request.params['workspace'] ?? ''
  const { id, slug } = await getWorkspace(ctx)
  if (named !== slug && named !== id) {
    throw notFound(`workspace as ${named.slice(0, 100)}: SENTRY_ORG is the slug of the key's workspace`)
  }
  return ctx
}

export type NamedProject = ProjectName & { slug: string }

/** Without those that are being deleted. */
export async function namedProjects(ctx: Context): Promise<NamedProject[]> {
  const projects = await inTransaction(ctx, listProjectNames)
  return projects.map((project) => ({ ...project, slug: projectSlug(project) }))
}

/** Throws invalid_request for a name that is missing, unknown, or that several projects share. */
export async function findProjects(ctx: Context, names: readonly string[]): Promise<NamedProject[]> {
  if (names.length === 0) throw invalidRequest('name a project: SENTRY_PROJECT, or --project')
  const projects = await namedProjects(ctx)
  const found = names.map((name) => {
    const exact = projects.find(({ id, number }) => name === id || name === String(number))
    const matching = exact ? [exact] : projects.filter(({ slug }) => slug === slugOf(name))
    const [project, ...others] = matching
    if (!project) throw invalidRequest(`there is no project ${name.slice(0, 100)} in this workspace`)
    if (others.length > 0) {
      const numbers = matching.map(({ number }) => number).join(' or ')
      throw invalidRequest(`several projects are called ${name.slice(0, 100)}: name it by its number, ${numbers}`)
    }
    return project
  })
  return [...new Map(found.map((project) => [project.id, project])).values()]
}
