/** The records of what was swept; as the platform's role. */
import { sql, type PlatformTx } from '#platform/database'
import { newId } from '#platform/ids'
import type { RetentionRun } from './run.ts'

/** After this long a run that has not finished was killed. */
const abandonedMs = 15 * 60_000

/** Undefined when somebody else has begun it: of several processes one sweeps a rule in an hour. */
export async function claimRun(tx: PlatformTx, rule: string, plannedAt: Date): Promise<RetentionRun | undefined> {
  const startedAt = tx.now()
  const abandoned = new Date(startedAt.getTime() - abandonedMs)
  const { rows } = await sql<RetentionRun>`
    insert into retention_runs (id, rule, planned_at, started_at, rows)
    values (${newId('rru', startedAt)}, ${rule}, ${plannedAt}, ${startedAt}, 0)
    on conflict (rule, planned_at) do update set started_at = excluded.started_at
      where retention_runs.finished_at is null and retention_runs.started_at < ${abandoned}
    returning *`.execute(tx.db)
  return rows[0]
}

export async function finishRun(tx: PlatformTx, { id, ...run }: RetentionRun): Promise<void> {
  await tx.db.updateTable('retentionRuns').set(run).where('id', '=', id).execute()
}

export type RunFilter = { rule: string | undefined; before: { at: string; id: string } | undefined; limit: number }

/** Newest first, one more than `limit` when there are more. */
export function listRuns(tx: PlatformTx, { rule, before, limit }: RunFilter): Promise<RetentionRun[]> {
  let query = tx.db.selectFrom('retentionRuns').selectAll()
  if (rule !== undefined) query = query.where('rule', '=', rule)
  if (before) query = query.where(sql<boolean>`(planned_at, id) < (${before.at}::timestamptz, ${before.id})`)
  return query
    .orderBy('plannedAt', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
}

export function listRunsSince(tx: PlatformTx, since: Date): Promise<RetentionRun[]> {
  const query = tx.db.selectFrom('retentionRuns').selectAll().where('plannedAt', '>=', since)
  return query.orderBy('plannedAt').execute()
}
