import { isUniqueViolation, sql, type Generated, type PlatformTx } from '#platform/database'
import type { Tx } from '#platform/context'
import { AppError, notFound } from '#platform/errors'
import type { Role } from './permissions.ts'
import type { Membership, Project, Workspace } from './workspace.ts'

type MembershipRow = { workspaceId: string; userId: string; role: Role; joinedAt: Date }
type ProjectRow = Omit<Project, 'number'> & {
  workspaceId: string
  number: Generated<number>
  deletedAt: Generated<Date | null>
  toErase: Generated<number | null>
  erased: Generated<Record<string, number>>
}

declare module '#platform/database' {
  interface Tables {
    workspaces: Workspace & { deletedAt: Date | null }
    memberships: MembershipRow
    projects: ProjectRow
  }
}

const workspaceColumns = ['id', 'slug', 'name', 'createdAt'] as const

/** `slugPath` is the field to name when the slug is taken: by another workspace, or by one that is being deleted. */
export async function insertWorkspace(tx: Tx, workspace: Workspace, slugPath: string): Promise<void> {
  const query = tx.db.insertInto('workspaces').values({ ...workspace, deletedAt: null })
  await withFreeSlug(query.execute(), slugPath)
}

export async function updateWorkspace(tx: Tx, { id, name, slug }: Workspace): Promise<void> {
  await withFreeSlug(tx.db.updateTable('workspaces').set({ name, slug }).where('id', '=', id).execute(), 'slug')
}

async function withFreeSlug<T>(write: Promise<T>, path: string): Promise<T> {
  try {
    return await write
  } catch (error) {
    if (!isUniqueViolation(error, 'workspaces_slug_key')) throw error
    const message = 'this slug is taken'
    throw new AppError('conflict', message, { fields: [{ path, message }] })
  }
}

/** One that is being deleted is none. */
export async function getWorkspace(tx: Tx): Promise<Workspace> {
  const workspace = await liveWorkspace(tx).executeTakeFirst()
  if (!workspace) throw notFound('workspace')
  return workspace
}

/**
 * Locks the workspace's row: whatever depends on who its members are (the last owner, open invitations) is decided one
 * after the other.
 */
export async function getWorkspaceForUpdate(tx: Tx): Promise<Workspace> {
  // Not FOR UPDATE, which would wait for everyone who at this moment adds a row that refers to the workspace.
  const workspace = await liveWorkspace(tx).forNoKeyUpdate().executeTakeFirst()
  if (!workspace) throw notFound('workspace')
  return workspace
}

function liveWorkspace(tx: Tx) {
  const query = tx.db.selectFrom('workspaces').select(workspaceColumns).where('id', '=', tx.workspaceId)
  return query.where('deletedAt', 'is', null)
}

/** How many live workspaces a person owns. Holds back others who ask of the same person until the transaction ends. */
export async function countOwnedForUpdate(tx: PlatformTx, userId: string): Promise<number> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`workspaces.owned ${userId}`}, 0))`.execute(tx.db)
  const { owned } = await tx.db
    .selectFrom('memberships')
    .innerJoin('workspaces', 'workspaces.id', 'memberships.workspaceId')
    .select((eb) => eb.fn.countAll<number>().as('owned'))
    .where('memberships.userId', '=', userId)
    .where('memberships.role', '=', 'owner')
    .where('workspaces.deletedAt', 'is', null)
    .executeTakeFirstOrThrow()
  return owned
}

export async function countOf(tx: Tx, table: 'memberships' | 'projects'): Promise<number> {
  let query = tx.db.selectFrom(table).select((eb) => eb.fn.countAll<number>().as('rows'))
  if (table === 'projects') query = query.where('deletedAt', 'is', null)
  return (await query.where('workspaceId', '=', tx.workspaceId).executeTakeFirstOrThrow()).rows
}

export async function insertMembership(tx: Tx, membership: Omit<MembershipRow, 'workspaceId'>): Promise<void> {
  await tx.db
    .insertInto('memberships')
    .values({ workspaceId: tx.workspaceId, ...membership })
    .execute()
}

export async function listMemberships(tx: Tx): Promise<Membership[]> {
  return tx.db
    .selectFrom('memberships')
    .select(['userId', 'role', 'joinedAt'])
    .where('workspaceId', '=', tx.workspaceId)
    .orderBy('joinedAt')
    .execute()
}

/** All workspaces of one person, for signing in; without those that are being deleted. */
export async function listWorkspacesOf(
  tx: PlatformTx,
  userId: string,
): Promise<{ id: string; slug: string; name: string; role: Role }[]> {
  return tx.db
    .selectFrom('memberships')
    .innerJoin('workspaces', 'workspaces.id', 'memberships.workspaceId')
    .select(['workspaces.id', 'workspaces.slug', 'workspaces.name', 'memberships.role'])
    .where('memberships.userId', '=', userId)
    .where('workspaces.deletedAt', 'is', null)
    .orderBy('workspaces.name')
    .execute()
}

const projectColumns = [
  'projects.id',
  'projects.number',
  'projects.name',
  'projects.createdAt',
  'projects.firstEventAt',
  'projects.allowedOrigins',
  'projects.eventsPerMinute',
] as const

export async function insertProject(tx: Tx, project: { id: string; name: string; createdAt: Date }): Promise<Project> {
  const settings = { firstEventAt: null, allowedOrigins: [], eventsPerMinute: null }
  return tx.db
    .insertInto('projects')
    .values({ ...project, ...settings, workspaceId: tx.workspaceId })
    .returning(projectColumns)
    .executeTakeFirstOrThrow()
}

/** Projects with their oldest key that works and was not rotated; one that is being deleted is none. */
export async function listProjects(tx: Tx): Promise<(Project & { publicKey: string | null })[]> {
  return projectsWithKey(tx).orderBy('projects.number').execute()
}

export async function findProject(tx: Tx, id: string): Promise<(Project & { publicKey: string | null }) | undefined> {
  return projectsWithKey(tx).where('projects.id', '=', id).executeTakeFirst()
}

function projectsWithKey(tx: Tx) {
  return tx.db
    .selectFrom('projects')
    .select(projectColumns)
    .select((eb) =>
      eb
        .selectFrom('ingestKeys')
        .select('publicKey')
        .whereRef('ingestKeys.workspaceId', '=', 'projects.workspaceId')
        .whereRef('ingestKeys.projectId', '=', 'projects.id')
        .where('revokedAt', 'is', null)
        .where('replacedBy', 'is', null)
        .where((at) => at.or([at('expiresAt', 'is', null), at('expiresAt', '>', tx.now())]))
        .orderBy('createdAt')
        .limit(1)
        .as('publicKey'),
    )
    .where('projects.workspaceId', '=', tx.workspaceId)
    .where('projects.deletedAt', 'is', null)
}

/** Locks the row, so that of two who change it the second one sees what the first did. */
export async function getProjectForUpdate(tx: Tx, id: string): Promise<Project> {
  const query = tx.db.selectFrom('projects').select(projectColumns).where('workspaceId', '=', tx.workspaceId)
  const project = await query.where('id', '=', id).where('deletedAt', 'is', null).forUpdate().executeTakeFirst()
  if (!project) throw notFound('project')
  return project
}

export async function updateProject(tx: Tx, project: Project): Promise<void> {
  const { id, name, allowedOrigins, eventsPerMinute } = project
  const query = tx.db.updateTable('projects').set({ name, allowedOrigins, eventsPerMinute })
  await query.where('workspaceId', '=', tx.workspaceId).where('id', '=', id).execute()
}

/** Sets the time once; says whether this was the first. */
export async function markFirstEvent(tx: Tx, projectId: string, at: Date): Promise<boolean> {
  const result = await tx.db
    .updateTable('projects')
    .set({ firstEventAt: at })
    .where('workspaceId', '=', tx.workspaceId)
    .where('id', '=', projectId)
    .where('deletedAt', 'is', null)
    .where('firstEventAt', 'is', null)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}
