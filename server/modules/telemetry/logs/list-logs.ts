import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { invalidRequest } from '#platform/errors'
import { decodeCursor, encodeCursor } from '#platform/http'
import { listForms } from '../log-templates/index.ts'
import type { LogLevel } from '../records.ts'
import type { Condition } from '../search/conditions.ts'
import { searchedLogs } from '../search/fields.ts'
import { parseQuery } from '../search/query.ts'
import { countByTime, type Histogram } from '../search/count-by-time.ts'
import { prepare, readNewest, type Range } from '../search/read-rows.ts'
import { listAfter, logColumns, toLogLine, type LogLine, type LogPosition, type LogRow } from './columns.ts'

export type LogFilter = {
  projectId?: string | undefined
  level?: readonly LogLevel[] | undefined
  service?: string | undefined
  environment?: string | undefined
  release?: string | undefined
  host?: string | undefined
  traceId?: string | undefined
  templateId?: string | undefined
  from?: Date | undefined
  to?: Date | undefined
}

export type LogPage = {
  /** Newest first, in both directions. */
  items: LogLine[]
  /** Where it goes on in the same direction; null: nowhere. */
  nextCursor: string | null
  /** Of the first line: what is newer. Null when there is none and none was asked from. */
  newerCursor: string | null
}

/** Without `from`: as far back as lines are kept. */
const longestMs = 400 * 24 * 3_600_000
const histogramMs = 24 * 3_600_000
/** A line may say that it is so far ahead of our clock. */
const aheadMs = 60_000
/** Lines that arrived so lately may still be joined by others that arrived before them. */
export const settledMs = 2_000
const tailBackMs = 60_000

export async function listLogs(
  ctx: Context,
  input: LogFilter & {
    cursor?: string | undefined
    limit: number
    direction: 'older' | 'newer'
    around?: Date | undefined
  },
): Promise<LogPage> {
  requirePermission(ctx, 'incidents.read')
  const { cursor, limit, direction, around, ...filter } = input
  const range = rangeOf(ctx, filter, longestMs)
  const condition = await conditionOf(ctx, filter)
  const from = readCursor(cursor) ?? (around && { at: around, id: '' })
  if (direction === 'newer') {
    const after = from ?? { at: range.from, id: '' }
    const found = await listAfter(ctx, condition, { by: 'occurred', after, before: range.to, limit: limit + 1 })
    const items = found.slice(0, limit).reverse()
    const newest = items.at(0)
    const newer = newest ? positionOf(newest) : cursor !== undefined || around ? encodePosition(after) : null
    return { items, nextCursor: found.length > limit ? newer : null, newerCursor: newer }
  }
  const rows = await readNewest<LogRow>(ctx, searchedLogs, {
    columns: logColumns,
    condition,
    range,
    after: from && { occurredAt: from.at, id: from.id },
    limit: limit + 1,
  })
  const items = rows.slice(0, limit).map(toLogLine)
  const [newest, last] = [items.at(0), items.at(-1)]
  return {
    items,
    nextCursor: rows.length > limit && last ? positionOf(last) : null,
    newerCursor: newest ? positionOf(newest) : null,
  }
}

/**
 * What arrived since the last call, in the order of arrival: nothing is missed that a slow sender sends late, and
 * nothing comes twice. Lines of the last two seconds come with the next call. Without a cursor: of the last minute.
 * `query` is one of the search.
 */
export async function tailLogs(
  ctx: Context,
  {
    cursor,
    limit,
    query = '',
    ...filter
  }: Omit<LogFilter, 'from' | 'to'> & {
    cursor?: string | undefined
    limit: number
    query?: string | undefined
  },
): Promise<{ items: LogLine[]; nextCursor: string }> {
  requirePermission(ctx, 'incidents.read')
  const nowMs = ctx.now().getTime()
  const after = readCursor(cursor) ?? { at: new Date(nowMs - tailBackMs), id: '' }
  const before = new Date(nowMs - settledMs)
  const [asked, filtered] = [await prepare(ctx, searchedLogs, parseQuery(query)), await conditionOf(ctx, filter)]
  const condition = { sql: `${filtered.sql} and ${asked.sql}`, params: { ...filtered.params, ...asked.params } }
  const items = await listAfter(ctx, condition, { by: 'received', after, before, limit })
  const last = items.at(-1)
  return { items, nextCursor: encodePosition(last ? { at: last.receivedAt, id: last.id } : after) }
}

/** Without a range: the last day. */
export async function countLogs(
  ctx: Context,
  { cursor, ...filter }: LogFilter & { cursor?: string | undefined },
): Promise<Histogram> {
  requirePermission(ctx, 'incidents.read')
  const range = rangeOf(ctx, filter, histogramMs)
  return countByTime(ctx, searchedLogs, { condition: await conditionOf(ctx, filter), range, cursor })
}

function rangeOf(ctx: Context, { from, to }: LogFilter, lengthMs: number): Range {
  const end = to ?? new Date(ctx.now().getTime() + aheadMs)
  const begin = from ?? new Date(end.getTime() - lengthMs)
  if (begin >= end) throw invalidRequest('from must be before to', [{ path: 'query.from', message: 'not before to' }])
  if (end.getTime() - begin.getTime() > longestMs + aheadMs) {
    throw invalidRequest('the range is longer than 400 days', [{ path: 'query.from', message: 'too long ago' }])
  }
  return { from: begin, to: end }
}

const columnOf = {
  projectId: 'project_id',
  service: 'service',
  environment: 'environment',
  release: 'release',
  host: 'host',
  traceId: 'trace_id',
} as const

async function conditionOf(ctx: Context, filter: LogFilter): Promise<Condition> {
  const parts: string[] = []
  const params: Record<string, unknown> = {}
  for (const [name, column] of Object.entries(columnOf) as [keyof typeof columnOf, string][]) {
    if (filter[name] === undefined) continue
    parts.push(`${column} = {${name}:String}`)
    params[name] = filter[name]
  }
  if (filter.level) {
    parts.push('level in {level:Array(String)}')
    params['level'] = [...filter.level]
  }
  const { templateId } = filter
  if (templateId !== undefined) {
    // A template may hold others, whose lines keep the id that they were stored with.
    const forms = await inTransaction(ctx, (tx) => listForms(tx, templateId))
    parts.push('template_id in {templates:Array(String)}')
    params['templates'] = forms.length === 0 ? [templateId] : forms
  }
  return { sql: parts.length === 0 ? 'true' : parts.join(' and '), params }
}

const positionOf = ({ occurredAt, id }: LogLine) => encodePosition({ at: occurredAt, id })
const encodePosition = ({ at, id }: LogPosition) => encodeCursor([at.toISOString(), id])

function readCursor(cursor: string | undefined): LogPosition | undefined {
  const [time, id] = decodeCursor(cursor, 2)
  if (time === undefined || id === undefined) return undefined
  const at = new Date(time)
  if (!(at.getUTCFullYear() >= 1970 && at.getUTCFullYear() < 2200)) {
    throw invalidRequest('cursor: not one that this list gave')
  }
  return { at, id }
}
