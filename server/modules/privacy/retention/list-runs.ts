import { asStaff } from '#modules/staff'
import type { PersonContext } from '#platform/context'
import { invalidRequest } from '#platform/errors'
import { decodeCursor, encodeCursor, type PageQuery } from '#platform/http'
import { listRuns } from './run-repo.ts'
import type { RetentionRun } from './run.ts'

/** The records of what was swept, newest first. */
export function listRetentionRuns(
  ctx: PersonContext,
  { cursor, limit, rule }: PageQuery & { rule?: string | undefined },
): Promise<{ items: RetentionRun[]; nextCursor: string | null }> {
  return asStaff(ctx, async (tx) => {
    const [at, id] = decodeCursor(cursor, 2)
    if (at !== undefined && Number.isNaN(Date.parse(at))) throw invalidRequest('cursor: not one that this list gave')
    const before = at !== undefined && id !== undefined ? { at: new Date(at).toISOString(), id } : undefined
    const found = await listRuns(tx, { rule, before, limit })
    const items = found.slice(0, limit)
    const last = found.length > limit ? items.at(-1) : undefined
    return { items, nextCursor: last ? encodeCursor([last.plannedAt.toISOString(), last.id]) : null }
  })
}
