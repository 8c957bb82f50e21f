/** Which incident the events of a group count for, and what was counted of it. */
import type { Signal, SignalGrouping } from '#modules/telemetry'
import type { Tx } from '#platform/context'
import { sql, type JsonValue } from '#platform/database'
import type { Group } from './totals.ts'

declare module '#platform/database' {
  interface Tables {
    incidentKeys: Group & { workspaceId: string }
    incidentKeyOrigins: GroupOrigin & { workspaceId: string }
    incidentHours: { workspaceId: string; projectId: string; key: string; hour: Date; eventCount: number }
  }
}

/** What the first events of a group said. */
export type GroupOrigin = {
  projectId: string
  key: string
  kind: Signal['kind']
  title: string
  culprit: string
  grouping: SignalGrouping
}

const columns = [
  ...([
    'projectId',
    'key',
    'incidentId',
    'homeIncidentId',
    'cause',
    'since',
    'movedBy',
    'level',
    'eventCount',
  ] as const),
  ...(['firstSeenAt', 'lastSeenAt', 'firstRelease', 'lastRelease', 'environments'] as const),
] as const satisfies (keyof Group)[]

function groups(tx: Tx) {
  return tx.db.selectFrom('incidentKeys').select(columns).where('workspaceId', '=', tx.workspaceId)
}

export function groupOf({ projectId, key }: { projectId: string; key: string }): string {
  return `${projectId} ${key}`
}

export async function insertOrigins(tx: Tx, signals: readonly Signal[]): Promise<void> {
  if (signals.length === 0) return
  await tx.db
    .insertInto('incidentKeyOrigins')
    .values(
      signals.map(({ projectId, key, kind, title, culprit, grouping }) => ({
        ...{ workspaceId: tx.workspaceId, projectId, key, kind, title, culprit },
        grouping: sql<SignalGrouping & JsonValue>`${JSON.stringify(grouping)}::jsonb`,
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** Without a lock: for finding out whose a group is. */
export async function listKeys(tx: Tx, wanted: readonly { projectId: string; key: string }[]): Promise<Group[]> {
  if (wanted.length === 0) return []
  return groups(tx)
    .where('projectId', 'in', [...new Set(wanted.map(({ projectId }) => projectId))])
    .where('key', 'in', [...new Set(wanted.map(({ key }) => key))])
    .execute()
}

/** In the order in which counting locks them; incidents are locked after. */
export async function lockGroupsOf(tx: Tx, incidentIds: readonly string[]): Promise<Group[]> {
  return groups(tx)
    .where('incidentId', 'in', incidentIds)
    .orderBy(sql`project_id collate "C"`)
    .orderBy(sql`key collate "C"`)
    .forUpdate()
    .execute()
}

export async function listGroupsOf(tx: Tx, incidentId: string): Promise<Group[]> {
  return groups(tx).where('incidentId', '=', incidentId).orderBy('firstSeenAt').orderBy('key').execute()
}

export async function countGroupsOf(tx: Tx, incidentIds: readonly string[]): Promise<number> {
  const { count } = await tx.db
    .selectFrom('incidentKeys')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('workspaceId', '=', tx.workspaceId)
    .where('incidentId', 'in', incidentIds)
    .executeTakeFirstOrThrow()
  return count
}

export async function listOriginsOf(tx: Tx, incidentId: string): Promise<GroupOrigin[]> {
  return tx.db
    .selectFrom('incidentKeyOrigins as origin')
    .innerJoin('incidentKeys as known', (join) =>
      join
        .onRef('known.workspaceId', '=', 'origin.workspaceId')
        .onRef('known.projectId', '=', 'origin.projectId')
        .onRef('known.key', '=', 'origin.key'),
    )
    .select(['origin.projectId', 'origin.key', 'origin.kind', 'origin.title', 'origin.culprit', 'origin.grouping'])
    .where('origin.workspaceId', '=', tx.workspaceId)
    .where('known.incidentId', '=', incidentId)
    .execute()
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

/** Where some groups of one project, which the caller has locked, count from now on. */
export async function move(
  tx: Tx,
  { projectId, keys }: { projectId: string; keys: readonly string[] },
  to: Pick<Group, 'incidentId' | 'cause'> & { homeIncidentId?: string },
): Promise<void> {
  if (keys.length === 0) return
  await tx.db
    .updateTable('incidentKeys')
    .set({ ...to, since: tx.now(), movedBy: tx.actor.id })
    .where('workspaceId', '=', tx.workspaceId)
    .where('projectId', '=', projectId)
    .where('key', 'in', keys)
    .execute()
}
