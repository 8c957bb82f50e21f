/** Results in the column store: each of them for a while, for charts and for the log of checks. */
import type { Context, Services } from '#platform/context'
import type { CheckReport } from '../record-results.ts'
import { here } from './check-state.ts'

export type StoredResult = {
  scheduledAt: Date
  startedAt: Date
  place: string
  outcome: 'up' | 'degraded' | 'down' | 'unknown'
  latencyMs: number | null
  code: string
  reason: string
  facts: Record<string, string | number>
}

/** Durable when it resolves. A result that is stored already becomes a second row, of which readers see one. */
export async function storeResults(
  ctx: Pick<Services, 'columns' | 'now'> & { workspaceId: string },
  reports: readonly (CheckReport & { projectId: string })[],
): Promise<void> {
  const { workspaceId } = ctx
  const rows = reports.map(({ monitorId, projectId, probeId, scheduledAt, startedAt, result }) => ({
    workspace_id: workspaceId,
    ...{ project_id: projectId, monitor_id: monitorId, scheduled_at: scheduledAt, place: probeId ?? here },
    ...{ started_at: startedAt, received_at: ctx.now(), outcome: result.outcome, code: result.code },
    ...{ latency_ms: whole(result.latencyMs), reason: result.reason, facts: JSON.stringify(result.facts) },
  }))
  await ctx.columns.insert('check_results', rows)
}

const whole = (latencyMs: number | null) =>
  latencyMs === null ? null : Math.min(4_294_967_295, Math.max(0, Math.round(latencyMs)))

/** Newest first; one more than `limit` when there are more. */
export async function listResults(
  ctx: Context,
  monitorId: string,
  query: {
    before: { scheduledAt: Date; place: string } | undefined
    limit: number
    outcome?: string | undefined
    place?: string | undefined
  },
): Promise<StoredResult[]> {
  const { before, limit, outcome, place } = query
  type Row = Omit<StoredResult, 'facts'> & { facts: string }
  const rows = await ctx.columns.forWorkspace(ctx.workspaceId).query<Row>(
    `select scheduled_at as scheduledAt, started_at as startedAt, place, outcome, latency_ms as latencyMs, code, reason, facts
     from check_results
     where workspace_id = {workspaceId:String} and monitor_id = {monitorId:String}
       ${before ? "and (scheduled_at, place) < ({at:DateTime64(3, 'UTC')}, {beforePlace:String})" : ''}
       ${outcome === undefined ? '' : 'and outcome = {outcome:String}'}
       ${place === undefined ? '' : 'and place = {place:String}'}
     order by scheduled_at desc, place desc limit 1 by scheduled_at, place limit {limit:UInt32}`,
    {
      monitorId,
      limit: limit + 1,
      ...(before && { at: before.scheduledAt, beforePlace: before.place }),
      ...(outcome !== undefined && { outcome }),
      ...(place !== undefined && { place }),
    },
  )
  return rows.map((row) => ({ ...row, facts: factsOf(row.facts) }))
}

/** Trusted: our own JSON, checked before it was written. */
const factsOf = (text: string): StoredResult['facts'] => JSON.parse(text) as StoredResult['facts']

export type LatencyPoint = {
  at: Date
  checks: number
  failed: number
  unknown: number
  medianMs: number | null
  p95Ms: number | null
  maxMs: number | null
}

/** In steps of so many seconds, from all places or one; a step without a result has no point. */
export async function readLatency(
  ctx: Context,
  monitorId: string,
  range: { from: Date; to: Date; stepSeconds: number; place?: string | undefined },
): Promise<LatencyPoint[]> {
  const { place, ...params } = range
  return ctx.columns.forWorkspace(ctx.workspaceId).query<LatencyPoint>(
    `select toDateTime(intDiv(toUnixTimestamp(scheduled_at), {stepSeconds:UInt32}) * {stepSeconds:UInt32}, 'UTC') as at,
       count() as checks, countIf(outcome = 'down') as failed, countIf(outcome = 'unknown') as unknown,
       if(count(latency_ms) = 0, null, quantile(0.5)(latency_ms)) as medianMs,
       if(count(latency_ms) = 0, null, quantile(0.95)(latency_ms)) as p95Ms, max(latency_ms) as maxMs
     from (
       select scheduled_at, place, outcome, latency_ms from check_results
       where workspace_id = {workspaceId:String} and monitor_id = {monitorId:String}
         and scheduled_at >= {from:DateTime64(3, 'UTC')} and scheduled_at < {to:DateTime64(3, 'UTC')}
         ${place === undefined ? '' : 'and place = {place:String}'}
       limit 1 by scheduled_at, place)
     group by at order by at`,
    { monitorId, ...params, ...(place !== undefined && { place }) },
  )
}
