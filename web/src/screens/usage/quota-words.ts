/** What a quota limits, how far it is used, and what follows from it, in words. Pure. */
import type { NewQuota, Quota, Usage } from '../../api.ts'
import { bytes, byteUnits, fullNumber } from '../../format.ts'

/** The smallest thing that all of it says: `10,000 events a day`. */
export const quotaCategories = [
  { value: 'error', word: 'Events' },
  { value: 'transaction', word: 'Transactions' },
  { value: 'span', word: 'Spans' },
  { value: 'log_item', word: 'Log lines' },
  { value: 'session', word: 'Sessions' },
  { value: 'attachment', word: 'Attachments (bytes)' },
  { value: 'monitor', word: 'Heartbeats' },
  { value: 'feedback', word: 'Feedback' },
  { value: 'metric_sample', word: 'Samples of metrics' },
] as const satisfies { value: Quota['category']; word: string }[]

export const quotaWindows = [
  { value: 'minute', word: 'A minute' },
  { value: 'hour', word: 'An hour' },
  { value: 'day', word: 'A day (UTC)' },
  { value: 'month', word: 'A month (UTC)' },
] as const satisfies { value: Quota['window']; word: string }[]

const things: Record<Quota['category'], string> = {
  error: 'events',
  transaction: 'transactions',
  span: 'spans',
  log_item: 'log lines',
  session: 'sessions',
  attachment: 'of attachments',
  monitor: 'heartbeats',
  feedback: 'feedback messages',
  metric_sample: 'samples of metrics',
}
const eachWords: Record<Quota['window'], string> = {
  minute: 'a minute',
  hour: 'an hour',
  day: 'a day',
  month: 'a month',
}
const thisWords: Record<Quota['window'], string> = {
  minute: 'this minute',
  hour: 'this hour',
  day: 'today',
  month: 'this month',
}
export const nowWords = (window: Quota['window']): string => thisWords[window]

export const quantity = (category: Quota['category'], value: number): string =>
  category === 'attachment' ? bytes(value) : fullNumber(value)

/** `10,000 events a day`, `5 GB of attachments a month`. */
export const limitWords = ({ category, window, limit }: Pick<Quota, 'category' | 'window' | 'limit'>): string =>
  limit === 0
    ? `No ${things[category].replace(/^of /, '')} at all`
    : `${quantity(category, limit)} ${things[category]} ${eachWords[window]}`

export type Fill = 'free' | 'near' | 'full'

/** `near`: four fifths of it are used. */
export function fillOf({ used, limit }: Pick<Quota, 'used' | 'limit'>): Fill {
  if (used >= limit) return 'full'
  return used >= limit * 0.8 ? 'near' : 'free'
}

/** Digits with separators, and for bytes also `5 GB`; undefined: it is no number. */
export function readLimit(text: string): number | undefined {
  const found = /^(\d[\d,.' ]*?) ?(KB|MB|GB|TB)?$/i.exec(text.trim())
  if (!found) return undefined
  const [, digits = '', unit = ''] = found
  const power = unit === '' ? 0 : byteUnits.findIndex((each) => each.toLowerCase() === unit.toLowerCase())
  const value = Number(digits.replaceAll(/[,' ]/g, '')) * 1024 ** power
  return Number.isFinite(value) ? Math.round(value) : undefined
}

const maxLimit = 1_000_000_000_000

export function limitRule(text: string): string | undefined {
  const limit = readLimit(text)
  if (limit === undefined) return 'A whole number; 0 takes nothing in.'
  return limit <= maxLimit ? undefined : `At most ${fullNumber(maxLimit)}.`
}

type Draft = Pick<NewQuota, 'scope' | 'category' | 'window'> & { scopeId?: string | null | undefined; limit: number }

/** What was taken in of it in the day or month that is now; undefined for shorter windows, which nobody has counted. */
export function usedSoFar(usage: Usage, { scope, scopeId, category, window }: Draft): number | undefined {
  if (window !== 'day' && window !== 'month') return undefined
  const isOf = (one: Usage['items'][number]): boolean =>
    scope === 'workspace' || scopeId === (scope === 'project' ? one.projectId : one.keyId)
  return usage.items
    .filter((one) => one.category === category && one.period === window && isOf(one))
    .reduce((sum, one) => sum + one.quantity, 0)
}

const ends: Record<Quota['window'], string> = {
  minute: 'the minute is over',
  hour: 'the hour is over',
  day: 'midnight UTC',
  month: 'the first of the next month (UTC)',
}

/** What will happen, before it does. `whose`: `the workspace`, `Shop`. */
export function consequence(draft: Draft, whose: string, used: number | undefined): string {
  const { category, window, limit } = draft
  const thing = things[category].replace(/^of /, '')
  const refused = 'is refused with 429, counted as rate-limited, and not kept anywhere. SDKs are told to hold back.'
  if (limit === 0) return `From now on every bit of ${thing} of ${whose} ${refused}`
  const now =
    used !== undefined && used >= limit
      ? ` ${quantity(category, used)} came ${thisWords[window]} already: nothing more is taken until ${ends[window]}.`
      : used !== undefined
        ? ` So far ${quantity(category, used)} ${thisWords[window]}.`
        : ''
  return `What ${whose} sends beyond ${limitWords(draft)} ${refused} It begins anew when ${window === 'day' || window === 'month' ? 'it is ' : ''}${ends[window]}.${now}`
}
