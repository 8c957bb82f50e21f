import { recordAudit } from '#modules/audit'
import { findWorkspaces, listOwners } from '#modules/workspaces'
import { systemContext, type Services } from '#platform/context'
import { inWorkspace, type PlatformTx } from '#platform/database'
import { newId } from '#platform/ids'
import { enqueueForPlatform } from '#platform/jobs'
import type { PrivacyRequest } from '../request.ts'
import * as desk from '../repo.ts'
import { whoAsks } from '../who-asks.ts'
import { mailRouted } from './mail-routed.ts'
import * as repo from './repo.ts'

/**
 * Passes a request on to those workspaces which have not been asked yet: what is in them is theirs to decide about.
 * Their owners are mailed. Returns how many were asked. `by`: the id of whoever of staff does it, or `system`.
 */
export async function askWorkspaces(
  tx: PlatformTx,
  request: PrivacyRequest,
  workspaceIds: readonly string[],
  by: string,
): Promise<number> {
  const { address } = await whoAsks(tx, request)
  let asked = 0
  // In one order, so that two who ask at once wait for one another and not for each other.
  const found = [...(await findWorkspaces(tx, workspaceIds)).keys()].toSorted()
  for (const workspaceId of found) {
    const id = newId('pwr', tx.now())
    const ctx = systemContext(withoutDb(tx), workspaceId, newId('run', tx.now()))
    const isNew = await inWorkspace(tx, ctx, async (inside) => {
      const { id: requestId, type, message, receivedAt, dueAt } = request
      const open = { answeredAt: null, outcome: null, answer: null }
      const routed = { id, workspaceId, requestId, type, address, message, receivedAt, dueAt, ...open }
      if (!(await repo.insertRouted(inside, routed))) return false
      await recordAudit(inside, 'privacyRequest.received', { targetId: id, after: { type, dueAt } })
      return true
    })
    if (!isNew) continue
    asked += 1
    await desk.appendAct(tx, { requestId: request.id, userId: by, type: 'routed', data: { workspaceId } })
    for (const { userId } of await listOwners(tx, [workspaceId])) {
      await enqueueForPlatform(tx, mailRouted, { workspaceId, routedId: id, userId, number: 0 })
    }
  }
  return asked
}

function withoutDb({ db: _, ...services }: PlatformTx): Services {
  return services
}
