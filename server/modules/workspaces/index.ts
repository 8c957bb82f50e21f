/** Workspaces with their members' roles, projects and keys. */
import { inTransaction } from '#platform/database'
import type { Context } from '#platform/context'
import * as repo from './repo.ts'
import type { Workspace } from './workspace.ts'

export { endpoints } from './routes.ts'
export { migrations } from './migrations.ts'
export { default as inventory } from './inventory.ts'
export { permissionsOf, roles, type Role } from './permissions.ts'
export { addProject, type ProjectWithDsn } from './create-project.ts'
export { createWorkspace } from './create-workspace.ts'
export { listProjects } from './list-projects.ts'
export {
  apiKeyPrefix,
  createApiKey,
  createIngestKeyLookup,
  findApiKeyContext,
  ingestContext,
  type IngestKey,
} from './keys.ts'
export { listMemberships, listWorkspacesOf, markFirstEvent } from './repo.ts'
export type { Workspace } from './workspace.ts'

/** The workspace that the context is bound to. */
export function getWorkspace(ctx: Context): Promise<Workspace> {
  return inTransaction(ctx, repo.getWorkspace)
}
