import { recordAudit } from '#modules/audit'
import { recordActivity } from '#platform/activity'
import { requirePermission, type Context, type Tx } from '#platform/context'
import { inTransaction } from '#platform/database'
import { EgressFailed, EgressRefused } from '#platform/egress'
import { conflict, invalidRequest, notFound } from '#platform/errors'
import * as pages from '../repo.ts'
import { isSamePlace, stateOf, urlOf, type ExportState, type ExportTarget, type PageExport } from './export.ts'
import * as repo from './repo.ts'

export type ExportInput = ExportTarget & {
  /** Without it the one that is set stays. */
  secretAccessKey?: string | undefined
}

/** As members see it: never the secret. */
export type ExportView = {
  state: ExportState | 'none'
  target: ExportTarget | null
  /** Objects that were put and not taken away since. */
  objectCount: number
  exportedAt: Date | null
  failingSince: Date | null
  problem: string | null
}

export function getPageExport(ctx: Context, pageId: string): Promise<ExportView> {
  requirePermission(ctx, 'statuspages.read')
  return inTransaction(ctx, async (tx) => {
    await pages.getPage(tx, pageId)
    return describe(tx, await repo.findExport(tx, pageId), pageId)
  })
}

/**
 * The page is copied there within seconds, and whenever it changes. Throws invalid_request for an address that may not
 * be called, and conflict when another place still holds what was put there.
 */
export async function setPageExport(ctx: Context, pageId: string, input: ExportInput): Promise<ExportView> {
  requirePermission(ctx, 'statuspages.write')
  const { secretAccessKey: secret, ...target } = input
  await refuseInner(ctx, target)
  return inTransaction(ctx, async (tx) => {
    await pages.getPageForUpdate(tx, pageId)
    const before = await repo.findExport(tx, pageId)
    const { all } = await repo.countObjects(tx, pageId)
    const hasSecret = secret !== undefined || (await repo.hasSecret(tx, pageId))
    if (!hasSecret) throw refusal('secretAccessKey', 'give the secret key')
    if (before && all > 0 && !isSamePlace(before, target))
      throw conflict('the page is at another place still: end that export first, and wait until its files are gone')
    const at = tx.now()
    // What is known of the last run stays known; whether it works now is seen at once.
    const fresh = { exportedAt: null, pageUpdatedAt: null, failingSince: null, problem: null, createdAt: at }
    const saved = { ...fresh, ...before, ...target, pageId, updatedAt: laterThan(before, at), endedAt: null }
    const after: PageExport = { ...saved, pageUpdatedAt: null, notBefore: at }
    await repo.saveExport(tx, after, secret)
    const view = await describe(tx, after, pageId)
    const { endpoint, bucket } = target
    await recordActivity(tx, 'statusPage.exportSet', { subjectId: pageId, data: { endpoint, bucket } })
    await recordAudit(tx, 'statusPage.exportSet', {
      targetId: pageId,
      ...(before && { before: targetOf(before) }),
      after: { ...target, ...(secret !== undefined && { newKey: true }) },
    })
    return view
  })
}

/** Takes away what was put, and then forgets the bucket; or, where that is wanted, leaves there what is there. */
export async function endPageExport(ctx: Context, pageId: string, input: { keepsObjects: boolean }): Promise<void> {
  requirePermission(ctx, 'statuspages.write')
  await inTransaction(ctx, async (tx) => {
    await pages.getPageForUpdate(tx, pageId)
    const before = await repo.findExport(tx, pageId)
    if (!before) throw notFound('export')
    const isEmpty = (await repo.countObjects(tx, pageId)).all === 0
    if (input.keepsObjects || isEmpty) await repo.deleteExport(tx, pageId)
    else {
      const at = tx.now()
      const ended = { ...before, endedAt: at, updatedAt: laterThan(before, at), notBefore: at }
      await repo.saveExport(tx, ended, undefined)
    }
    const { endpoint, bucket } = before
    await recordActivity(tx, 'statusPage.exportEnded', { subjectId: pageId, data: { endpoint, bucket } })
    await recordAudit(tx, 'statusPage.exportEnded', { targetId: pageId, before: targetOf(before), after: input })
  })
}

/** Which setting a run worked by is told by this time, so that no two have the same. */
function laterThan(before: PageExport | undefined, at: Date): Date {
  return before && before.updatedAt >= at ? new Date(before.updatedAt.getTime() + 1) : at
}

async function refuseInner(ctx: Context, target: ExportTarget): Promise<void> {
  try {
    await ctx.egress.check(urlOf(target, 'index.html').href)
  } catch (error) {
    if (error instanceof EgressRefused || error instanceof EgressFailed) throw refusal('endpoint', error.message)
    throw error
  }
}

async function describe(tx: Tx, row: PageExport | undefined, pageId: string): Promise<ExportView> {
  if (!row) {
    return { state: 'none', target: null, objectCount: 0, exportedAt: null, failingSince: null, problem: null }
  }
  const { exportedAt, failingSince, problem } = row
  const { known: objectCount } = await repo.countObjects(tx, pageId)
  return { state: stateOf(row), target: targetOf(row), objectCount, exportedAt, failingSince, problem }
}

function targetOf({ endpoint, region, bucket, prefix, addressing, accessKeyId }: ExportTarget): ExportTarget {
  return { endpoint, region, bucket, prefix, addressing, accessKeyId }
}

function refusal(path: string, message: string): Error {
  return invalidRequest(`${path}: ${message}`, [{ path, message }])
}
