/** The statement that rolls up a part of some hours. */
import { sampleHour, sampleTime } from '../storage/sample-time.ts'
import { maxMagnitude } from './fold.ts'
import type { Width } from './widths.ts'

/** Who waits for a deleted project's rows to go waits longer than that. */
const maxSeconds = 45

/** Of samples: after the start up to the end, as windows are. */
export const ofHours = sampleTime('fromMs', 'toMs')

/**
 * `final`: of several writes for one time the last counts. The sorting key is followed, so that few series are held at
 * one time however many there are.
 */
export const rollUpSql = ({ widthMs, table }: Width): string => `
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
      select workspace_id, metric_hash, ${sampleHour} as hour, series_id, at, project_id, kept_days, value, start_at,
        reinterpretAsUInt64(value) = 0x7ff0000000000002 as is_stale
      from metric_samples final
      where workspace_id = {workspaceId:String} and project_id in {projectIds:Array(String)}
        and metric_hash between {fromHash:UInt32} and {toHash:UInt32}
        and series_id between {fromId:UInt64} and {toId:UInt64}
        and ${ofHours}
    )
    group by workspace_id, metric_hash, hour, series_id, bucket
  )
  settings optimize_aggregation_in_order = 1, max_threads = 2, max_execution_time = ${maxSeconds}`
