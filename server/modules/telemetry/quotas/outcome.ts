/** What became of what was sent, in five words for people and a reason for each. Pure. */
import { limitReasons, quotaCategories } from './limit.ts'
import { filterReasons } from './filters.ts'

/** `scrubbed` counts values that were taken out of what was kept; all others count items. */
export const outcomeKinds = ['accepted', 'filtered', 'rate_limited', 'invalid', 'client_discard', 'scrubbed'] as const
export type OutcomeKind = (typeof outcomeKinds)[number]

const limited = new Set<string>(limitReasons)
const filtered = new Set<string>(filterReasons)

export function outcomeOf({ by, reason }: { by: 'server' | 'client'; reason: string }): OutcomeKind {
  if (by === 'client') return 'client_discard'
  if (reason === 'accepted') return 'accepted'
  if (reason === 'card_data') return 'scrubbed'
  if (limited.has(reason)) return 'rate_limited'
  return filtered.has(reason) ? 'filtered' : 'invalid'
}

/** Why SDKs drop (client reports, Sentry's documentation for SDK authors); what else a client says is `other`. */
const clientReasons = new Set([
  'queue_overflow',
  'cache_overflow',
  'buffer_overflow',
  'ratelimit_backoff',
  'network_error',
  'sample_rate',
  'before_send',
  'event_processor',
  'send_error',
  'internal_sdk_error',
  'insufficient_data',
  'backpressure',
  'ignored',
  'invalid',
  'no_parent_span',
  'sampled',
  'filtered',
])

const knownCategories = new Set<string>([
  ...quotaCategories,
  'default',
  'security',
  'internal',
  'log_byte',
  'profile',
  'profile_chunk',
  'profile_chunk_ui',
  'profile_duration',
  'replay',
  'trace_metric',
  'trace_metric_byte',
  'user_report_v2',
  'value',
])

/** Whoever has a public key can name what it likes: only known names become rows, so that their number is bounded. */
export function boundedNames<T extends { by: 'server' | 'client'; category: string; reason: string }>(outcome: T): T {
  const category = knownCategories.has(outcome.category) ? outcome.category : 'default'
  const reason = outcome.by === 'server' || clientReasons.has(outcome.reason) ? outcome.reason : 'other'
  return { ...outcome, category, reason }
}
