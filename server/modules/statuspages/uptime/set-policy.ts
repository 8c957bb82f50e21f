import { recordAudit } from '#modules/audit'
import { recordActivity } from '#platform/activity'
import { requirePermission, type Context, type Tx } from '#platform/context'
import { inTransaction } from '#platform/database'
import { conflict, invalidRequest, notFound } from '#platform/errors'
import { addDays, localDate } from '#platform/uptime'
import type { StatusPage } from '../page.ts'
import * as pageRepo from '../repo.ts'
import { forgetSnapshot } from '../snapshot-cache.ts'
import { defaultPolicy, maxPolicies, policyOn, type UptimePolicy } from './policy.ts'
import * as repo from './repo.ts'

export type PoliciesView = {
  /** What counts today. */
  present: UptimePolicy
  /** Those that were set, oldest first; before the first of them the default counts. */
  policies: UptimePolicy[]
  standard: Omit<UptimePolicy, 'effectiveFrom'>
}

export function getUptimePolicies(ctx: Context, pageId: string): Promise<PoliciesView> {
  requirePermission(ctx, 'statuspages.read')
  return inTransaction(ctx, async (tx) => describe(tx, await pageRepo.getPage(tx, pageId)))
}

/** Days in the past are allowed: figures of that time are computed anew, and the audit log says who did so. */
export async function setUptimePolicy(ctx: Context, pageId: string, policy: UptimePolicy): Promise<PoliciesView> {
  requirePermission(ctx, 'statuspages.write')
  return change(ctx, pageId, async (tx, page) => {
    const latest = addDays(localDate(tx.now().getTime(), page.timeZone), 366)
    if (policy.effectiveFrom > latest) {
      const message = 'must not be more than a year ahead'
      throw invalidRequest(`effectiveFrom: ${message}`, [{ path: 'effectiveFrom', message }])
    }
    const before = await repo.listPolicies(tx, pageId)
    const old = before.find(({ effectiveFrom }) => effectiveFrom === policy.effectiveFrom)
    if (!old && before.length >= maxPolicies) throw conflict(`a status page has at most ${maxPolicies} policies`)
    await repo.savePolicy(tx, pageId, policy)
    return { type: 'uptimePolicy.set', before: old, after: policy } as const
  })
}

/** The policy before it, or the default, counts again from its day on. */
export async function deleteUptimePolicy(ctx: Context, pageId: string, effectiveFrom: string): Promise<void> {
  requirePermission(ctx, 'statuspages.write')
  await change(ctx, pageId, async (tx) => {
    const policies = await repo.listPolicies(tx, pageId)
    const before = policies.find((each) => each.effectiveFrom === effectiveFrom)
    if (!before) throw notFound('uptime policy')
    await repo.deletePolicy(tx, pageId, effectiveFrom)
    return { type: 'uptimePolicy.deleted', before, after: undefined } as const
  })
}

type Change = {
  type: 'uptimePolicy.set' | 'uptimePolicy.deleted'
  before: UptimePolicy | undefined
  after: UptimePolicy | undefined
}

async function change(
  ctx: Context,
  pageId: string,
  work: (tx: Tx, page: StatusPage) => Promise<Change>,
): Promise<PoliciesView> {
  const { page, view } = await inTransaction(ctx, async (tx) => {
    const found = await pageRepo.getPageForUpdate(tx, pageId)
    const { type, before, after } = await work(tx, found)
    await pageRepo.touchPage(tx, pageId)
    const view = await describe(tx, found)
    const effectiveFrom = (after ?? before)?.effectiveFrom ?? ''
    await recordActivity(tx, type, { subjectId: pageId, data: { name: found.name, effectiveFrom } })
    await recordAudit(tx, type, { targetId: pageId, ...(before && { before }), ...(after && { after }) })
    return { page: found, view }
  })
  forgetSnapshot(ctx, page.slug)
  return view
}

async function describe(tx: Tx, page: StatusPage): Promise<PoliciesView> {
  const policies = await repo.listPolicies(tx, page.id)
  const { effectiveFrom: _, ...standard } = defaultPolicy
  return { present: policyOn(policies, localDate(tx.now().getTime(), page.timeZone)), policies, standard }
}
