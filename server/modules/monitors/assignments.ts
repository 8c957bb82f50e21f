/** What a probe has to check, as it is at this moment. */
import type { Tx } from '#platform/context'
import { putSecrets, type CheckSpec } from './checks/index.ts'
import { openSecrets } from './check-monitors/secrets.ts'
import * as repo from './check-monitors/repo.ts'
import { nextSlot } from './engine/slots.ts'

export type Assignment = {
  monitorId: string
  /** With its secrets. */
  spec: CheckSpec
  intervalSeconds: number
  /** Below the interval. */
  timeoutMs: number
  /** The next one; those after it follow at the interval, however long a check takes. */
  nextAt: Date
  /** Changes with the monitor. */
  version: string
}

/** Those of the workspace that name the probe and are not paused, by id. Late ones are not made up for. */
export async function listAssignments(tx: Tx, probeId: string): Promise<Assignment[]> {
  const monitors = await repo.listOfPlace(tx, probeId)
  const assignments: Assignment[] = []
  for (const monitor of monitors) {
    const { id, intervalSeconds, timeoutMs, updatedAt } = monitor
    assignments.push({
      monitorId: id,
      spec: putSecrets(monitor.spec, await openSecrets(tx, monitor)),
      ...{ intervalSeconds, timeoutMs },
      nextAt: nextSlot(id, intervalSeconds * 1000, tx.now()),
      version: updatedAt.toISOString(),
    })
  }
  return assignments
}
