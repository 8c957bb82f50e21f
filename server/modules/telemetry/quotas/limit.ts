/** What was not taken, and when to come again, in words that every protocol's route can translate. */
import { AppError } from '#platform/errors'

/**
 * What is counted and limited together. Quantities are items, of attachments bytes. Every event is an `error`; the
 * outermost span of a service is a `transaction`, the others are spans. Samples of metrics are native histograms as well.
 */
export const quotaCategories = [
  'error',
  'transaction',
  'span',
  'log_item',
  'session',
  'attachment',
  'monitor',
  'feedback',
  'metric_sample',
] as const
export type QuotaCategory = (typeof quotaCategories)[number]

export const limitScopes = ['workspace', 'project', 'key'] as const
export type LimitScope = (typeof limitScopes)[number]

/** Why nothing more of a category is taken. `backlog` and `disk`: the server's own state, of all categories. */
export const limitReasons = [
  'workspace_quota',
  'project_quota',
  'key_quota',
  'project_limit',
  'spike',
  'series_limit',
  'samples_limit',
  'backlog',
  'disk',
] as const
export type LimitReason = (typeof limitReasons)[number]

/** `retryAfterSeconds` are whole seconds, at least 1. */
export type Limit = {
  category: QuotaCategory
  scope: LimitScope
  reason: LimitReason
  retryAfterSeconds: number
}

/** Nothing of a request was taken, for limits alone. `retryAfterSeconds` is that of the first limit to end. */
export class NothingTaken extends AppError {
  override name = 'NothingTaken'
  readonly limits: readonly Limit[]

  constructor(limits: readonly Limit[]) {
    super('rate_limited', `${sentence(limits)}; try again later`, {
      retryAfterSeconds: Math.min(...limits.map(({ retryAfterSeconds }) => retryAfterSeconds)),
    })
    this.limits = limits
  }
}

const sentences: Record<LimitReason, string> = {
  workspace_quota: 'the quota of the workspace is used up',
  project_quota: 'the quota of the project is used up',
  key_quota: 'the quota of the key is used up',
  project_limit: 'the project takes no more events this minute',
  spike: 'the project sends far more than it usually does',
  series_limit: 'the workspace has as many new series today as it may have',
  samples_limit: 'the workspace sends more samples than it may in ten seconds',
  backlog: 'too much is waiting to be stored',
  disk: 'the server has too little free disk space',
}

function sentence(limits: readonly Limit[]): string {
  const [first] = limits
  return first ? sentences[first.reason] : 'too much was sent'
}

export const limitsOfAll = (limit: Omit<Limit, 'category'>): Limit[] =>
  quotaCategories.map((category) => ({ ...limit, category }))
