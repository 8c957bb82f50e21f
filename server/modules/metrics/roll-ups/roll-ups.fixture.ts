/** Queries of a workspace, with what is rolled up and without. */
import { monotonicMs } from '#platform/clock'
import type { Context } from '#platform/context'
import { queryInstant, queryRange, type QueryResult } from '../promql/index.ts'
import type { Queryable } from '../promql/queryable.ts'
import { createQueryable } from '../read/queryable.ts'

export type Asked = { text: string; startMs: number; endMs: number; stepMs: number; lookbackMs?: number }

export type BothWays = {
  rolledUp: QueryResult
  raw: QueryResult
  /** Series that were answered in buckets, and as samples. */
  inBuckets: number
  inSamples: number
}

export async function askBothWays(ctx: Context, asked: Asked): Promise<BothWays> {
  const columns = ctx.columns.forWorkspace(ctx.workspaceId)
  const stored = createQueryable(columns)
  const counts = { inBuckets: 0, inSamples: 0 }
  const counting: Queryable = {
    select: async function* (request) {
      for await (const batch of stored.select(request)) {
        for (const { buckets } of batch) counts[buckets ? 'inBuckets' : 'inSamples'] += 1
        yield batch
      }
    },
  }
  const samplesOnly: Queryable = { select: (request) => stored.select({ ...request, windows: undefined }) }
  const raw = await ask(samplesOnly, asked)
  return { raw, rolledUp: await ask(counting, asked), ...counts }
}

function ask(
  queryable: Queryable,
  { text, startMs, endMs, stepMs, lookbackMs = 300_000 }: Asked,
): Promise<QueryResult> {
  const options = { queryable, monotonicMs, lookbackMs }
  return stepMs === 0
    ? queryInstant(options, { text, timeMs: endMs })
    : queryRange(options, { text, startMs, endMs, stepMs })
}

/** Null when both say the same; otherwise the first thing that differs. */
export function differenceOf({ rolledUp, raw }: BothWays): string | null {
  const [one, other] = [textOf(raw), textOf(rolledUp)]
  for (const [key, points] of one) {
    const found = other.get(key)
    if (!found) return `without ${key}`
    for (const [time, value] of points) {
      const own = found.get(time)
      if (own === undefined || !isSame(value, own)) return `${key} at ${time}: ${value} by samples, ${own} rolled up`
    }
    if (found.size !== points.size) return `${key}: ${points.size} points by samples, ${found.size} rolled up`
  }
  const notes = [raw, rolledUp].map(({ warnings, infos }) => JSON.stringify([warnings, infos]))
  if (notes[0] !== notes[1]) return `notes ${notes.join(' and ')}`
  return one.size === other.size ? null : 'more series'
}

const textOf = (result: QueryResult): Map<string, Map<number, number>> =>
  new Map(
    result.type === 'matrix' || result.type === 'vector'
      ? result.series.map(({ labels, points }) => [
          JSON.stringify(labels),
          new Map(points.map(({ timeMs, value }) => [timeMs, typeof value === 'number' ? value : value.sum])),
        ])
      : [],
  )

const isSame = (one: number, other: number): boolean =>
  Object.is(one, other) || Math.abs(one - other) <= 1e-9 * Math.max(Math.abs(one), Math.abs(other))
