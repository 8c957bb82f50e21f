import { ofLiveProject } from '#modules/workspaces'
import type { Tx } from '#platform/context'
import { sql } from '#platform/database'
import type { StoredFeedback } from './feedback.ts'

declare module '#platform/database' {
  interface Tables {
    feedback: StoredFeedback & { workspaceId: string; digest: string }
  }
}

const columns = [
  ...(['id', 'projectId', 'eventId', 'receivedAt', 'name', 'email', 'message', 'url'] as const),
  ...(['release', 'environment', 'traceId'] as const),
]

/** Holds back others who write feedback of the project until the transaction ends, so that what is counted stays true. */
export async function countForUpdate(tx: Tx, projectId: string, since: Date): Promise<number> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`feedback ${projectId}`}, 0))`.execute(tx.db)
  const { count } = await tx.db
    .selectFrom('feedback')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('workspaceId', '=', tx.workspaceId)
    .where('projectId', '=', projectId)
    .where('receivedAt', '>', since)
    .executeTakeFirstOrThrow()
  return count
}

/** Of rows with these digests those that are there. */
export async function listDigests(tx: Tx, projectId: string, digests: readonly string[]): Promise<Set<string>> {
  const rows = await tx.db
    .selectFrom('feedback')
    .select('digest')
    .where('workspaceId', '=', tx.workspaceId)
    .where('projectId', '=', projectId)
    .where('digest', 'in', digests)
    .execute()
  return new Set(rows.map(({ digest }) => digest))
}

export async function insert(tx: Tx, rows: readonly (StoredFeedback & { digest: string })[]): Promise<void> {
  if (rows.length === 0) return
  await tx.db
    .insertInto('feedback')
    .values(rows.map((row) => ({ ...row, workspaceId: tx.workspaceId })))
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

export type FeedbackFilter = { projectId?: string | undefined; eventId?: string | undefined }

/** Newest first; one more than `limit` when there are more. */
export async function list(
  tx: Tx,
  { projectId, eventId }: FeedbackFilter,
  { after, limit }: { after: { receivedAt: Date; id: string } | undefined; limit: number },
): Promise<StoredFeedback[]> {
  let query = tx.db.selectFrom('feedback').select(columns).where('workspaceId', '=', tx.workspaceId)
  query = query.where(ofLiveProject(tx, 'feedback.projectId'))
  if (projectId !== undefined) query = query.where('projectId', '=', projectId)
  if (eventId !== undefined) query = query.where('eventId', '=', eventId)
  if (after) {
    query = query.where((eb) =>
      eb.or([
        eb('receivedAt', '<', after.receivedAt),
        eb.and([eb('receivedAt', '=', after.receivedAt), eb('id', '<', after.id)]),
      ]),
    )
  }
  return query
    .orderBy('receivedAt', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
}
