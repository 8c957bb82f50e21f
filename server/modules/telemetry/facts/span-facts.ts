import type { Context } from '#platform/context'
import type { EventScope } from '../columns.ts'
import type { Period } from './event-facts.ts'

const maxCallees = 20

export type CalleeCount = {
  service: string
  name: string
  before: { calls: number; failed: number }
  since: { calls: number; failed: number }
  /** Traces of the group's own events in which the call failed. */
  inTraces: number
}

/**
 * What the project calls (everything but entry spans) and how often it failed, before `beginning` and from then on, the
 * most failing first. Only what has failed since.
 */
export async function countCalls(
  ctx: Context,
  scope: EventScope,
  period: Period,
  beginning: Date,
): Promise<CalleeCount[]> {
  const rows = await ctx.columns.forWorkspace(ctx.workspaceId).query<{
    service: string
    name: string
    calls_before: number
    failed_before: number
    calls_since: number
    failed_since: number
    traces: number
  }>(
    `with
       (select groupUniqArray(20000)(trace_id) from events where workspace_id = {workspaceId:String}
          and project_id = {projectId:String} and key in {keys:Array(String)} and trace_id != ''
          and occurred_at >= {from:DateTime64(3)} and occurred_at < {to:DateTime64(3)}) as own_traces,
       started_at >= {beginning:DateTime64(3)} as is_since,
       status = 'error' as has_failed,
       (trace_id, span_id) as span
     select service, name, uniqIf(span, not is_since) as calls_before, uniqIf(span, not is_since and has_failed) as failed_before,
       uniqIf(span, is_since) as calls_since, uniqIf(span, is_since and has_failed) as failed_since,
       uniqExactIf(trace_id, has_failed and has(own_traces, trace_id)) as traces
     from spans where workspace_id = {workspaceId:String} and project_id = {projectId:String} and is_entry = 0
       and started_at >= {from:DateTime64(3)} and started_at < {to:DateTime64(3)}
     group by service, name having failed_since > 0 order by traces desc, failed_since desc, service, name
     limit ${maxCallees}`,
    { ...scope, ...period, beginning },
  )
  return rows.map((row) => ({
    ...{ service: row.service, name: row.name, inTraces: row.traces },
    before: { calls: row.calls_before, failed: row.failed_before },
    since: { calls: row.calls_since, failed: row.failed_since },
  }))
}
