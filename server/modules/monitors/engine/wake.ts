import type { Tx } from '#platform/context'

export const followJobName = 'monitors.followChecks'

/** Wakes the job that tells incidents of what changed; by name, because the job itself leads back to here. */
export async function wakeFollowing(tx: Tx): Promise<void> {
  await tx.jobs.enqueue(tx, followJobName, { workspaceId: tx.workspaceId }, { key: tx.workspaceId })
}
