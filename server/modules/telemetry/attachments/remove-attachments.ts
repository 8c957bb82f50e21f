import { systemContext, type Services } from '#platform/context'
import { inPlatformTransaction, inTransaction } from '#platform/database'
import type { Schedule } from '#platform/schedule'
import { blobKey } from './attachment.ts'
import * as repo from './repo.ts'

const hourMs = 3_600_000
const sliceRows = 500
/** Of one run; the next one goes on. */
const maxSlices = 100

/**
 * Removes the files whose names the sweeper has emptied, and those that were never finished. The file goes before its
 * row says so: cut off in between, it is done again.
 */
export async function removeAttachments(services: Services): Promise<number> {
  let removed = 0
  for (let slice = 0; slice < maxSlices; slice++) {
    const unfinishedBefore = new Date(services.now().getTime() - hourMs)
    const due = await inPlatformTransaction(services, (tx) => repo.listToRemove(tx, unfinishedBefore, sliceRows))
    for (const [workspaceId, rows] of Map.groupBy(due, (row) => row.workspaceId)) {
      for (const { id } of rows) await services.blobs.delete(blobKey(workspaceId, id))
      const ids = rows.map(({ id }) => id)
      await inTransaction(systemContext(services, workspaceId, 'attachments'), (tx) =>
        repo.setState(tx, ids, 'removed'),
      )
    }
    removed += due.length
    if (due.length < sliceRows) break
  }
  return removed
}

export const removeSchedule: Schedule = {
  name: 'telemetry.removeAttachments',
  purpose: 'incidents',
  reads: [],
  everySeconds: 600,
  run: async (services) => {
    await removeAttachments(services)
  },
}
