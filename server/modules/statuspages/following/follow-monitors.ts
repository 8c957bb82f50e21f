/**
 * Components go by what their monitors say: a job at each change of a monitor, another one when trouble has lasted for
 * long enough, and a schedule that finds what neither did. Each component is moved under its page's lock in a
 * transaction of its own: a process that dies leaves the rest to the next look, and of two processes one moves it.
 */
import { z } from 'zod'
import { subscription, type Subscription } from '#platform/activity'
import { systemContext, type Context, type Services, type Tx } from '#platform/context'
import { inPlatformTransaction, inTransaction } from '#platform/database'
import { newId } from '#platform/ids'
import { defineJob, enqueue, type Job } from '#platform/jobs'
import type { Schedule } from '#platform/schedule'
import * as pageRepo from '../repo.ts'
import { forgetSnapshot } from '../snapshot-cache.ts'
import { followComponent, type Look } from './follow-component.ts'
import * as repo from './repo.ts'

const use = { purpose: 'incidents', reads: ['C14'] } as const

const input = z.object({})

/** Comes when trouble of a monitor has lasted for as long as a component waits. */
export const followMonitorsJob: Job<z.infer<typeof input>> = defineJob({
  name: 'statuspages.followMonitors',
  ...use,
  input,
  handle: (ctx) => followMonitors(ctx),
})

/** Wakes when a monitor changes or goes, and when a report or a window may have said its last of a component. */
export const followSubscriptions: Subscription[] = [
  subscription({
    name: 'statuspages.followMonitorChanges',
    ...use,
    on: [
      ...(['monitor.changed', 'monitor.failed', 'monitor.recovered', 'monitor.updated', 'monitor.deleted'] as const),
      ...(['update.published', 'report.deleted', 'maintenance.completed', 'maintenance.cancelled'] as const),
    ],
    handle: (ctx) => followMonitors(ctx),
  }),
]

const everySeconds = 15
/** Of one look; the next one goes on. */
const maxComponents = 1000

export const followSchedule: Schedule = {
  name: 'statuspages.followAllMonitors',
  ...use,
  everySeconds,
  run: async (services) => {
    const now = services.now()
    await followAll(services, await inPlatformTransaction(services, (tx) => repo.listChanged(tx, now, maxComponents)))
  },
}

/** Brings the components of a workspace to what its monitors say. */
export async function followMonitors(ctx: Context): Promise<void> {
  await followAll(ctx, await inTransaction(ctx, repo.listChangedHere))
}

/** One component that cannot be worked on keeps none of the others waiting. */
async function followAll(services: Services, changed: readonly repo.Changed[]): Promise<void> {
  const problems: unknown[] = []
  for (const { workspaceId, componentId } of changed) {
    const ctx = systemContext(services, workspaceId, newId('run', services.now()))
    await followOne(ctx, componentId).catch((error: unknown) => problems.push(error))
  }
  if (problems.length > 0) throw new AggregateError(problems, 'some components could not be brought to their monitors')
}

async function followOne(ctx: Context, componentId: string): Promise<void> {
  const slug = await inTransaction(ctx, async (tx) => {
    const component = await pageRepo.findComponent(tx, componentId)
    if (!component) return undefined // deleted meanwhile
    if (!(await pageRepo.findPage(tx, component.pageId))) return undefined
    const page = await pageRepo.getPageForUpdate(tx, component.pageId)
    return (await follow(tx, componentId, { asked: false })) ? page.slug : undefined
  })
  if (slug !== undefined) forgetSnapshot(ctx, slug)
}

/** Under the page's lock; also sees to it that somebody looks again when trouble has lasted for long enough. */
export async function follow(tx: Tx, componentId: string, look: Look): Promise<boolean> {
  const component = await pageRepo.findComponent(tx, componentId)
  if (!component) return false
  const before = await repo.findFollowing(tx, componentId)
  const isChanged = await followComponent(tx, component, look)
  const after = await repo.findFollowing(tx, componentId)
  if (after?.lookAt && after.lookAt.getTime() !== before?.lookAt?.getTime())
    await enqueue(tx, followMonitorsJob, {}, { startAfter: after.lookAt })
  return isChanged
}
