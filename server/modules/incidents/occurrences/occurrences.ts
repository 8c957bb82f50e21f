/** How an incident's events are spread over time and over what they say of themselves. */
import { requirePermission, type Context } from '#platform/context'
import { AppError } from '#platform/errors'
import {
  countByTime,
  countReleases,
  countValues,
  maxAttributeNames,
  maxDistributionEvents,
  type Bucket,
  type Interval,
  type ReleaseCount,
} from '../columns.ts'
import { hourMs } from '../incident.ts'
import { scopeOf } from '../list-incident-events.ts'

/** A month of hours, two years of days. */
export const maxBuckets = 750

const lengthMs: Record<Interval, number> = { hour: hourMs, day: 24 * hourMs }
const defaultBuckets: Record<Interval, number> = { hour: 48, day: 30 }

export type Occurrences = { interval: Interval; from: Date; until: Date; buckets: Bucket[] }

/** One bucket for each hour or day, by UTC, also where nothing happened; both ends are whole. */
export async function countOccurrences(
  ctx: Context,
  incidentId: string,
  asked: { interval: Interval; from?: Date | undefined; until?: Date | undefined },
): Promise<Occurrences> {
  requirePermission(ctx, 'incidents.read')
  const { interval } = asked
  const length = lengthMs[interval]
  const end = Math.ceil(((asked.until ?? ctx.now()).getTime() + 1) / length)
  const begin = asked.from ? Math.floor(asked.from.getTime() / length) : end - defaultBuckets[interval]
  if (begin >= end) throw new AppError('unprocessable', 'from: must be before until')
  if (end - begin > maxBuckets) throw new AppError('unprocessable', `at most ${maxBuckets} buckets can be asked for`)
  const [from, until] = [new Date(begin * length), new Date(end * length)]
  const scope = await scopeOf(ctx, incidentId)
  const counts = new Map(
    (await countByTime(ctx, scope, { interval, from, until })).map(({ at, count }) => [at.getTime(), count]),
  )
  const buckets = Array.from({ length: end - begin }, (_, index) => {
    const at = (begin + index) * length
    return { at: new Date(at), count: counts.get(at) ?? 0 }
  })
  return { interval, from, until, buckets }
}

/** The same error over releases: how often, how many people, since when, and its first and last event in each. */
export async function listIncidentReleases(ctx: Context, incidentId: string): Promise<ReleaseCount[]> {
  requirePermission(ctx, 'incidents.read')
  return countReleases(ctx, await scopeOf(ctx, incidentId))
}

export type Distribution = {
  /** How many events were looked at: the newest, at most 10,000. */
  eventCount: number
  userCount: number
  attributes: { name: string; values: { value: string; count: number }[] }[]
}

/** The most frequent values of attributes, and of release, environment and host. */
export async function getDistribution(ctx: Context, incidentId: string): Promise<Distribution> {
  requirePermission(ctx, 'incidents.read')
  const scope = await scopeOf(ctx, incidentId)
  const { events, users, values } = await countValues(ctx, scope)
  const attributes = new Map<string, { value: string; count: number }[]>()
  for (const { name, value, count } of values) {
    attributes.set(name, [...(attributes.get(name) ?? []), { value, count }])
  }
  return {
    eventCount: Math.min(events, maxDistributionEvents),
    userCount: users,
    attributes: [...attributes].slice(0, maxAttributeNames).map(([name, of]) => ({ name, values: of })),
  }
}
