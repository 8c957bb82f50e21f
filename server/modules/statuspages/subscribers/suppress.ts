/** Nothing more is sent where it cannot arrive: it would only harm the standing of whoever sends. */
import { recordActivity } from '#platform/activity'
import type { Tx } from '#platform/context'
import { sql } from '#platform/database'
import { endWaiting } from './delivery-repo.ts'
import * as repo from './subscriber-repo.ts'

/** So many updates in a row that did not arrive, each after all its attempts. */
export const maxFailures = 5

/**
 * After a delivery that failed. `reason` says that the other side refused for good; otherwise it ends when several in a
 * row have failed. The subscriber stays on the list, marked, and can be switched on again.
 */
export async function suppress(tx: Tx, subscriberId: string, reason: string | null): Promise<void> {
  const why =
    reason ?? ((await hasFailedTooOften(tx, subscriberId)) ? `the last ${maxFailures} updates did not arrive` : null)
  if (why === null) return
  if (!(await repo.suppressSubscriber(tx, subscriberId, why))) return
  await endWaiting(tx, subscriberId, { state: 'suppressed', reason: why })
  await recordActivity(tx, 'subscriber.suppressed', { subjectId: subscriberId })
}

async function hasFailedTooOften(tx: Tx, subscriberId: string): Promise<boolean> {
  const { rows } = await sql<{ state: string }>`
    select state from subscriber_mails
    where workspace_id = ${tx.workspaceId} and subscriber_id = ${subscriberId} and state in ('sent', 'failed')
    order by finished_at desc limit ${maxFailures}`.execute(tx.db)
  return rows.length === maxFailures && rows.every(({ state }) => state === 'failed')
}
