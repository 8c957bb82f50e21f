/** What those who run the installation set for a workspace: what was agreed with it, and its plan. */
import { asStaff, type StaffTx } from '#modules/staff'
import { findPeople } from '#modules/users'
import { findWorkspaces, listOwners } from '#modules/workspaces'
import type { PersonContext } from '#platform/context'
import { conflict, invalidRequest, notFound } from '#platform/errors'
import { enqueueForPlatform } from '#platform/jobs'
import type { PayloadRetention, RetentionSetting } from '#platform/policy'
import { recordInWorkspace } from '../holds/record.ts'
import { mailPlanChange } from './mail-plan-change.ts'
import { findWorkspaceRetention, noAgreement, setWorkspaceRetention } from './repo.ts'
import { changePlan, longest, type WorkspaceRetention } from './settings.ts'

/** Of what is a workspace's own; the rest is nobody's to agree on with one workspace. */
export const contractSettings = [
  'payload',
  'eventRecordDays',
  'metrics',
  'workflowPayloadDays',
  'workflowRecordDays',
  'apiLogDays',
  'auditDays',
  'deliveryDays',
  'mailLogDays',
  'usageDays',
  'invitationTailDays',
] as const satisfies RetentionSetting[]

export type ContractInput = { days: Partial<Record<RetentionSetting, number>>; reference: string | null }

export function getAgreement(ctx: PersonContext, workspaceId: string): Promise<WorkspaceRetention> {
  return asStaff(ctx, async (tx) => {
    await requireWorkspace(tx, workspaceId)
    return (await findWorkspaceRetention(tx, workspaceId)) ?? noAgreement(workspaceId)
  })
}

/**
 * Replaces what was agreed; it tightens the policy and never loosens it. Holds for what is stored already, from the next
 * sweep on. Throws invalid_request for a longer time than the policy's.
 */
export function setContract(
  ctx: PersonContext,
  workspaceId: string,
  input: ContractInput,
): Promise<WorkspaceRetention> {
  return asStaff(ctx, async (tx) => {
    await requireWorkspace(tx, workspaceId)
    const old = (await findWorkspaceRetention(tx, workspaceId)) ?? noAgreement(workspaceId)
    for (const [name, days] of Object.entries(input.days)) {
      // A key of `days`, of which `contractSettings` are the only ones.
      const most = longest(tx.policy.inForce().retention, name as RetentionSetting, old)
      if (days > most) throw looser(name, most)
    }
    const agreed: WorkspaceRetention = {
      ...old,
      contract: input.days,
      contractReference: input.reference,
      contractSetAt: tx.now(),
    }
    await setWorkspaceRetention(tx, agreed)
    const fields = ({ contract, contractReference }: WorkspaceRetention) => ({ contract, contractReference })
    const change = { targetId: workspaceId, before: fields(old), after: fields(agreed) }
    await recordInWorkspace(tx, workspaceId, ctx, 'workspace.retentionAgreed', change)
    return agreed
  })
}

function looser(name: string, most: number) {
  const message = `must not be longer than the policy’s ${most} days: a contract may only shorten`
  return invalidRequest(`days.${name}: ${message}`, [{ path: `days.${name}`, message }])
}

/**
 * After a change to a shorter plan the owners are mailed, and the former one holds on for seven days. Throws conflict
 * where the policy knows no plans, and invalid_request for one that it does not know.
 */
export function setPlan(ctx: PersonContext, workspaceId: string, plan: string): Promise<WorkspaceRetention> {
  return asStaff(ctx, async (tx) => {
    await requireWorkspace(tx, workspaceId)
    const rule = planRule(tx.policy.inForce().retention)
    if (!(plan in rule.plans)) {
      const message = `expected one of ${Object.keys(rule.plans).join(', ')}`
      throw invalidRequest(`plan: ${message}`, [{ path: 'plan', message }])
    }
    const old = (await findWorkspaceRetention(tx, workspaceId)) ?? noAgreement(workspaceId)
    if ((old.plan ?? rule.defaultPlan) === plan) return old
    const changed = changePlan(rule, old, plan, tx.now())
    await setWorkspaceRetention(tx, changed)
    if (changed.formerUntil) await tellOwners(tx, workspaceId)
    const before = { plan: old.plan ?? rule.defaultPlan }
    const after = { plan, formerPlan: changed.formerPlan, formerUntil: changed.formerUntil }
    await recordInWorkspace(tx, workspaceId, ctx, 'workspace.planSet', { targetId: workspaceId, before, after })
    return changed
  })
}

type Plans = Extract<PayloadRetention, { kind: 'plan' }>

/** Payload and metrics are of the same plan. */
export function planRule({ payload, metrics }: { payload: PayloadRetention; metrics: PayloadRetention }): Plans {
  const rule = [payload, metrics].find(({ kind }) => kind === 'plan')
  if (rule?.kind !== 'plan') throw conflict('the policy in force knows no plans')
  return rule
}

async function tellOwners(tx: StaffTx, workspaceId: string): Promise<void> {
  const owners = await listOwners(tx, [workspaceId])
  const ids = owners.map(({ userId }) => userId)
  for (const userId of (await findPeople(tx, ids)).keys()) {
    await enqueueForPlatform(tx, mailPlanChange, { workspaceId, userId })
  }
}

async function requireWorkspace(tx: StaffTx, workspaceId: string): Promise<void> {
  if (!(await findWorkspaces(tx, [workspaceId])).has(workspaceId)) throw notFound('workspace')
}
