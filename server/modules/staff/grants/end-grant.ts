import { findPeople } from '#modules/users'
import type { PersonContext, Services } from '#platform/context'
import { inPlatformTransaction, type PlatformTx } from '#platform/database'
import { conflict } from '#platform/errors'
import { newId } from '#platform/ids'
import { announceRevocation } from '#platform/live'
import { asStaff } from '../as-staff.ts'
import { isOpen, type Grant } from './grant.ts'
import { recordInWorkspace } from './record.ts'
import * as repo from './repo.ts'

/** One's own or another's, before its time is over: refused at the next request, open streams end. Throws conflict. */
export function endGrant(ctx: PersonContext, grantId: string): Promise<void> {
  return asStaff(ctx, async (tx) => {
    const grant = await repo.getGrantForUpdate(tx, grantId)
    if (!isOpen(grant, tx.now())) throw conflict('this has ended already')
    await repo.markEnded(tx, grant.id, tx.now())
    await announceRevocation(tx, `${grant.workspaceId} ${grant.userId}`)
    const { person } = ctx
    // Whoever ends it is who acts, be it another than who looked.
    const by = { ...grant, userId: person.id }
    await recordInWorkspace(tx, 'staff.ended', by, { ...ctx, name: person.name }, { endedBy: 'hand' })
  })
}

/** What the clock has ended is written down too. */
export async function endOverdueGrants(services: Services): Promise<void> {
  const overdue = await inPlatformTransaction(services, (tx) => repo.listOverdueGrants(tx))
  for (const grant of overdue) await inPlatformTransaction(services, (tx) => endOverdue(tx, grant))
}

export async function endOverdue(tx: PlatformTx, grant: Grant): Promise<void> {
  if (!(await repo.markEnded(tx, grant.id, grant.endsAt))) return
  await announceRevocation(tx, `${grant.workspaceId} ${grant.userId}`)
  const name = (await findPeople(tx, [grant.userId])).get(grant.userId)?.name ?? grant.userId
  const by = { name, requestId: newId('run', tx.now()), origin: null }
  await recordInWorkspace(tx, 'staff.ended', grant, by, { endedBy: 'clock' })
}
