import { isFrozen } from '#modules/users'
import { listOwnedForClosing, type OwnedForClosing } from '#modules/workspaces'
import type { PlatformTx } from '#platform/database'
import { AppError } from '#platform/errors'

/** Workspaces that would be left without an owner; whoever closed their own sign-in is none. Locks what it looks at. */
export async function listOrphans(tx: PlatformTx, userId: string): Promise<OwnedForClosing[]> {
  const orphans: OwnedForClosing[] = []
  for (const workspace of await listOwnedForClosing(tx, userId)) {
    const others = workspace.ownerIds.filter((ownerId) => ownerId !== userId)
    const frozen = await Promise.all(others.map((ownerId) => isFrozen(tx, ownerId)))
    if (frozen.every(Boolean)) orphans.push(workspace)
  }
  return orphans
}

/** Throws conflict that names them: what a team works with does not go because one of them leaves. */
export async function refuseOrphans(tx: PlatformTx, userId: string): Promise<void> {
  const orphans = await listOrphans(tx, userId)
  if (orphans.length === 0) return
  const names = orphans.map(({ name }) => name).join(', ')
  const fields = orphans.map(({ slug, name }) => ({
    path: `workspaces.${slug}`,
    message: `${name} has no other owner`,
  }))
  throw new AppError('conflict', `first hand over or delete the workspaces that you alone own: ${names}`, { fields })
}
