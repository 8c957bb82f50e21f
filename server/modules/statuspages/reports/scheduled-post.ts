/** A report or an update that publishes itself at its time. Pure. */
import { conflict, invalidRequest } from '#platform/errors'
import type { Impact } from '../headline.ts'
import type { ComponentState, ReportStatus } from '../report.ts'

export type ScheduledPost = {
  id: string
  pageId: string
  /** The report that it adds an update to; of a new report null until that is published. */
  reportId: string | null
  /** Of a new report; null for an update. */
  title: string | null
  /** Of a new report; null: follows the components. */
  impact: Impact | null
  status: ReportStatus
  body: string
  components: ComponentState[]
  notified: boolean
  publishAt: Date
  createdAt: Date
  /** A user; null for a key, and once the person is forgotten. */
  createdBy: string | null
  publishedAt: Date | null
  updateId: string | null
  failedAt: Date | null
  /** Why it was not published, for people. */
  failure: string | null
}

export const postStates = ['waiting', 'published', 'failed'] as const

/** Waiting ones of a page. */
export const maxWaitingPosts = 100
const maxAheadMs = 366 * 86_400_000
/**
 * What could not be published for longer than this, because nothing ran, is old news: a person decides about it. Until
 * then it is published late, in its order.
 */
const maxLateMs = 12 * 3_600_000

export function postState({ publishedAt, failedAt }: ScheduledPost): (typeof postStates)[number] {
  if (publishedAt) return 'published'
  return failedAt ? 'failed' : 'waiting'
}

/** Throws invalid_request for a time that has been, or that is more than a year ahead. */
export function requireTime(publishAt: Date, now: Date): void {
  const aheadMs = publishAt.getTime() - now.getTime()
  if (aheadMs > 0 && aheadMs <= maxAheadMs) return
  const message = aheadMs <= 0 ? 'must be in the future' : 'must be within a year'
  throw invalidRequest(`publishAt: ${message}`, [{ path: 'publishAt', message }])
}

export function isTooLate({ publishAt }: ScheduledPost, now: Date): boolean {
  return now.getTime() - publishAt.getTime() > maxLateMs
}

/** What was published is history. One that failed can be given another time. */
export function requireChangeable(post: ScheduledPost): void {
  if (post.publishedAt) throw conflict('the post is already published')
}
