import type { Context } from '#platform/context'
import { parseDetail, type EventKind, type EventLevel, type TelemetryEvent } from '../event.ts'

type Row = {
  event_id: string
  occurred_at: Date
  received_at: Date
  kind: EventKind
  level: EventLevel
  title: string
  culprit: string
  platform: string
  release: string
  environment: string
  service: string
  route: string
  host: string
  detail: string
}

/** As it is stored; undefined also when its payload was removed. */
export async function findStoredEvent(
  ctx: Context,
  projectId: string,
  eventId: string,
): Promise<TelemetryEvent | undefined> {
  const [row] = await ctx.columns.forWorkspace(ctx.workspaceId).query<Row>(
    `select event_id, occurred_at, received_at, kind, level, title, culprit, platform, release, environment, service,
       route, host, detail
     from events where workspace_id = {workspaceId:String} and project_id = {projectId:String}
       and event_id = {eventId:String} limit 1`,
    { projectId, eventId },
  )
  if (!row || row.detail === '') return undefined
  const { event_id: id, occurred_at: occurredAt, received_at: receivedAt, detail, ...fields } = row
  const { notes: _, ...rest } = parseDetail(detail)
  return { id, occurredAt, receivedAt, ...fields, ...rest, notes: [] }
}
