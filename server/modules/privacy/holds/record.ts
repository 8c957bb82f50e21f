/** What is done to the registers stands in the audit log of those who run the installation, and nowhere else. */
import { recordAudit, type AuditChange } from '#modules/audit'
import { findOperatorWorkspace } from '#modules/users'
import { systemContext, type Origin, type Services } from '#platform/context'
import { inWorkspace, type PlatformTx } from '#platform/database'

/** `person` null: the clock did it. */
export type By = { person: { id: string; name: string } | null; requestId: string; origin: Origin | null }

/** Last in the transaction. Without a workspace of operators, before the set-up, there is nobody who could act. */
export async function recordForOperators(
  tx: PlatformTx,
  by: By,
  action: `${string}.${string}`,
  change: AuditChange,
): Promise<void> {
  const operators = await findOperatorWorkspace(tx.db)
  if (operators !== undefined) await recordInWorkspace(tx, operators, by, action, change)
}

/** In the log of the workspace that it concerns. */
export async function recordInWorkspace(
  tx: PlatformTx,
  workspaceId: string,
  { person, requestId, origin }: By,
  action: `${string}.${string}`,
  change: AuditChange,
): Promise<void> {
  const { db: _, ...services } = tx
  const system = systemContext(services satisfies Services, workspaceId, requestId)
  const ctx = {
    ...system,
    origin,
    ...(person && { actor: { kind: 'user', id: person.id, name: person.name } as const }),
  }
  await inWorkspace(tx, ctx, (inside) => recordAudit(inside, action, change))
}
