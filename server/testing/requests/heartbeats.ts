/** Valid requests of the endpoints of heartbeats. */
import type { Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { newHexKey, newId } from '#platform/ids'
import { at, project, type Make } from './make.ts'

export const heartbeatRequests: Record<string, Make> = {
  listMonitors: () => at('/monitors'),
  createMonitor: async (ctx) =>
    at('/monitors', { projectId: await project(ctx), slug: `job-${newHexKey(4)}`, name: 'Job' }),
  getMonitor: async (ctx) => at(`/monitors/${await monitor(ctx)}`),
  listCheckIns: async (ctx) => at(`/monitors/${await monitor(ctx)}/check-ins`),
  updateMonitor: async (ctx) => at(`/monitors/${await monitor(ctx)}`, { marginMinutes: 5 }),
  deleteMonitor: async (ctx) => at(`/monitors/${await monitor(ctx)}`),
}

/** As a first check-in makes it. */
async function monitor(ctx: Context): Promise<string> {
  const projectId = await project(ctx)
  const now = ctx.now()
  const id = newId('mon', now)
  const settings = { marginMinutes: 1, maxRunMinutes: 30, failuresToOpen: 1, successesToResolve: 1, pausedAt: null }
  await inTransaction(ctx, ({ db, workspaceId }) =>
    db
      .insertInto('monitors')
      .values({
        ...{ id, workspaceId, projectId, slug: 'backup', name: 'Backup', schedule: null },
        ...{ ...settings, createdAt: now, updatedAt: now },
      })
      .execute(),
  )
  return id
}
