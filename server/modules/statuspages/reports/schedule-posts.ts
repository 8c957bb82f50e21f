/** The use cases of scheduled posts. */
import { recordAudit } from '#modules/audit'
import { recordActivity } from '#platform/activity'
import { requirePermission, type Context, type Tx } from '#platform/context'
import { inTransaction } from '#platform/database'
import { conflict } from '#platform/errors'
import { newId } from '#platform/ids'
import { enqueue } from '#platform/jobs'
import type { Impact } from '../headline.ts'
import * as reportRepo from '../report-repo.ts'
import { isOver, type ComponentState, type ReportStatus } from '../report.ts'
import * as repo from '../repo.ts'
import { refusal, refuseStrangers } from './add-update.ts'
import * as posts from './post-repo.ts'
import { publishScheduledPosts } from './publish-posts.ts'
import { maxWaitingPosts, requireChangeable, requireTime, type ScheduledPost } from './scheduled-post.ts'

type PostInput = {
  /** The report that it adds an update to; without it, it is a new report and needs a title. */
  reportId?: string | undefined
  title?: string | undefined
  impact?: Impact | undefined
  status: ReportStatus
  body: string
  components?: ComponentState[] | undefined
  notifySubscribers?: boolean | undefined
  publishAt: Date
}

/** What waits and what failed, the next first. */
export function listScheduledPosts(ctx: Context, pageId: string): Promise<ScheduledPost[]> {
  requirePermission(ctx, 'statuspages.read')
  return inTransaction(ctx, async (tx) => {
    await repo.getPage(tx, pageId)
    return posts.listPending(tx, pageId)
  })
}

/** Throws not_found for a report of another page, conflict when too many wait, invalid_request for a time that was. */
export function schedulePost(ctx: Context, pageId: string, input: PostInput): Promise<ScheduledPost> {
  requirePermission(ctx, 'statuspages.write')
  return inTransaction(ctx, async (tx) => {
    await repo.getPageForUpdate(tx, pageId)
    requireTime(input.publishAt, tx.now())
    await refuseImpossible(tx, pageId, input)
    const waiting = await posts.listPending(tx, pageId)
    if (waiting.length >= maxWaitingPosts) throw conflict(`a page has at most ${maxWaitingPosts} posts that wait`)
    const post = newPost(tx, pageId, input)
    await posts.insertPost(tx, post)
    await enqueue(tx, publishScheduledPosts, { pageId }, { startAfter: post.publishAt })
    const data = { pageId, publishAt: post.publishAt.toISOString(), reportId: post.reportId }
    await recordActivity(tx, 'scheduledPost.created', { subjectId: post.id, data })
    await recordAudit(tx, 'scheduledPost.created', { targetId: post.id, after: post })
    return post
  })
}

function newPost(tx: Tx, pageId: string, input: PostInput): ScheduledPost {
  const { reportId, title, impact, status, body, components, notifySubscribers, publishAt } = input
  return {
    ...{ id: newId('pst', tx.now()), pageId, reportId: reportId ?? null, title: title ?? null, impact: impact ?? null },
    ...{ status, body, components: components ?? [], notified: notifySubscribers ?? true, publishAt },
    ...{ createdAt: tx.now(), createdBy: tx.actor.kind === 'user' ? tx.actor.id : null },
    ...{ publishedAt: null, updateId: null, failedAt: null, failure: null },
  }
}

async function refuseImpossible(tx: Tx, pageId: string, input: PostInput): Promise<void> {
  const onPage = await repo.listComponents(tx, [pageId])
  refuseStrangers(input.components ?? [], new Set(onPage.map(({ id }) => id)))
  if (input.reportId === undefined) {
    if (input.title === undefined) throw refusal('title', 'a new report needs a title')
    if (input.status === 'postmortem') throw refusal('status', 'a postmortem follows the end of a report')
    return
  }
  const report = await reportRepo.getReport(tx, input.reportId)
  if (report.pageId !== pageId) throw refusal('reportId', 'is a report of another page')
  const isPostmortem = input.status === 'postmortem'
  if (isPostmortem && (input.components ?? []).length > 0)
    throw refusal('components', 'a postmortem changes no component')
  if (isOver(report.status) && !isPostmortem) throw conflict('the report is already resolved')
}

/** Another time, or other words. One that failed waits again, and needs a time that is to come. */
export function updateScheduledPost(
  ctx: Context,
  id: string,
  input: { title?: string | undefined; body?: string | undefined; publishAt?: Date | undefined },
): Promise<ScheduledPost> {
  requirePermission(ctx, 'statuspages.write')
  return inTransaction(ctx, async (tx) => {
    const before = await getLocked(tx, id)
    requireChangeable(before)
    if (input.title !== undefined && before.title === null) throw refusal('title', 'an update has no title of its own')
    const { publishAt = before.publishAt } = input
    requireTime(publishAt, tx.now())
    const { title = before.title, body = before.body } = input
    const post = { ...before, title, body, publishAt, failedAt: null, failure: null }
    await posts.updatePost(tx, post)
    await enqueue(tx, publishScheduledPosts, { pageId: post.pageId }, { startAfter: publishAt })
    const data = { pageId: post.pageId, publishAt: publishAt.toISOString() }
    await recordActivity(tx, 'scheduledPost.updated', { subjectId: id, data })
    await recordAudit(tx, 'scheduledPost.updated', { targetId: id, before, after: post })
    return post
  })
}

/** Throws conflict for one that is published: take back the report, or correct the update. */
export function deleteScheduledPost(ctx: Context, id: string): Promise<void> {
  requirePermission(ctx, 'statuspages.write')
  return inTransaction(ctx, async (tx) => {
    const before = await getLocked(tx, id)
    requireChangeable(before)
    await posts.deletePost(tx, id)
    await recordActivity(tx, 'scheduledPost.deleted', { subjectId: id, data: { pageId: before.pageId } })
    await recordAudit(tx, 'scheduledPost.deleted', { targetId: id, before })
  })
}

/** As it is under the page's lock, which the publisher holds. */
async function getLocked(tx: Tx, id: string): Promise<ScheduledPost> {
  const { pageId } = await posts.getPost(tx, id)
  await repo.getPageForUpdate(tx, pageId)
  return posts.getPost(tx, id)
}
