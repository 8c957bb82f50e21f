import { recordAudit } from '#modules/audit'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { conflict } from '#platform/errors'
import * as pageRepo from '../repo.ts'
import { forgetSnapshot } from '../snapshot-cache.ts'
import { describeMaintenance, type MaintenanceView } from './describe.ts'
import { isOver, moveTo, type Maintenance, type ShownMaintenanceStatus, type UpdateKind } from './maintenance.ts'
import * as repo from './repo.ts'
import { say } from './say.ts'

export type MaintenanceUpdateInput = {
  body: string
  /** Begins or ends it by hand, or goes to verifying and back; without it the state stays. */
  status?: ShownMaintenanceStatus | undefined
  notifySubscribers?: boolean | undefined
}

/** Throws conflict when the maintenance is over, or cannot go to that state. */
export async function publishMaintenanceUpdate(
  ctx: Context,
  id: string,
  input: MaintenanceUpdateInput,
): Promise<MaintenanceView> {
  requirePermission(ctx, 'statuspages.write')
  const { slug, view } = await inTransaction(ctx, async (tx) => {
    const { pageId } = await repo.getMaintenance(tx, id)
    const page = await pageRepo.getPageForUpdate(tx, pageId)
    const before = await repo.getMaintenance(tx, id)
    if (isOver(before)) throw conflict(`the maintenance is already ${before.status}`)
    const at = tx.now()
    const after = moveTo(before, input.status ?? shownStatus(before), at)
    const isTold = input.notifySubscribers ?? true
    const { maintenance } = await say(tx, after, { kind: kindOf(before, after), body: input.body, isTold, at })
    const view = await describeMaintenance(tx, maintenance)
    await recordAudit(tx, 'maintenance.updated', { targetId: id, before: { status: before.status }, after: input })
    return { slug: page.slug, view }
  })
  forgetSnapshot(ctx, slug)
  return view
}

function kindOf(before: Maintenance, after: Maintenance): UpdateKind {
  if (after.status === before.status) return 'note'
  if (after.status === 'completed') return 'completed'
  if (after.status === 'verifying') return 'verifying'
  // Back from verifying it has begun already.
  return before.status === 'scheduled' ? 'started' : 'note'
}

/** Cancelled ones were refused before. */
function shownStatus({ status }: Maintenance): ShownMaintenanceStatus {
  if (status === 'cancelled') throw conflict('the maintenance is already cancelled')
  return status
}
