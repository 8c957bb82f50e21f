/** What rules and their alerts were: the last evaluations of each rule, and alerts that began and ended. */
import type { Tx } from '#platform/context'
import { sql, type JsonValue } from '#platform/database'
import type { AlertChange, Evaluation } from '../rule.ts'
import { asJson } from './repo.ts'

export type StoredChange = AlertChange & { ruleId: string; alertKey: string }

declare module '#platform/database' {
  interface Tables {
    alertEvaluations: Evaluation & { ruleId: string; workspaceId: string }
    alertChanges: Omit<StoredChange, 'labels'> & { labels: JsonValue; workspaceId: string }
  }
}

/** Older ones of these rules than `keepFrom` go. */
export async function addEvaluations(
  tx: Tx,
  evaluations: readonly (Evaluation & { ruleId: string })[],
  keepFrom: Date,
): Promise<void> {
  if (evaluations.length === 0) return
  const rows = evaluations.map((evaluation) => ({ ...evaluation, workspaceId: tx.workspaceId }))
  const columns = ['workspaceId', 'ruleId', 'at'] as const
  await tx.db
    .insertInto('alertEvaluations')
    .values(rows)
    .onConflict((conflict) => conflict.columns([...columns]).doNothing())
    .execute()
  await tx.db
    .deleteFrom('alertEvaluations')
    .where('workspaceId', '=', tx.workspaceId)
    .where(
      'ruleId',
      'in',
      evaluations.map(({ ruleId }) => ruleId),
    )
    .where('at', '<', keepFrom)
    .execute()
}

export async function addChanges(tx: Tx, changes: readonly StoredChange[]): Promise<void> {
  if (changes.length === 0) return
  const rows = changes.map((change) => ({ ...change, workspaceId: tx.workspaceId, labels: asJson(change.labels) }))
  await tx.db
    .insertInto('alertChanges')
    .values(rows)
    .onConflict((conflict) => conflict.columns(['workspaceId', 'ruleId', 'at', 'alertKey']).doNothing())
    .execute()
}

/** Newest first. */
export async function listEvaluations(
  tx: Tx,
  ruleId: string,
  { before, limit }: { before: Date | undefined; limit: number },
): Promise<Evaluation[]> {
  let query = tx.db
    .selectFrom('alertEvaluations')
    .select(['at', 'durationMs', 'health', 'error', 'state', 'results', 'pendingCount', 'firingCount', 'missed'])
    .where('workspaceId', '=', tx.workspaceId)
    .where('ruleId', '=', ruleId)
  if (before) query = query.where('at', '<', before)
  return query.orderBy('at', 'desc').limit(limit).execute()
}

/** Newest first. */
export async function listChanges(
  tx: Tx,
  ruleId: string,
  { before, limit }: { before: { at: Date; alertKey: string } | undefined; limit: number },
): Promise<(AlertChange & { alertKey: string })[]> {
  let query = tx.db
    .selectFrom('alertChanges')
    .select(['at', 'alertKey', 'labels', 'state', 'value'])
    .where('workspaceId', '=', tx.workspaceId)
    .where('ruleId', '=', ruleId)
  if (before) query = query.where(sql<boolean>`(at, alert_key) < (${before.at}, ${before.alertKey})`)
  const rows = await query.orderBy('at', 'desc').orderBy('alertKey', 'desc').limit(limit).execute()
  // Trusted: our own JSON.
  return rows as unknown as (AlertChange & { alertKey: string })[]
}
