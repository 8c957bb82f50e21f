/** What the column store says of an incident's events, by their keys: right again at once when groups are moved. */
import type { EventScope } from '#modules/telemetry'
import type { Context } from '#platform/context'

const inScope = `workspace_id = {workspaceId:String} and project_id = {projectId:String} and key in {keys:Array(String)}`
const who = `multiIf(user_id != '', user_id, user_email != '', user_email, user_address)`

/** Different people in events that arrived at this time or later. */
export async function countUsersSince(ctx: Context, scope: EventScope, since: Date): Promise<number> {
  const [row] = await ctx.columns.forWorkspace(ctx.workspaceId).query<{ users: number }>(
    `select uniqExactIf(${who}, ${who} != '') as users from events
     where ${inScope} and received_at >= {since:DateTime64(3)}`,
    { ...scope, since },
  )
  return row?.users ?? 0
}

/** Id of the newest or oldest event of a release. */
export async function findEventOfRelease(
  ctx: Context,
  scope: EventScope,
  { release, end }: { release: string; end: 'latest' | 'first' },
): Promise<string | undefined> {
  const direction = end === 'latest' ? 'desc' : 'asc'
  const [row] = await ctx.columns.forWorkspace(ctx.workspaceId).query<{ id: string }>(
    `select event_id as id from events where ${inScope} and release = {release:String}
     order by occurred_at ${direction}, event_id ${direction} limit 1`,
    { ...scope, release },
  )
  return row?.id
}

export type Bucket = { at: Date; count: number }
export const intervals = ['hour', 'day'] as const
export type Interval = (typeof intervals)[number]

/**
 * How often it happened in each hour or day, by UTC; buckets without any are left out. Each event once, log lines as
 * many times as one stands for.
 */
export async function countByTime(
  ctx: Context,
  scope: EventScope,
  { interval, from, until }: { interval: Interval; from: Date; until: Date },
): Promise<Bucket[]> {
  const start = interval === 'hour' ? 'toStartOfHour' : 'toStartOfDay'
  return ctx.columns.forWorkspace(ctx.workspaceId).query<Bucket>(
    `select toDateTime64(${start}(happened), 3, 'UTC') as at, sum(often) as count from (
       select max(occurred_at) as happened, min(times) as often from events where ${inScope}
         and occurred_at >= {from:DateTime64(3)} and occurred_at < {until:DateTime64(3)} group by event_id)
     group by 1 having count > 0 order by 1`,
    { ...scope, from, until },
  )
}

/** The newest events that a distribution looks at. */
export const maxDistributionEvents = 10_000
export const maxAttributeNames = 50
export const maxValues = 10

export type ValueCount = { name: string; value: string; count: number }

/** How often each value of an attribute occurs; an attribute's most frequent ten, of the fifty most frequent ones. */
export async function countValues(
  ctx: Context,
  scope: EventScope,
): Promise<{ events: number; users: number; values: ValueCount[] }> {
  const columns = ctx.columns.forWorkspace(ctx.workspaceId)
  const newest = `(select event_id, attributes, release, environment, host, ${who} as person from events where ${inScope}
    order by occurred_at desc, event_id desc limit 1 by event_id limit {maxEvents:UInt32})`
  const params = { ...scope, maxEvents: maxDistributionEvents }
  const [totals] = await columns.query<{ events: number; users: number }>(
    `select count() as events, uniqExactIf(person, person != '') as users from ${newest}`,
    params,
  )
  const values = await columns.query<ValueCount>(
    `select name, value, count() as count, sum(count) over (partition by name) as total,
       row_number() over (partition by name order by count desc, value) as place
     from (
       select event_id, pair.1 as name, left(pair.2, 200) as value from ${newest}
       array join arrayDistinct(arrayConcat(attributes, [
         ('release', release), ('environment', environment), ('host', host)])) as pair
       where pair.2 != '')
     group by name, value qualify place <= {maxValues:UInt32}
     order by total desc, name, place limit {limit:UInt32}`,
    { ...params, maxValues, limit: maxAttributeNames * maxValues },
  )
  return { events: totals?.events ?? 0, users: totals?.users ?? 0, values }
}

export type ReleaseCount = {
  /** Empty: the events say none. */
  version: string
  count: number
  users: number
  firstSeenAt: Date
  lastSeenAt: Date
  firstEventId: string
  lastEventId: string
}
export const maxReleases = 50

type ReleaseRow = {
  version: string
  events: number
  users: number
  first_at: Date
  last_at: Date
  first_id: string
  last_id: string
}

/** How often each release had the error, the one in which it was last first seen at the top; each event once. */
export async function countReleases(ctx: Context, scope: EventScope): Promise<ReleaseCount[]> {
  const rows = await ctx.columns.forWorkspace(ctx.workspaceId).query<ReleaseRow>(
    `select version, sum(often) as events, uniqExactIf(person, person != '') as users,
       min(happened) as first_at, max(happened) as last_at,
       argMin(event_id, (happened, event_id)) as first_id, argMax(event_id, (happened, event_id)) as last_id
     from (select event_id, any(release) as version, any(${who}) as person, max(occurred_at) as happened,
         min(times) as often
       from events where ${inScope} group by event_id)
     group by version order by first_at desc, version limit {maxReleases:UInt32}`,
    { ...scope, maxReleases },
  )
  return rows.map((row) => ({
    version: row.version,
    count: row.events,
    users: row.users,
    firstSeenAt: row.first_at,
    lastSeenAt: row.last_at,
    firstEventId: row.first_id,
    lastEventId: row.last_id,
  }))
}

export type SharedKey = { key: string; value: string; count: number }

type Within = { since: Date; until: Date }

/** Other groups of the project whose events in this time have a trace in common with these; `value` is one of them. */
export async function listSharedTraces(ctx: Context, scope: EventScope, within: Within): Promise<SharedKey[]> {
  return shared(ctx, scope, 'trace_id', within)
}

/** Other groups of the project that happened on the same host in this time. */
export async function listSharedHosts(ctx: Context, scope: EventScope, within: Within): Promise<SharedKey[]> {
  return shared(ctx, scope, 'host', within)
}

const maxSharedValues = 200
const maxSharedKeys = 20

async function shared(
  ctx: Context,
  scope: EventScope,
  column: 'trace_id' | 'host',
  within: Within,
): Promise<SharedKey[]> {
  const time = 'occurred_at >= {since:DateTime64(3)} and occurred_at < {until:DateTime64(3)}'
  return ctx.columns.forWorkspace(ctx.workspaceId).query<SharedKey>(
    `select key, any(${column}) as value, uniqExact(event_id) as count from events
     where workspace_id = {workspaceId:String} and project_id = {projectId:String} and key not in {keys:Array(String)}
       and ${time} and ${column} in (
         select ${column} from events where ${inScope} and ${time} and ${column} != ''
         order by occurred_at desc limit 1 by ${column} limit {maxShared:UInt32})
     group by key order by count desc, key limit {maxKeys:UInt32}`,
    { ...scope, ...within, maxShared: maxSharedValues, maxKeys: maxSharedKeys },
  )
}
