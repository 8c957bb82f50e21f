/** Rows of one workspace from the column store, in slices by the table's sorting key. */
import { writeRow, type QueryParams } from '#platform/columns'
import type { Context } from '#platform/context'
import { AppError } from '#platform/errors'
import type { ColumnTable, KeyPart } from './catalog.ts'
import type { Place } from './places.ts'

/** The sorting key of the last row that was read, without the workspace, each part as text. */
export type ColumnCursor = readonly string[]

export type ColumnSlice = { rows: string[]; next: ColumnCursor | null }

/**
 * About `limit` rows: those that share the last one's key come with it. Rows that are equal in all that is exported are
 * one. Of rows that are too large for one answer fewer are asked for.
 */
export async function readColumnSlice(
  ctx: Context,
  place: Pick<Place, 'name' | 'fields'>,
  table: ColumnTable,
  after: ColumnCursor | null,
  limit: number,
): Promise<ColumnSlice> {
  try {
    return await read(ctx, place, table, after, limit)
  } catch (error) {
    const tooMuch = error instanceof AppError && error.code === 'unprocessable'
    if (!tooMuch || limit === 1) throw error
    return readColumnSlice(ctx, place, table, after, Math.max(1, Math.floor(limit / 8)))
  }
}

/** The keys alone first, which the store reads in their order and no further: then the rows between two keys. */
async function read(
  ctx: Context,
  { name, fields }: Pick<Place, 'name' | 'fields'>,
  table: ColumnTable,
  after: ColumnCursor | null,
  limit: number,
): Promise<ColumnSlice> {
  const workspace = ctx.columns.forWorkspace(ctx.workspaceId)
  const parts = keyParts(table)
  const key = parts.map(({ expression }) => expression).join(', ')
  const from = `from ${quoted(name)} where workspace_id = {workspaceId:String}`
  const isLater = after === null ? '' : ` and ${isAfter(parts, 'a')}`
  const texts = parts.map(({ expression }, at) => `toString(${expression}) as k${at}`).join(', ')
  const [last] = await workspace.query<Record<string, string>>(
    `select ${texts} ${from}${isLater} order by ${key} limit 1 offset {offset:UInt32}`,
    { offset: limit - 1, ...paramsOf('a', after) },
  )
  const until = last ? parts.map((_, at) => String(last[`k${at}`])) : null
  const isBefore = until === null ? '' : ` and not ${isAfter(parts, 'b')}`
  const columns = fields.map(quoted).join(', ')
  const rows = await workspace.query<Record<string, unknown>>(
    `select ${columns} ${from}${isLater}${isBefore} order by ${key}, sipHash64(${columns}) limit 1 by ${columns}`,
    { ...paramsOf('a', after), ...paramsOf('b', until) },
  )
  return { rows: rows.map((row) => writeRow(row).toString()), next: until }
}

/** Rows that were sent twice are counted twice until the store has merged them. */
export async function countColumnRows(ctx: Context, { name }: Pick<Place, 'name'>): Promise<number> {
  const [found] = await ctx.columns
    .forWorkspace(ctx.workspaceId)
    .query<{ rows: number }>(
      `select count() as rows from ${quoted(name)} where workspace_id = {workspaceId:String}`,
      {},
    )
  return found?.rows ?? 0
}

/** The workspace is the same for all. */
const keyParts = ({ sortingKey }: ColumnTable): KeyPart[] =>
  sortingKey
    .filter(({ expression }) => expression !== 'workspace_id')
    .map(({ expression, type }) => ({ expression, type: plainType(type) }))

/** Written out, so that the store's index finds where to go on: (a > x or (a = x and (b > y or …))). */
function isAfter([first, ...rest]: KeyPart[], prefix: string, at = 0): string {
  if (!first) return 'false'
  const param = `{${prefix}${at}:String}`
  const value = first.type === 'String' ? param : `cast(${param} as ${first.type})`
  const greater = `${first.expression} > ${value}`
  if (rest.length === 0) return `(${greater})`
  return `(${greater} or (${first.expression} = ${value} and ${isAfter(rest, prefix, at + 1)}))`
}

function paramsOf(prefix: string, cursor: ColumnCursor | null): QueryParams {
  return Object.fromEntries((cursor ?? []).map((value, at) => [`${prefix}${at}`, value]))
}

const plainType = (type: string): string => type.replace(/^LowCardinality\((.*)\)$/, '$1')

/** Names are those of the inventory and stand in the statement's text. */
function quoted(name: string): string {
  if (!/^\w+$/.test(name)) throw new Error(`not a plain name: ${name}`)
  return `"${name}"`
}
