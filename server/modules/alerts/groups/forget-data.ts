import type { Tx } from '#platform/context'

/** What was known of the data that rules look at: they look at other data now. */
export async function forgetData(tx: Tx, ruleIds: readonly string[]): Promise<void> {
  if (ruleIds.length === 0) return
  await tx.db
    .updateTable('alertRuleStates')
    .set({ hadData: false, noDataSince: null })
    .where('workspaceId', '=', tx.workspaceId)
    .where('ruleId', 'in', ruleIds)
    .execute()
}
