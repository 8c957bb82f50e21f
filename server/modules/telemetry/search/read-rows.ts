/** Newest rows of a table that match. Bounded in time, rows and work. */
import type { Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { listForms } from '../log-templates/index.ts'
import { conditionOf, prefixesOf, templatesOf, type Condition } from './conditions.ts'
import type { SearchedTable } from './fields.ts'
import type { Clause } from './query.ts'

export type Range = { from: Date; to: Date }
export type Position = { occurredAt: Date; id: string }

/** Words that one prefix may stand for; with more of them the texts themselves are read. */
const maxPrefixWords = 200
/** The newest hours first, then as much as it takes: what is common is found at once, what is rare in three steps. */
const firstSpanMs = 3 * 3_600_000
const spanGrowth = 30
/** A sender's clock may be so far behind or ahead of ours, by `plausibleTime`. */
const maxLateMs = 30 * 24 * 3_600_000
const maxAheadMs = 60_000
export const maxSeconds = 10
/** With its filter of the newest so far the store leaves the text index aside, and then finds no term of an array. */
const withIndex = 'use_top_k_dynamic_filtering = 0'

export async function prepare(ctx: Context, table: SearchedTable, clauses: readonly Clause[]): Promise<Condition> {
  const prefixes = new Map<string, readonly string[] | undefined>()
  for (const prefix of prefixesOf(clauses)) prefixes.set(prefix, await wordsWith(ctx, table, prefix))
  const templates = new Map<string, readonly string[]>()
  for (const id of templatesOf(table, clauses)) {
    const forms = await inTransaction(ctx, (tx) => listForms(tx, id))
    if (forms.length > 0) templates.set(id, forms)
  }
  return conditionOf(table, clauses, { prefixes, templates })
}

/**
 * From the dictionary of the index, which is one for all workspaces; no row of anybody is read, and the words only say
 * what to look for in rows of this workspace.
 */
async function wordsWith(ctx: Context, { table, words }: SearchedTable, prefix: string): Promise<string[] | undefined> {
  try {
    const rows = await ctx.columns.forWorkspace(ctx.workspaceId).query<{ token: string }>(
      `select distinct token from mergeTreeTextIndex(currentDatabase(), '${table}', '${words.index}')
       where startsWith(token, {prefix:String}) and {workspaceId:String} != '' limit ${maxPrefixWords + 1}
       settings max_execution_time = ${maxSeconds}`,
      { prefix },
    )
    return rows.length > maxPrefixWords ? undefined : rows.map(({ token }) => token)
  } catch {
    // A part that is older than the index has none yet: the texts are read instead.
    return undefined
  }
}

type Wanted = {
  condition: Condition
  range: Range
  after: Position | undefined
  limit: number
  columns: string
}

/**
 * Newest first; at most `limit`. What people want to read of a row is wide: the store sorts and cuts by the narrow columns
 * and reads the rest of the rows that are left (lazy materialization), which `limit … by` would prevent.
 */
export async function readNewest<T extends { occurred_at: Date }>(
  ctx: Context,
  { table, id }: SearchedTable,
  { columns, condition, range, after, limit }: Wanted,
): Promise<T[]> {
  const idOf = (row: T): string => String(row[id as keyof T])
  const found = new Map<string, T>()
  let last = after
  let lengthMs = firstSpanMs
  let end = after && after.occurredAt < range.to ? new Date(after.occurredAt.getTime() + 1) : range.to
  while (found.size < limit && end > range.from) {
    const wanted = limit - found.size
    const span = { from: new Date(Math.max(range.from.getTime(), end.getTime() - lengthMs)), to: end }
    const { sql, params } = within(span, condition)
    const seen = last ? `and (occurred_at, ${id}) < ({at:DateTime64(3)}, {id:String})` : ''
    const rows = await ctx.columns.forWorkspace(ctx.workspaceId).query<T>(
      `select ${columns} from ${table} where workspace_id = {workspaceId:String} and ${sql} ${seen}
       order by occurred_at desc, ${id} desc limit {limit:UInt32}
       settings max_execution_time = ${maxSeconds}, ${withIndex}`,
      { ...params, ...(last && { at: last.occurredAt, id: last.id }), limit: wanted },
    )
    // One that was sent again is here twice until the store merges its parts.
    for (const row of rows) if (!found.has(idOf(row))) found.set(idOf(row), row)
    const oldest = rows.at(-1)
    if (oldest) last = { occurredAt: oldest.occurred_at, id: idOf(oldest) }
    if (oldest && rows.length === wanted) {
      end = new Date(oldest.occurred_at.getTime() + 1)
    } else {
      end = span.from
      lengthMs = nextSpanMs(lengthMs, rows.length, limit - found.size)
    }
  }
  return [...found.values()]
}

/** As far again as should hold the rest, going by what this one held; far more where it held nothing. */
function nextSpanMs(lengthMs: number, held: number, wanted: number): number {
  const growth = held === 0 ? spanGrowth : Math.min(spanGrowth, (1.5 * wanted) / held)
  return Math.max(firstSpanMs, lengthMs * growth)
}

const arrived = 'received_at >= {arrivedFrom:DateTime64(3)} and received_at < {arrivedTo:DateTime64(3)}'

const rangeParams = ({ from, to }: Range) => ({
  from,
  to,
  arrivedFrom: new Date(from.getTime() - maxAheadMs),
  arrivedTo: new Date(to.getTime() + maxLateMs),
})

/** By the time of the event, and by that of arrival, by which the store is divided into days. */
export function within(range: Range, { sql, params }: Condition): Condition {
  return {
    sql: `occurred_at >= {from:DateTime64(3)} and occurred_at < {to:DateTime64(3)} and ${arrived} and ${sql}`,
    params: { ...params, ...rangeParams(range) },
  }
}
