/** Whoever runs the installation takes a page from the public, for abuse, and gives it back. */
import { recordAudit } from '#modules/audit'
import { asStaff, type StaffTx } from '#modules/staff'
import { findWorkspaces } from '#modules/workspaces'
import { recordActivity } from '#platform/activity'
import { systemContext, type PersonContext, type Services, type Tx } from '#platform/context'
import { inWorkspace } from '#platform/database'
import { conflict, notFound } from '#platform/errors'
import * as pages from '../repo.ts'
import { forgetSnapshot } from '../snapshot-cache.ts'
import * as repo from './repo.ts'
import type { Suspension } from './tables.ts'

/** More at once than anybody looks through; the latest are shown. */
export const maxListed = 500

export type SuspendedPage = repo.PagePlace &
  Suspension & { workspace: { id: string; slug: string; name: string } | null }

export function listSuspendedPages(ctx: PersonContext): Promise<SuspendedPage[]> {
  return asStaff(ctx, async (tx) => described(tx, await repo.listSuspended(tx, maxListed)))
}

/**
 * From the commit on the page is to everybody what a page that does not exist is; its members go on seeing it in the
 * app, with the reason. Throws not_found, and conflict when it is suspended already.
 */
export async function suspendPage(
  ctx: PersonContext,
  { slug, reason }: { slug: string; reason: string },
): Promise<SuspendedPage> {
  const suspended = await asStaff(ctx, async (tx) => {
    const [place] = await repo.findPlace(tx, { slug })
    if (!place) throw notFound('status page')
    const suspension = { reason, suspendedAt: tx.now() }
    await inWorkspaceOf(tx, ctx, place, async (inside) => {
      const { name } = await pages.getPageForUpdate(inside, place.pageId)
      if (!(await repo.insertSuspension(inside, place.pageId, suspension))) throw conflict('it is suspended already')
      await pages.touchPage(inside, place.pageId)
      await recordActivity(inside, 'statusPage.suspended', { subjectId: place.pageId, data: { name, reason } })
      await recordAudit(inside, 'statusPage.suspended', { targetId: place.pageId, after: { slug, reason } })
    })
    const [shown] = await described(tx, [{ ...place, ...suspension }])
    return shown ?? { ...place, ...suspension, workspace: null }
  })
  forgetSnapshot(ctx, suspended.slug)
  return suspended
}

/** It is again what its members have set. Throws not_found for one that is not suspended. */
export async function unsuspendPage(ctx: PersonContext, pageId: string): Promise<void> {
  const slugs = await asStaff(ctx, async (tx) => {
    const places = await repo.findPlace(tx, { pageId })
    const given: string[] = []
    for (const place of places) {
      await inWorkspaceOf(tx, ctx, place, async (inside) => {
        const { name } = await pages.getPageForUpdate(inside, pageId)
        const before = (await repo.findSuspensions(inside, [pageId])).get(pageId)
        if (!before) return
        given.push(place.slug)
        await repo.deleteSuspension(inside, pageId)
        await pages.touchPage(inside, pageId)
        await recordActivity(inside, 'statusPage.unsuspended', { subjectId: pageId, data: { name } })
        await recordAudit(inside, 'statusPage.unsuspended', { targetId: pageId, before: { ...before } })
      })
    }
    if (given.length === 0) throw notFound('suspended status page')
    return given
  })
  for (const slug of slugs) forgetSnapshot(ctx, slug)
}

async function described(tx: StaffTx, found: readonly (repo.PagePlace & Suspension)[]): Promise<SuspendedPage[]> {
  const workspaces = await findWorkspaces(tx, [...new Set(found.map(({ workspaceId }) => workspaceId))])
  return found.map((page) => ({ ...page, workspace: workspaces.get(page.workspaceId) ?? null }))
}

/** As the person, so that the workspace's own log says who it was. */
function inWorkspaceOf<T>(
  tx: StaffTx,
  ctx: PersonContext,
  { workspaceId }: repo.PagePlace,
  work: (inside: Tx) => Promise<T>,
): Promise<T> {
  const { person, origin, requestId } = ctx
  const actor = { kind: 'user', id: person.id, name: person.name } as const
  return inWorkspace(tx, { ...systemContext(withoutDb(tx), workspaceId, requestId), actor, origin }, work)
}

function withoutDb({ db: _, ...services }: StaffTx): Services {
  return services
}
