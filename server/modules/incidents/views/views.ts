import { recordAudit } from '#modules/audit'
import { recordActivity } from '#platform/activity'
import { requirePermission, type Context, type Tx } from '#platform/context'
import { inTransaction } from '#platform/database'
import { conflict, forbidden } from '#platform/errors'
import { newId } from '#platform/ids'
import type { Sort } from '../list-repo.ts'
import * as repo from './repo.ts'
import type { View, ViewFilter } from './repo.ts'

/** That one person sees: shared ones and their own. */
export const maxViews = 100

export type NewView = { name: string; shared: boolean; filter: ViewFilter; sort: Sort }

/** Shared ones, and one's own. */
export async function listViews(ctx: Context): Promise<View[]> {
  requirePermission(ctx, 'incidents.read')
  return inTransaction(ctx, (tx) => repo.list(tx))
}

export async function createView(ctx: Context, input: NewView): Promise<View> {
  requirePermission(ctx, 'incidents.write')
  return inTransaction(ctx, async (tx) => {
    await repo.lockList(tx)
    const others = await repo.list(tx)
    if (others.length >= maxViews) throw conflict(`there are ${maxViews} views at most`)
    refuseSameName(others, input)
    const { name, shared, filter, sort } = input
    const at = tx.now()
    const id = newId('viw', at)
    const own = { personalTo: shared ? null : tx.actor.id, createdBy: tx.actor.id, createdAt: at, updatedAt: at }
    const view = { id, name, filter, sort, ...own }
    await repo.insert(tx, view)
    await record(tx, 'incidentView.created', undefined, view)
    return view
  })
}

export async function updateView(ctx: Context, id: string, changes: Partial<NewView>): Promise<View> {
  requirePermission(ctx, 'incidents.write')
  return inTransaction(ctx, async (tx) => {
    await repo.lockList(tx)
    const before = await repo.getForUpdate(tx, id)
    refuseOthers(tx, before)
    const { shared = before.personalTo === null, ...rest } = changes
    const view = { ...before, ...rest, personalTo: shared ? null : before.createdBy, updatedAt: tx.now() }
    const others = (await repo.list(tx)).filter((other) => other.id !== id)
    refuseSameName(others, { name: view.name, shared })
    await repo.update(tx, view)
    await record(tx, 'incidentView.updated', before, view)
    return view
  })
}

export async function deleteView(ctx: Context, id: string): Promise<void> {
  requirePermission(ctx, 'incidents.write')
  await inTransaction(ctx, async (tx) => {
    const view = await repo.getForUpdate(tx, id)
    refuseOthers(tx, view)
    await repo.remove(tx, id)
    await record(tx, 'incidentView.deleted', view, undefined)
  })
}

/** A shared view belongs to whoever made it, and to those who may change the workspace. */
function refuseOthers(tx: Tx, { createdBy }: View): void {
  if (createdBy !== tx.actor.id && !tx.permissions.has('workspace.write')) {
    throw forbidden('only whoever made a shared view, or an admin, may change it')
  }
}

function refuseSameName(others: readonly View[], { name, shared }: Pick<NewView, 'name' | 'shared'>): void {
  const isSame = (view: View): boolean => view.name === name && (view.personalTo === null) === shared
  if (others.some(isSame)) throw conflict('there is a view of this name')
}

type ViewAction = 'incidentView.created' | 'incidentView.updated' | 'incidentView.deleted'

/** What a personal view looks for is its owner's affair, so its name and filter are not put on record. */
async function record(tx: Tx, action: ViewAction, before: View | undefined, after: View | undefined): Promise<void> {
  const id = after?.id ?? before?.id ?? ''
  const shown = (view: View | undefined) =>
    view && (view.personalTo === null ? view : { id: view.id, personalTo: view.personalTo })
  await recordActivity(tx, action, { subjectId: id })
  await recordAudit(tx, action, { targetId: id, before: shown(before), after: shown(after) })
}
