/** Workspaces with their members' roles, projects and keys. */
export { endpoints } from './routes.ts'
export { schemaRoute } from './configurations/schema-route.ts'
export { migrations } from './migrations.ts'
export { default as inventory } from './inventory.ts'
export { permissionsOf, roles, type Role } from './permissions.ts'
export { addProject, type ProjectWithDsn } from './create-project.ts'
export { createWorkspace } from './create-workspace.ts'
export { acceptInvitation } from './invitations/accept-invitation.ts'
export { findInvitation, type FoundInvitation } from './invitations/find-invitation.ts'
export { getWorkspace } from './get-workspace.ts'
export { findWorkspaces, listAllWorkspaces, listOwners, type OwnedWorkspace } from './all-workspaces.ts'
export { holdMembership } from './members/repo.ts'
export { leaveAllWorkspaces } from './members/leave-all-workspaces.ts'
export { purgeSchedule } from './deletion/resume-purges.ts'
export { endAgain, purgeNow } from './deletion/purge-again.ts'
export { listUnreceipted, markReceipted, type FoundDeletion } from './deletion/repo.ts'
export { placesOf } from './deletion/purge-workspace.ts'
export { listOwnedForClosing, type OwnedForClosing } from './members/list-owned.ts'
export { createJobs } from './jobs.ts'
export { getProject, listProjectNames, listProjects } from './list-projects.ts'
export { requireProject } from './require-project.ts'
export { projectSlug, slugOf } from './project-slug.ts'
export { endProject } from './project-deletion/end-project.ts'
export {
  findDeletedProject,
  findProjectWorkspace,
  listDeletedProjects,
  listProjectsDeletedBefore,
  markDeleted as markProjectDeleted,
  ofLiveProject,
  removeProjectRow,
  type DeletedProject,
} from './project-deletion/repo.ts'
export { eventsRule, originAllowed, type ProjectSettings } from './project-settings.ts'
export {
  addApiKey,
  apiKeyPrefix,
  createIngestKeyLookup,
  findApiKeyContext,
  keyEndpoints,
  requireIngestKey,
  type IngestKey,
} from './keys/index.ts'
export { listMemberships, listWorkspacesOf, markFirstEvent } from './repo.ts'
export type { Workspace } from './workspace.ts'
