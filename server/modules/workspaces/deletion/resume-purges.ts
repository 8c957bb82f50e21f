import type { Services } from '#platform/context'
import { inPlatformTransaction } from '#platform/database'
import type { Schedule } from '#platform/schedule'
import { purgeJobName } from './purge-workspace.ts'
import { listDeletedBefore } from './repo.ts'

/** By then a purge has long ended, or its job was given up after its last try: a store was away for hours. */
const staleMs = 24 * 3_600_000

/** A deleted workspace is purged in the end, whatever became of its job. */
export async function resumePurges(services: Services): Promise<void> {
  const before = new Date(services.now().getTime() - staleMs)
  await inPlatformTransaction(services, async (tx) => {
    for (const workspaceId of await listDeletedBefore(tx, before)) {
      await tx.jobs.enqueue(tx, purgeJobName, { workspaceId }, { key: workspaceId })
    }
  })
}

export const purgeSchedule: Schedule = {
  name: 'workspaces.resumePurges',
  purpose: 'compliance',
  reads: [],
  everySeconds: 3_600,
  run: resumePurges,
}
