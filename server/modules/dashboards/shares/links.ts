import { recordAudit } from '#modules/audit'
import { requirePermission, type Context, type Tx } from '#platform/context'
import { inTransaction } from '#platform/database'
import { conflict, notFound } from '#platform/errors'
import { newId } from '#platform/ids'
import { nameActors, type Person } from '../names.ts'
import type { Chosen } from '../public/shown.ts'
import * as dashboards from '../repo.ts'
import * as repo from './repo.ts'
import { fixValues, linkPrefix, linkUrl, maxLinks } from './share.ts'

export type DescribedLink = Omit<repo.Link, 'createdBy' | 'revokedBy'> & {
  /** Null once it was revoked. */
  url: string | null
  createdBy: Person
  revokedBy: Person | null
}

export type NewLink = { name: string; variables: Chosen; longestRangeSeconds: number }

/** Newest first. Throws not_found. */
export async function listLinks(ctx: Context, dashboardId: string): Promise<DescribedLink[]> {
  requirePermission(ctx, 'dashboards.write')
  return inTransaction(ctx, async (tx) => {
    if (!(await dashboards.find(tx, dashboardId))) throw notFound('dashboard')
    return describe(tx, await repo.listLinks(tx, dashboardId))
  })
}

/** Throws not_found, invalid_request for values that cannot be fixed, conflict when there are too many. */
export async function createLink(ctx: Context, dashboardId: string, input: NewLink): Promise<DescribedLink> {
  requirePermission(ctx, 'dashboards.write')
  return inTransaction(ctx, async (tx) => {
    const { json } = await dashboards.getForUpdate(tx, dashboardId)
    if ((await repo.listLinks(tx, dashboardId)).length >= maxLinks) {
      throw conflict(`a dashboard has ${maxLinks} public links at most, revoked ones of the last month among them`)
    }
    const at = tx.now()
    const made = { createdAt: at, createdBy: tx.actor.id, revokedAt: null, revokedBy: null }
    const variables = fixValues(json, input.variables)
    const link: repo.Link = { id: newId(linkPrefix, at), dashboardId, ...input, variables, ...made }
    await repo.insertLink(tx, link)
    const described = await describeOne(tx, link)
    const { id, name, longestRangeSeconds } = link
    await recordAudit(tx, 'dashboard.linkCreated', {
      targetId: dashboardId,
      after: { linkId: id, name, variables, longestRangeSeconds },
    })
    return described
  })
}

/** From now on its address leads nowhere. */
export async function revokeLink(ctx: Context, dashboardId: string, id: string): Promise<DescribedLink> {
  requirePermission(ctx, 'dashboards.write')
  return inTransaction(ctx, async (tx) => {
    const link = await repo.getLinkForUpdate(tx, dashboardId, id)
    if (link.revokedAt) throw conflict('this link is revoked already')
    await repo.revokeLink(tx, id)
    const described = await describeOne(tx, { ...link, revokedAt: tx.now(), revokedBy: tx.actor.id })
    await recordAudit(tx, 'dashboard.linkRevoked', { targetId: dashboardId, before: { linkId: id, name: link.name } })
    return described
  })
}

async function describeOne(tx: Tx, link: repo.Link): Promise<DescribedLink> {
  const [described] = await describe(tx, [link])
  if (!described) throw new Error('one link gives one description')
  return described
}

async function describe(tx: Tx, links: readonly repo.Link[]): Promise<DescribedLink[]> {
  const name = await nameActors(
    tx,
    links.flatMap(({ createdBy, revokedBy }) => [createdBy, revokedBy]),
  )
  return links.map((link) => ({
    ...link,
    url: link.revokedAt === null ? linkUrl(tx, link.id) : null,
    createdBy: name(link.createdBy),
    revokedBy: link.revokedBy === null ? null : name(link.revokedBy),
  }))
}
