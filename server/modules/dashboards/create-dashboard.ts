import type { JsonObject } from '#common/dashboards'
import { recordAudit } from '#modules/audit'
import { recordActivity } from '#platform/activity'
import { requirePermission, type Context, type Tx } from '#platform/context'
import { inTransaction } from '#platform/database'
import { conflict } from '#platform/errors'
import { newId } from '#platform/ids'
import { maxDashboards, readStored, retitled, type Dashboard } from './dashboard.ts'
import { describe, type FullDashboard } from './describe.ts'
import { getJson } from './list-dashboards.ts'
import { facts } from './record.ts'
import * as repo from './repo.ts'

export type NewDashboard = { dashboard: JsonObject; title?: string | undefined; folder?: string | null | undefined }

/** Throws invalid_request for what is no dashboard, too_large, conflict when there are too many. */
export async function createDashboard(ctx: Context, input: NewDashboard): Promise<FullDashboard> {
  requirePermission(ctx, 'dashboards.write')
  return inTransaction(ctx, (tx) => addDashboard(tx, input, 'dashboard.created'))
}

/** Of one's own, or of a curated one, which nobody can change. */
export async function copyDashboard(ctx: Context, id: string, title: string | undefined): Promise<FullDashboard> {
  requirePermission(ctx, 'dashboards.write')
  return inTransaction(ctx, async (tx) => {
    const json = await getJson(tx, id)
    return addDashboard(
      tx,
      { dashboard: json, title: title ?? `Copy of ${readStored(json).title}` },
      'dashboard.copied',
    )
  })
}

/** The last thing in its transaction. */
export async function addDashboard(
  tx: Tx,
  { dashboard: given, title, folder = null }: NewDashboard,
  action: 'dashboard.created' | 'dashboard.copied' | 'dashboard.imported',
): Promise<FullDashboard> {
  if ((await repo.lockAndCount(tx)) >= maxDashboards) throw conflict(`there are ${maxDashboards} dashboards at most`)
  const at = tx.now()
  const json = retitled(given, title)
  const { problems: _, ...reading } = readStored(json)
  const made = { createdAt: at, createdBy: tx.actor.id, updatedAt: at, updatedBy: tx.actor.id }
  const dashboard: Dashboard = { id: newId('dash', at), ...reading, folder, json, version: 1, ...made }
  await repo.insert(tx, dashboard)
  await repo.addVersion(tx, dashboard, '')
  const described = await describe(tx, dashboard)
  await recordActivity(tx, action, { subjectId: dashboard.id, data: { title: dashboard.title } })
  await recordAudit(tx, action, { targetId: dashboard.id, after: facts(dashboard) })
  return described
}
