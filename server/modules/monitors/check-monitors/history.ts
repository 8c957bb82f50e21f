/** What a monitor was in over a time, and how long each answer took. */
import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { invalidRequest, notFound } from '#platform/errors'
import { decodeCursor, encodeCursor, type PageQuery } from '#platform/http'
import { accountOf, coverageOf, tally, uptimeOf, type Stretch } from '#platform/uptime'
import { listResults, readLatency, type LatencyPoint, type StoredResult } from '../engine/result-store.ts'
import { listIntervals, type Interval } from '../engine/state-repo.ts'
import * as repo from './repo.ts'

type State = Interval['state']

/** From the mildest to the worst; stretches of one monitor do not overlap. */
const severity: readonly State[] = ['paused', 'waiting', 'unknown', 'up', 'degraded', 'down']
/** Slow is up. What was not looked at is neither, and a pause is nobody's loss. */
const weights = { up: 0, degraded: 0, down: 1, unknown: 'unknown', waiting: 'unknown', paused: 'excluded' } as const

/** From 0 to 1; null where there is nothing to say. */
export type Uptime = { from: Date; to: Date; uptime: number | null; coverage: number | null; downMs: number }

/** Of one answer; what is before it was in states that are counted and not listed. */
const maxIntervals = 5000
const hourMs = 3_600_000
const dayMs = 24 * hourMs
const longestMs = 400 * dayMs
const maxPoints = 240

export type CheckHistory = {
  intervals: Interval[]
  /** Of the whole range, and of its last hours and days where it is as long. */
  uptime: Uptime
  periods: (Uptime & { hours: number })[]
}

export async function getCheckHistory(
  ctx: Context,
  id: string,
  range: { from: Date; to: Date },
): Promise<CheckHistory> {
  requirePermission(ctx, 'incidents.read')
  requireRange(range)
  return inTransaction(ctx, async (tx) => {
    const monitor = await repo.find(tx, id)
    if (!monitor) throw notFound('monitor')
    const { from, to } = range
    const now = tx.now()
    const longest = new Date(Math.min(from.getTime(), now.getTime() - 90 * dayMs))
    const all = await listIntervals(tx, id, { from: longest, to: to > now ? to : now, limit: maxIntervals })
    const shown = all.filter(({ fromAt, toAt }) => fromAt < to && (toAt === null || toAt > from))
    const between = (begin: Date, end: Date) => uptimeBetween(all, begin, end > now ? now : end)
    return {
      intervals: shown,
      uptime: between(from, to),
      periods: [24, 7 * 24, 30 * 24, 90 * 24].map((hours) => ({
        hours,
        ...between(new Date(now.getTime() - hours * hourMs), now),
      })),
    }
  })
}

/** By the one function that knows what uptime is. Time before the monitor was made was not covered. */
function uptimeBetween(intervals: readonly Interval[], from: Date, to: Date): Uptime {
  const stretches = intervals.map(({ fromAt, toAt, state }): Stretch<State> => ({
    status: state,
    fromMs: fromAt.getTime(),
    toMs: toAt?.getTime() ?? Infinity,
  }))
  const sums = tally(stretches, severity, from.getTime(), to.getTime())
  const account = accountOf(sums, weights, Math.max(0, to.getTime() - from.getTime()))
  return { from, to, uptime: uptimeOf(account), coverage: coverageOf(account), downMs: sums.down ?? 0 }
}

function requireRange({ from, to }: { from: Date; to: Date }): void {
  if (!(from < to)) throw invalidRequest('from: must lie before to', [{ path: 'from', message: 'must lie before to' }])
  if (to.getTime() - from.getTime() > longestMs) {
    throw invalidRequest('from: 400 days at most', [{ path: 'from', message: '400 days at most' }])
  }
}

const steps = [20, 60, 120, 300, 600, 1800, 3600, 7200, 21_600, 86_400, 172_800]

/** At most 240 points: the step is the first whole one of its kind that is long enough, and no shorter than the interval. */
export async function getCheckLatency(
  ctx: Context,
  id: string,
  { from, to, place }: { from: Date; to: Date; place?: string | undefined },
): Promise<{ stepSeconds: number; points: LatencyPoint[] }> {
  requirePermission(ctx, 'incidents.read')
  requireRange({ from, to })
  const monitor = await inTransaction(ctx, (tx) => repo.find(tx, id))
  if (!monitor) throw notFound('monitor')
  const least = Math.max(monitor.intervalSeconds, (to.getTime() - from.getTime()) / 1000 / maxPoints)
  const stepSeconds = steps.find((step) => step >= least) ?? Math.ceil(least / 86_400) * 86_400
  return { stepSeconds, points: await readLatency(ctx, id, { from, to, stepSeconds, place }) }
}

/** Newest first. */
export async function listCheckResults(
  ctx: Context,
  id: string,
  { cursor, limit, ...filter }: PageQuery & { outcome?: string | undefined; place?: string | undefined },
): Promise<{ items: StoredResult[]; nextCursor: string | null }> {
  requirePermission(ctx, 'incidents.read')
  const [at, place] = decodeCursor(cursor, 2)
  const scheduledAt = new Date(at ?? 0)
  if (Number.isNaN(scheduledAt.getTime())) throw invalidRequest('cursor: not one that this list gave')
  const monitor = await inTransaction(ctx, (tx) => repo.find(tx, id))
  if (!monitor) throw notFound('monitor')
  const before = place === undefined ? undefined : { scheduledAt, place }
  const found = await listResults(ctx, id, { ...filter, before, limit })
  const items = found.slice(0, limit)
  const last = found.length > limit ? items.at(-1) : undefined
  return { items, nextCursor: last ? encodeCursor([last.scheduledAt.toISOString(), last.place]) : null }
}
