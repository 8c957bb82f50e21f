import { listProjectsDeletedBefore } from '#modules/workspaces'
import type { Services } from '#platform/context'
import { inPlatformTransaction } from '#platform/database'
import { eraseProjectJobName } from './erase-project.ts'

/** By then it has long ended, or its job was given up after its last try: a store was away for hours. */
const staleMs = 24 * 3_600_000

/** What was in a deleted project goes in the end, whatever became of its job. */
export async function resumeProjects(services: Services): Promise<void> {
  const before = new Date(services.now().getTime() - staleMs)
  await inPlatformTransaction(services, async (tx) => {
    for (const { workspaceId, id } of await listProjectsDeletedBefore(tx, before)) {
      await tx.jobs.enqueue(tx, eraseProjectJobName, { workspaceId, projectId: id }, { key: id })
    }
  })
}
