import { ofLiveProject } from '#modules/workspaces'
import type { Tx } from '#platform/context'
import { sql, type PlatformTx } from '#platform/database'

export type ToFollow = {
  id: string
  projectId: string
  name: string
  target: string
  failingSince: Date | null
  toldSince: Date | null
  reason: string
  code: string
}

/** After this long a monitor that is still down counts once more for its incident, which somebody may have resolved. */
const remindAfterMs = 15 * 60_000

/** Monitors whose incident was told something else than what is the case, by id; locked. */
export async function listToFollow(tx: Tx, { after, limit }: { after: string; limit: number }): Promise<ToFollow[]> {
  const remindBefore = new Date(tx.now().getTime() - remindAfterMs)
  const { rows } = await sql<ToFollow>`
    select m.id, m.project_id, m.name, m.target, s.failing_since, s.told_since, s.reason, s.code
    from check_states s join monitors m on m.workspace_id = s.workspace_id and m.id = s.monitor_id
    where s.workspace_id = ${tx.workspaceId} and s.monitor_id > ${after}
      and (s.failing_since is distinct from s.told_since or (s.state = 'down' and s.told_at < ${remindBefore}))
      and ${ofLiveProject(tx, sql`m.project_id`)}
    order by s.monitor_id limit ${limit} for update of s`.execute(tx.db)
  return rows
}

export async function markTold(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await sql`update check_states set told_since = failing_since, told_at = ${tx.now()}
    where workspace_id = ${tx.workspaceId} and monitor_id = any (${ids}::text[])`.execute(tx.db)
}

/** Workspaces in which something is to be told; over all of them. */
export async function listWorkspacesToFollow(tx: PlatformTx, now: Date, limit: number): Promise<string[]> {
  const remindBefore = new Date(now.getTime() - remindAfterMs)
  const { rows } = await sql<{ workspaceId: string }>`
    select distinct s.workspace_id from check_states s
    where s.failing_since is distinct from s.told_since or (s.state = 'down' and s.told_at < ${remindBefore})
    limit ${limit}`.execute(tx.db)
  return rows.map(({ workspaceId }) => workspaceId)
}

export type Trouble = { projectId: string; since: Date; endedAt: Date | null; told: boolean }

export async function findTroubleForUpdate(tx: Tx): Promise<Trouble | undefined> {
  return tx.db
    .selectFrom('checkerTroubles')
    .select(['projectId', 'since', 'endedAt', 'told'])
    .where('workspaceId', '=', tx.workspaceId)
    .forUpdate()
    .executeTakeFirst()
}

/** Begins one, or goes on with the one that there is. */
export async function beginTrouble(tx: Tx, projectId: string, since: Date): Promise<void> {
  const goesOn = tx.db.updateTable('checkerTroubles').set({ endedAt: null }).where('workspaceId', '=', tx.workspaceId)
  if ((await goesOn.executeTakeFirst()).numUpdatedRows > 0n) return
  await tx.db
    .insertInto('checkerTroubles')
    .values({ workspaceId: tx.workspaceId, projectId, since, endedAt: null, told: false })
    .onConflict((conflict) => conflict.columns(['workspaceId', 'projectId']).doUpdateSet({ endedAt: null }))
    .execute()
}

export async function endTrouble(tx: Tx, at: Date): Promise<boolean> {
  const { numUpdatedRows } = await tx.db
    .updateTable('checkerTroubles')
    .set({ endedAt: at })
    .where('workspaceId', '=', tx.workspaceId)
    .where('endedAt', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

export async function markTroubleTold(tx: Tx): Promise<void> {
  await tx.db.updateTable('checkerTroubles').set({ told: true }).where('workspaceId', '=', tx.workspaceId).execute()
}

export async function removeTrouble(tx: Tx): Promise<void> {
  await tx.db.deleteFrom('checkerTroubles').where('workspaceId', '=', tx.workspaceId).execute()
}
