/** SQL of hosts. */
import './tables.ts'
import type { Tx } from '#platform/context'
import { isUniqueViolation, sql, type PlatformTx } from '#platform/database'
import { conflict, notFound } from '#platform/errors'
import { recheckMissingMs, recheckMs, type PageHost } from './host.ts'

const columns = [
  'id',
  'pageId',
  'host',
  'proof',
  'createdAt',
  'verifiedAt',
  'checkedAt',
  'missingSince',
  'problem',
] as const

export async function insertHost(tx: Tx, host: PageHost): Promise<void> {
  try {
    await tx.db
      .insertInto('pageHosts')
      .values({ ...host, workspaceId: tx.workspaceId })
      .execute()
  } catch (error) {
    if (isUniqueViolation(error)) throw conflict('a status page of this workspace has this host already')
    throw error
  }
}

/** Fails as `isTaken` tells while another page has the host; nothing can be done in this transaction then. */
export async function saveCheck(tx: Tx, { id, verifiedAt, checkedAt, missingSince, problem }: PageHost): Promise<void> {
  const query = tx.db.updateTable('pageHosts').set({ verifiedAt, checkedAt, missingSince, problem })
  await query.where('workspaceId', '=', tx.workspaceId).where('id', '=', id).execute()
}

/** Of a write that would give one host to two pages. */
export function isTaken(error: unknown): boolean {
  return isUniqueViolation(error, 'page_hosts_verified')
}

export async function deleteHost(tx: Tx, id: string): Promise<void> {
  await tx.db.deleteFrom('pageHosts').where('workspaceId', '=', tx.workspaceId).where('id', '=', id).execute()
}

export async function listHosts(tx: Tx, pageId: string): Promise<PageHost[]> {
  const query = tx.db.selectFrom('pageHosts').select(columns).where('workspaceId', '=', tx.workspaceId)
  return query.where('pageId', '=', pageId).orderBy('createdAt').orderBy('id').execute()
}

export async function findHost(tx: Tx, id: string): Promise<PageHost | undefined> {
  const query = tx.db.selectFrom('pageHosts').select(columns).where('workspaceId', '=', tx.workspaceId)
  return query.where('id', '=', id).executeTakeFirst()
}

export async function getHost(tx: Tx, id: string): Promise<PageHost> {
  const host = await findHost(tx, id)
  if (!host) throw notFound('host')
  return host
}

/** So that of two checks at once the second one sees what the first found. */
export async function findHostForUpdate(tx: Tx, id: string): Promise<PageHost | undefined> {
  const query = tx.db.selectFrom('pageHosts').select(columns).where('workspaceId', '=', tx.workspaceId)
  return query.where('id', '=', id).forUpdate().executeTakeFirst()
}

export type HostPlace = { id: string; workspaceId: string }

/** Who has this host now, of whichever workspace. */
export async function findHolder(tx: PlatformTx, host: string): Promise<HostPlace | undefined> {
  const query = tx.db.selectFrom('pageHosts').select(['id', 'workspaceId']).where('host', '=', host)
  return query.where('verifiedAt', 'is not', null).executeTakeFirst()
}

/** Verified hosts whose next look is due, the longest waiting first. */
export async function listDue(tx: PlatformTx, limit: number): Promise<HostPlace[]> {
  const now = tx.now().getTime()
  const { rows } = await sql<HostPlace>`
    select id, workspace_id from page_hosts
    where verified_at is not null and checked_at <
      case when missing_since is null then ${new Date(now - recheckMs)}::timestamptz
        else ${new Date(now - recheckMissingMs)}::timestamptz end
    order by checked_at limit ${limit}`.execute(tx.db)
  return rows
}

/** All hosts that lead to a page, with its slug; a workspace that is being deleted has none. */
export async function listVerified(tx: PlatformTx, limit: number): Promise<{ host: string; slug: string }[]> {
  return tx.db
    .selectFrom('pageHosts')
    .innerJoin('statusPages', (join) =>
      join
        .onRef('statusPages.workspaceId', '=', 'pageHosts.workspaceId')
        .onRef('statusPages.id', '=', 'pageHosts.pageId'),
    )
    .innerJoin('workspaces', 'workspaces.id', 'pageHosts.workspaceId')
    .select(['pageHosts.host', 'statusPages.slug'])
    .where('pageHosts.verifiedAt', 'is not', null)
    .where('workspaces.deletedAt', 'is', null)
    .limit(limit)
    .execute()
}
