import type { Tx } from '#platform/context'
import { sql, type PlatformTx } from '#platform/database'
import type { Result } from './monitor.ts'

/** One run of a program, or one that did not happen. */
export type StoredCheckIn = {
  id: string
  monitorId: string
  environment: string
  /** The sender's id, 32 hex digits; of a missed one its expected time. */
  reference: string
  state: 'inProgress' | Result
  startedAt: Date
  finishedAt: Date | null
  durationMs: number | null
  /** For when it was expected, where it was. */
  expectedAt: Date | null
  timesOutAt: Date | null
  release: string | null
  traceId: string | null
}

declare module '#platform/database' {
  interface Tables {
    checkIns: StoredCheckIn & { workspaceId: string }
  }
}

const columns = [
  ...(['id', 'monitorId', 'environment', 'reference', 'state', 'startedAt', 'finishedAt', 'durationMs'] as const),
  ...(['expectedAt', 'timesOutAt', 'release', 'traceId'] as const),
]

const checkIns = (tx: Tx) => tx.db.selectFrom('checkIns').select(columns).where('workspaceId', '=', tx.workspaceId)

export async function find(tx: Tx, id: string): Promise<StoredCheckIn | undefined> {
  return checkIns(tx).where('id', '=', id).executeTakeFirst()
}

type Place = { monitorId: string; environment: string }

export async function findByReference(
  tx: Tx,
  { monitorId, environment }: Place,
  reference: string,
): Promise<StoredCheckIn | undefined> {
  return checkIns(tx)
    .where('monitorId', '=', monitorId)
    .where('environment', '=', environment)
    .where('reference', '=', reference)
    .executeTakeFirst()
}

/** The newest that is still running. */
export async function findRunning(tx: Tx, { monitorId, environment }: Place): Promise<StoredCheckIn | undefined> {
  return checkIns(tx)
    .where('monitorId', '=', monitorId)
    .where('environment', '=', environment)
    .where('state', '=', 'inProgress')
    .orderBy('startedAt', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
}

export async function save(tx: Tx, checkIn: StoredCheckIn): Promise<void> {
  const { state, finishedAt, durationMs, timesOutAt } = checkIn
  await tx.db
    .insertInto('checkIns')
    .values({ ...checkIn, workspaceId: tx.workspaceId })
    .onConflict((conflict) =>
      conflict.columns(['workspaceId', 'id']).doUpdateSet({ state, finishedAt, durationMs, timesOutAt }),
    )
    .execute()
}

/** Newest first; one more than `limit` when there are more. */
export async function list(
  tx: Tx,
  filter: { monitorId: string; environment?: string | undefined },
  page: { after: { startedAt: Date; id: string } | undefined; limit: number },
): Promise<StoredCheckIn[]> {
  const { after, limit } = page
  let query = checkIns(tx).where('monitorId', '=', filter.monitorId)
  if (filter.environment !== undefined) query = query.where('environment', '=', filter.environment)
  if (after) {
    query = query.where((eb) =>
      eb.or([
        eb('startedAt', '<', after.startedAt),
        eb.and([eb('startedAt', '=', after.startedAt), eb('id', '<', after.id)]),
      ]),
    )
  }
  return query
    .orderBy('startedAt', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
}

/** Of several monitors, the newest `limit` of each, newest first. */
export async function listRecent(
  tx: Tx,
  monitorIds: readonly string[],
  limit: number,
): Promise<Pick<StoredCheckIn, 'id' | 'monitorId' | 'environment' | 'state' | 'startedAt' | 'durationMs'>[]> {
  if (monitorIds.length === 0) return []
  // Each monitor's own few rows by the index, however many it has.
  const { rows } = await sql<Awaited<ReturnType<typeof listRecent>>[number]>`
    select c.id, c.monitor_id, c.environment, c.state, c.started_at, c.duration_ms
    from unnest(${monitorIds}::text[]) with ordinality as wanted (id, place)
    cross join lateral (
      select * from check_ins where workspace_id = ${tx.workspaceId} and monitor_id = wanted.id
      order by started_at desc, id desc limit ${limit}) c
    order by wanted.place, c.started_at desc, c.id desc`.execute(tx.db)
  return rows
}

/** Those that run longer than they may; over all workspaces. */
export async function listOverdue(
  tx: PlatformTx,
  now: Date,
  limit: number,
): Promise<{ workspaceId: string; monitorId: string; id: string }[]> {
  return tx.db
    .selectFrom('checkIns')
    .select(['workspaceId', 'monitorId', 'id'])
    .where('state', '=', 'inProgress')
    .where('timesOutAt', '<', now)
    .orderBy('timesOutAt')
    .limit(limit)
    .execute()
}
