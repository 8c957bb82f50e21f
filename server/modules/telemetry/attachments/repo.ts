import { ofLiveProject } from '#modules/workspaces'
import type { Tx } from '#platform/context'
import { sql, type PlatformTx } from '#platform/database'
import type { Attachment } from './attachment.ts'

declare module '#platform/database' {
  interface Tables {
    attachments: Attachment & { workspaceId: string; digest: string }
  }
}

const columns = [
  ...(['id', 'projectId', 'eventId', 'receivedAt', 'state', 'sizeBytes'] as const),
  ...(['fileName', 'contentType'] as const),
]

export type Kept = { files: number; bytes: number }

/** What a project has; holds back others who add to it until the transaction ends. */
export async function countForUpdate(tx: Tx, projectId: string): Promise<Kept> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`attachments ${projectId}`}, 0))`.execute(tx.db)
  const { rows } = await sql<{ files: number; bytes: number }>`
    select count(*) as files, coalesce(sum(size_bytes), 0)::bigint as bytes from attachments
    where workspace_id = ${tx.workspaceId} and project_id = ${projectId} and state <> 'removed'`.execute(tx.db)
  return rows[0] ?? { files: 0, bytes: 0 }
}

export async function listOfEvent(tx: Tx, projectId: string, eventId: string) {
  return tx.db
    .selectFrom('attachments')
    .select([...columns, 'digest'])
    .where('workspaceId', '=', tx.workspaceId)
    .where('projectId', '=', projectId)
    .where('eventId', '=', eventId)
    .orderBy('receivedAt')
    .orderBy('id')
    .execute()
}

export async function find(tx: Tx, id: string): Promise<Attachment | undefined> {
  return tx.db
    .selectFrom('attachments')
    .select(columns)
    .where('workspaceId', '=', tx.workspaceId)
    .where('id', '=', id)
    .where(ofLiveProject(tx, 'attachments.projectId'))
    .executeTakeFirst()
}

export async function insert(tx: Tx, row: Attachment & { digest: string }): Promise<void> {
  await tx.db
    .insertInto('attachments')
    .values({ ...row, workspaceId: tx.workspaceId })
    .execute()
}

export async function setState(tx: Tx, ids: readonly string[], state: Attachment['state']): Promise<void> {
  if (ids.length === 0) return
  await tx.db
    .updateTable('attachments')
    .set({ state, ...(state === 'removed' && { fileName: '', contentType: '', digest: '' }) })
    .where('workspaceId', '=', tx.workspaceId)
    .where('id', 'in', ids)
    .execute()
}

/** Whose payload was pruned, and those whose file did not arrive in an hour; over all workspaces. */
export async function listToRemove(
  tx: PlatformTx,
  unfinishedBefore: Date,
  limit: number,
): Promise<{ workspaceId: string; id: string }[]> {
  return tx.db
    .selectFrom('attachments')
    .select(['workspaceId', 'id'])
    .where((eb) =>
      eb.or([
        eb.and([eb('state', '<>', 'removed'), eb('digest', '=', '')]),
        eb.and([eb('state', '=', 'writing'), eb('receivedAt', '<', unfinishedBefore)]),
      ]),
    )
    .limit(limit)
    .execute()
}
