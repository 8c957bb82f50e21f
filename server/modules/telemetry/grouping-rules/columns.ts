/** What rehearsals and comparisons read of stored events. Each says LIMIT 1 BY event_id. */
import type { Context } from '#platform/context'
import { parseDetail, type TelemetryEvent } from '../event.ts'
import type { Template } from '../grouping/index.ts'
import type { StoredGrouping } from '../signal.ts'

const ofProject = 'workspace_id = {workspaceId:String} and project_id = {projectId:String}'
/** An event whose payload was removed by age has no title, and nothing to group by. */
const rehearsable = `${ofProject} and received_at >= {since:DateTime64(3)}`

export type Period = { projectId: string; since: Date }
export type GroupSize = { key: string; events: number; withoutPayload: number }

/** Groups that had events since, those with the newest first, and how many there are of all. */
export async function listGroups(
  ctx: Context,
  period: Period,
  limit: number,
): Promise<{ groups: GroupSize[]; total: { groups: number; events: number } }> {
  const columns = ctx.columns.forWorkspace(ctx.workspaceId)
  const groups = await columns.query<GroupSize>(
    `select key, toUInt32(uniqExact(event_id)) as events,
       toUInt32(uniqExactIf(event_id, title = '')) as withoutPayload
     from events where ${rehearsable} group by key order by max(occurred_at) desc, key limit {limit:UInt32}`,
    { ...period, limit },
  )
  const [total] = await columns.query<{ groups: number; events: number }>(
    `select toUInt32(uniqExact(key)) as groups, toUInt32(uniqExact(event_id)) as events from events where ${rehearsable}`,
    period,
  )
  return { groups, total: total ?? { groups: 0, events: 0 } }
}

type Row = {
  id: string
  key: string
  occurred_at: Date
  received_at: Date
  kind: TelemetryEvent['kind']
  level: TelemetryEvent['level']
  title: string
  culprit: string
  platform: string
  release: string
  environment: string
  service: string
  route: string
  host: string
  grouping: string
  detail: string
}

export type StoredSample = { key: string; event: TelemetryEvent; template: Template | undefined; sizeBytes: number }

/** Of each group the newest events. */
export async function sampleEvents(
  ctx: Context,
  period: Period,
  keys: readonly string[],
  perGroup: number,
): Promise<StoredSample[]> {
  if (keys.length === 0) return []
  const rows = await ctx.columns.forWorkspace(ctx.workspaceId).query<Row>(
    `select event_id as id, key, occurred_at, received_at, kind, level, title, culprit, platform, release, environment,
       service, route, host, grouping, detail
     from (
       select * from events where ${rehearsable} and key in {keys:Array(String)} and title != ''
       order by occurred_at desc, event_id desc limit 1 by event_id)
     order by occurred_at desc, id desc limit {perGroup:UInt32} by key`,
    { ...period, keys, perGroup },
  )
  return rows.map((row) => ({
    key: row.key,
    event: toEvent(row),
    template: templateOf(readGrouping(row.grouping)),
    sizeBytes: row.detail.length,
  }))
}

function toEvent({ id, occurred_at, received_at, grouping: _grouping, detail, ...row }: Row): TelemetryEvent {
  return { ...row, ...parseDetail(detail), id, occurredAt: occurred_at, receivedAt: received_at }
}

/** The mined one is no part of the event: it is read from what counted. */
function templateOf({ method, parts }: StoredGrouping): Template | undefined {
  if (method !== 'template') return undefined
  const id = parts.find(({ kind, counted }) => kind === 'template' && counted)?.value
  return id === undefined ? undefined : { id, template: parts.find(({ kind }) => kind === 'message')?.value ?? '' }
}

// Trusted: our own text, written by eventRow.
const readGrouping = (text: string) => JSON.parse(text) as StoredGrouping

export type GroupedEvent = { id: string; key: string; title: string; grouping: StoredGrouping }

/** Those of the ids that are there. */
export async function findGroupings(ctx: Context, projectId: string, ids: readonly string[]): Promise<GroupedEvent[]> {
  const rows = await ctx.columns
    .forWorkspace(ctx.workspaceId)
    .query<{ id: string; key: string; title: string; grouping: string }>(
      `select event_id as id, key, title, grouping from events
       where ${ofProject} and event_id in {ids:Array(String)} order by occurred_at desc limit 1 by event_id`,
      { projectId, ids },
    )
  return rows.map((row) => ({ ...row, grouping: readGrouping(row.grouping) }))
}
