import { requireProject } from '#modules/workspaces'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { notFound } from '#platform/errors'
import { findGroupings, type GroupedEvent } from './columns.ts'
import { compareGroupings, type GroupingComparison } from './compare-groupings.ts'

export type EventComparison = GroupingComparison & {
  /** They have one key. Of two keys one incident may be made by merging. */
  together: boolean
  first: GroupedEvent
  second: GroupedEvent
}

/** Why one event is not with another. Throws not_found when one of them is not there. */
export async function compareEvents(
  ctx: Context,
  projectId: string,
  ids: { first: string; second: string },
): Promise<EventComparison> {
  requirePermission(ctx, 'incidents.read')
  await inTransaction(ctx, (tx) => requireProject(tx, projectId))
  const found = await findGroupings(ctx, projectId, [ids.first, ids.second])
  const first = found.find(({ id }) => id === ids.first)
  const second = found.find(({ id }) => id === ids.second)
  if (!first || !second) throw notFound('event')
  const comparison = compareGroupings(first.grouping, second.grouping)
  const together = first.key === second.key
  const reasons = together ? [] : comparison.reasons.length > 0 ? comparison.reasons : [looksAlike]
  return { ...comparison, reasons, together, first, second }
}

/** Placeholders are marked by a character that is not shown. */
const looksAlike = 'They read the same, but one of them holds as text what stands for a value in the other.'
