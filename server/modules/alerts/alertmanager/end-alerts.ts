import { systemContext, type Services } from '#platform/context'
import { inPlatformTransaction, inTransaction } from '#platform/database'
import type { Schedule } from '#platform/schedule'
import type { Downstream } from '../engine/follow-rule.ts'
import * as repo from './external-repo.ts'
import { endAlerts } from './take-alerts.ts'

const everySeconds = 15
/** Of one look; the next one goes on. */
const maxNames = 500
/** Clients ask for what has just been resolved; later it is only in the incident. */
const keptMs = 15 * 60_000

export function createEndSchedule(downstream: Downstream): Schedule {
  return {
    name: 'alerts.endExternal',
    ...{ purpose: 'metrics', reads: ['C20'] },
    everySeconds,
    run: (services) => endOverdue(services, downstream),
  }
}

/** Alerts whose sender went quiet are over at the end that it told. Safe to run twice at once. */
export async function endOverdue(services: Services, downstream: Downstream): Promise<void> {
  const now = services.now()
  const over = await inPlatformTransaction(services, (tx) => repo.listOver(tx, now, maxNames))
  for (const { workspaceId, projectId, name } of over) {
    const ctx = systemContext(services, workspaceId, 'alertmanager')
    const ids = await inTransaction(ctx, async (tx) => {
      const changed = await endAlerts(tx, downstream, projectId, name)
      await repo.removeResolved(tx, new Date(now.getTime() - keptMs))
      return changed
    })
    if (ids.length > 0) services.live.incidentsCounted(workspaceId, ids)
  }
}
