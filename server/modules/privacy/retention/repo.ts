import { sql, type JsonValue, type PlatformTx } from '#platform/database'
import type { Tx } from '#platform/context'
import type { RetentionRun } from './run.ts'
import type { ProjectRetention, WorkspaceRetention } from './settings.ts'

declare module '#platform/database' {
  interface Tables {
    projectRetention: ProjectRetention
    workspaceRetention: WorkspaceRetention
    retentionRuns: RetentionRun
  }
}

/** What is set anywhere; as the privacy engine's role. */
export async function listSettings(
  tx: PlatformTx,
): Promise<{ workspaces: WorkspaceRetention[]; projects: ProjectRetention[] }> {
  return {
    workspaces: await tx.db.selectFrom('workspaceRetention').selectAll().execute(),
    projects: await tx.db.selectFrom('projectRetention').selectAll().execute(),
  }
}

export function listProjectRetention(tx: Tx): Promise<ProjectRetention[]> {
  const query = tx.db.selectFrom('projectRetention').selectAll().where('workspaceId', '=', tx.workspaceId)
  return query.orderBy('projectId').execute()
}

export async function findProjectDays(tx: Tx, projectId: string): Promise<number | undefined> {
  const query = tx.db.selectFrom('projectRetention').select('payloadDays').where('workspaceId', '=', tx.workspaceId)
  return (await query.where('projectId', '=', projectId).executeTakeFirst())?.payloadDays
}

/** Null: the policy's default. */
export async function setProjectDays(tx: Tx, projectId: string, payloadDays: number | null): Promise<void> {
  const { workspaceId } = tx
  if (payloadDays === null) {
    const query = tx.db.deleteFrom('projectRetention').where('workspaceId', '=', workspaceId)
    await query.where('projectId', '=', projectId).execute()
    return
  }
  const change = { payloadDays, setAt: tx.now() }
  await tx.db
    .insertInto('projectRetention')
    .values({ workspaceId, projectId, ...change })
    .onConflict((row) => row.columns(['workspaceId', 'projectId']).doUpdateSet(change))
    .execute()
}

/** As the workspace or as the platform. */
export async function findWorkspaceRetention(
  tx: PlatformTx,
  workspaceId: string,
): Promise<WorkspaceRetention | undefined> {
  const query = tx.db.selectFrom('workspaceRetention').selectAll().where('workspaceId', '=', workspaceId)
  return query.executeTakeFirst()
}

export async function setWorkspaceRetention(
  tx: PlatformTx,
  { workspaceId, contract, ...rest }: WorkspaceRetention,
): Promise<void> {
  // As JSON; what is read back is what was written.
  const json = sql<WorkspaceRetention['contract']>`${JSON.stringify(contract satisfies JsonValue)}::jsonb`
  await tx.db
    .insertInto('workspaceRetention')
    .values({ workspaceId, contract: json, ...rest })
    .onConflict((row) => row.column('workspaceId').doUpdateSet({ contract: json, ...rest }))
    .execute()
}

/** What holds where nothing was agreed. */
export function noAgreement(workspaceId: string): WorkspaceRetention {
  return {
    workspaceId,
    contract: {},
    contractReference: null,
    contractSetAt: null,
    plan: null,
    planSetAt: null,
    formerPlan: null,
    formerUntil: null,
  }
}
