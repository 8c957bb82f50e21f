import type { Tx } from '#platform/context'
import { listMonitorClaims } from '../following/repo.ts'
import { listMaintenanceClaims } from '../maintenance/repo.ts'
import * as reportRepo from '../report-repo.ts'
import { worstStatus, type ComponentStatus } from './component.ts'

/**
 * What components fall back to when whoever set their state has no more to say: a report that is resolved, a
 * maintenance that ends, a monitor that recovers. It is the worst of what open reports, maintenances in progress and
 * followed monitors say of them, where a maintenance in progress silences the monitors; operational when nobody says
 * anything. `except` is the id of the report or maintenance that is ending.
 */
export async function restingStatuses(
  tx: Tx,
  pageId: string,
  componentIds: readonly string[],
  except: string | null,
): Promise<Map<string, ComponentStatus>> {
  const maintenances = (await listMaintenanceClaims(tx, pageId)).filter(({ maintenanceId }) => maintenanceId !== except)
  const isWorkedOn = new Set(maintenances.map(({ id }) => id))
  const claims: { id: string; status: ComponentStatus }[] = [
    ...(await reportRepo.listOpenClaims(tx, pageId, except ?? '')),
    ...maintenances,
    ...(await listMonitorClaims(tx, pageId)).filter(({ id }) => !isWorkedOn.has(id)),
  ]
  const claimsOf = Map.groupBy(claims, ({ id }) => id)
  return new Map(componentIds.map((id) => [id, worstStatus((claimsOf.get(id) ?? []).map(({ status }) => status))]))
}
