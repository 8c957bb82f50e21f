/** SQL of a project's end. Its row stays until all that was in it is gone. */
import type { Tx } from '#platform/context'
import { sql, type PlatformTx } from '#platform/database'
import { AppError } from '#platform/errors'
import type { RawBuilder } from 'kysely'
import { projectSlug, slugOf } from '../project-slug.ts'

export type DeletedProject = {
  id: string
  number: number
  name: string
  deletedAt: Date
  /** How many records there were when the job began; null before. */
  toErase: number | null
  /** Records by place that are gone. */
  erased: Record<string, number>
}

const columns = ['id', 'number', 'name', 'deletedAt', 'toErase', 'erased'] as const

/** Of a project that is deleted already the first time counts. */
export async function markDeleted(tx: Tx, id: string, at: Date): Promise<void> {
  const query = tx.db.updateTable('projects').set({ deletedAt: at }).where('workspaceId', '=', tx.workspaceId)
  await query.where('id', '=', id).where('deletedAt', 'is', null).execute()
}

export async function listKeyIds(tx: Tx, projectId: string): Promise<string[]> {
  const query = tx.db.selectFrom('ingestKeys').select('id').where('workspaceId', '=', tx.workspaceId)
  const rows = await query.where('projectId', '=', projectId).where('revokedAt', 'is', null).execute()
  return rows.map(({ id }) => id)
}

/** Those that are being deleted, the newest first. */
export async function listDeletedProjects(tx: Tx): Promise<DeletedProject[]> {
  const query = tx.db.selectFrom('projects').select(columns).where('workspaceId', '=', tx.workspaceId)
  const rows = await query.where('deletedAt', 'is not', null).orderBy('deletedAt', 'desc').orderBy('id').execute()
  return rows.flatMap(({ deletedAt, ...row }) => (deletedAt === null ? [] : [{ ...row, deletedAt }]))
}

/** Undefined for one that lives, or that is gone. */
export async function findDeletedProject(tx: Tx, id: string): Promise<DeletedProject | undefined> {
  return (await listDeletedProjects(tx)).find((project) => project.id === id)
}

/** Over all workspaces. */
export async function listProjectsDeletedBefore(
  tx: PlatformTx,
  before: Date,
): Promise<{ workspaceId: string; id: string }[]> {
  const query = tx.db.selectFrom('projects').select(['workspaceId', 'id']).where('deletedAt', '<', before)
  return query.limit(100).execute()
}

/** Where a project is, whether it lives or is being deleted. */
export async function findProjectWorkspace(tx: PlatformTx, id: string): Promise<string | undefined> {
  const query = tx.db.selectFrom('projects').select('workspaceId').where('id', '=', id)
  return (await query.executeTakeFirst())?.workspaceId
}

export async function removeProjectRow(tx: Tx, id: string): Promise<void> {
  const query = tx.db.deleteFrom('projects').where('workspaceId', '=', tx.workspaceId).where('id', '=', id)
  await query.where('deletedAt', 'is not', null).execute()
}

/** Throws conflict as long as a project whose slug this name would have is being deleted. */
export async function refuseSlugInDeletion(tx: Tx, name: string): Promise<void> {
  const slug = slugOf(name)
  if (slug === '') return
  const busy = (await listDeletedProjects(tx)).some((project) => projectSlug(project) === slug)
  if (!busy) return
  const message = `a project with the slug ${slug} is still being deleted; its name is free once its data is gone`
  throw new AppError('conflict', message, { fields: [{ path: 'name', message }] })
}

/**
 * For what other modules list, in SQL: the row is of no project that is being deleted. `column` holds the project's id
 * and is named with its table, `incidents.projectId`.
 */
export function ofLiveProject({ workspaceId }: Tx, column: RawBuilder<unknown> | string): RawBuilder<boolean> {
  const projectId = typeof column === 'string' ? sql.ref(column) : column
  return sql<boolean>`not exists (
    select from projects deleted where deleted.workspace_id = ${workspaceId} and deleted.id = ${projectId}
      and deleted.deleted_at is not null)`
}
