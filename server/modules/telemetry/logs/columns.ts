/** Log lines in the column store. */
import type { Context } from '#platform/context'
import type { LogLevel } from '../records.ts'
import type { Condition } from '../search/conditions.ts'

export type LogLine = {
  id: string
  projectId: string
  occurredAt: Date
  receivedAt: Date
  level: LogLevel
  body: string
  service: string
  release: string
  environment: string
  host: string
  logger: string
  templateId: string
  traceId: string
  spanId: string
  user: { id: string; email: string; name: string; address: string }
  attributes: [name: string, value: string][]
}

export const logColumns = `log_id, project_id, occurred_at, received_at, level, body, service, release, environment, host,
  logger, template_id, trace_id, span_id, user_id, user_email, user_name, user_address, attributes`

export type LogRow = {
  log_id: string
  project_id: string
  occurred_at: Date
  received_at: Date
  level: LogLevel
  body: string
  service: string
  release: string
  environment: string
  host: string
  logger: string
  template_id: string
  trace_id: string
  span_id: string
  user_id: string
  user_email: string
  user_name: string
  user_address: string
  attributes: [string, string][]
}

export const toLogLine = (row: LogRow): LogLine => ({
  id: row.log_id,
  projectId: row.project_id,
  occurredAt: row.occurred_at,
  receivedAt: row.received_at,
  level: row.level,
  body: row.body,
  service: row.service,
  release: row.release,
  environment: row.environment,
  host: row.host,
  logger: row.logger,
  templateId: row.template_id,
  traceId: row.trace_id,
  spanId: row.span_id,
  user: { id: row.user_id, email: row.user_email, name: row.user_name, address: row.user_address },
  attributes: row.attributes,
})

export type LogPosition = { occurredAt: Date; id: string }

/** The lines just after a position, newest first. */
export async function listAfter(
  ctx: Context,
  { sql, params }: Condition,
  { after, to, limit }: { after: LogPosition; to: Date; limit: number },
): Promise<LogLine[]> {
  const rows = await ctx.columns.forWorkspace(ctx.workspaceId).query<LogRow>(
    `select ${logColumns} from logs where workspace_id = {workspaceId:String} and ${sql}
       and (occurred_at, log_id) > ({at:DateTime64(3)}, {id:String}) and occurred_at < {to:DateTime64(3)}
     order by occurred_at, log_id limit 1 by log_id limit {limit:UInt32} settings max_execution_time = 10`,
    { ...params, at: after.occurredAt, id: after.id, to, limit },
  )
  return rows.map(toLogLine).reverse()
}

export type Arrival = { receivedAt: Date; id: string }

/** In the order in which they arrived, after one and until another time. */
export async function listArrived(
  ctx: Context,
  { sql, params }: Condition,
  { after, until, limit }: { after: Arrival; until: Date; limit: number },
): Promise<LogLine[]> {
  const rows = await ctx.columns.forWorkspace(ctx.workspaceId).query<LogRow>(
    `select ${logColumns} from logs where workspace_id = {workspaceId:String} and ${sql}
       and received_at >= {at:DateTime64(3)} and (received_at, log_id) > ({at:DateTime64(3)}, {id:String})
       and received_at <= {until:DateTime64(3)}
     order by received_at, log_id limit 1 by log_id limit {limit:UInt32} settings max_execution_time = 10`,
    { ...params, at: after.receivedAt, id: after.id, until, limit },
  )
  return rows.map(toLogLine)
}
