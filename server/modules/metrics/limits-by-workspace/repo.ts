import { sql } from '#platform/database'
import type { Tx } from '#platform/context'
import { noChoice, type ChosenLimits } from './workspace-limits.ts'

declare module '#platform/database' {
  interface Tables {
    metricLimits: ChosenLimits & { workspaceId: string; updatedAt: Date }
  }
}

const columns = ['seriesPerDay', 'labelsPerSeries', 'samplesPerSecond', 'pastSeconds'] as const

export async function findLimits(tx: Tx): Promise<ChosenLimits> {
  const query = tx.db.selectFrom('metricLimits').select(columns).where('workspaceId', '=', tx.workspaceId)
  return (await query.executeTakeFirst()) ?? noChoice
}

/** Holds back others who change them until the transaction ends. */
export async function lockLimits(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`metric_limits ${tx.workspaceId}`}, 0))`.execute(tx.db)
}

export async function saveLimits(tx: Tx, limits: ChosenLimits): Promise<void> {
  const row = { ...limits, updatedAt: tx.now() }
  await tx.db
    .insertInto('metricLimits')
    .values({ workspaceId: tx.workspaceId, ...row })
    .onConflict((conflict) => conflict.column('workspaceId').doUpdateSet(row))
    .execute()
}
