import { sql, type Generated } from '#platform/database'
import type { PlatformTx } from '#platform/database'
import type { Tx } from '#platform/context'
import { notFound } from '#platform/errors'
import type { Role } from './permissions.ts'
import type { Membership, Project, Workspace } from './workspace.ts'

type MembershipRow = { workspaceId: string; userId: string; role: Role; joinedAt: Date }
type ProjectRow = {
  id: string
  workspaceId: string
  number: Generated<number>
  name: string
  createdAt: Date
  firstEventAt: Date | null
}
type IngestKeyRow = {
  id: string
  workspaceId: string
  projectId: string
  publicKey: string
  createdAt: Date
  revokedAt: Date | null
}
type ApiKeyRow = {
  id: string
  workspaceId: string
  name: string
  prefix: string
  keyHash: Buffer
  createdBy: string
  createdAt: Date
  revokedAt: Date | null
}

declare module '#platform/database' {
  interface Tables {
    workspaces: Workspace
    memberships: MembershipRow
    projects: ProjectRow
    ingestKeys: IngestKeyRow
    apiKeys: ApiKeyRow
  }
}

export async function insertWorkspace(tx: Tx, workspace: Workspace): Promise<void> {
  await tx.db.insertInto('workspaces').values(workspace).execute()
}

export async function getWorkspace(tx: Tx): Promise<Workspace> {
  const query = tx.db.selectFrom('workspaces').selectAll().where('id', '=', tx.workspaceId)
  const workspace = await query.executeTakeFirst()
  if (!workspace) throw notFound('workspace')
  return workspace
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

/** All workspaces of one person, for signing in. */
export async function listWorkspacesOf(
  tx: PlatformTx,
  userId: string,
): Promise<{ id: string; slug: string; name: string; role: Role }[]> {
  return tx.db
    .selectFrom('memberships')
    .innerJoin('workspaces', 'workspaces.id', 'memberships.workspaceId')
    .select(['workspaces.id', 'workspaces.slug', 'workspaces.name', 'memberships.role'])
    .where('memberships.userId', '=', userId)
    .orderBy('workspaces.name')
    .execute()
}

export async function insertProject(tx: Tx, project: { id: string; name: string; createdAt: Date }): Promise<Project> {
  return tx.db
    .insertInto('projects')
    .values({ ...project, workspaceId: tx.workspaceId, firstEventAt: null })
    .returning(['id', 'number', 'name', 'createdAt', 'firstEventAt'])
    .executeTakeFirstOrThrow()
}

export async function insertIngestKey(
  tx: Tx,
  key: { id: string; projectId: string; publicKey: string; createdAt: Date },
): Promise<void> {
  await tx.db
    .insertInto('ingestKeys')
    .values({ ...key, workspaceId: tx.workspaceId, revokedAt: null })
    .execute()
}

/** Projects with their oldest key that is not revoked. */
export async function listProjects(tx: Tx): Promise<(Project & { publicKey: string | null })[]> {
  return projectsWithKey(tx).orderBy('projects.number').execute()
}

export async function findProject(tx: Tx, id: string): Promise<(Project & { publicKey: string | null }) | undefined> {
  return projectsWithKey(tx).where('projects.id', '=', id).executeTakeFirst()
}

function projectsWithKey(tx: Tx) {
  return tx.db
    .selectFrom('projects')
    .select(['projects.id', 'projects.number', 'projects.name', 'projects.createdAt', 'projects.firstEventAt'])
    .select((eb) =>
      eb
        .selectFrom('ingestKeys')
        .select('publicKey')
        .whereRef('ingestKeys.workspaceId', '=', 'projects.workspaceId')
        .whereRef('ingestKeys.projectId', '=', 'projects.id')
        .where('revokedAt', 'is', null)
        .orderBy('createdAt')
        .limit(1)
        .as('publicKey'),
    )
    .where('projects.workspaceId', '=', tx.workspaceId)
}

/** Sets the time once; says whether this was the first. */
export async function markFirstEvent(tx: Tx, projectId: string, at: Date): Promise<boolean> {
  const result = await tx.db
    .updateTable('projects')
    .set({ firstEventAt: at })
    .where('workspaceId', '=', tx.workspaceId)
    .where('id', '=', projectId)
    .where('firstEventAt', 'is', null)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

export async function insertApiKey(tx: Tx, key: Omit<ApiKeyRow, 'workspaceId' | 'revokedAt'>): Promise<void> {
  await tx.db
    .insertInto('apiKeys')
    .values({ ...key, workspaceId: tx.workspaceId, revokedAt: null })
    .execute()
}

export async function findApiKey(
  tx: PlatformTx,
  keyHash: Buffer,
): Promise<{ id: string; workspaceId: string; name: string } | undefined> {
  return tx.db
    .selectFrom('apiKeys')
    .select(['id', 'workspaceId', 'name'])
    .where('keyHash', '=', keyHash)
    .where('revokedAt', 'is', null)
    .executeTakeFirst()
}

export async function findIngestKey(
  tx: PlatformTx,
  publicKey: string,
): Promise<{ id: string; workspaceId: string; projectId: string; projectNumber: number } | undefined> {
  const found = await sql<{ id: string; workspaceId: string; projectId: string; projectNumber: number }>`
    select k.id, k.workspace_id, k.project_id, p.number as project_number
    from ingest_keys k join projects p on p.workspace_id = k.workspace_id and p.id = k.project_id
    where k.public_key = ${publicKey} and k.revoked_at is null`.execute(tx.db)
  return found.rows[0]
}
