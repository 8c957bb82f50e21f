/**
 * How many rows there were when. Counted from the newest backwards, stretch by stretch, for as long as an answer may
 * take: what is counted is exact, and the cursor goes on with what is older.
 */
import { monotonicMs } from '#platform/clock'
import type { Context } from '#platform/context'
import { invalidRequest } from '#platform/errors'
import { decodeCursor, encodeCursor } from '#platform/http'
import type { Condition } from './conditions.ts'
import type { SearchedTable } from './fields.ts'
import { maxSeconds, within, type Range } from './read-rows.ts'

export type Histogram = Range & {
  stepSeconds: number
  /** Those with rows, oldest first. */
  buckets: Bucket[]
  /** null: the whole range was counted. */
  nextCursor: string | null
}
type Bucket = { at: Date; count: number; levels: Record<string, number> }

/**
 * `answerMs`: the next stretch begins only if it is likely to end within it. `firstRows`: what is counted first has about
 * so many, of all workspaces.
 */
export type Pace = { answerMs: number; firstRows: number }
const pace: Pace = { answerMs: 200, firstRows: 300_000 }
/** How many times longer than the one before a stretch may be. */
const growth = 8

const dayMs = 86_400_000
const steps = [1, 5, 10, 30, 60, 300, 600, 1_800, 3_600, 10_800, 21_600, 43_200, 86_400, 604_800, 2_592_000]
const maxBuckets = 120

const stepOf = ({ from, to }: Range): number =>
  steps.find((step) => (to.getTime() - from.getTime()) / 1000 / step <= maxBuckets) ?? 2_592_000

type Wanted = { condition: Condition; range: Range; cursor: string | undefined }

/** A row that was sent twice counts twice until the store has merged the two. */
export async function countByTime(
  ctx: Context,
  searched: SearchedTable,
  { condition, range, cursor }: Wanted,
  { answerMs, firstRows }: Pace = pace,
): Promise<Histogram> {
  const stepSeconds = stepOf(range)
  // No bucket is in two stretches, and no day of the store, where only days tell what need not be read.
  const unitMs = Math.max(stepSeconds * 1000, searched.isSortedByTime ? 0 : dayMs)
  const fromMs = range.from.getTime()
  const startedMs = monotonicMs()
  let untilMs = readCursor(cursor, range)
  let lengthMs = (untilMs - fromMs) * (firstRows / Math.max(firstRows, await countStored(ctx, searched, range)))
  const stretches: Bucket[][] = []
  do {
    const beginMs = Math.max(fromMs, Math.floor((untilMs - lengthMs) / unitMs) * unitMs)
    const stretch = { from: new Date(beginMs), to: new Date(untilMs) }
    const beganMs = monotonicMs()
    stretches.unshift(await countStretch(ctx, searched, within(stretch, condition), stepSeconds))
    const endedMs = monotonicMs()
    const fits = ((untilMs - beginMs) * (answerMs - (endedMs - startedMs))) / Math.max(1, endedMs - beganMs)
    lengthMs = Math.min(fits, (untilMs - beginMs) * growth)
    untilMs = beginMs
  } while (untilMs > fromMs && lengthMs >= Math.min(unitMs, untilMs - fromMs))
  const nextCursor = untilMs > fromMs ? encodeCursor([new Date(untilMs).toISOString()]) : null
  return { ...range, stepSeconds, buckets: stretches.flat(), nextCursor }
}

function readCursor(cursor: string | undefined, { from, to }: Range): number {
  const [until] = decodeCursor(cursor, 1)
  if (until === undefined) return to.getTime()
  const untilMs = Date.parse(until)
  if (!(untilMs > from.getTime() && untilMs <= to.getTime())) {
    throw invalidRequest('cursor: not of this range', [{ path: 'query.cursor', message: 'not valid' }])
  }
  return untilMs
}

/** Of all workspaces, by the days that the store is divided into: a bound that costs nothing. */
async function countStored(ctx: Context, { table }: SearchedTable, { from }: Range): Promise<number> {
  const [stored] = await ctx.columns.forWorkspace(ctx.workspaceId).query<{ rows: number }>(
    `select sum(rows) as rows from system.parts where database = currentDatabase() and table = '${table}' and active
       and max_time >= {from:DateTime64(3)} and {workspaceId:String} != ''`,
    { from },
  )
  return stored?.rows ?? 0
}

async function countStretch(
  ctx: Context,
  { table }: SearchedTable,
  { sql, params }: Condition,
  step: number,
): Promise<Bucket[]> {
  const rows = await ctx.columns.forWorkspace(ctx.workspaceId).query<{ at: Date; level: string; rows: number }>(
    `select toStartOfInterval(occurred_at, toIntervalSecond({step:UInt32}), toDateTime64(0, 3)) as at, level, count() as rows
     from ${table} where workspace_id = {workspaceId:String} and ${sql} group by at, level order by at
     settings max_execution_time = ${maxSeconds}`,
    { ...params, step },
  )
  const buckets = new Map<number, Bucket>()
  for (const { at, level, rows: count } of rows) {
    const bucket = buckets.get(at.getTime()) ?? { at, count: 0, levels: {} }
    bucket.count += count
    bucket.levels[level] = count
    buckets.set(at.getTime(), bucket)
  }
  return [...buckets.values()]
}
