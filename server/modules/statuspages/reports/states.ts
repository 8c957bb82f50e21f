/**
 * What a report said of components, moved or taken back afterwards, so that uptime says the same as the report. SQL on
 * the state intervals; runs under the page's lock.
 */
import '../tables.ts'
import type { Tx } from '#platform/context'
import { sql } from '#platform/database'
import * as stateRepo from '../components/state-repo.ts'
import { refusal } from './add-update.ts'

/**
 * The states that the report brought or ended at `from` change at `to` instead. Throws invalid_request at `path` when another change
 * of a component lies between: that one is to be corrected first.
 */
export async function moveStates(tx: Tx, reportId: string, from: Date, to: Date, path: string): Promise<void> {
  if (from.getTime() === to.getTime()) return
  const { rows: moved } = await sql<{
    componentId: string
    startedAt: Date
    earliest: Date | null
    latest: Date | null
  }>`
    select s.component_id, s.started_at, before.started_at as earliest, s.ended_at as latest
    from component_states s
    left join component_states before on before.workspace_id = s.workspace_id
      and before.component_id = s.component_id and before.ended_at = s.started_at
    where s.workspace_id = ${tx.workspaceId} and s.started_at = ${from}
      and ((s.cause_kind = 'report' and s.cause_id = ${reportId})
        or (before.cause_kind = 'report' and before.cause_id = ${reportId}))`.execute(tx.db)
  const blocked = moved.some(
    ({ earliest, latest }) => (earliest !== null && to <= earliest) || (latest !== null && to >= latest),
  )
  if (blocked) throw refusal(path, 'the state of a component changed in between; choose a time after that change')
  for (const { componentId, startedAt } of moved) await moveBoundary(tx, componentId, startedAt, to)
  await forget(
    tx,
    moved.map(({ componentId }) => componentId),
  )
}

/** The interval that ended then and the one that began then meet at another time. */
async function moveBoundary(tx: Tx, componentId: string, from: Date, to: Date): Promise<void> {
  const correctedAt = tx.now()
  const of = () =>
    tx.db
      .updateTable('componentStates')
      .where('workspaceId', '=', tx.workspaceId)
      .where('componentId', '=', componentId)
  await of().set({ endedAt: to, correctedAt }).where('endedAt', '=', from).execute()
  await of().set({ startedAt: to, correctedAt }).where('startedAt', '=', from).execute()
}

/**
 * What the report said never was: its intervals go, and what was before each of them lasts until it ended. The open ones
 * must have been ended before.
 */
export async function takeBackStates(tx: Tx, reportId: string): Promise<void> {
  const { rows } = await sql<{ componentId: string; startedAt: Date; endedAt: Date }>`
    select component_id, started_at, ended_at from component_states
    where workspace_id = ${tx.workspaceId} and cause_kind = 'report' and cause_id = ${reportId}
      and ended_at is not null and status <> 'operational'
    order by component_id, started_at`.execute(tx.db)
  for (const { componentId, startedAt, endedAt } of rows) {
    const before = await tx.db
      .selectFrom('componentStates')
      .select('startedAt')
      .where('workspaceId', '=', tx.workspaceId)
      .where('componentId', '=', componentId)
      .where('endedAt', '=', startedAt)
      .executeTakeFirst()
    // The first that is known of the component: nothing was there before, and nothing is known instead.
    await stateRepo.removeStartingIn(tx, componentId, [startedAt])
    if (!before) continue
    await tx.db
      .updateTable('componentStates')
      .set({ endedAt, correctedAt: tx.now() })
      .where('workspaceId', '=', tx.workspaceId)
      .where('componentId', '=', componentId)
      .where('startedAt', '=', before.startedAt)
      .execute()
  }
  await forget(
    tx,
    rows.map(({ componentId }) => componentId),
  )
}

async function forget(tx: Tx, componentIds: readonly string[]): Promise<void> {
  const ids = [...new Set(componentIds)]
  if (ids.length > 0) await stateRepo.forgetDays(tx, ids)
}
