import type { Tx } from '#platform/context'
import { sql, type PlatformTx } from '#platform/database'
import { genesisHash, type ChainPoint } from './verify.mjs'

/** The last entry of the workspace's log. */
export async function chainHead(tx: Tx): Promise<ChainPoint> {
  const query = tx.db.selectFrom('auditHeads').select(['number', 'hash']).where('workspaceId', '=', tx.workspaceId)
  return (await query.executeTakeFirst()) ?? { number: 0, hash: genesisHash }
}

export type Act = {
  workspaceId: string
  number: number
  at: Date
  action: string
  targetId: string
  remoteAddress: string | null
  userAgent: string | null
}

/**
 * What a person did, in all workspaces, oldest first; not what was changed, which is the workspaces'. `tx` may read the
 * whole log, which only the privacy engine may.
 */
export async function listActs(
  { db }: PlatformTx,
  userId: string,
  after: { workspaceId: string; number: number } | null,
  limit: number,
): Promise<Act[]> {
  const found = await sql<Act>`
    select e.workspace_id, e.number, e.at, e.action, e.target_id, o.remote_address, o.user_agent
    from audit_people p
    join audit_entries e on e.workspace_id = p.workspace_id and e.actor_reference = p.reference
    left join audit_origins o on o.workspace_id = e.workspace_id and o.number = e.number
    where p.actor_kind = 'user' and p.actor_id = ${userId}
      and (e.workspace_id, e.number) > (${after?.workspaceId ?? ''}, ${after?.number ?? 0})
    order by e.workspace_id, e.number limit ${limit}`.execute(db)
  return found.rows
}

export async function countActs({ db }: PlatformTx, userId: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from audit_people p
    join audit_entries e on e.workspace_id = p.workspace_id and e.actor_reference = p.reference
    where p.actor_kind = 'user' and p.actor_id = ${userId}`.execute(db)
  return rows[0]?.count ?? 0
}
