/**
 * What the events of a group say beside those of its project: counted in the column store, for the analyser. All of it
 * is bounded: of a flood the newest events stand for the rest.
 */
import type { Context } from '#platform/context'
import type { EventScope } from '../columns.ts'

/** From `from` on, before `to`, by the time at which events happened. */
export type Period = { from: Date; to: Date }

/** Of either side, newest first. */
export const maxCompared = 20_000
const maxAttributes = 200
/** In bytes; what is longer is a text and no value that others share. */
const maxValueLength = 200
const maxReleases = 50
const maxBeside = 20

const inProject = 'workspace_id = {workspaceId:String} and project_id = {projectId:String}'
const inPeriod = 'occurred_at >= {from:DateTime64(3)} and occurred_at < {to:DateTime64(3)}'
const ofGroup = 'key in {keys:Array(String)}'

/** How often it happened by equal steps from the beginning of the period; the last step may not be over. */
export async function countBySteps(ctx: Context, scope: EventScope, period: Period, stepMs: number): Promise<number[]> {
  const rows = await ctx.columns.forWorkspace(ctx.workspaceId).query<{ step: number; events: number }>(
    `select intDiv(toUnixTimestamp64Milli(happened) - toUnixTimestamp64Milli({from:DateTime64(3)}), {stepMs:UInt64}) as step,
       sum(often) as events
     from (select min(occurred_at) as happened, min(times) as often from events
           where ${inProject} and ${ofGroup} and ${inPeriod} group by event_id)
     group by step`,
    { ...scope, ...period, stepMs },
  )
  const steps = Math.max(1, Math.ceil((period.to.getTime() - period.from.getTime()) / stepMs))
  const counts = Array.from({ length: steps }, () => 0)
  for (const { step, events } of rows) counts[step] = events
  return counts
}

export type ReleaseCount = { version: string; firstSeenAt: Date; events: number; projectEvents: number }

/** Each release of the project in the period, in the order in which they were first seen in it. */
export async function countByRelease(ctx: Context, scope: EventScope, period: Period): Promise<ReleaseCount[]> {
  const rows = await ctx.columns
    .forWorkspace(ctx.workspaceId)
    .query<{ release: string; first_seen: Date; events: number; project_events: number }>(
      `select release, min(first_at) as first_seen, sumIf(often, is_own) as events, sum(often) as project_events
       from (select release, min(occurred_at) as first_at, max(occurred_at) as last_at, min(times) as often,
               max(${ofGroup}) as is_own
             from events where ${inProject} and ${inPeriod} and release != '' group by release, event_id)
       group by release order by max(last_at) desc limit ${maxReleases}`,
      { ...scope, ...period },
    )
  return rows
    .map((row) => ({
      ...{ version: row.release, firstSeenAt: row.first_seen },
      ...{ events: row.events, projectEvents: row.project_events },
    }))
    .sort((a, b) => a.firstSeenAt.getTime() - b.firstSeenAt.getTime())
}

export type AttributeCounts = {
  affectedTotal: number
  unaffectedTotal: number
  /** Values that stand in several events of the group, the most frequent first. */
  counts: { name: string; value: string; affected: number; unaffected: number }[]
}

/** How often each value stands in events of the group and in the others of its project. */
export async function countAttributes(ctx: Context, scope: EventScope, period: Period): Promise<AttributeCounts> {
  const side = (condition: string, affected: 0 | 1) => `
    select ${affected} as affected, event_id, arrayDistinct(arrayConcat(
      [('host', host), ('environment', environment), ('service', service), ('route', route), ('release', release)],
      attributes,
      arrayMap(pair -> (pair.1, trim(both '"' from pair.2)),
        arrayFilter(pair -> length(pair.2) < ${maxValueLength} and pair.2 not like '{%' and pair.2 not like '[%',
          JSONExtractKeysAndValuesRaw(detail, 'extra'))))) as pairs
    from events where ${inProject} and ${condition} and ${inPeriod}
    order by occurred_at desc limit 1 by event_id limit ${maxCompared}`
  const both = `(${side(ofGroup, 1)}) union all (${side(`not ${ofGroup}`, 0)})`
  const columns = ctx.columns.forWorkspace(ctx.workspaceId)
  const params = { ...scope, ...period }
  const [totals, counts] = await Promise.all([
    columns.query<{ affected: number; events: number }>(
      `select affected, count() as events from (${both}) group by affected`,
      params,
    ),
    columns.query<{ name: string; value: string; hits: number; others: number }>(
      `select pair.1 as name, pair.2 as value, countIf(affected = 1) as hits, countIf(affected = 0) as others
       from (select affected, arrayJoin(pairs) as pair from (${both}))
       where value != '' group by name, value having hits > 1 order by hits desc, name, value limit ${maxAttributes}`,
      params,
    ),
  ])
  const total = (side: number) => totals.find(({ affected }) => affected === side)?.events ?? 0
  return {
    ...{ affectedTotal: total(1), unaffectedTotal: total(0) },
    counts: counts.map(({ name, value, hits, others }) => ({ name, value, affected: hits, unaffected: others })),
  }
}

export type KeyBeside = { key: string; projectId: string; minutes: number; sharedTraces: number; firstSeenAt: Date }

/** Other groups of the workspace that were active in the same minutes or in the same traces, the closest first. */
export async function listKeysBeside(ctx: Context, scope: EventScope, period: Period): Promise<KeyBeside[]> {
  const rows = await ctx.columns
    .forWorkspace(ctx.workspaceId)
    .query<{ key: string; project_id: string; minutes: number; traces: number; first_seen: Date }>(
      `with
         (select groupUniqArray(20000)(toStartOfMinute(occurred_at)) from events
          where ${inProject} and ${ofGroup} and ${inPeriod}) as own_minutes,
         (select groupUniqArray(20000)(trace_id) from events
          where ${inProject} and ${ofGroup} and ${inPeriod} and trace_id != '') as own_traces
       select key, project_id, uniqExactIf(toStartOfMinute(occurred_at), has(own_minutes, toStartOfMinute(occurred_at))) as minutes,
         uniqExactIf(trace_id, has(own_traces, trace_id)) as traces, min(occurred_at) as first_seen
       from events
       where workspace_id = {workspaceId:String} and ${inPeriod} and not (project_id = {projectId:String} and ${ofGroup})
       group by key, project_id having minutes > 0 or traces > 0
       order by traces desc, minutes desc, key limit ${maxBeside}`,
      { ...scope, ...period },
    )
  return rows.map((row) => ({
    ...{ key: row.key, projectId: row.project_id, minutes: row.minutes },
    ...{ sharedTraces: row.traces, firstSeenAt: row.first_seen },
  }))
}

/** Ids of events to look at: the first, the newest and some between, spread over the time; at most `limit`. */
export async function sampleEventIds(
  ctx: Context,
  scope: EventScope,
  period: Period,
  limit: number,
): Promise<string[]> {
  const rows = await ctx.columns.forWorkspace(ctx.workspaceId).query<{ event_id: string }>(
    `select event_id from (
       select event_id, row_number() over (order by first_at, event_id) as place, count() over () as total
       from (select event_id, min(occurred_at) as first_at from events
             where ${inProject} and ${ofGroup} and ${inPeriod} group by event_id
             order by first_at desc limit ${maxCompared}))
     where place = 1 or place = total or place % toUInt64(ceil(total / greatest(1, {limit:UInt32} - 1))) = 0
     order by place desc limit {limit:UInt32}`,
    { ...scope, ...period, limit },
  )
  return rows.map(({ event_id }) => event_id)
}
