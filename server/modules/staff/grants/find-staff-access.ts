import type { FindGuest } from '#modules/users'
import { findWorkspaces } from '#modules/workspaces'
import type { PersonContext } from '#platform/context'
import { inPlatformTransaction } from '#platform/database'
import { isProtectedStaff } from '../as-staff.ts'
import { guestPermissions, type Grant } from './grant.ts'
import { recordInWorkspace } from './record.ts'
import * as repo from './repo.ts'

/**
 * With an open grant a person of staff is a guest of the workspace. Looked up anew for each request, so that what has
 * ended is refused at the next one; the use is written into the workspace's audit log, once an hour.
 */
export const findStaffAccess: FindGuest = (person, wanted) =>
  inPlatformTransaction(person, async (tx) => {
    const grant = await repo.findOpenGrant(tx, person.person.id, wanted)
    if (!grant || !(await isProtectedStaff(tx, person.person.id))) return undefined
    if (await repo.markEntered(tx, grant.id)) {
      await recordInWorkspace(tx, 'staff.entered', grant, { ...person, name: person.person.name })
    }
    return { workspaceId: grant.workspaceId, permissions: guestPermissions, endsAt: grant.endsAt }
  })

export type StaffAccess = Pick<Grant, 'id' | 'endsAt'> & { workspace: { id: string; slug: string; name: string } }

/** Into which workspaces the person may look now; nothing for everybody else. */
export function listStaffAccess(ctx: PersonContext): Promise<StaffAccess[]> {
  return inPlatformTransaction(ctx, async (tx) => {
    if (!(await isProtectedStaff(tx, ctx.person.id))) return []
    const grants = await repo.listOpenGrants(tx, ctx.person.id)
    const workspaces = await findWorkspaces(
      tx,
      grants.map(({ workspaceId }) => workspaceId),
    )
    return grants.flatMap(({ id, endsAt, workspaceId }) => {
      const workspace = workspaces.get(workspaceId)
      return workspace ? [{ id, endsAt, workspace }] : []
    })
  })
}
