/** Rolling up as background work: a look at all workspaces now and then, and a job for each that has hours to make. */
import { z } from 'zod'
import { findWorkspaces } from '#modules/workspaces'
import { systemContext, type Services } from '#platform/context'
import { inPlatformTransaction, inTransaction } from '#platform/database'
import { newId } from '#platform/ids'
import { defineJob, enqueue } from '#platform/jobs'
import type { Schedule } from '#platform/schedule'
import { settleMs } from './late.ts'
import { listDueHours, rollUpWorkspace } from './roll-up-workspace.ts'
import { hourMs } from './widths.ts'

const use = { purpose: 'metrics', reads: ['C20'] } as const

/** One at a time in a process: it is the store that works, and queries come first. */
export const rollUpJob = defineJob({
  ...use,
  name: 'metrics.rollUp',
  input: z.object({}),
  atOnce: 1,
  handle: async (ctx) => {
    if (await rollUpWorkspace(ctx))
      await inTransaction(ctx, (tx) => enqueue(tx, rollUpJob, {}, { key: ctx.workspaceId }))
  },
})

/** Of one process, with a gauge of how far all workspaces are behind. */
export function createRollUpSchedule(services: Services): Schedule {
  let behindSeconds = 0
  services.metrics.gauge(
    'watchword_metric_roll_ups_behind_seconds',
    'How long the oldest hour of metrics that is to be rolled up has been waiting for it',
    () => behindSeconds,
  )
  const run = async (all: Services): Promise<void> => {
    const rows = await all.columns.query<{ id: string }>('select distinct workspace_id as id from metric_series')
    const live = await inPlatformTransaction(all, (tx) =>
      findWorkspaces(
        tx,
        rows.map(({ id }) => id),
      ),
    )
    const nowMs = all.now().getTime()
    let oldestMs = nowMs
    for (const workspaceId of live.keys()) {
      const ctx = systemContext(all, workspaceId, newId('run', all.now()))
      const due = await listDueHours(ctx, maxListed)
      const oldest = due.at(-1)
      if (!oldest) continue
      oldestMs = Math.min(oldestMs, oldest.hour.getTime() + hourMs + settleMs)
      await inTransaction(ctx, (tx) => enqueue(tx, rollUpJob, {}, { key: workspaceId }))
    }
    behindSeconds = Math.max(0, (nowMs - oldestMs) / 1000)
  }
  return { ...use, name: 'metrics.findRollUps', everySeconds: 120, run }
}

const maxListed = 10_000
