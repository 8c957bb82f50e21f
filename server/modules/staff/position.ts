/** Pages that are ordered by a time and an id, newest first. */
import { invalidRequest } from '#platform/errors'
import { decodeCursor, encodeCursor, type PageQuery } from '#platform/http'

export type Position = { at: string; id: string }

export function readPosition({ cursor }: PageQuery): Position | undefined {
  const [at, id] = decodeCursor(cursor, 2)
  if (at === undefined || id === undefined) return undefined
  if (Number.isNaN(Date.parse(at))) throw invalidRequest('cursor: not one that this list gave')
  return { at: new Date(at).toISOString(), id }
}

/** Of rows of which there is one more than `limit` when there is another page. */
export function pageOfRows<Row extends { id: string }>(
  found: readonly Row[],
  limit: number,
  timeOf: (row: Row) => Date,
) {
  const items = found.slice(0, limit)
  const last = found.length > limit ? items.at(-1) : undefined
  return { items, nextCursor: last ? encodeCursor([timeOf(last).toISOString(), last.id]) : null }
}
