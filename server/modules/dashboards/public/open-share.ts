/** From the secret in an address to what it opens, for people who are not signed in. */
import type { Dashboard as ShownDashboard, JsonObject, VariableValues } from '#common/dashboards'
import { systemContext, type Context, type Permission, type Services } from '#platform/context'
import { inPlatformTransaction, inTransaction } from '#platform/database'
import { notFound } from '#platform/errors'
import * as dashboards from '../repo.ts'
import * as repo from '../shares/repo.ts'
import { linkPrefix, readSecret } from '../shares/share.ts'
import { fix } from './shown.ts'

/** May read what its own dashboard shows, and nothing else. */
export type Visit = { ctx: Context; id: string; kind: 'live' | 'snapshot' }

/** The only ones of a visitor: a use case that needs another one refuses. */
const permissions: ReadonlySet<Permission> = new Set<Permission>(['dashboards.read', 'metrics.read'])

/** Throws not_found, in the same words for what never was, was revoked and is over. */
export async function openShare(services: Services, secret: string, requestId: string): Promise<Visit> {
  const id = readSecret(services, secret)
  if (id === undefined) throw nothing()
  const kind = id.startsWith(`${linkPrefix}_`) ? 'live' : 'snapshot'
  const workspaceId = await inPlatformTransaction(services, (tx) =>
    kind === 'live' ? repo.locateLink(tx, id) : repo.locateSnapshot(tx, id),
  )
  if (workspaceId === undefined) throw nothing()
  return { ctx: { ...systemContext(services, workspaceId, requestId), permissions }, id, kind }
}

export type OpenLink = { link: repo.Link; dashboard: ShownDashboard; values: VariableValues }

export async function loadLink({ ctx, id }: Visit): Promise<OpenLink> {
  const { link, json } = await inTransaction(ctx, async (tx) => {
    const link = await repo.findLink(tx, id)
    const json: JsonObject | undefined = link && (await dashboards.find(tx, link.dashboardId))?.json
    if (!link || !json || link.revokedAt !== null) throw nothing()
    return { link, json }
  })
  return { link, ...fix(json, link.variables) }
}

export async function loadSnapshot({ ctx, id }: Visit): Promise<repo.Snapshot & repo.SnapshotContent> {
  const snapshot = await inTransaction(ctx, (tx) => repo.findSnapshot(tx, id))
  if (!snapshot) throw nothing()
  return snapshot
}

export async function loadSnapshotAnswer({ ctx, id }: Visit, panelKey: string): Promise<string> {
  const answer = await inTransaction(ctx, (tx) => repo.findAnswer(tx, id, panelKey))
  if (answer === undefined) throw notFound('panel')
  return answer
}

const nothing = () => notFound('dashboard')
