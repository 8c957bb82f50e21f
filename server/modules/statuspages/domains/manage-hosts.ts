/** What members do with the hosts of a page. */
import { recordAudit } from '#modules/audit'
import { recordActivity } from '#platform/activity'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { conflict, invalidRequest } from '#platform/errors'
import { newId, newSecret } from '#platform/ids'
import * as pages from '../repo.ts'
import { forgetHosts } from './directory.ts'
import { isReservedHost, maxHostsOfPage, parseHost, type PageHost } from './host.ts'
import * as repo from './repo.ts'

export function listHosts(ctx: Context, pageId: string): Promise<PageHost[]> {
  requirePermission(ctx, 'statuspages.read')
  return inTransaction(ctx, async (tx) => {
    await pages.getPage(tx, pageId)
    return repo.listHosts(tx, pageId)
  })
}

/**
 * Says that the page is to have this host, which is no more than a claim until it is verified; so it does not tell
 * whether another workspace has it. Throws invalid_request for a name that cannot be one.
 */
export async function createHost(ctx: Context, pageId: string, name: string): Promise<PageHost> {
  requirePermission(ctx, 'statuspages.write')
  const host = parseHost(name)
  if (host === undefined || isReservedHost(host, ctx.config)) {
    const message = 'this host cannot be used; expected one of your own, such as status.example.com'
    throw invalidRequest(message, [{ path: 'host', message }])
  }
  return inTransaction(ctx, async (tx) => {
    const page = await pages.getPageForUpdate(tx, pageId)
    if ((await repo.listHosts(tx, pageId)).length >= maxHostsOfPage) {
      throw conflict(`a status page has at most ${maxHostsOfPage} hosts of its own`)
    }
    const created: PageHost = {
      ...{ id: newId('hst', tx.now()), pageId, host, proof: newSecret(24), createdAt: tx.now() },
      ...{ verifiedAt: null, checkedAt: null, missingSince: null, problem: null },
    }
    await repo.insertHost(tx, created)
    await recordActivity(tx, 'statusPage.hostAdded', { subjectId: pageId, data: { name: page.name, host } })
    await recordAudit(tx, 'statusPage.hostAdded', { targetId: pageId, after: { host } })
    return created
  })
}

/** The host leads nowhere from now on; whoever claims it next has to prove it anew. */
export async function deleteHost(ctx: Context, id: string): Promise<void> {
  requirePermission(ctx, 'statuspages.write')
  await inTransaction(ctx, async (tx) => {
    const { host, pageId } = await repo.getHost(tx, id)
    await repo.deleteHost(tx, id)
    await recordActivity(tx, 'statusPage.hostRemoved', { subjectId: pageId, data: { host } })
    await recordAudit(tx, 'statusPage.hostRemoved', { targetId: pageId, before: { host } })
  })
  forgetHosts(ctx)
}
