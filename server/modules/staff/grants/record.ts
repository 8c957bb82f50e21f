import { recordAudit, type AuditFields } from '#modules/audit'
import { systemContext, type Origin, type Services } from '#platform/context'
import { inWorkspace, type PlatformTx } from '#platform/database'
import type { Grant } from './grant.ts'

type By = { name: string; requestId: string; origin: Origin | null }

/** Writes into the audit log of the workspace that somebody looks into it; last in the transaction. */
export async function recordInWorkspace(
  tx: PlatformTx,
  action: 'staff.granted' | 'staff.entered' | 'staff.ended',
  grant: Grant,
  { name, requestId, origin }: By,
  facts: AuditFields = {},
): Promise<void> {
  const ctx = {
    ...systemContext(withoutDb(tx), grant.workspaceId, requestId),
    actor: { kind: 'user', id: grant.userId, name },
    origin,
  } as const
  const after = { reason: grant.reason, endsAt: grant.endsAt, ...facts }
  await inWorkspace(tx, ctx, (inside) => recordAudit(inside, action, { targetId: grant.id, after }))
}

function withoutDb({ db: _, ...services }: PlatformTx): Services {
  return services
}
