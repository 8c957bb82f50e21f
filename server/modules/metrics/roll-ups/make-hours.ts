/**
 * Rolls up hours of a workspace inside the column store. Any number of processes may do it at once, and any of them
 * may be killed: what they leave is no part of an answer before the hour is told as made, and rows of one version are
 * the same whoever made them.
 */
import type { Services } from '#platform/context'
import { maxMagnitude } from './fold.ts'
import { hourMs, widths, type Width } from './widths.ts'

/** Who waits for a deleted project's rows to go waits longer than that. */
const maxSeconds = 45

export type HoursToMake = {
  workspaceId: string
  /** The first, and how many that follow on each other: samples lie by series, so that many cost little more than one. */
  from: Date
  count: number
  /** What was counted before, of each of them: samples whose mark it has are in the store. */
  marks: number
  /** Those that are not deleted. */
  projectIds: readonly string[]
}

export async function makeHours({ columns }: Pick<Services, 'columns'>, hours: HoursToMake): Promise<void> {
  const { workspaceId, projectIds, marks } = hours
  const fromMs = hours.from.getTime()
  const toMs = fromMs + hours.count * hourMs
  for (const width of widths) {
    const params = { workspaceId, projectIds: [...projectIds], version: marks, fromMs, toMs }
    await columns.command(rollUpSql(width), params)
  }
  const made = Array.from({ length: hours.count }, (_, at) => new Date(fromMs + at * hourMs))
  await columns.insert(
    'metric_made_hours',
    made.map((hour) => ({ workspace_id: workspaceId, hour, version: marks })),
  )
}

/**
 * `final`: of several writes for one time the last counts. The sorting key is followed, so that few series are held at
 * one time however many there are.
 */
const rollUpSql = ({ widthMs, table }: Width): string => `
  insert into ${table} (
    workspace_id, project_id, metric_hash, series_id, at, kept_days, version, is_odd, start_at, has_starts, shape, samples,
    first_ms, last_ms, stale_ms, first_value, last_value, value_sum, value_min, value_max, fallen, resets, changes)
  with
    arraySort(pair -> pair.1, pairs) as sorted,
    arrayMap(pair -> pair.2, sorted) as points,
    arrayPopBack(points) as befores,
    arrayPopFront(points) as afters,
    if(notEmpty(points), points[1], 0) as opening,
    if(notEmpty(points), points[-1], 0) as closing,
    if(notEmpty(points), arrayMin(points), 0) as least,
    if(notEmpty(points), arrayMax(points), 0) as greatest,
    least = least(opening, closing) as is_least_an_end,
    greatest = greatest(opening, closing) as is_greatest_an_end
  select
    workspace_id, project, metric_hash, series_id, toDateTime(bucket * ${widthMs / 1000}, 'UTC'), kept, {version:UInt64},
    arrayExists(point -> not (abs(point) <= ${maxMagnitude}), points),
    newest_start, oldest_start != newest_start,
    is_least_an_end + 2 * is_greatest_an_end, length(points),
    if(empty(sorted), 0, sorted[1].1 - bucket * ${widthMs}), if(empty(sorted), 0, sorted[-1].1 - bucket * ${widthMs}),
    if(stale = 0, 0, stale - bucket * ${widthMs}),
    opening, closing, arrayReduce('sumKahan', points),
    if(is_least_an_end, 0, least), if(is_greatest_an_end, 0, greatest),
    arraySum(arrayMap((before, after) -> if(after < before, before, 0), befores, afters)),
    arrayCount((before, after) -> after < before, befores, afters),
    arrayCount((before, after) -> after != before, befores, afters)
  from (
    select
      workspace_id, metric_hash, series_id, intDiv(toUnixTimestamp64Milli(at) - 1, ${widthMs}) as bucket,
      any(project_id) as project, max(kept_days) as kept,
      maxIf(toUnixTimestamp64Milli(at), is_stale) as stale,
      minIf(start_at, not is_stale) as oldest_start, maxIf(start_at, not is_stale) as newest_start,
      groupArrayIf((toUnixTimestamp64Milli(at), value), not is_stale) as pairs
    from (
      select workspace_id, metric_hash, series_id, at, project_id, kept_days, value, start_at,
        reinterpretAsUInt64(value) = 0x7ff0000000000002 as is_stale
      from metric_samples final
      where workspace_id = {workspaceId:String} and project_id in {projectIds:Array(String)}
        and at > fromUnixTimestamp64Milli({fromMs:Int64}, 'UTC') and at <= fromUnixTimestamp64Milli({toMs:Int64}, 'UTC')
    )
    group by workspace_id, metric_hash, series_id, bucket
  )
  settings optimize_aggregation_in_order = 1, max_threads = 2, max_execution_time = ${maxSeconds}`
