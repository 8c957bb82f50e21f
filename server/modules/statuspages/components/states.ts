import { recordAudit } from '#modules/audit'
import { recordActivity } from '#platform/activity'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { decodeCursor, encodeCursor, type PageQuery } from '#platform/http'
import * as repo from '../repo.ts'
import { forgetSnapshot } from '../snapshot-cache.ts'
import type { RecordedStatus } from './component.ts'
import { correctStates } from './correct-states.ts'
import * as stateRepo from './state-repo.ts'

/** The states that a component was in, the present one first. */
export function listComponentStates(
  ctx: Context,
  id: string,
  { cursor, limit }: PageQuery,
): Promise<{ items: stateRepo.StateInterval[]; nextCursor: string | null }> {
  requirePermission(ctx, 'statuspages.read')
  return inTransaction(ctx, async (tx) => {
    await repo.getComponent(tx, id)
    const found = await stateRepo.listStates(tx, id, { before: beforeOf(cursor), limit: limit + 1 })
    const items = found.slice(0, limit)
    const last = items.at(-1)
    return { items, nextCursor: found.length > limit && last ? encodeCursor([last.startedAt.toISOString()]) : null }
  })
}

/** Says which state a component really was in for a time that is past. What is shown now stays. */
export async function correctComponentState(
  ctx: Context,
  id: string,
  correction: { status: RecordedStatus; from: Date; to: Date },
): Promise<void> {
  requirePermission(ctx, 'statuspages.write')
  const page = await inTransaction(ctx, async (tx) => {
    const { pageId } = await repo.getComponent(tx, id)
    const found = await repo.getPageForUpdate(tx, pageId)
    const { name } = await repo.getComponent(tx, id)
    await correctStates(tx, pageId, [{ id, ...correction }], { kind: 'person', id: null })
    const { status } = correction
    await recordActivity(tx, 'component.historyCorrected', { subjectId: id, data: { name, pageId, status } })
    await recordAudit(tx, 'component.historyCorrected', { targetId: id, after: correction })
    return found
  })
  forgetSnapshot(ctx, page.slug)
}

function beforeOf(cursor: string | undefined): Date | undefined {
  const [at] = decodeCursor(cursor, 1)
  const before = new Date(at ?? Number.NaN)
  return Number.isNaN(before.getTime()) ? undefined : before
}
