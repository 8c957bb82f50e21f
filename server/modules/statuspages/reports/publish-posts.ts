/**
 * Publishes what is over its time, page by page and post by post, each in a transaction of its own under the page's
 * lock: a process that dies leaves the rest to the next run, and of two processes one publishes. A job comes at the time
 * of each post; the schedule finds what a job did not.
 */
import { z } from 'zod'
import { recordAudit } from '#modules/audit'
import { recordActivity } from '#platform/activity'
import { systemContext, type Context, type Services, type Tx } from '#platform/context'
import { inPlatformTransaction, inTransaction } from '#platform/database'
import { AppError, conflict } from '#platform/errors'
import { newId } from '#platform/ids'
import { defineJob, type Job } from '#platform/jobs'
import type { Schedule } from '#platform/schedule'
import type { StatusPage } from '../page.ts'
import * as reportRepo from '../report-repo.ts'
import * as repo from '../repo.ts'
import { forgetSnapshot } from '../snapshot-cache.ts'
import { addUpdate } from './add-update.ts'
import * as posts from './post-repo.ts'
import { publishReport } from './publish-report.ts'
import { isTooLate, type ScheduledPost } from './scheduled-post.ts'

const input = z.object({ pageId: z.string() })

export const publishScheduledPosts: Job<z.infer<typeof input>> = defineJob({
  name: 'statuspages.publishScheduledPosts',
  purpose: 'status',
  reads: ['C18'],
  input,
  handle: async (ctx, { pageId }) => {
    const due = await inPlatformTransaction(ctx, (tx) => posts.listDuePages(tx, { pageId, limit: 1 }))
    if (due.some((each) => each.workspaceId === ctx.workspaceId)) await publishDuePosts(ctx, pageId)
  },
})

const everySeconds = 15
/** Of one run; the next one goes on. */
const maxPages = 500

export const scheduledPostsSchedule: Schedule = {
  name: 'statuspages.publishDuePosts',
  purpose: 'status',
  reads: ['C18'],
  everySeconds,
  run: publishAllDuePosts,
}

/** Safe to repeat and to run twice at once. One page that cannot be worked on keeps none of the others waiting. */
export async function publishAllDuePosts(services: Services): Promise<void> {
  const due = await inPlatformTransaction(services, (tx) => posts.listDuePages(tx, { limit: maxPages }))
  const problems: unknown[] = []
  for (const { workspaceId, pageId } of due) {
    const ctx = systemContext(services, workspaceId, newId('run', services.now()))
    await publishDuePosts(ctx, pageId).catch((error: unknown) => problems.push(error))
  }
  if (problems.length > 0) throw new AggregateError(problems, 'scheduled posts of some pages were not published')
}

/** In the order of their times, however late it is. */
export async function publishDuePosts(ctx: Context, pageId: string): Promise<void> {
  while (await publishNext(ctx, pageId));
}

/** False when nothing is left to be published. */
async function publishNext(ctx: Context, pageId: string): Promise<boolean> {
  let current: ScheduledPost | undefined
  try {
    const slug = await inTransaction(ctx, async (tx) => {
      if (!(await repo.findPage(tx, pageId))) return undefined // deleted, with its posts
      const page = await repo.getPageForUpdate(tx, pageId)
      current = await posts.findDue(tx, pageId)
      if (!current) return undefined
      await publish(tx, page, current)
      return page.slug
    })
    if (slug !== undefined) forgetSnapshot(ctx, slug)
  } catch (error) {
    // What a person must decide about; anything else is tried again.
    if (!current || !(error instanceof AppError) || error.status >= 500) throw error
    const { id } = current
    await inTransaction(ctx, (tx) => giveUp(tx, pageId, id, error.message))
  }
  return current !== undefined
}

async function publish(tx: Tx, page: StatusPage, post: ScheduledPost): Promise<void> {
  if (isTooLate(post, tx.now())) throw conflict('its time was more than 12 hours ago, when nothing could publish it')
  const onPage = new Set((await repo.listComponents(tx, [page.id])).map(({ id }) => id))
  const { status, body, notified } = post
  // A component that was removed meanwhile is no reason to keep the rest from readers.
  const components = post.components.filter(({ id }) => onPage.has(id))
  const scheduled = await recordActivity(tx, 'scheduledPost.published', {
    subjectId: post.id,
    data: { pageId: page.id, plannedFor: post.publishAt.toISOString() },
  })
  const said = { status, body, components, notifySubscribers: notified }
  const { report, updateId } = await (post.reportId === null
    ? publishReport(tx, page, { ...said, ...newReportOf(post) }, scheduled.id)
    : addUpdate(tx, page, await reportRepo.getReport(tx, post.reportId), said, scheduled.id))
  await posts.updatePost(tx, { ...post, reportId: report.id, updateId, publishedAt: tx.now() })
  await recordAudit(tx, 'scheduledPost.published', { targetId: post.id, after: { reportId: report.id, updateId } })
}

function newReportOf({ title, impact }: ScheduledPost) {
  if (title === null) throw new Error('a scheduled report without a title')
  return { title, ...(impact !== null && { impact }) }
}

async function giveUp(tx: Tx, pageId: string, id: string, failure: string): Promise<void> {
  await repo.getPageForUpdate(tx, pageId)
  const post = await posts.getPost(tx, id)
  if (post.publishedAt || post.failedAt) return
  await posts.updatePost(tx, { ...post, failedAt: tx.now(), failure })
  await recordActivity(tx, 'scheduledPost.failed', { subjectId: id, data: { pageId, failure } })
  await recordAudit(tx, 'scheduledPost.failed', { targetId: id, after: { failure } })
}
