import type { Tx } from '#platform/context'
import { listMaintenanceClaims } from '../maintenance/repo.ts'
import * as reportRepo from '../report-repo.ts'
import { worstStatus, type ComponentStatus } from './component.ts'

/**
 * What components fall back to when whoever set their state has no more to say: a report that is resolved, a
 * maintenance that ends, a monitor that recovers. It is the worst of what open reports and maintenances in progress say
 * of them; operational when nobody says anything. `except` is the id of the report or maintenance that is ending.
 */
export async function restingStatuses(
  tx: Tx,
  pageId: string,
  componentIds: readonly string[],
  except: string | null,
): Promise<Map<string, ComponentStatus>> {
  const maintenances = await listMaintenanceClaims(tx, pageId)
  const claims: { id: string; status: ComponentStatus }[] = [
    ...(await reportRepo.listOpenClaims(tx, pageId, except ?? '')),
    ...maintenances.filter(({ maintenanceId }) => maintenanceId !== except),
  ]
  const claimsOf = Map.groupBy(claims, ({ id }) => id)
  return new Map(componentIds.map((id) => [id, worstStatus((claimsOf.get(id) ?? []).map(({ status }) => status))]))
}
