/** SQL of scheduled posts. */
import './tables.ts'
import type { Tx } from '#platform/context'
import { sql, type PlatformTx } from '#platform/database'
import { notFound } from '#platform/errors'
import type { ScheduledPost } from './scheduled-post.ts'
import { asJson, statesOf } from './template-repo.ts'

const columns = [
  ...(['id', 'pageId', 'reportId', 'title', 'impact', 'status', 'body', 'components', 'notified'] as const),
  ...(['publishAt', 'createdAt', 'createdBy', 'publishedAt', 'updateId', 'failedAt', 'failure'] as const),
]

export async function insertPost(tx: Tx, post: ScheduledPost): Promise<void> {
  const row = { ...post, components: asJson(post.components), workspaceId: tx.workspaceId }
  await tx.db.insertInto('scheduledPosts').values(row).execute()
}

export async function updatePost(tx: Tx, post: ScheduledPost): Promise<void> {
  const query = tx.db.updateTable('scheduledPosts').set({ ...post, components: asJson(post.components) })
  await query.where('workspaceId', '=', tx.workspaceId).where('id', '=', post.id).execute()
}

export async function deletePost(tx: Tx, id: string): Promise<void> {
  await tx.db.deleteFrom('scheduledPosts').where('workspaceId', '=', tx.workspaceId).where('id', '=', id).execute()
}

function posts(tx: Tx) {
  return tx.db.selectFrom('scheduledPosts').select(columns).where('workspaceId', '=', tx.workspaceId)
}

type Row = Awaited<ReturnType<ReturnType<typeof posts>['executeTakeFirstOrThrow']>>
const toPost = (row: Row): ScheduledPost => ({ ...row, components: statesOf(row.components) })

export async function getPost(tx: Tx, id: string): Promise<ScheduledPost> {
  const row = await posts(tx).where('id', '=', id).executeTakeFirst()
  if (!row) throw notFound('scheduled post')
  return toPost(row)
}

/** Those that wait and those that failed, the next first. */
export async function listPending(tx: Tx, pageId: string): Promise<ScheduledPost[]> {
  const rows = await posts(tx)
    .where('pageId', '=', pageId)
    .where('publishedAt', 'is', null)
    .orderBy('publishAt')
    .orderBy('id')
    .execute()
  return rows.map(toPost)
}

/** The first that is over its time. Read under the page's lock, so that each is published once and in its order. */
export async function findDue(tx: Tx, pageId: string): Promise<ScheduledPost | undefined> {
  const row = await posts(tx)
    .where('pageId', '=', pageId)
    .where('publishedAt', 'is', null)
    .where('failedAt', 'is', null)
    .where('publishAt', '<=', tx.now())
    .orderBy('publishAt')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
  return row && toPost(row)
}

/** Pages with a post that is over its time; none of a workspace that is being deleted. */
export async function listDuePages(
  tx: PlatformTx,
  { pageId, limit }: { pageId?: string; limit: number },
): Promise<{ workspaceId: string; pageId: string }[]> {
  const { rows } = await sql<{ workspaceId: string; pageId: string }>`
    select distinct p.workspace_id, p.page_id from scheduled_posts p
    join workspaces w on w.id = p.workspace_id and w.deleted_at is null
    where p.published_at is null and p.failed_at is null and p.publish_at <= ${tx.now()}
      and (${pageId ?? null}::text is null or p.page_id = ${pageId ?? null})
    order by p.workspace_id, p.page_id limit ${limit}`.execute(tx.db)
  return rows
}
