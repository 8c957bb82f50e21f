/** The clock's part: windows begin and end, and series get their next windows. */
import { systemContext, type Services, type Tx } from '#platform/context'
import { inPlatformTransaction, inTransaction, type PlatformTx } from '#platform/database'
import { newId } from '#platform/ids'
import type { Schedule } from '#platform/schedule'
import * as pageRepo from '../repo.ts'
import { forgetSnapshot } from '../snapshot-cache.ts'
import { planSeries } from './plan-series.ts'
import * as repo from './repo.ts'
import * as seriesRepo from './series-repo.ts'
import { takeDueSteps } from './take-steps.ts'

/** A window begins at most so late. */
const everySeconds = 5
const sliceRows = 200
/** Of one look; the next one goes on. */
const maxSlices = 25

export const schedules: Schedule[] = [
  {
    name: 'statuspages.moveMaintenances',
    purpose: 'status',
    reads: ['C18', 'C19', 'C28'],
    everySeconds,
    run: moveMaintenances,
  },
]

/**
 * Safe to repeat and to run in several processes at once: each window is moved under its page's lock, in one
 * transaction with what follows, and whoever comes second finds nothing due. After a stop it makes up for all that
 * was missed, window by window in the order of their times.
 */
export async function moveMaintenances(services: Services): Promise<void> {
  await inSlices(services, seriesRepo.listDue, async (tx, id) => {
    const series = await seriesRepo.findSeries(tx, id)
    if (series?.planAt && series.planAt <= tx.now()) await planSeries(tx, series, { tellsFirst: false })
  })
  await inSlices(services, repo.listDue, async (tx, id) => {
    const maintenance = await repo.findMaintenance(tx, id)
    if (maintenance) await takeDueSteps(tx, maintenance)
  })
}

type Due = { workspaceId: string; id: string; pageId: string }

async function inSlices(
  services: Services,
  list: (tx: PlatformTx, now: Date, limit: number) => Promise<Due[]>,
  move: (tx: Tx, id: string) => Promise<void>,
): Promise<void> {
  for (let slice = 0; slice < maxSlices; slice++) {
    const found = await inPlatformTransaction(services, (tx) => list(tx, services.now(), sliceRows))
    let failed = 0
    for (const due of found) {
      try {
        await moveOne(services, due, move)
      } catch (error) {
        // One that cannot be moved must not hold up the others; it is due again at the next look.
        services.log.warn('a maintenance could not be moved', { component: 'maintenance', error })
        failed++
      }
    }
    if (found.length < sliceRows || failed > 0) return
  }
}

async function moveOne(
  services: Services,
  { workspaceId, id, pageId }: Due,
  move: (tx: Tx, id: string) => Promise<void>,
): Promise<void> {
  const ctx = systemContext(services, workspaceId, newId('run', services.now()))
  const slug = await inTransaction(ctx, async (tx) => {
    const page = await pageRepo.findPage(tx, pageId)
    if (!page) return undefined // deleted meanwhile, and its windows with it
    await pageRepo.getPageForUpdate(tx, pageId)
    await move(tx, id)
    return page.slug
  })
  if (slug !== undefined) forgetSnapshot(services, slug)
}
