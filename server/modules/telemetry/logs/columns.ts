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

/** By one of the two times that a line has. */
export type LogPosition = { at: Date; id: string }

const times = { occurred: 'occurred_at', received: 'received_at' } as const

/** The lines after a position and before a time, in the order of the time that is asked for. */
export async function listAfter(
  ctx: Context,
  { sql, params }: Condition,
  { by, after, before, limit }: { by: keyof typeof times; after: LogPosition; before: Date; limit: number },
): Promise<LogLine[]> {
  const time = times[by]
  // The first comparison says nothing new, but lets the store leave out what is older without reading it.
  const rows = await ctx.columns.forWorkspace(ctx.workspaceId).query<LogRow>(
    `select ${logColumns} from logs where workspace_id = {workspaceId:String} and ${sql}
       and ${time} >= {at:DateTime64(3)} and (${time}, log_id) > ({at:DateTime64(3)}, {id:String})
       and ${time} < {before:DateTime64(3)}
     order by ${time}, log_id limit 1 by log_id limit {limit:UInt32} settings max_execution_time = 10`,
    { ...params, at: after.at, id: after.id, before, limit },
  )
  return rows.map(toLogLine)
}
