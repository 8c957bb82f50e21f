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
/** The newest hours first, then far more at a time: what is common is found at once, what is rare in three steps. */
const firstSpanMs = 3 * 3_600_000
const spanGrowth = 30
/** A sender's clock may be so far behind or ahead of ours, by `plausibleTime`. */
const maxLateMs = 30 * 24 * 3_600_000
const maxAheadMs = 60_000
export const maxSeconds = 10

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

type Wanted = { condition: Condition; range: Range; after: Position | undefined; limit: number }

/**
 * Newest first; at most `limit`. Which rows they are is found in narrow columns first: what people want to read of them
 * is wide, and is read of these rows alone.
 */
export async function readNewest<T extends object>(
  ctx: Context,
  searched: SearchedTable,
  { columns, ...wanted }: Wanted & { columns: string },
): Promise<T[]> {
  const keys = await findNewest(ctx, searched, wanted)
  if (keys.length === 0) return []
  const { table, id, key } = searched
  const parts = key.map((column, index) => `${column} in {k${index}:Array(String)}`)
  const params = Object.fromEntries(key.map((column, at) => [`k${at}`, [...new Set(keys.map((row) => row[column]))]]))
  return ctx.columns.forWorkspace(ctx.workspaceId).query<T>(
    `select ${columns} from ${table} where workspace_id = {workspaceId:String} and ${parts.join(' and ')}
       and occurred_at in {times:Array(DateTime64(3, 'UTC'))} and ${arrived}
       and occurred_at >= {from:DateTime64(3)} and occurred_at <= {to:DateTime64(3)}
     order by occurred_at desc, ${id} desc limit 1 by ${id}
     settings max_execution_time = ${maxSeconds}`,
    {
      ...params,
      // In this form the sorting key is used, and only the blocks with these moments are read.
      times: [...new Set(keys.map((row) => row.occurred_at.toISOString().replace('T', ' ').slice(0, -1)))],
      ...rangeParams({
        from: keys.at(-1)?.occurred_at ?? wanted.range.from,
        to: keys[0]?.occurred_at ?? wanted.range.to,
      }),
    },
  )
}

type Key = Record<string, string> & { occurred_at: Date }

async function findNewest(ctx: Context, searched: SearchedTable, { condition, range, after, limit }: Wanted) {
  const { table, id, key } = searched
  const found: Key[] = []
  const seen = after ? `and (occurred_at, ${id}) < ({at:DateTime64(3)}, {id:String})` : ''
  const until = after && after.occurredAt < range.to ? new Date(after.occurredAt.getTime() + 1) : range.to
  for (const span of spansOf({ from: range.from, to: until })) {
    const { sql, params } = within(span, condition)
    const rows = await ctx.columns.forWorkspace(ctx.workspaceId).query<Key>(
      `select occurred_at, ${key.join(', ')} from ${table} where workspace_id = {workspaceId:String} and ${sql} ${seen}
       order by occurred_at desc, ${id} desc limit 1 by ${id} limit {limit:UInt32}
       settings max_execution_time = ${maxSeconds}`,
      { ...params, ...(after && { at: after.occurredAt, id: after.id }), limit: limit - found.length },
    )
    found.push(...rows)
    if (found.length >= limit) break
  }
  return found
}

function spansOf({ from, to }: Range): Range[] {
  const spans: Range[] = []
  let end = to.getTime()
  for (let lengthMs = firstSpanMs; end > from.getTime(); lengthMs *= spanGrowth) {
    const begin = Math.max(from.getTime(), end - lengthMs)
    spans.push({ from: new Date(begin), to: new Date(end) })
    end = begin
  }
  return spans
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
