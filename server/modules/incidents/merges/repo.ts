import type { Tx } from '#platform/context'

/** What was merged into one of `from` earlier is part of `to` now: nobody is sent from one place to the next. */
export async function redirectMerged(tx: Tx, from: readonly string[], to: string): Promise<void> {
  await tx.db
    .updateTable('incidents')
    .set({ mergedInto: to })
    .where('workspaceId', '=', tx.workspaceId)
    .where('mergedInto', 'in', from)
    .execute()
}
