import { findPeople } from '#modules/users'
import { findWorkspaces, listOwners, listWorkspacesOf } from '#modules/workspaces'
import type { PersonContext } from '#platform/context'
import { conflict, notFound } from '#platform/errors'
import { newId } from '#platform/ids'
import { enqueueForPlatform } from '#platform/jobs'
import { asStaff, type StaffTx } from '../as-staff.ts'
import { endOverdue } from './end-grant.ts'
import { endOf, type Grant } from './grant.ts'
import { mailGrant } from './mail-grant.ts'
import { recordInWorkspace } from './record.ts'
import * as repo from './repo.ts'

export type OpenedGrant = Grant & { workspace: { id: string; slug: string; name: string } }

/**
 * From the commit on the person sees what a viewer of the workspace sees, until the time is over. Its audit log says so,
 * and its owners are mailed. Throws not_found, and conflict for one's own workspace and for one that is open already.
 */
export function openGrant(
  ctx: PersonContext,
  { workspaceId, reason, hours }: { workspaceId: string; reason: string; hours: number },
): Promise<OpenedGrant> {
  return asStaff(ctx, async (tx) => {
    const workspace = (await findWorkspaces(tx, [workspaceId])).get(workspaceId)
    if (!workspace) throw notFound('workspace')
    const own = await listWorkspacesOf(tx, ctx.person.id)
    if (own.some(({ id }) => id === workspaceId)) throw conflict('you are a member of this workspace')
    // Its time may be over without the sweep having come by.
    for (const grant of await repo.listOverdueGrants(tx, { workspaceId, userId: ctx.person.id })) {
      await endOverdue(tx, grant)
    }
    const openedAt = tx.now()
    const grant: Grant = {
      id: newId('sgr', openedAt),
      workspaceId,
      userId: ctx.person.id,
      reason,
      openedAt,
      endsAt: endOf(openedAt, hours),
      endedAt: null,
      enteredAt: null,
    }
    await repo.insertGrant(tx, grant)
    await mailOwners(tx, grant)
    await recordInWorkspace(tx, 'staff.granted', grant, { ...ctx, name: ctx.person.name }, { hours })
    return { ...grant, workspace }
  })
}

async function mailOwners(tx: StaffTx, { id, workspaceId }: Grant): Promise<void> {
  const owners = await listOwners(tx, [workspaceId])
  const people = await findPeople(
    tx,
    owners.map(({ userId }) => userId),
  )
  for (const userId of people.keys()) await enqueueForPlatform(tx, mailGrant, { grantId: id, userId })
}
