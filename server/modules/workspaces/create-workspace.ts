import { recordAudit } from '#modules/audit'
import { recordActivity } from '#platform/activity'
import { systemContext, type PersonContext, type Tx } from '#platform/context'
import { inPlatformTransaction, inWorkspace } from '#platform/database'
import { conflict, invalidRequest } from '#platform/errors'
import { newId } from '#platform/ids'
import type { LimitRule } from '#platform/rate-limit'
import { permissionsOf } from './permissions.ts'
import * as repo from './repo.ts'
import { isReservedSlug, maxOwned, type Workspace } from './workspace.ts'

/** Deleted ones are not owned any more, so that without this one person could make them without end. */
const perPerson: LimitRule = { name: 'workspaces.create', points: 20, durationSeconds: 86_400 }

/** A signed-in person opens another workspace, which they own. */
export async function createOwnWorkspace(
  ctx: PersonContext,
  input: { name: string; slug: string },
): Promise<Workspace> {
  refuseReservedSlug(input.slug, 'slug')
  await ctx.limiter.consume(perPerson, ctx.person.id)
  return inPlatformTransaction(ctx, async (platformTx) => {
    const { person, db: _, ...services } = platformTx
    if ((await repo.countOwnedForUpdate(platformTx, person.id)) >= maxOwned) {
      throw conflict(`a person owns at most ${maxOwned} workspaces`)
    }
    const own = {
      ...systemContext(services, newId('wks', ctx.now()), ctx.requestId),
      actor: { kind: 'user', id: person.id, name: person.name },
      permissions: permissionsOf('owner'),
      origin: ctx.origin,
    } as const
    return inWorkspace(platformTx, own, async (tx) => {
      const workspace = await createWorkspace(tx, { ...input, ownerId: person.id, slugPath: 'slug' })
      await recordActivity(tx, 'workspace.created', { subjectId: workspace.id })
      const { name, slug } = workspace
      await recordAudit(tx, 'workspace.created', { targetId: workspace.id, after: { name, slug } })
      return workspace
    })
  })
}

/**
 * Makes the workspace that `tx` is bound to, with one owner. `slugPath` is the field to name when the slug is reserved
 * or taken.
 */
export async function createWorkspace(
  tx: Tx,
  { name, slug, ownerId, slugPath = 'workspace.slug' }: NewWorkspace,
): Promise<Workspace> {
  refuseReservedSlug(slug, slugPath)
  const workspace = { id: tx.workspaceId, slug, name, createdAt: tx.now() }
  await repo.insertWorkspace(tx, workspace, slugPath)
  await repo.insertMembership(tx, { userId: ownerId, role: 'owner', joinedAt: workspace.createdAt })
  return workspace
}

type NewWorkspace = { name: string; slug: string; ownerId: string; slugPath?: string }

export function refuseReservedSlug(slug: string, path: string): void {
  if (!isReservedSlug(slug)) return
  const message = 'this name is reserved'
  throw invalidRequest(message, [{ path, message }])
}
