/** SQL of mails that came back. */
import '../../tables.ts'
import type { Tx } from '#platform/context'
import { sql } from '#platform/database'

export async function writeBounce(
  tx: Tx,
  subscriberId: string,
  { bounces, reason }: { bounces: number; reason: string },
): Promise<void> {
  const query = tx.db.updateTable('subscribers').set({ bounces, bouncedAt: tx.now(), bounceReason: reason })
  await query.where('workspaceId', '=', tx.workspaceId).where('id', '=', subscriberId).execute()
}

/** The delivery that a mail server had taken has failed after all; undefined when there is none that counts as sent. */
export async function failSentDelivery(
  tx: Tx,
  subscriberId: string,
  idPrefix: string,
  reason: string,
): Promise<{ updateId: string } | undefined> {
  const { rows } = await sql<{ updateId: string }>`
    update subscriber_mails set state = 'failed', reason = ${reason}, finished_at = ${tx.now()}
    where workspace_id = ${tx.workspaceId} and subscriber_id = ${subscriberId}
      and state = 'sent' and channel = 'email' and starts_with(id, ${idPrefix})
    returning update_id`.execute(tx.db)
  return rows[0]
}
