/** What returns by itself: files of expired exports go, then what is known of them; one that stands still is woken. */
import { systemContext, type Services } from '#platform/context'
import { inPlatformTransaction, inTransaction } from '#platform/database'
import { newId } from '#platform/ids'
import type { Schedule } from '#platform/schedule'
import { shownAfterwardsMs } from './export-state.ts'
import * as people from './person-export-repo.ts'
import { fileOf, wakePersonExport, type PersonExportJob } from './person-exports.ts'
import { deleteFiles, type WorkspaceExportJob } from './run-workspace-export.ts'
import * as workspaces from './workspace-export-repo.ts'

/** By then a run has ended, or its job was given up after its last try: a store was away for hours. */
const standingMs = 3_600_000

export type ExportJobs = { ofPerson: PersonExportJob; ofWorkspace: WorkspaceExportJob }

export function exportSchedule(jobs: ExportJobs): Schedule {
  return {
    name: 'privacy.lookAfterExports',
    purpose: 'compliance',
    reads: [],
    everySeconds: 600,
    run: async (services) => {
      await expireExports(services)
      await wakeExports(services, jobs)
    },
  }
}

export async function expireExports(services: Services): Promise<void> {
  const now = services.now()
  const before = new Date(now.getTime() - shownAfterwardsMs)
  for (const one of await inPlatformTransaction(services, (tx) => people.listExpired(tx, now))) {
    await services.blobs.delete(fileOf(one))
    await inPlatformTransaction(services, (tx) => people.markGone(tx, one.id))
  }
  const found = await inPlatformTransaction(services, (tx) => workspaces.listExpired(tx, now))
  for (const { id, workspaceId } of found) {
    const ctx = systemContext(services, workspaceId, newId('run', now))
    await deleteFiles(ctx, id)
    await inTransaction(ctx, (tx) => workspaces.markGone(tx, id))
  }
  await inPlatformTransaction(services, async (tx) => {
    await people.deleteExpiredBefore(tx, before)
    await workspaces.deleteExpiredBefore(tx, before)
  })
}

export async function wakeExports(services: Services, jobs: ExportJobs): Promise<void> {
  const before = new Date(services.now().getTime() - standingMs)
  await inPlatformTransaction(services, async (tx) => {
    for (const { id } of await people.listStanding(tx, before)) await wakePersonExport(tx, jobs.ofPerson, id)
    for (const { id, workspaceId } of await workspaces.listStanding(tx, before)) {
      await tx.jobs.enqueue(tx, jobs.ofWorkspace.name, { workspaceId, exportId: id }, { key: id })
    }
  })
}
