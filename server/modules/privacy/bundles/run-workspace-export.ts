/**
 * Writes a workspace's bundle part by part. After each part it is written down how far it came, so that whoever goes on
 * after a crash begins with the part that was not finished, and of two workers one gives up.
 */
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { z } from 'zod'
import type { Context } from '#platform/context'
import { inPrivacyTransaction, inTransaction } from '#platform/database'
import { newHexKey } from '#platform/ids'
import type { InventoryEntry } from '#platform/inventory'
import { defineJob, enqueue, type Job } from '#platform/jobs'
import { readCatalog } from './catalog.ts'
import { availableMs, maxAttempts } from './export-state.ts'
import { listLimitsOfAddresses } from './limits.ts'
import { mailReady } from './mail-ready.ts'
import { manifestOf, outside, planWorkspaceExport } from './plan-workspace-export.ts'
import { line } from './workspace-bundle.ts'
import * as repo from './workspace-export-repo.ts'
import { writePart } from './write-part.ts'

const compress = promisify(gzip)

/** Of one run; the queue takes one of 15 minutes for hung. The next run goes on. */
const partsPerRun = 20
const maxPartBytes = 64 * 1024 * 1024

const input = z.object({ exportId: z.string() })
export type WorkspaceExportJob = Job<z.infer<typeof input>>

export function createWorkspaceExportJob(inventory: readonly InventoryEntry[]): WorkspaceExportJob {
  const job: WorkspaceExportJob = defineJob({
    name: 'privacy.exportWorkspace',
    // A copy for those whose data it is; nothing is done with what it reads but to hand it over.
    purpose: 'compliance',
    reads: ['C31'],
    input,
    handle: (ctx, { exportId }) => runWorkspaceExport(ctx, inventory, exportId, { job }),
  })
  return job
}

/** `job` goes on where this run ends. Throws for what may work later; gives up after a number of tries. */
export async function runWorkspaceExport(
  ctx: Context,
  inventory: readonly InventoryEntry[],
  id: string,
  options: { job: WorkspaceExportJob; parts?: number },
): Promise<void> {
  try {
    await run(ctx, inventory, id, options)
  } catch (error) {
    const attempts = await inTransaction(ctx, (tx) => repo.countAttempt(tx, id))
    if (attempts < maxAttempts) throw error
    ctx.log.error('an export of a workspace was given up', { error })
    await inTransaction(ctx, (tx) => repo.fail(tx, id))
    await deleteFiles(ctx, id)
  }
}

const begin: repo.Position = {
  ...{ parts: [], digest: '', place: 0, cursor: null, file: null, counts: {}, files: 0, ended: false },
}

async function run(
  ctx: Context,
  inventory: readonly InventoryEntry[],
  id: string,
  { job, parts = partsPerRun }: { job: WorkspaceExportJob; parts?: number },
): Promise<void> {
  const found = await inTransaction(ctx, (tx) => repo.find(tx, id))
  if (!found || found.expiresAt <= ctx.now()) return
  if (found.state === 'queued') {
    const plan = await planWorkspaceExport(ctx, inventory)
    await inTransaction(ctx, (tx) => repo.savePlan(tx, id, plan, begin))
  }
  const catalog = await inPrivacyTransaction(outside(ctx), readCatalog)
  for (let count = 0; count < parts; count++) {
    const now = await inTransaction(ctx, (tx) => repo.find(tx, id))
    if (now?.state !== 'running' || !now.plan || !now.position) return
    const { plan, position } = now
    if (position.ended) return await finish(ctx, now, position)
    const first = position.parts.length === 0 ? await beginning(ctx, inventory, now, plan) : ''
    const written = await writePart(ctx, { inventory, catalog, plan, position, first })
    const kept = await keep(ctx, id, position, written)
    if (!kept) return
  }
  await inTransaction(ctx, (tx) => enqueue(tx, job, { exportId: id }))
}

/** The manifest, and what binds whoever gets the bundle. */
async function beginning(
  ctx: Context,
  inventory: readonly InventoryEntry[],
  stored: repo.WorkspaceExport,
  plan: repo.Plan,
): Promise<string> {
  const manifest = await manifestOf(ctx, inventory, stored, plan)
  return [manifest, ...(await listLimitsOfAddresses(ctx, inventory))].map((one) => line(one)).join('')
}

/** False when another worker wrote this part, or the export is gone. */
async function keep(
  ctx: Context,
  id: string,
  { parts }: repo.Position,
  written: Awaited<ReturnType<typeof writePart>>,
): Promise<boolean> {
  // A name of its own for each try: another worker may be writing the same part with other rows.
  const key = `${ctx.workspaceId}/export/${id}.${parts.length + 1}.${newHexKey(4)}`
  const options = { contentType: 'application/gzip', maxBytes: maxPartBytes }
  const { sizeBytes } = await ctx.blobs.put(key, await compress(written.text), options)
  const position = { ...written.position, parts: [...parts, { key, sizeBytes }] }
  const advanced = await inTransaction(ctx, (tx) => repo.advance(tx, id, position))
  if (!advanced) await ctx.blobs.delete(key)
  return advanced
}

async function finish(
  ctx: Context,
  { id, requestedBy }: repo.WorkspaceExport,
  { parts }: repo.Position,
): Promise<void> {
  const sizeBytes = parts.reduce((sum, part) => sum + part.sizeBytes, 0)
  await inTransaction(ctx, async (tx) => {
    await repo.finish(tx, id, sizeBytes, new Date(tx.now().getTime() + availableMs))
    await mailReady.enqueue(tx, { exportId: id, userId: requestedBy, workspaceId: tx.workspaceId })
  })
}

/** Also parts that a worker wrote and could not enter any more. */
export async function deleteFiles({ blobs, workspaceId }: Pick<Context, 'blobs' | 'workspaceId'>, id: string) {
  for await (const { key } of blobs.list(`${workspaceId}/export/`)) {
    if (key.startsWith(`${workspaceId}/export/${id}.`)) await blobs.delete(key)
  }
}
