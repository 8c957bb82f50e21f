/**
 * What the vault does by itself: wraps data keys again after a change of the master key, replaces data keys that are
 * old, and says how far it is (`/metrics`).
 */
import { z } from 'zod'
import { inPlatformTransaction, inTransaction, sql } from '#platform/database'
import { systemContext, type Context, type Services } from '../context.ts'
import { newId } from '../ids.ts'
import type { InventoryEntry } from '../inventory.ts'
import { defineJob, enqueue, type Job } from '../jobs.ts'
import type { Schedule } from '../schedule.ts'
import { countOnOlderKeys, type KeyedColumn } from './check-keys.ts'
import { installation } from './data-keys.ts'
import { rewrapDataKeys } from './rewrap.ts'
import { beginRotation, graceMs, rotateSlice, type RotationState } from './rotation.ts'
import { findSealedColumns } from './sealed-columns.ts'

/** `before`: data keys that were made earlier are replaced. */
type RotationOrder = { workspaceId: string; before: string }

/** A data key seals for a year, unless the operator asks for new ones. */
const dataKeyLifeMs = 365 * 24 * 3_600_000
const everySeconds = 3_600
/** Of one run of the job, which then makes room for others and goes on behind them. */
const maxSlices = 100
/** Of one run of the schedule. */
const maxOrders = 1_000

export type VaultUpkeep = {
  job: Job<RotationOrder>
  /** Of one running program, which counts in its own metrics. */
  createSchedule(): Schedule
}

export function createVaultUpkeep(inventory: readonly InventoryEntry[], keyed: readonly KeyedColumn[]): VaultUpkeep {
  const job = defineJob<RotationOrder>({
    name: 'vault.rotateDataKeys',
    purpose: 'security',
    // Sealed texts, which it seals again and does not use.
    reads: [],
    input: z.object({ workspaceId: z.string(), before: z.iso.datetime() }),
    handle: async (ctx, order) => {
      if (!(await beginRotation(ctx, new Date(order.before)))) return
      const columns = await inPlatformTransaction(ctx, ({ db }) => findSealedColumns(db, inventory))
      let state: RotationState = 'sealing'
      for (let slices = 0; slices < maxSlices && state === 'sealing'; slices += 1) {
        state = await rotateSlice(ctx, columns)
      }
      ctx.log.info(progressOf[state], { component: 'vault', workspaceId: ctx.workspaceId })
      if (state !== 'finished') await goOn(ctx, order, state)
    },
  })
  const goOn = (ctx: Context, order: RotationOrder, state: 'sealing' | 'passed'): Promise<void> =>
    inTransaction(ctx, (tx) => {
      const startAfter = new Date(tx.now().getTime() + graceMs)
      return enqueue(tx, job, order, state === 'passed' ? { startAfter } : {})
    })

  const createSchedule = (): Schedule => {
    let seen: Seen = { onOlderKeys: 0, rotations: 0 }
    let counted = false
    const run = async (services: Services): Promise<void> => {
      // Only where it runs: another process would say zero.
      if (!counted) addGauges(services, () => seen)
      counted = true
      await rewrapDataKeys(services)
      await orderRotations(services, job)
      seen = { onOlderKeys: await countOnOlderKeys(services, keyed), rotations: await countRotations(services) }
    }
    return { name: 'vault.upkeep', purpose: 'security', reads: [], everySeconds, run }
  }
  return { job, createSchedule }
}

const progressOf: Record<RotationState, string> = {
  sealing: 'secrets are being sealed again with a new data key',
  passed: 'secrets were sealed again with a new data key; the old one stays readable for a day',
  finished: 'secrets rest on a new data key, and the old one is gone',
}

/** A job for each workspace (and for the installation) whose newest data key is old, or whose rotation was given up. */
async function orderRotations(services: Services, job: Job<RotationOrder>): Promise<void> {
  const now = services.now().getTime()
  const since = services.config.dataKeysSince?.getTime() ?? 0
  // A time that is still to come counts when it has come.
  const before = new Date(Math.max(now - dataKeyLifeMs, since > now ? 0 : since))
  const givenUp = new Date(now - 2 * graceMs)
  const due = await inPlatformTransaction(services, async ({ db }) => {
    const { rows } = await sql<{ workspaceId: string }>`
      select workspace_id from vault_keys group by workspace_id having max(created_at) < ${before}
      union select ${installation} from installation_keys having max(created_at) < ${before}
      union select workspace_id from vault_rotations where finished_at is null and started_at < ${givenUp}
      limit ${maxOrders}`.execute(db)
    return rows
  })
  for (const { workspaceId } of due) {
    const ctx = systemContext(services, workspaceId, newId('run', services.now()))
    const order = { workspaceId, before: before.toISOString() }
    await inTransaction(ctx, (tx) => enqueue(tx, job, order, { key: workspaceId }))
  }
}

function countRotations(services: Services): Promise<number> {
  return inPlatformTransaction(services, async ({ db }) => {
    const { rows } = await sql<{ count: number }>`
      select count(*) as count from vault_rotations where finished_at is null`.execute(db)
    return rows[0]?.count ?? 0
  })
}

/** What the last run of the schedule found. */
type Seen = { onOlderKeys: number; rotations: number }

function addGauges({ metrics }: Services, seen: () => Seen): void {
  metrics.gauge(
    'watchword_vault_on_older_master_keys',
    'Data keys and passwords that still rest on a master key other than the active one, looked at each hour',
    () => seen().onOlderKeys,
  )
  metrics.gauge(
    'watchword_vault_rotations_under_way',
    'Workspaces whose secrets are being sealed again with a new data key, looked at each hour',
    () => seen().rotations,
  )
}
