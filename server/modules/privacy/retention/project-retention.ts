/** How long the payload of a project's events is kept: what the project set, within the bounds that hold for it. */
import { recordAudit } from '#modules/audit'
import { listProjects } from '#modules/workspaces'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { AppError, invalidRequest, notFound } from '#platform/errors'
import { intervalMs, plannedHour } from './run.ts'
import { findProjectDays, findWorkspaceRetention, setProjectDays } from './repo.ts'
import { daysOf, type WorkspaceRetention } from './settings.ts'

export type DescribedProjectRetention = {
  /** What holds now; null: as long as the workspace. */
  payloadDays: number | null
  /** What the project set; null: nothing. */
  setDays: number | null
  /** Null where the project has no say: the plan decides, or it is kept as long as the workspace. */
  bounds: { defaultDays: number; minDays: number; maxDays: number } | null
  from: 'project' | 'policy' | 'plan' | 'workspace' | 'contract'
  /** What is left of an event then, and for how long; null: as long as the workspace. */
  recordDays: number | null
  nextSweepAt: Date
}

export async function getProjectRetention(ctx: Context, projectId: string): Promise<DescribedProjectRetention> {
  requirePermission(ctx, 'projects.read')
  await requireProject(ctx, projectId)
  return inTransaction(ctx, async (tx) => {
    const own = await findWorkspaceRetention(tx, tx.workspaceId)
    return describe(ctx, own, await findProjectDays(tx, projectId))
  })
}

/**
 * Null goes back to the default. It holds for what is stored already as well, from the next sweep on. Throws
 * invalid_request outside of the bounds, and conflict where a project has no say.
 */
export async function setProjectRetention(
  ctx: Context,
  projectId: string,
  payloadDays: number | null,
): Promise<DescribedProjectRetention> {
  requirePermission(ctx, 'projects.write')
  await requireProject(ctx, projectId)
  return inTransaction(ctx, async (tx) => {
    const own = await findWorkspaceRetention(tx, tx.workspaceId)
    const before = describe(ctx, own, await findProjectDays(tx, projectId))
    if (!before.bounds) throw hasNoSay(before.from)
    const { minDays, maxDays } = before.bounds
    if (payloadDays !== null && (payloadDays < minDays || payloadDays > maxDays)) {
      const message = `must be between ${minDays} and ${maxDays} days`
      throw invalidRequest(`payloadDays: ${message}`, [{ path: 'payloadDays', message }])
    }
    await setProjectDays(tx, projectId, payloadDays)
    const after = describe(ctx, own, payloadDays ?? undefined)
    await recordAudit(tx, 'project.retentionSet', {
      targetId: projectId,
      before: { payloadDays: before.payloadDays, setDays: before.setDays },
      after: { payloadDays: after.payloadDays, setDays: after.setDays },
    })
    return after
  })
}

async function requireProject(ctx: Context, projectId: string): Promise<void> {
  if (!(await listProjects(ctx)).some(({ id }) => id === projectId)) throw notFound('project')
}

function describe(
  { policy, now }: Context,
  own: WorkspaceRetention | undefined,
  setDays: number | undefined,
): DescribedProjectRetention {
  const { retention } = policy.inForce()
  const rule = retention.payload
  const payloadDays = daysOf(retention, 'payload', now(), own, setDays)
  const without = daysOf(retention, 'payload', now(), own && { ...own, contract: {} }, setDays)
  const isAgreed = payloadDays !== without
  const usual = rule.kind === 'project' ? (setDays === undefined ? 'policy' : 'project') : rule.kind
  return {
    payloadDays,
    setDays: setDays ?? null,
    bounds: rule.kind === 'project' ? boundsOf(rule, own?.contract.payload) : null,
    from: isAgreed ? 'contract' : usual,
    recordDays: daysOf(retention, 'eventRecordDays', now(), own),
    nextSweepAt: new Date(plannedHour(now()).getTime() + intervalMs),
  }
}

/** A contract makes them narrower. */
function boundsOf(
  { defaultDays, minDays, maxDays }: { defaultDays: number; minDays: number; maxDays: number },
  agreed: number = Infinity,
) {
  const within = (days: number): number => Math.min(days, agreed)
  return { defaultDays: within(defaultDays), minDays: within(minDays), maxDays: within(maxDays) }
}

function hasNoSay(from: DescribedProjectRetention['from']): AppError {
  return new AppError(
    'conflict',
    from === 'plan'
      ? 'the plan of the workspace says how long payloads are kept'
      : 'payloads are kept as long as the workspace; the policy lets no project change it',
  )
}
