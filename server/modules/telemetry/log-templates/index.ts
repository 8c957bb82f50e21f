/** Templates of plain log lines. */
import { systemContext, type Services } from '#platform/context'
import { inTransaction } from '#platform/database'
import { findTemplate, loadProject } from './find-template.ts'
import {
  forget,
  takeSeen,
  wantedOf,
  type MinedTemplate as FoundTemplate,
  type ProjectTemplates,
} from './project-templates.ts'
import * as repo from './repo.ts'

export { listForms } from './repo.ts'

/** `id` stays when the template becomes wider. */
export type MinedTemplate = { id: string; template: string }

type Target = { workspaceId: string; projectId: string }

/** Projects whose templates this process keeps; the one that was not used for the longest time goes. */
const maxProjects = 500
/** Not used for so long, a project's templates are given back to the database alone. */
const idleMs = 10 * 60_000

/** By project; of a database handle, so that the processes of a test do not share them. */
const caches = new WeakMap<object, Map<string, Promise<ProjectTemplates>>>()

function cacheOf({ database }: Pick<Services, 'database'>): Map<string, Promise<ProjectTemplates>> {
  const cache = caches.get(database) ?? new Map<string, Promise<ProjectTemplates>>()
  caches.set(database, cache)
  return cache
}

/** Learns from the line; undefined: it says too little to belong anywhere. */
export async function mineTemplate(
  services: Services,
  target: Target,
  line: string,
): Promise<MinedTemplate | undefined> {
  const found = await templateOf(services, target, { line })
  return found && { id: found.id, template: found.template }
}

/**
 * The same for a line whose sender may have said its template: then that is it, and nothing is learnt. Never throws: a
 * line without a template is still a line.
 */
export async function templateOf(
  services: Services,
  target: Target,
  given: { line: string; template?: string | undefined },
): Promise<FoundTemplate | undefined> {
  const wanted = wantedOf(given)
  if (!wanted) return undefined
  const cache = cacheOf(services)
  const loading = projectOf(services, target)
  try {
    return await findTemplate(services, await loading, wanted)
  } catch (error) {
    // What it knows may be more than what the database has.
    if (cache.get(target.projectId) === loading) cache.delete(target.projectId)
    services.log.warn('log lines stay without a template', { workspaceId: target.workspaceId, error })
    return undefined
  }
}

/**
 * Ids of those that turned out to be forms of a template, the eldest first. Throws when the database is away and this
 * process knows nothing of the project.
 */
export async function formsOf(services: Services, target: Target, id: string): Promise<string[]> {
  const loading = projectOf(services, target)
  try {
    return (await loading).miner.formsOf(id).map((form) => form.id)
  } catch (error) {
    if (cacheOf(services).get(target.projectId) === loading) cacheOf(services).delete(target.projectId)
    throw error
  }
}

function projectOf(services: Services, target: Target): Promise<ProjectTemplates> {
  const cache = cacheOf(services)
  const known = cache.get(target.projectId)
  if (known) return known
  const loading = loadProject(services, target)
  cache.set(target.projectId, loading)
  return loading
}

/** Writes down what was counted, and lets go of what is not used. A crash loses the counts of a few seconds. */
export async function flushTemplates(services: Services): Promise<void> {
  const cache = cacheOf(services)
  const projects = (await Promise.allSettled(cache.values())).flatMap((one) =>
    one.status === 'fulfilled' ? [one.value] : [],
  )
  for (const project of projects) await flushProject(services, project)
  const nowMs = services.now().getTime()
  const byUse = projects.toSorted((a, b) => b.usedMs - a.usedMs)
  for (const [index, project] of byUse.entries()) {
    const isIdle = index >= maxProjects || nowMs - project.usedMs > idleMs
    if (isIdle && project.seen.size === 0 && project.learning === undefined) cache.delete(project.projectId)
  }
}

async function flushProject(services: Services, project: ProjectTemplates): Promise<void> {
  const seen = takeSeen(project)
  if (seen.length === 0) return
  const ctx = systemContext(services, project.workspaceId, project.projectId)
  const known = await inTransaction(ctx, (tx) => repo.addSeen(tx, project.projectId, seen))
  // Removed by age or by erasure: learnt anew when it comes again.
  for (const { id } of seen) if (!known.has(id)) forget(project, id)
}
