/** SQL of the states that components were in: half-open intervals `[started_at, ended_at)` that never overlap. */
import '../tables.ts'
import type { Tx } from '#platform/context'
import { sql } from '#platform/database'
import type { ComponentStatus, RecordedStatus } from './component.ts'
import type { StateCause } from './set-statuses.ts'

export type StateInterval = {
  startedAt: Date
  /** Null for the one that lasts. */
  endedAt: Date | null
  status: RecordedStatus
  causeKind: StateCause['kind']
  causeId: string | null
  correctedAt: Date | null
}

/** `recorded` is the state of the open interval; `startedAt` is null for a component that has none yet. */
export type OpenState = { id: string; recorded: RecordedStatus; startedAt: Date | null }

/** Later than this, a change may belong to a day whose sums are kept already. */
const promptMs = 60_000

const stateColumns = ['startedAt', 'endedAt', 'status', 'causeKind', 'causeId', 'correctedAt'] as const

/** The present states of these components of the page; others are left out. */
export async function listOpenStates(tx: Tx, pageId: string, ids: readonly string[]): Promise<OpenState[]> {
  if (ids.length === 0) return []
  const rows = await tx.db
    .selectFrom('components as c')
    .leftJoin('componentStates as s', (join) =>
      join.onRef('s.workspaceId', '=', 'c.workspaceId').onRef('s.componentId', '=', 'c.id').on('s.endedAt', 'is', null),
    )
    .select(['c.id', 'c.status', 'c.unknownSince', 's.startedAt'])
    .where('c.workspaceId', '=', tx.workspaceId)
    .where('c.pageId', '=', pageId)
    .where('c.id', 'in', ids)
    .orderBy('c.position')
    .orderBy('c.id')
    .execute()
  return rows.map(({ id, status, unknownSince, startedAt }) => ({
    id,
    recorded: unknownSince ? 'unknown' : status,
    startedAt,
  }))
}

/** What readers see. Unknown is no state that a page can show: the last known one stays, with since when. */
export async function show(tx: Tx, id: string, status: RecordedStatus): Promise<void> {
  const now = tx.now()
  const shown: { status?: ComponentStatus; unknownSince: Date | null } =
    status === 'unknown' ? { unknownSince: now } : { status, unknownSince: null }
  await tx.db
    .updateTable('components')
    .set({ ...shown, updatedAt: now })
    .where('workspaceId', '=', tx.workspaceId)
    .where('id', '=', id)
    .execute()
}

/** Ends the open interval at `at`, or where it began when that is later, and begins the next one there. */
export async function begin(
  tx: Tx,
  before: OpenState,
  status: RecordedStatus,
  cause: StateCause,
  at: Date,
): Promise<void> {
  const { id, startedAt } = before
  const from = startedAt && startedAt > at ? startedAt : at
  const open = { status, causeKind: cause.kind, causeId: cause.id, correctedAt: null }
  if (startedAt && from.getTime() === startedAt.getTime()) {
    // It lasted for no time at all.
    await states(tx, id).set(open).where('endedAt', 'is', null).execute()
  } else {
    await states(tx, id).set({ endedAt: from }).where('endedAt', 'is', null).execute()
    await insert(tx, id, [{ ...open, startedAt: from, endedAt: null }])
  }
  if (tx.now().getTime() - from.getTime() > promptMs) await forgetDays(tx, [id])
}

export async function insert(tx: Tx, componentId: string, intervals: readonly StateInterval[]): Promise<void> {
  if (intervals.length === 0) return
  await tx.db
    .insertInto('componentStates')
    .values(intervals.map((interval) => ({ ...interval, componentId, workspaceId: tx.workspaceId })))
    .execute()
}

/** Intervals that have a part in `[from, to)`, oldest first, at most `limit`. */
export async function listBetween(
  tx: Tx,
  componentId: string,
  from: Date,
  to: Date,
  limit: number,
): Promise<StateInterval[]> {
  return tx.db
    .selectFrom('componentStates')
    .select(stateColumns)
    .where('workspaceId', '=', tx.workspaceId)
    .where('componentId', '=', componentId)
    .where('startedAt', '<', to)
    .where((eb) => eb.or([eb('endedAt', 'is', null), eb('endedAt', '>', from)]))
    .orderBy('startedAt')
    .limit(limit)
    .execute()
}

/** Newest first; `before` is where the last one of the page before began. */
export async function listStates(
  tx: Tx,
  componentId: string,
  { before, limit }: { before: Date | undefined; limit: number },
): Promise<StateInterval[]> {
  let query = tx.db.selectFrom('componentStates').select(stateColumns).where('workspaceId', '=', tx.workspaceId)
  if (before) query = query.where('startedAt', '<', before)
  return query.where('componentId', '=', componentId).orderBy('startedAt', 'desc').limit(limit).execute()
}

export async function removeStartingIn(tx: Tx, componentId: string, startedAts: readonly Date[]): Promise<void> {
  if (startedAts.length === 0) return
  await tx.db
    .deleteFrom('componentStates')
    .where('workspaceId', '=', tx.workspaceId)
    .where('componentId', '=', componentId)
    .where('startedAt', 'in', startedAts)
    .execute()
}

/** Sums of days that were kept for the old history no longer count: they carry the version that they were made of. */
export async function forgetDays(tx: Tx, componentIds: readonly string[]): Promise<void> {
  await tx.db
    .updateTable('components')
    .set({ historyVersion: sql<number>`history_version + 1` })
    .where('workspaceId', '=', tx.workspaceId)
    .where('id', 'in', componentIds)
    .execute()
}

function states(tx: Tx, componentId: string) {
  return tx.db
    .updateTable('componentStates')
    .where('workspaceId', '=', tx.workspaceId)
    .where('componentId', '=', componentId)
}
