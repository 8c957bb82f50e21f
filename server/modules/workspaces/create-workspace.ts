import { isUniqueViolation } from '#platform/database'
import type { Tx } from '#platform/context'
import { conflict, invalidRequest } from '#platform/errors'
import * as repo from './repo.ts'
import { isReservedSlug, type Workspace } from './workspace.ts'

/** Makes the workspace that `tx` is bound to, with one owner. */
export async function createWorkspace(
  tx: Tx,
  input: { name: string; slug: string; ownerId: string },
): Promise<Workspace> {
  if (isReservedSlug(input.slug)) {
    const message = 'this name is reserved'
    throw invalidRequest(message, [{ path: 'workspace.slug', message }])
  }
  const workspace = { id: tx.workspaceId, slug: input.slug, name: input.name, createdAt: tx.now() }
  try {
    await repo.insertWorkspace(tx, workspace)
  } catch (error) {
    if (isUniqueViolation(error)) throw conflict('this slug is taken')
    throw error
  }
  await repo.insertMembership(tx, { userId: input.ownerId, role: 'owner', joinedAt: workspace.createdAt })
  return workspace
}
