/** All queries on the column store. Each says LIMIT 1 BY event_id: an event that was sent twice may stand twice. */
import { writeRow, type Columns } from '#platform/columns'
import type { Context } from '#platform/context'
import { emptyDetail, parseDetail, serializeDetail, type EventDetail, type TelemetryEvent } from './event.ts'
import type { Grouping } from './grouping/index.ts'
import { searchTextOf } from './search/search-text.ts'
import { groupingToStore, type SignalEvent, type StoredGrouping } from './signal.ts'

export type NewEvent = {
  workspaceId: string
  projectId: string
  event: TelemetryEvent
  grouping: Grouping
  /** As it was sent, decompressed. */
  sizeBytes: number
}

/** One line of a list of events. */
export type EventSummary = {
  id: string
  occurredAt: Date
  receivedAt: Date
  title: string
  level: TelemetryEvent['level']
  environment: string | null
  release: string | null
  /** How often it happened: of log lines how many it stands for; 0: another event told of it and counts. */
  times: number
  /** Who was hit: address, name or id, in this order; null where nothing is known. */
  user: string | null
  /** Its payload was removed by age; title and user went with it. */
  payloadRemoved: boolean
}

/** `rows` come from `eventRow`. */
export async function insertEvents(columns: Columns, batchId: string, rows: readonly Buffer[]): Promise<void> {
  await columns.insert('events', rows, { each: { batch_id: batchId } })
}

/** An event as a row, but for its batch; made as it arrives, because a batch that has its turn should not wait for it. */
export function eventRow({ workspaceId, projectId, event, grouping }: NewEvent): Buffer {
  const row = {
    workspace_id: workspaceId,
    project_id: projectId,
    key: grouping.key,
    occurred_at: event.occurredAt,
    event_id: event.id,
    received_at: event.receivedAt,
    kind: event.kind,
    level: event.level,
    title: event.title,
    culprit: event.culprit,
    platform: event.platform,
    release: event.release ?? '',
    environment: event.environment ?? '',
    service: event.service ?? '',
    route: event.route ?? '',
    host: event.host ?? '',
    trace_id: event.traceId ?? '',
    span_id: event.spanId ?? '',
    user_id: event.user?.id ?? '',
    user_email: event.user?.email ?? '',
    user_name: event.user?.name ?? '',
    user_address: event.user?.ipAddress ?? '',
    attributes: event.attributes,
    search_text: searchTextOf(event),
    // Left out where it is one, as it nearly always is.
    ...(event.times !== undefined && { times: event.times }),
  }
  return writeRow(row, { grouping: JSON.stringify(groupingToStore(grouping)), detail: serializeDetail(event) })
}

/** Of one project's events those with one of the keys. */
export type EventScope = { projectId: string; keys: readonly string[] }
type Position = { occurredAt: Date; id: string }

const inScope = `workspace_id = {workspaceId:String} and project_id = {projectId:String} and key in {keys:Array(String)}`
const summaryColumns = `event_id as id, occurred_at, received_at, title, level, environment, release,
  times, user_id, user_email, user_name`

type SummaryRow = {
  id: string
  occurred_at: Date
  received_at: Date
  title: string
  level: TelemetryEvent['level']
  environment: string
  release: string
  times: number
  user_id: string
  user_email: string
  user_name: string
}

/** Newest first. An event whose first try was cut off may stand twice, at two times; it is listed at the newer one. */
export async function listEvents(
  ctx: Context,
  scope: EventScope,
  page: { after: Position | undefined; limit: number },
): Promise<EventSummary[]> {
  const { after, limit } = page
  const rows = await ctx.columns.forWorkspace(ctx.workspaceId).query<SummaryRow>(
    `select ${summaryColumns} from events where ${inScope} ${after ? `and ${before} and not ${listedBefore}` : ''}
     order by occurred_at desc, event_id desc limit 1 by event_id limit {limit:UInt32}`,
    { ...scope, ...(after && { at: after.occurredAt, id: after.id }), limit },
  )
  return rows.map(toSummary)
}

const before = '(occurred_at, event_id) < ({at:DateTime64(3)}, {id:String})'
const behind = '(occurred_at, event_id) > ({at:DateTime64(3)}, {id:String})'
/** SDKs give an event up long before a day has passed, so its rows are no further apart. */
const listedBefore = `event_id in (select event_id from events
  where ${inScope} and (occurred_at, event_id) >= ({at:DateTime64(3)}, {id:String})
    and occurred_at < {at:DateTime64(3)} + interval 1 day)`

function toSummary(row: SummaryRow): EventSummary {
  return {
    id: row.id,
    occurredAt: row.occurred_at,
    receivedAt: row.received_at,
    title: row.title,
    level: row.level,
    environment: row.environment || null,
    release: row.release || null,
    times: row.times,
    user: row.user_email || row.user_name || row.user_id || null,
    // An event always has a title.
    payloadRemoved: row.title === '',
  }
}

export type StoredEvent = EventDetail &
  Omit<SummaryRow, 'id' | 'occurred_at' | 'received_at'> & {
    id: string
    occurredAt: Date
    receivedAt: Date
    /** Its payload was removed by age: stack, breadcrumbs, attributes and user are empty. */
    payloadRemoved: boolean
    kind: TelemetryEvent['kind']
    culprit: string
    platform: string
    service: string
    route: string
    host: string
    traceId: string
    spanId: string
  }

type FullRow = SummaryRow & {
  kind: TelemetryEvent['kind']
  culprit: string
  platform: string
  service: string
  route: string
  host: string
  trace_id: string
  span_id: string
  detail: string
}

/** `wanted` is an event id, or the newest or oldest one. */
export async function findEvent(
  ctx: Context,
  scope: EventScope,
  wanted: 'latest' | 'first' | (string & {}),
): Promise<StoredEvent | undefined> {
  const byPosition = wanted === 'latest' || wanted === 'first'
  const [row] = await ctx.columns.forWorkspace(ctx.workspaceId).query<FullRow>(
    `select ${summaryColumns}, kind, culprit, platform, service, route, host, trace_id, span_id, detail
     from events where ${inScope} ${byPosition ? '' : 'and event_id = {id:String}'}
     order by occurred_at ${wanted === 'first' ? '' : 'desc'}, event_id ${wanted === 'first' ? '' : 'desc'} limit 1`,
    { ...scope, ...(!byPosition && { id: wanted }) },
  )
  if (!row) return undefined
  const { occurred_at, received_at, trace_id, span_id, detail, ...rest } = row
  return {
    ...(detail === '' ? emptyDetail() : parseDetail(detail)),
    ...rest,
    payloadRemoved: detail === '',
    occurredAt: occurred_at,
    receivedAt: received_at,
    traceId: trace_id,
    spanId: span_id,
  }
}

/** Ids of the events just before and just after one in time. */
export async function findNeighbours(
  ctx: Context,
  scope: EventScope,
  event: Position,
): Promise<{ previousId: string | null; nextId: string | null }> {
  const params = { ...scope, at: event.occurredAt, id: event.id }
  const columns = ctx.columns.forWorkspace(ctx.workspaceId)
  const neighbour = async (condition: string, direction: string): Promise<string | null> => {
    const [row] = await columns.query<{ id: string }>(
      `select event_id as id from events where ${inScope} and ${condition} and event_id != {id:String}
       order by occurred_at ${direction}, event_id ${direction} limit 1`,
      params,
    )
    return row?.id ?? null
  }
  const [previousId, nextId] = await Promise.all([neighbour(before, 'desc'), neighbour(behind, 'asc')])
  return { previousId, nextId }
}

/** How many different people the events name. */
export async function countUsers(ctx: Context, scope: EventScope): Promise<number> {
  const [row] = await ctx.columns.forWorkspace(ctx.workspaceId).query<{ users: number }>(
    `select uniqExactIf(who, who != '') as users from (
       select multiIf(user_id != '', user_id, user_email != '', user_email, user_address) as who
       from events where ${inScope})`,
    { ...scope },
  )
  return row?.users ?? 0
}

/** Batches that arrived since; over all workspaces, for recovery. */
export async function listBatches(columns: Columns, since: Date, until: Date): Promise<string[]> {
  const rows = await columns.query<{ batch_id: string }>(
    `select distinct batch_id from events
     where received_at >= {since:DateTime64(3)} and received_at < {until:DateTime64(3)}`,
    { since, until },
  )
  return rows.map(({ batch_id }) => batch_id)
}

type CountedRow = {
  workspace_id: string
  project_id: string
  key: string
  event_id: string
  occurred_at: Date
  received_at: Date
  kind: SignalEvent['kind']
  level: SignalEvent['level']
  title: string
  culprit: string
  release: string
  environment: string
  times: number
  grouping: string
}

/** What counting needs of the events of one batch, read back for recovery. */
export async function listBatchEvents(
  columns: Columns,
  batchId: string,
  since: Date,
): Promise<(SignalEvent & { workspaceId: string })[]> {
  const rows = await columns.query<CountedRow>(
    `select workspace_id, project_id, key, event_id, occurred_at, received_at, kind, level, title, culprit, release,
       environment, times, grouping
     from events where received_at >= {since:DateTime64(3)} and batch_id = {batchId:String}
     limit 1 by workspace_id, project_id, event_id`,
    { batchId, since },
  )
  return rows.map((row) => {
    // Trusted: our own text, written by eventRow.
    const { formerKeys = [], ...grouping } = JSON.parse(row.grouping) as StoredGrouping
    return { ...countedOf(row), formerKeys, grouping }
  })
}

function countedOf(row: CountedRow) {
  return {
    workspaceId: row.workspace_id,
    projectId: row.project_id,
    key: row.key,
    eventId: row.event_id,
    occurredAt: row.occurred_at,
    receivedAt: row.received_at,
    kind: row.kind,
    level: row.level,
    title: row.title,
    culprit: row.culprit,
    release: row.release || null,
    environment: row.environment || null,
    times: row.times,
  }
}
