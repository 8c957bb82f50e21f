/** Which series there are: by their labels, of one workspace, in a time. */
import type { QueryParams, WorkspaceColumns } from '#platform/columns'
import { labelsOf, metricName, type Labels } from '../promql/labels.ts'
import type { Matcher } from '../promql/queryable.ts'
import { readRows } from './row-binary.ts'

export type StoredSeries = { id: bigint; metricHash: number; labels: Labels }

/** Series that have the same labels; they are of several projects. */
export type SeriesGroup = readonly StoredSeries[]

/** All series of a selector on the days from the one of `afterMs` to the one of `toMs`. */
export type FoundSeries = { groups: readonly SeriesGroup[]; afterMs: number; toMs: number }

export type SeriesQuery = {
  /** Undefined: of all projects. */
  projectId?: string | undefined
  matchers: readonly Matcher[]
  /** Exact to a day: series with samples on the days in which the time lies. */
  afterMs: number
  toMs: number
  limit: number
}

const dayMs = 86_400_000
export const dayOf = (ms: number): number => Math.floor(ms / dayMs)

/** Whether asking the store for that time would find no other series. */
export const isFoundFor = (found: FoundSeries, { afterMs, toMs }: { afterMs: number; toMs: number }): boolean =>
  dayOf(found.afterMs) <= dayOf(afterMs) && dayOf(toMs) <= dayOf(found.toMs)

/** At most `limit` of them. */
export async function findSeries(columns: WorkspaceColumns, query: SeriesQuery): Promise<StoredSeries[]> {
  const { text, params } = conditionOf(query)
  const answer = await columns.queryBlock(
    // A thread for itself costs such a small read more than it brings, and so does grouping (measured).
    `select series_id, metric_hash, labels from metric_series where ${text}
     limit 1 by series_id, sipHash64(labels) limit {limit:UInt32} settings max_threads = 1`,
    { ...params, limit: query.limit },
    'RowBinary',
  )
  const rows = readRows(answer)
  const found = new Map<bigint, StoredSeries>()
  while (!rows.isAtEnd()) {
    const series = { id: rows.uint64(), metricHash: rows.uint32(), labels: labelsOf(rows.pairs()) }
    if (found.has(series.id)) throw new Error('two metric series have the same id')
    found.set(series.id, series)
  }
  // The store's own regular expressions do the most, and the query's have the last word.
  return [...found.values()].filter(({ labels }) => query.matchers.every((matcher) => matches(labels, matcher)))
}

const matches = (labels: Labels, { name, matches: holds }: Matcher): boolean =>
  holds(labels.find(([each]) => each === name)?.[1] ?? '')

type Condition = { text: string; params: QueryParams }

export function conditionOf({ projectId, matchers, afterMs, toMs }: Omit<SeriesQuery, 'limit'>): Condition {
  const parts = [
    'workspace_id = {workspaceId:String}',
    // The last second of a day is its name here.
    "seen_until >= toDateTime({fromSeconds:UInt32}, 'UTC')",
    "seen_until < toDateTime({untilSeconds:UInt32}, 'UTC')",
    ...(projectId === undefined ? [] : ['project_id = {projectId:String}']),
  ]
  const params: QueryParams = {
    fromSeconds: seconds(afterMs / 1000),
    untilSeconds: seconds(toMs / 1000 + 86_400),
    ...(projectId !== undefined && { projectId }),
  }
  for (const [at, { name, op, value }] of matchers.entries()) {
    const column = name === metricName ? 'metric' : `labels[{name${at}:String}]`
    if (name !== metricName) params[`name${at}`] = name
    params[`value${at}`] = op === '=' || op === '!=' ? value : `^(?s:${value})$`
    parts.push(conditions[op](column, `{value${at}:String}`))
  }
  return { text: parts.join(' and '), params }
}

const conditions: Record<Matcher['op'], (column: string, value: string) => string> = {
  '=': (column, value) => `${column} = ${value}`,
  '!=': (column, value) => `${column} != ${value}`,
  '=~': (column, value) => `match(${column}, ${value})`,
  '!~': (column, value) => `not match(${column}, ${value})`,
}

const maxSeconds = 2 ** 32 - 1

/** Before 1970 and after 2105 there is nothing. */
const seconds = (value: number): number => Math.min(maxSeconds, Math.max(0, Math.floor(value)))
