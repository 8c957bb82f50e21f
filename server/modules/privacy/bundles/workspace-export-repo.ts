import { sql, type PlatformTx } from '#platform/database'
import type { Tx } from '#platform/context'
import { maxListed, storedColumns, type StoredExport } from './export-state.ts'
import type { ColumnCursor } from './read-columns.ts'
import type { FactPlace, LeftOut, Place } from './places.ts'

/** Decided once, when the export begins. */
export type Plan = {
  places: (Place & { rows: number })[]
  facts: (FactPlace & { rows: number })[]
  leftOut: LeftOut[]
  files: number
  /** The end of the audit log: what is appended while the export runs is not in it. */
  auditHead: { number: number; hash: string }
}

export type Part = { key: string; sizeBytes: number }

/** Everything that comes next: `place` is an index in the plan; after the last one come files, then the end. */
export type Position = {
  parts: Part[]
  digest: string
  place: number
  cursor: ColumnCursor | null
  file: { key: string; offset: number } | null
  counts: Record<string, number>
  files: number
  ended: boolean
}

export type WorkspaceExport = StoredExport & { requestedBy: string; plan: Plan | null; position: Position | null }

type Row = Omit<WorkspaceExport, 'plan' | 'position'> & { workspaceId: string; plan: unknown; position: unknown }

declare module '#platform/database' {
  interface Tables {
    workspaceExports: Row
  }
}

const columns = [...storedColumns, 'requestedBy', 'plan', 'position'] as const

export async function insert(tx: Tx, { plan: _, position: __, ...row }: WorkspaceExport): Promise<void> {
  await tx.db
    .insertInto('workspaceExports')
    .values({ ...row, workspaceId: tx.workspaceId, plan: null, position: null })
    .execute()
}

export async function find(tx: Tx, id: string): Promise<WorkspaceExport | undefined> {
  const query = tx.db.selectFrom('workspaceExports').select(columns).where('workspaceId', '=', tx.workspaceId)
  // Plan and position are written by `savePlan` and `advance` alone.
  return (await query.where('id', '=', id).executeTakeFirst()) as WorkspaceExport | undefined
}

export async function list(tx: Tx): Promise<StoredExport[]> {
  const query = tx.db.selectFrom('workspaceExports').select(storedColumns).where('workspaceId', '=', tx.workspaceId)
  return query.orderBy('createdAt', 'desc').orderBy('id', 'desc').limit(maxListed).execute()
}

/** False when another worker was first. */
export async function savePlan(tx: Tx, id: string, plan: Plan, position: Position): Promise<boolean> {
  const planned = plan.places.reduce((sum, { rows }) => sum + rows, plan.files)
  const saved = await sql`
    update workspace_exports set state = 'running', plan = ${JSON.stringify(plan)}::jsonb,
      position = ${JSON.stringify(position)}::jsonb, planned_rows = ${planned}, moved_at = ${tx.now()}
    where workspace_id = ${tx.workspaceId} and id = ${id} and state = 'queued' and plan is null`.execute(tx.db)
  return saved.numAffectedRows === 1n
}

/** Takes the place of the position with one part less; false when another worker was first, or the export is gone. */
export async function advance(tx: Tx, id: string, position: Position): Promise<boolean> {
  const done = Object.values(position.counts).reduce((sum, rows) => sum + rows, position.files)
  const saved = await sql`
    update workspace_exports set position = ${JSON.stringify(position)}::jsonb, done_rows = ${done}, attempts = 0,
      moved_at = ${tx.now()}
    where workspace_id = ${tx.workspaceId} and id = ${id} and state = 'running'
      and jsonb_array_length(position -> 'parts') = ${position.parts.length - 1}`.execute(tx.db)
  return saved.numAffectedRows === 1n
}

export async function finish(tx: Tx, id: string, sizeBytes: number, expiresAt: Date): Promise<void> {
  await sql`
    update workspace_exports set state = 'ready', ready_at = ${tx.now()}, expires_at = ${expiresAt},
      size_bytes = ${sizeBytes}, moved_at = ${tx.now()}
    where workspace_id = ${tx.workspaceId} and id = ${id} and state = 'running'`.execute(tx.db)
}

/** Counts a try that failed; answers how many there were since it last moved. */
export async function countAttempt(tx: Tx, id: string): Promise<number> {
  const { rows } = await sql<{ attempts: number }>`
    update workspace_exports set attempts = attempts + 1
    where workspace_id = ${tx.workspaceId} and id = ${id} returning attempts`.execute(tx.db)
  return rows[0]?.attempts ?? 0
}

export async function fail(tx: Tx, id: string): Promise<void> {
  await sql`
    update workspace_exports set state = 'failed', position = null, moved_at = ${tx.now()}
    where workspace_id = ${tx.workspaceId} and id = ${id} and state <> 'ready'`.execute(tx.db)
}

export type Listed = { id: string; workspaceId: string }

/** Those whose files have not gone yet. */
export async function listExpired({ db }: PlatformTx, now: Date): Promise<Listed[]> {
  const query = db.selectFrom('workspaceExports').select(['id', 'workspaceId']).where('expiresAt', '<=', now)
  const withFiles = query.where((eb) =>
    eb.or([eb('sizeBytes', 'is not', null), eb('state', 'in', ['queued', 'running'])]),
  )
  return withFiles.orderBy('expiresAt').limit(1_000).execute()
}

/** Its files have gone; one that never became ready has failed. */
export async function markGone(tx: Tx, id: string): Promise<void> {
  await sql`
    update workspace_exports set size_bytes = null, position = null,
      state = case when state = 'ready' then state else 'failed' end
    where workspace_id = ${tx.workspaceId} and id = ${id}`.execute(tx.db)
}

export async function listStanding({ db }: PlatformTx, before: Date): Promise<Listed[]> {
  const query = db.selectFrom('workspaceExports').select(['id', 'workspaceId'])
  return query.where('state', 'in', ['queued', 'running']).where('movedAt', '<', before).limit(100).execute()
}

export async function deleteExpiredBefore({ db }: PlatformTx, before: Date): Promise<void> {
  await db.deleteFrom('workspaceExports').where('expiresAt', '<', before).execute()
}
