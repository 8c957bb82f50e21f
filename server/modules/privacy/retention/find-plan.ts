import type { Services } from '#platform/context'
import { inPlatformTransaction } from '#platform/database'
import { findWorkspaceRetention } from './repo.ts'

export type PlanInForce = {
  name: string
  /** After a change to a shorter plan the former one holds on until then; null: none does. */
  former: { name: string; until: Date } | null
}

/** Of a workspace, for modules that bound what it may do by it; null: the policy knows no plans. */
export async function findPlan(services: Services, workspaceId: string): Promise<PlanInForce | null> {
  const { payload, metrics } = services.policy.inForce().retention
  const rule = [payload, metrics].find(({ kind }) => kind === 'plan')
  if (rule?.kind !== 'plan') return null
  const found = await inPlatformTransaction(services, (tx) => findWorkspaceRetention(tx, workspaceId))
  const { plan = null, formerPlan = null, formerUntil = null } = found ?? {}
  // A plan that the policy does not know any more is its default one.
  const known = (name: string | null): string =>
    name !== null && Object.hasOwn(rule.plans, name) ? name : rule.defaultPlan
  const isHeld = formerPlan !== null && formerUntil !== null && formerUntil > services.now()
  return { name: known(plan), former: isHeld ? { name: known(formerPlan), until: formerUntil } : null }
}
