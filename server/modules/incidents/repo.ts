import { sql, type JsonValue } from '#platform/database'
import type { Tx } from '#platform/context'
import { conflict, notFound } from '#platform/errors'
import type { SignalGrouping } from '#modules/telemetry'
import { ofLiveProject } from '#modules/workspaces'
import type { Incident } from './incident.ts'
import type { Mute } from './mute.ts'

declare module '#platform/database' {
  interface Tables {
    incidents: Incident & { workspaceId: string }
    incidentNumbers: { workspaceId: string; lastNumber: number }
  }
}

export const columns = [
  ...(['id', 'number', 'projectId', 'kind', 'level', 'title', 'culprit', 'status', 'eventCount'] as const),
  ...(['firstSeenAt', 'lastSeenAt', 'firstRelease', 'lastRelease', 'environments', 'openedAt'] as const),
  ...(['acknowledgedAt', 'acknowledgedBy', 'mutedAt', 'mutedBy', 'mute', 'muteUntil'] as const),
  ...(['resolvedAt', 'resolvedBy', 'fixedIn', 'fixedAfter', 'regressedAt', 'regressionCount'] as const),
  ...(['escalatedAt', 'hourAt', 'hourCount', 'hourLimit', 'ownerId', 'severity', 'severitySetBy'] as const),
  ...(['mergedInto', 'mergedAt', 'mergedBy', 'grouping'] as const),
] as const satisfies (keyof Incident)[]

/** Also one that was merged: it says where it went. */
export async function findIncident(tx: Tx, id: string): Promise<Incident | undefined> {
  return incidents(tx).where('id', '=', id).executeTakeFirst()
}

/** Why nobody is to be told of it now: quiet on purpose, or gone with its project; undefined when there is no reason. */
export async function findReasonForQuiet(tx: Tx, id: string): Promise<'muted' | 'gone' | undefined> {
  const incident = await findIncident(tx, id)
  if (!incident) return 'gone'
  return incident.status === 'muted' ? 'muted' : undefined
}

/**
 * Locks the row, so that of two people who acknowledge at once the second one is told. Throws a conflict for one that
 * was merged: whoever wants to change it means the other one.
 */
export async function getForUpdate(tx: Tx, id: string): Promise<Incident> {
  const incident = await incidents(tx).where('id', '=', id).forUpdate().executeTakeFirst()
  if (!incident) throw notFound('incident')
  refuseMerged(incident)
  return incident
}

export function refuseMerged(incident: Incident): void {
  if (incident.mergedInto !== null) throw conflict('the incident was merged into another one')
}

/** Locks all of them in the order of their ids, so that two batches that share some never wait for each other. */
export async function listForUpdate(tx: Tx, ids: readonly string[]): Promise<Incident[]> {
  if (ids.length === 0) return []
  return incidents(tx).where('id', 'in', ids).orderBy('id').forUpdate().execute()
}

/**
 * The same; when some were merged (`merged`: into which) none of them is locked any more: whoever went on to that one
 * with the others locked would lock out of order. One that is merged already is not waited for.
 */
export async function lockUnmerged(
  tx: Tx,
  ids: readonly string[],
): Promise<{ locked: Incident[]; merged: ReadonlyMap<string, string> }> {
  if (ids.length === 0) return { locked: [], merged: new Map() }
  // It ends with the transaction.
  await sql`savepoint before_incidents`.execute(tx.db)
  const locked = await incidents(tx)
    .where('id', 'in', ids)
    .where('mergedInto', 'is', null)
    .orderBy('id')
    .forUpdate()
    .execute()
  const merged = locked.length < ids.length ? await listMerged(tx, ids) : new Map<string, string>()
  if (merged.size === 0) return { locked, merged }
  await sql`rollback to savepoint before_incidents`.execute(tx.db)
  return { locked: [], merged }
}

export async function listByIds(tx: Tx, ids: readonly string[]): Promise<Incident[]> {
  if (ids.length === 0) return []
  return incidents(tx).where('id', 'in', ids).execute()
}

export async function insertAll(tx: Tx, opened: readonly Incident[]): Promise<void> {
  if (opened.length === 0) return
  await tx.db
    .insertInto('incidents')
    .values(
      opened.map((incident) => ({
        ...incident,
        workspaceId: tx.workspaceId,
        mute: asJson<Mute | null>(incident.mute),
        grouping: asJson<SignalGrouping>(incident.grouping),
      })),
    )
    .execute()
}

/** Writes everything that a transition may change. */
export async function update(tx: Tx, incident: Incident): Promise<void> {
  const { id, number: _number, projectId: _projectId, grouping: _grouping, openedAt: _openedAt, ...changes } = incident
  await tx.db
    .updateTable('incidents')
    .set({ ...changes, mute: asJson<Mute | null>(incident.mute) })
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
      status = changed.status, level = changed.level, severity = changed.severity,
      event_count = changed."eventCount",
      first_seen_at = changed."firstSeenAt", last_seen_at = changed."lastSeenAt",
      last_release = changed."lastRelease", environments = changed.environments,
      acknowledged_at = changed."acknowledgedAt", acknowledged_by = changed."acknowledgedBy",
      muted_at = changed."mutedAt", muted_by = changed."mutedBy",
      mute = nullif(changed.mute, 'null'::jsonb), mute_until = changed."muteUntil",
      resolved_at = changed."resolvedAt", resolved_by = changed."resolvedBy",
      fixed_in = changed."fixedIn", fixed_after = changed."fixedAfter",
      regressed_at = changed."regressedAt", regression_count = changed."regressionCount",
      escalated_at = changed."escalatedAt",
      hour_at = changed."hourAt", hour_count = changed."hourCount", hour_limit = changed."hourLimit"
    from jsonb_to_recordset(${changes}::jsonb) as changed (
      id text, status text, level text, severity text, "eventCount" bigint, "firstSeenAt" timestamptz,
      "lastSeenAt" timestamptz, "lastRelease" text, environments text[], "acknowledgedAt" timestamptz,
      "acknowledgedBy" text, "mutedAt" timestamptz, "mutedBy" text, mute jsonb, "muteUntil" timestamptz,
      "resolvedAt" timestamptz, "resolvedBy" text, "fixedIn" text, "fixedAfter" text, "regressedAt" timestamptz,
      "regressionCount" integer, "escalatedAt" timestamptz, "hourAt" timestamptz, "hourCount" bigint,
      "hourLimit" bigint)
    where incidents.workspace_id = ${tx.workspaceId} and incidents.id = changed.id`.execute(tx.db)
}

/**
 * The first of `count` numbers that follow each other. Numbers of a workspace have no holes: the row is locked until the
 * transaction ends.
 */
export async function nextNumbers(tx: Tx, count: number): Promise<number> {
  const row = await tx.db
    .insertInto('incidentNumbers')
    .values({ workspaceId: tx.workspaceId, lastNumber: count })
    .onConflict((onConflict) =>
      onConflict.column('workspaceId').doUpdateSet({ lastNumber: sql`incident_numbers.last_number + ${count}` }),
    )
    .returning('lastNumber')
    .executeTakeFirstOrThrow()
  return row.lastNumber - count + 1
}

/** Of these the ones that were merged, and where they went. Without a lock. */
async function listMerged(tx: Tx, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await tx.db
    .selectFrom('incidents')
    .select(['id', 'mergedInto'])
    .where('workspaceId', '=', tx.workspaceId)
    .where('id', 'in', ids)
    .where('mergedInto', 'is not', null)
    .execute()
  return new Map(rows.flatMap(({ id, mergedInto }) => (mergedInto === null ? [] : [[id, mergedInto]])))
}

/** Those that were merged into one of these. */
export async function listMergedInto(tx: Tx, ids: readonly string[]): Promise<Pick<Incident, 'id' | 'number'>[]> {
  if (ids.length === 0) return []
  return tx.db
    .selectFrom('incidents')
    .select(['id', 'number'])
    .where('workspaceId', '=', tx.workspaceId)
    .where('mergedInto', 'in', ids)
    .orderBy('number')
    .execute()
}

/** Those of a project that is being deleted are none. */
function incidents(tx: Tx) {
  const query = tx.db.selectFrom('incidents').select(columns).where('workspaceId', '=', tx.workspaceId)
  return query.where(ofLiveProject(tx, 'incidents.projectId'))
}

function asJson<T>(value: T) {
  return value === null ? sql<T & JsonValue>`null` : sql<T & JsonValue>`${JSON.stringify(value)}::jsonb`
}
