import { requirePermission, type Context } from '#platform/context'
import { invalidRequest } from '#platform/errors'
import { decodeCursor, encodeCursor, type PageQuery } from '#platform/http'
import type { EventKind, EventLevel } from '../event.ts'
import { logColumns, toLogLine, type LogLine, type LogRow } from '../logs/columns.ts'
import type { Condition } from './conditions.ts'
import { searchedEvents, searchedLogs, type SearchedTable } from './fields.ts'
import { parseQuery } from './query.ts'
import { countByTime, type Histogram } from './count-by-time.ts'
import { prepare, readNewest, type Position, type Range } from './read-rows.ts'
import { readNames, type KnownName } from './read-names.ts'

export type SearchInput = {
  query: string
  projectId?: string | undefined
  from?: Date | undefined
  to?: Date | undefined
}

/** Without a range. */
const defaultMs = 30 * 24 * 3_600_000
const longestMs = 400 * 24 * 3_600_000
const aheadMs = 60_000

export type FoundEvent = {
  id: string
  projectId: string
  /** Of its group: what the incident is found by. */
  key: string
  occurredAt: Date
  receivedAt: Date
  kind: EventKind
  level: EventLevel
  title: string
  culprit: string
  release: string | null
  environment: string | null
  service: string | null
  host: string | null
  traceId: string | null
  user: string | null
}

type EventRow = {
  event_id: string
  project_id: string
  key: string
  occurred_at: Date
  received_at: Date
  kind: EventKind
  level: EventLevel
  title: string
  culprit: string
  release: string
  environment: string
  service: string
  host: string
  trace_id: string
  user_id: string
  user_email: string
  user_name: string
}

const eventColumns = `event_id, project_id, key, occurred_at, received_at, kind, level, title, culprit, release,
  environment, service, host, trace_id, user_id, user_email, user_name`

export async function searchEvents(ctx: Context, input: SearchInput & PageQuery) {
  const { rows, nextCursor } = await search<EventRow>(ctx, searchedEvents, eventColumns, input)
  return { items: rows.map(toEvent), nextCursor }
}

export async function searchLogs(
  ctx: Context,
  input: SearchInput & PageQuery,
): Promise<{ items: LogLine[]; nextCursor: string | null }> {
  const { rows, nextCursor } = await search<LogRow>(ctx, searchedLogs, logColumns, input)
  return { items: rows.map(toLogLine), nextCursor }
}

/** Of the same question: how many there were when. */
export async function countFound(
  ctx: Context,
  what: 'events' | 'logs',
  { cursor, ...input }: SearchInput & { cursor?: string | undefined },
): Promise<Histogram> {
  requirePermission(ctx, 'incidents.read')
  const table = what === 'events' ? searchedEvents : searchedLogs
  const range = rangeOf(ctx, input)
  return countByTime(ctx, table, { condition: await asked(ctx, table, input), range, cursor })
}

/** What can be asked for by name: attributes and the common fields that the newest rows have, the most frequent first. */
export async function listSearchNames(
  ctx: Context,
  what: 'events' | 'logs',
  input: Omit<SearchInput, 'query'>,
): Promise<KnownName[]> {
  requirePermission(ctx, 'incidents.read')
  const table = what === 'events' ? searchedEvents : searchedLogs
  return readNames(ctx, table, { projectId: input.projectId, range: rangeOf(ctx, { ...input, query: '' }) })
}

/** `T`: the caller's word for what `columns` gives, as with every SQL driver. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- see above
async function search<T extends { occurred_at: Date }>(
  ctx: Context,
  table: SearchedTable,
  columns: string,
  input: SearchInput & PageQuery,
): Promise<{ rows: T[]; nextCursor: string | null }> {
  requirePermission(ctx, 'incidents.read')
  const { limit } = input
  const range = rangeOf(ctx, input)
  const after = readCursor(input.cursor)
  const condition = await asked(ctx, table, input)
  const wanted = { columns, condition, range, after, limit: limit + 1 }
  const found = await readNewest<T & Record<string, unknown>>(ctx, table, wanted)
  const rows = found.slice(0, limit)
  const last = found.length > limit ? rows.at(-1) : undefined
  return { rows, nextCursor: last ? encodeCursor([last.occurred_at.toISOString(), String(last[table.id])]) : null }
}

async function asked(ctx: Context, table: SearchedTable, { query, projectId }: SearchInput): Promise<Condition> {
  const { sql, params } = await prepare(ctx, table, parseQuery(query))
  if (projectId === undefined) return { sql, params }
  return { sql: `project_id = {projectId:String} and ${sql}`, params: { ...params, projectId } }
}

function rangeOf(ctx: Context, { from, to }: SearchInput): Range {
  const end = to ?? new Date(ctx.now().getTime() + aheadMs)
  const begin = from ?? new Date(end.getTime() - defaultMs)
  if (begin >= end) throw invalidRequest('from must be before to', [{ path: 'query.from', message: 'not before to' }])
  if (end.getTime() - begin.getTime() > longestMs) {
    throw invalidRequest('the range is longer than 400 days', [{ path: 'query.from', message: 'too long ago' }])
  }
  return { from: begin, to: end }
}

function readCursor(cursor: string | undefined): Position | undefined {
  const [at, id] = decodeCursor(cursor, 2)
  if (at === undefined || id === undefined) return undefined
  const occurredAt = new Date(at)
  const year = occurredAt.getUTCFullYear()
  if (!(year >= 1970 && year < 2200)) throw invalidRequest('cursor: not one that this list gave')
  return { occurredAt, id }
}

function toEvent(row: EventRow): FoundEvent {
  return {
    id: row.event_id,
    projectId: row.project_id,
    key: row.key,
    occurredAt: row.occurred_at,
    receivedAt: row.received_at,
    kind: row.kind,
    level: row.level,
    title: row.title,
    culprit: row.culprit,
    release: row.release || null,
    environment: row.environment || null,
    service: row.service || null,
    host: row.host || null,
    traceId: row.trace_id || null,
    user: row.user_email || row.user_name || row.user_id || null,
  }
}
