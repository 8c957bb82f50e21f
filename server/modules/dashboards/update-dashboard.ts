import type { JsonObject } from '#common/dashboards'
import { recordAudit } from '#modules/audit'
import { recordActivity } from '#platform/activity'
import { requirePermission, type Context, type Tx } from '#platform/context'
import { inTransaction } from '#platform/database'
import { readStored, refuseStale, type Dashboard } from './dashboard.ts'
import { describe, type FullDashboard } from './describe.ts'
import { nameActors } from './names.ts'
import { facts } from './record.ts'
import * as repo from './repo.ts'

export type DashboardChange = {
  /** The one that was seen. */
  version: number
  dashboard: JsonObject
  folder?: string | null | undefined
  message: string
}

/** Throws conflict when somebody else has saved meanwhile, not_found, invalid_request, too_large. */
export async function updateDashboard(ctx: Context, id: string, change: DashboardChange): Promise<FullDashboard> {
  requirePermission(ctx, 'dashboards.write')
  return inTransaction(ctx, async (tx) => {
    const before = await getUnchanged(tx, id, change.version)
    const { folder = before.folder, dashboard, message } = change
    return save(tx, before, { json: dashboard, folder, message, action: 'dashboard.updated' })
  })
}

/** An earlier version becomes the newest one; nothing is lost by it. */
export async function restoreVersion(
  ctx: Context,
  id: string,
  { version, current }: { version: number; current: number },
): Promise<FullDashboard> {
  requirePermission(ctx, 'dashboards.write')
  return inTransaction(ctx, async (tx) => {
    const before = await getUnchanged(tx, id, current)
    const { json } = await repo.getVersion(tx, id, version)
    const message = `Version ${version} again`
    return save(tx, before, { json, folder: before.folder, message, action: 'dashboard.restored' })
  })
}

export async function deleteDashboard(ctx: Context, id: string): Promise<void> {
  requirePermission(ctx, 'dashboards.write')
  await inTransaction(ctx, async (tx) => {
    const dashboard = await repo.getForUpdate(tx, id)
    await repo.remove(tx, id)
    await recordActivity(tx, 'dashboard.deleted', { subjectId: id, data: { title: dashboard.title } })
    await recordAudit(tx, 'dashboard.deleted', { targetId: id, before: facts(dashboard) })
  })
}

async function getUnchanged(tx: Tx, id: string, seen: number): Promise<Dashboard> {
  const before = await repo.getForUpdate(tx, id)
  const name = await nameActors(tx, [before.updatedBy])
  refuseStale(before, seen, name(before.updatedBy).name)
  return before
}

type Save = Pick<Dashboard, 'json' | 'folder'> & {
  message: string
  action: 'dashboard.updated' | 'dashboard.restored'
}

async function save(tx: Tx, before: Dashboard, { json, folder, message, action }: Save): Promise<FullDashboard> {
  const { problems: _, ...reading } = readStored(json)
  const changed = { version: before.version + 1, updatedAt: tx.now(), updatedBy: tx.actor.id }
  const dashboard: Dashboard = { ...before, ...reading, json, folder, ...changed }
  await repo.update(tx, dashboard)
  await repo.addVersion(tx, dashboard, message)
  const described = await describe(tx, dashboard)
  await recordActivity(tx, action, { subjectId: dashboard.id, data: { title: dashboard.title } })
  await recordAudit(tx, action, { targetId: dashboard.id, before: facts(before), after: facts(dashboard) })
  return described
}
