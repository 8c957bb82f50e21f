import { sql, type JsonValue } from '#platform/database'
import type { Tx } from '#platform/context'
import { notFound } from '#platform/errors'
import type { SignalGrouping } from '#modules/telemetry'
import type { Incident } from './incident.ts'

type IncidentRow = Incident & { workspaceId: string }
type IncidentKeyRow = { workspaceId: string; projectId: string; key: string; incidentId: string }

declare module '#platform/database' {
  interface Tables {
    incidents: IncidentRow
    incidentKeys: IncidentKeyRow
    incidentNumbers: { workspaceId: string; lastNumber: number }
  }
}

const columns = [
  'id',
  'number',
  'projectId',
  'kind',
  'level',
  'title',
  'culprit',
  'status',
  'eventCount',
  'firstSeenAt',
  'lastSeenAt',
  'firstRelease',
  'lastRelease',
  'environments',
  'openedAt',
  'acknowledgedAt',
  'acknowledgedBy',
  'resolvedAt',
  'resolvedBy',
  'regressedAt',
  'regressionCount',
  'grouping',
] as const satisfies (keyof Incident)[]

export async function findIncident(tx: Tx, id: string): Promise<Incident | undefined> {
  return incidents(tx).where('id', '=', id).executeTakeFirst()
}

/** Locks the row, so that of two people who acknowledge at once the second one is told. */
export async function getForUpdate(tx: Tx, id: string): Promise<Incident> {
  const incident = await incidents(tx).where('id', '=', id).forUpdate().executeTakeFirst()
  if (!incident) throw notFound('incident')
  return incident
}

/** Locks all of them in the order of their ids, so that two batches that share some never wait for each other. */
export async function listForUpdate(tx: Tx, ids: readonly string[]): Promise<Incident[]> {
  if (ids.length === 0) return []
  return incidents(tx).where('id', 'in', ids).orderBy('id').forUpdate().execute()
}

export async function insert(tx: Tx, incident: Incident): Promise<void> {
  await tx.db
    .insertInto('incidents')
    .values({ ...incident, workspaceId: tx.workspaceId, grouping: asJson(incident.grouping) })
    .execute()
}

/** Writes everything that a transition may change. */
export async function update(tx: Tx, incident: Incident): Promise<void> {
  const { id, number: _number, projectId: _projectId, grouping: _grouping, openedAt: _openedAt, ...changes } = incident
  await tx.db
    .updateTable('incidents')
    .set(changes)
    .where('workspaceId', '=', tx.workspaceId)
    .where('id', '=', id)
    .execute()
}

/** Writes what further signals may change, of many incidents in one statement: they come by the hundred. */
export async function updateExtended(tx: Tx, extended: readonly Incident[]): Promise<void> {
  if (extended.length === 0) return
  // The grouping never changes, and is large.
  const changes = JSON.stringify(extended.map(({ grouping: _grouping, ...changed }) => changed))
  await sql`
    update incidents set
      status = changed.status, level = changed.level, event_count = changed."eventCount",
      first_seen_at = changed."firstSeenAt", last_seen_at = changed."lastSeenAt",
      last_release = changed."lastRelease", environments = changed.environments,
      acknowledged_at = changed."acknowledgedAt", acknowledged_by = changed."acknowledgedBy",
      resolved_at = changed."resolvedAt", resolved_by = changed."resolvedBy",
      regressed_at = changed."regressedAt", regression_count = changed."regressionCount"
    from jsonb_to_recordset(${changes}::jsonb) as changed (
      id text, status text, level text, "eventCount" bigint, "firstSeenAt" timestamptz, "lastSeenAt" timestamptz,
      "lastRelease" text, environments text[], "acknowledgedAt" timestamptz, "acknowledgedBy" text,
      "resolvedAt" timestamptz, "resolvedBy" text, "regressedAt" timestamptz, "regressionCount" integer)
    where incidents.workspace_id = ${tx.workspaceId} and incidents.id = changed.id`.execute(tx.db)
}

/** Numbers of a workspace have no holes: the row is locked until the transaction ends. */
export async function nextNumber(tx: Tx): Promise<number> {
  const row = await tx.db
    .insertInto('incidentNumbers')
    .values({ workspaceId: tx.workspaceId, lastNumber: 1 })
    .onConflict((conflict) =>
      conflict.column('workspaceId').doUpdateSet({ lastNumber: sql`incident_numbers.last_number + 1` }),
    )
    .returning('lastNumber')
    .executeTakeFirstOrThrow()
  return row.lastNumber
}

export async function listKeys(
  tx: Tx,
  wanted: readonly { projectId: string; key: string }[],
): Promise<{ projectId: string; key: string; incidentId: string }[]> {
  if (wanted.length === 0) return []
  return tx.db
    .selectFrom('incidentKeys')
    .select(['projectId', 'key', 'incidentId'])
    .where('workspaceId', '=', tx.workspaceId)
    .where('projectId', 'in', [...new Set(wanted.map(({ projectId }) => projectId))])
    .where('key', 'in', [...new Set(wanted.map(({ key }) => key))])
    .execute()
}

/**
 * Claims groups that are nobody's yet, in the order of their text. Returns the incident ids of those that were: the
 * others are someone else's, whose transaction has committed by then, so their rows can be read.
 */
export async function claimKeys(tx: Tx, rows: readonly Omit<IncidentKeyRow, 'workspaceId'>[]): Promise<Set<string>> {
  if (rows.length === 0) return new Set()
  const position = ({ projectId, key }: { projectId: string; key: string }): string => `${projectId} ${key}`
  const claimed = await tx.db
    .insertInto('incidentKeys')
    .values(
      rows
        .map((row) => ({ ...row, workspaceId: tx.workspaceId }))
        .sort((one, other) => (position(one) < position(other) ? -1 : 1)),
    )
    .onConflict((conflict) => conflict.doNothing())
    .returning('incidentId')
    .execute()
  return new Set(claimed.map(({ incidentId }) => incidentId))
}

export async function listKeysOf(tx: Tx, incidentId: string): Promise<string[]> {
  const rows = await tx.db
    .selectFrom('incidentKeys')
    .select('key')
    .where('workspaceId', '=', tx.workspaceId)
    .where('incidentId', '=', incidentId)
    .execute()
  return rows.map(({ key }) => key)
}

export const sortColumns = { lastSeen: 'lastSeenAt', firstSeen: 'firstSeenAt', events: 'eventCount' } as const
export type Sort = keyof typeof sortColumns

export type IncidentFilter = {
  status?: readonly Incident['status'][] | undefined
  /** Words in title or place. */
  query?: string | undefined
  projectId?: string | undefined
  environment?: string | undefined
  release?: string | undefined
  level?: Incident['level'] | undefined
}

/** One more than `limit` when there are more. `after` is the sort value and id of the last one of the page before. */
export async function list(
  tx: Tx,
  filter: IncidentFilter,
  page: { sort: Sort; after: { value: string; id: string } | undefined; limit: number },
): Promise<Incident[]> {
  const { sort, after, limit } = page
  const column = sortColumns[sort]
  let query = matching(tx, filter).select(columns)
  if (after) {
    const value = sort === 'events' ? Number(after.value) : new Date(after.value)
    query = query.where((eb) =>
      eb.or([eb(column, '<', value), eb.and([eb(column, '=', value), eb('id', '<', after.id)])]),
    )
  }
  return query
    .orderBy(column, 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
}

export async function countByStatus(tx: Tx, filter: IncidentFilter): Promise<Record<Incident['status'], number>> {
  const rows = await matching(tx, { ...filter, status: undefined })
    .select(['status', (eb) => eb.fn.countAll<number>().as('count')])
    .groupBy('status')
    .execute()
  const counts = { open: 0, acknowledged: 0, resolved: 0 }
  for (const { status, count } of rows) counts[status] = count
  return counts
}

function matching(tx: Tx, filter: IncidentFilter) {
  let query = tx.db.selectFrom('incidents').where('workspaceId', '=', tx.workspaceId)
  if (filter.status) query = query.where('status', 'in', filter.status)
  if (filter.projectId) query = query.where('projectId', '=', filter.projectId)
  if (filter.level) query = query.where('level', '=', filter.level)
  if (filter.environment) query = query.where(sql<boolean>`${filter.environment} = any(environments)`)
  if (filter.release) {
    const { release } = filter
    query = query.where((eb) => eb.or([eb('firstRelease', '=', release), eb('lastRelease', '=', release)]))
  }
  for (const word of filter.query?.split(/\s+/).filter(Boolean).slice(0, 10) ?? []) {
    const pattern = `%${word.replaceAll(/[\\%_]/g, '\\$&')}%`
    query = query.where((eb) => eb.or([eb('title', 'ilike', pattern), eb('culprit', 'ilike', pattern)]))
  }
  return query
}

function incidents(tx: Tx) {
  return tx.db.selectFrom('incidents').select(columns).where('workspaceId', '=', tx.workspaceId)
}

function asJson(value: SignalGrouping) {
  return sql<SignalGrouping & JsonValue>`${JSON.stringify(value)}::jsonb`
}
