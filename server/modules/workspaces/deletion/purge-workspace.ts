/**
 * What was in a deleted workspace goes, in slices, until there is nothing left; then its row, and with it the slug is
 * free. Runs as a job: whatever interrupts it, the next run goes on with what is still there.
 */
import { z } from 'zod'
import { purgeAudit } from '#modules/audit'
import type { Context } from '#platform/context'
import { inPlatformTransaction, inTransaction, type PlatformTx } from '#platform/database'
import type { InventoryEntry } from '#platform/inventory'
import { defineJob, type Job } from '#platform/jobs'
import * as repo from './repo.ts'

export const purgeJobName = 'workspaces.purge'

const sliceRows = 5_000
/** Of one run, which a queue ends after 15 minutes; the next run goes on. */
const maxSlices = 1_000

/**
 * Whoever was let in before the deletion may still be writing: a request, a batch of events, a job. So the last look
 * comes after every statement and transaction of that time has ended; with a stream also after its backlog, which a
 * worker took over when another one died.
 */
const settleMs = 60_000
const settleWithStreamMs = 3_600_000

const heldRetryMs = 3_600_000

export type Places = { tables: string[]; columnTables: string[] }

const input = z.object({})

/** Says whether a legal hold protects something of the workspace; a module above this one knows. */
export type IsHeld = (tx: PlatformTx, workspaceId: string) => Promise<boolean>

export function createPurgeJob(inventory: readonly InventoryEntry[], isHeld: IsHeld): Job<z.infer<typeof input>> {
  const places = placesOf(inventory)
  const handle = async (ctx: Context): Promise<void> => {
    const held = await inPlatformTransaction(ctx, (tx) => isHeld(tx, ctx.workspaceId))
    // Nobody gets in, and nothing of it goes, until the hold is released.
    if (held) await again(ctx, { startAfter: new Date(ctx.now().getTime() + heldRetryMs) })
    else await purgeWorkspace(ctx, places)
  }
  return defineJob({ name: purgeJobName, purpose: 'compliance', reads: [], input, handle })
}

/** Where the inventory says that rows carry their workspace's id, and end with it. */
export function placesOf(inventory: readonly InventoryEntry[]): Places {
  const of = (store: InventoryEntry['store']): string[] => [
    ...new Set(
      inventory
        .filter((entry) => entry.store === store && entry.fields.includes('workspace_id'))
        // What is kept as long as the installation only refers to a workspace.
        .filter(({ retention }) => retention.endsWith !== 'installation')
        .map(({ place }) => place),
    ),
  ]
  return { tables: of('database'), columnTables: of('columns') }
}

/** Does nothing to a workspace that lives, or that is gone already. */
export async function purgeWorkspace(ctx: Context, places: Places): Promise<void> {
  const deletedAt = await inPlatformTransaction(ctx, (tx) => repo.findDeletedAt(tx, ctx.workspaceId))
  if (!deletedAt) return
  const settledAt = new Date(deletedAt.getTime() + (ctx.config.natsUrl === null ? settleMs : settleWithStreamMs))
  const isLastLook = ctx.now() >= settledAt
  const { count, isDone } = await removeAll(ctx, places)
  ctx.log.info('removed what was in a deleted workspace', { workspaceId: ctx.workspaceId, count })
  if (!isDone) await again(ctx, {})
  else if (!isLastLook) await again(ctx, { startAfter: settledAt })
  else await removeWorkspace(ctx, places)
}

/** `purgeAudit` empties these, whose entries only go together. */
const auditTables = [
  ...['audit_entries', 'audit_changes', 'audit_origins'],
  ...['audit_people', 'audit_heads', 'audit_checkpoints'],
]

async function again(ctx: Context, when: { startAfter?: Date }): Promise<void> {
  await inTransaction(ctx, (tx) => tx.jobs.enqueue(tx, purgeJobName, { workspaceId: tx.workspaceId }, when))
}

async function removeAll(ctx: Context, { tables, columnTables }: Places): Promise<{ count: number; isDone: boolean }> {
  const order = await inTransaction(ctx, (tx) => repo.inDeletableOrder(tx, tables))
  let count = 0
  let slices = 0
  for (const table of order) {
    let deleted = sliceRows
    while (deleted === sliceRows) {
      if (slices++ === maxSlices) return { count, isDone: false }
      deleted = await inTransaction(ctx, async (tx) => {
        const rows = await repo.deleteSlice(tx, table, sliceRows)
        await repo.countDeleted(tx, table, rows)
        return rows
      })
      count += deleted
    }
  }
  for (const table of columnTables) {
    const rows = await repo.deleteColumnRows(ctx, table)
    await inTransaction(ctx, (tx) => repo.countDeleted(tx, table, rows))
    count += rows
  }
  for await (const { key } of ctx.blobs.list(`${ctx.workspaceId}/`)) {
    await ctx.blobs.delete(key)
    await inTransaction(ctx, (tx) => repo.countDeleted(tx, 'blobs', 1))
    count += 1
  }
  await inTransaction(ctx, async (tx) => {
    for (const table of auditTables) await repo.noteAll(tx, table)
  })
  await inPlatformTransaction(ctx, (tx) => purgeAudit(tx, ctx.workspaceId))
  return { count, isDone: true }
}

/** Throws, so that the job runs again, when something is left: a table that nobody told this job how to empty. */
async function removeWorkspace(ctx: Context, { tables }: Places): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    for (const table of tables) {
      if (await repo.hasRows(tx, table)) throw new Error(`rows of a deleted workspace are left in ${table}`)
    }
    await repo.countDeleted(tx, 'workspaces', 1)
    await repo.deleteWorkspaceRow(tx)
    await repo.finishDeletion(tx)
  })
  ctx.log.info('a deleted workspace is gone', { workspaceId: ctx.workspaceId })
}
