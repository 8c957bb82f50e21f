/**
 * Rolls up hours of a workspace inside the column store. Any number of processes may do it at once, and any of them
 * may be killed: what they leave is no part of an answer before the hour is told as made, and rows of one version are
 * the same whoever made them. Hours with many samples are made a part after the other; how far that came is written
 * down, and whoever comes next goes on from there.
 */
import type { Services } from '#platform/context'
import { ColumnsError } from '#platform/columns'
import { AppError } from '#platform/errors'
import { ofHours, rollUpSql } from './roll-up-sql.ts'
import { bucketBits, boundsOf, halvesOf, nothingYet, partsOf, progressAfter } from './split-hours.ts'
import type { Part, Progress } from './split-hours.ts'
import { hourMs, widths } from './widths.ts'

/** Samples of a part: a few seconds of two cores. */
const maxPartRows = 4_000_000

export type HoursToMake = {
  workspaceId: string
  /** The first, and how many that follow on each other: samples lie by series, so that many cost little more than one. */
  from: Date
  count: number
  /** What was counted before, of each of them: samples whose mark it has are in the store. */
  marks: number
  /** How far somebody made them with as many marks. */
  done?: Progress
}

export type MakeOptions = {
  /** Those that are not deleted. Asked before each part: what is deleted meanwhile comes into none that follows. */
  listProjects(): Promise<readonly string[]>
  /** Asked between parts: whether to leave the rest to the next run. */
  isOver?: () => boolean
  maxRows?: number
}

/** False: something is left. Throws `unavailable`, and what the store says to a part that is as small as can be. */
export async function makeHours(
  services: Pick<Services, 'columns'>,
  hours: HoursToMake,
  { listProjects, isOver = () => false, maxRows = maxPartRows }: MakeOptions,
): Promise<boolean> {
  if ((await listProjects()).length === 0) return true
  const waiting = partsOf(await countRows(services, hours), hours.done ?? nothingYet, maxRows)
  while (waiting[0]) {
    const [part] = waiting
    const projectIds = await listProjects()
    if (projectIds.length === 0) return true
    try {
      await makePart(services, hours, { ...part, projectIds })
    } catch (error) {
      const halves = isTooMuch(error) ? halvesOf(part) : undefined
      if (!halves) throw error
      waiting.splice(0, 1, ...halves)
      continue
    }
    waiting.shift()
    if (waiting.length === 0) break
    const { bucket, id } = progressAfter(part)
    await insertRows(services, 'metric_hour_parts', hours, { done_bucket: bucket, done_id: id.toString() })
    if (isOver()) return false
  }
  await insertRows(services, 'metric_made_hours', hours, {})
  return true
}

/** One for each hour. */
function insertRows(
  { columns }: Pick<Services, 'columns'>,
  table: string,
  { workspaceId, from, count, marks }: HoursToMake,
  more: object,
): Promise<void> {
  const starts = Array.from({ length: count }, (_, at) => new Date(from.getTime() + at * hourMs))
  return columns.insert(
    table,
    starts.map((hour) => ({ workspace_id: workspaceId, hour, version: marks, ...more })),
  )
}

const rangeOf = ({ from, count }: HoursToMake) => ({
  ...{ fromMs: from.getTime(), toMs: from.getTime() + count * hourMs },
})

/** Too slow for its time, or larger than the memory: half of it may do. */
function isTooMuch(error: unknown): boolean {
  if (!(error instanceof AppError)) return false
  const { cause } = error
  return error.code === 'unprocessable' || (cause instanceof ColumnsError && cause.type === 'MEMORY_LIMIT_EXCEEDED')
}

async function makePart(
  { columns }: Pick<Services, 'columns'>,
  hours: HoursToMake,
  { projectIds, ...part }: Part & { projectIds: readonly string[] },
): Promise<void> {
  const { workspaceId, marks: version } = hours
  const params = { workspaceId, version, ...rangeOf(hours), ...boundsOf(part), projectIds: [...projectIds] }
  for (const width of widths) await columns.command(rollUpSql(width), params)
}

/** By bucket. More than there are in the end, when some were sent twice. */
async function countRows({ columns }: Pick<Services, 'columns'>, hours: HoursToMake): Promise<Map<number, number>> {
  const rows = await columns.forWorkspace(hours.workspaceId).query<{ bucket: number; rows: number }>(
    `select bitShiftRight(metric_hash, {bits:UInt8}) as bucket, count() as rows from metric_samples
     where workspace_id = {workspaceId:String} and ${ofHours} group by bucket`,
    { bits: bucketBits, ...rangeOf(hours) },
  )
  return new Map(rows.map(({ bucket, rows: count }) => [bucket, count]))
}
