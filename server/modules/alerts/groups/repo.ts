/** Groups and rules as people write them. How they are is in states-repo.ts. */
import { ofLiveProject } from '#modules/workspaces'
import type { Tx } from '#platform/context'
import { sql, type JsonValue } from '#platform/database'
import { notFound } from '#platform/errors'
import type { RuleDraft, Texts } from '../rule.ts'

/** A row of alert_rule_groups, without the lease. */
export type StoredGroup = {
  id: string
  projectId: string
  name: string
  intervalMs: number
  queryOffsetMs: number
  maxResults: number
  labels: Texts
  version: number
  pausedAt: Date | null
  createdAt: Date
  updatedAt: Date
  nextAt: Date
  evaluatedAt: Date | null
  begunAt: Date | null
  durationMs: number | null
  missedCount: number
  missedAt: Date | null
}

export type StoredRule = Omit<RuleDraft, 'id'> & { id: string; groupId: string; position: number }

type GroupRow = Omit<StoredGroup, 'labels'> & {
  workspaceId: string
  labels: JsonValue
  leaseHolder: string | null
  leaseUntil: Date | null
  leaseEpoch: number
}
type RuleRow = Omit<StoredRule, 'labels' | 'annotations'> & {
  workspaceId: string
  labels: JsonValue
  annotations: JsonValue
}

declare module '#platform/database' {
  interface Tables {
    alertRuleGroups: GroupRow
    alertRules: RuleRow
  }
}

const groupColumns = [
  ...(['id', 'projectId', 'name', 'intervalMs', 'queryOffsetMs', 'maxResults', 'labels', 'version'] as const),
  ...(['pausedAt', 'createdAt', 'updatedAt', 'nextAt', 'evaluatedAt', 'begunAt', 'durationMs'] as const),
  ...(['missedCount', 'missedAt'] as const),
]
const ruleColumns = [
  ...(['id', 'groupId', 'position', 'kind', 'name', 'expr', 'forMs', 'keepFiringForMs', 'severity'] as const),
  ...(['onNoData', 'labels', 'annotations'] as const),
]

/** Trusted: our own JSON, checked before it was written. */
const toGroup = (row: Omit<StoredGroup, 'labels'> & { labels: JsonValue }) => row as StoredGroup
const toRule = (row: Omit<StoredRule, 'labels' | 'annotations'> & { labels: JsonValue; annotations: JsonValue }) =>
  row as StoredRule

export const asJson = (value: unknown) => sql<JsonValue>`${JSON.stringify(value)}::jsonb`

/** Without those of a project that is being deleted: nothing of theirs is evaluated any more. */
const groups = (tx: Tx) =>
  tx.db
    .selectFrom('alertRuleGroups')
    .select(groupColumns)
    .where('workspaceId', '=', tx.workspaceId)
    .where(ofLiveProject(tx, 'alertRuleGroups.projectId'))

export type GroupFilter = { projectId?: string | undefined; query?: string | undefined }

/** By name, from after the given one on. `query`: in the name of the group or of a rule of it. */
export async function listGroups(
  tx: Tx,
  { projectId, query }: GroupFilter,
  { after, limit }: { after?: { name: string; id: string } | undefined; limit: number },
): Promise<StoredGroup[]> {
  let rows = groups(tx)
  if (projectId !== undefined) rows = rows.where('projectId', '=', projectId)
  if (query !== undefined && query !== '') {
    const pattern = `%${query.replaceAll(/[\\%_]/g, '\\$&')}%`
    rows = rows.where(
      sql<boolean>`(alert_rule_groups.name ilike ${pattern} or exists (select from alert_rules r
        where r.workspace_id = alert_rule_groups.workspace_id and r.group_id = alert_rule_groups.id
          and r.name ilike ${pattern}))`,
    )
  }
  if (after)
    rows = rows.where(sql<boolean>`(alert_rule_groups.name, alert_rule_groups.id) > (${after.name}, ${after.id})`)
  return (await rows.orderBy('name').orderBy('id').limit(limit).execute()).map(toGroup)
}

export async function findGroup(tx: Tx, id: string): Promise<StoredGroup | undefined> {
  const row = await groups(tx).where('id', '=', id).executeTakeFirst()
  return row && toGroup(row)
}

/** Locks it: a change waits for the end of an evaluation that is being written, and the other way round. */
export async function getGroupForUpdate(tx: Tx, id: string): Promise<StoredGroup> {
  const row = await groups(tx).where('id', '=', id).forUpdate().executeTakeFirst()
  if (!row) throw notFound('group of alert rules')
  return toGroup(row)
}

/** In the order of their groups' ids, then in their own. */
export async function listRules(tx: Tx, groupIds: readonly string[]): Promise<StoredRule[]> {
  if (groupIds.length === 0) return []
  const rows = await tx.db
    .selectFrom('alertRules')
    .select(ruleColumns)
    .where('workspaceId', '=', tx.workspaceId)
    .where('groupId', 'in', groupIds)
    .orderBy('groupId')
    .orderBy('position')
    .execute()
  return rows.map(toRule)
}

export async function findRule(tx: Tx, id: string): Promise<StoredRule | undefined> {
  const row = await tx.db
    .selectFrom('alertRules')
    .select(ruleColumns)
    .where('workspaceId', '=', tx.workspaceId)
    .where('id', '=', id)
    .executeTakeFirst()
  return row && toRule(row)
}

/** Of two who add at once the second one waits, and sees what the first one added. */
export async function countForUpdate(tx: Tx): Promise<{ groups: number; rules: number }> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`alert_rules ${tx.workspaceId}`}, 0))`.execute(tx.db)
  const { rows } = await sql<{ groups: number; rules: number }>`
    select (select count(*) from alert_rule_groups where workspace_id = ${tx.workspaceId}) as groups,
      (select count(*) from alert_rules where workspace_id = ${tx.workspaceId}) as rules`.execute(tx.db)
  return rows[0] ?? { groups: 0, rules: 0 }
}

export async function insertGroup(tx: Tx, group: StoredGroup): Promise<void> {
  const lease = { leaseHolder: null, leaseUntil: null, leaseEpoch: 0 }
  await tx.db
    .insertInto('alertRuleGroups')
    .values({ ...group, ...lease, workspaceId: tx.workspaceId, labels: asJson(group.labels) })
    .execute()
}

/** What people change; how it is evaluated stays, but for its next slot. */
export async function updateGroup(tx: Tx, group: StoredGroup): Promise<void> {
  const { id, projectId, name, intervalMs, queryOffsetMs, maxResults, labels, version, pausedAt, updatedAt } = group
  await tx.db
    .updateTable('alertRuleGroups')
    .set({
      ...{ projectId, name, intervalMs, queryOffsetMs, maxResults, labels: asJson(labels) },
      ...{ version, pausedAt, updatedAt, nextAt: group.nextAt, begunAt: group.begunAt },
    })
    .where('workspaceId', '=', tx.workspaceId)
    .where('id', '=', id)
    .execute()
}

export async function removeGroup(tx: Tx, id: string): Promise<void> {
  await tx.db.deleteFrom('alertRuleGroups').where('workspaceId', '=', tx.workspaceId).where('id', '=', id).execute()
}

export async function removeRules(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await tx.db.deleteFrom('alertRules').where('workspaceId', '=', tx.workspaceId).where('id', 'in', ids).execute()
}

/** New ones and those that are there, in one statement. */
export async function saveRules(tx: Tx, rules: readonly StoredRule[]): Promise<void> {
  if (rules.length === 0) return
  const rows = rules.map((rule) => ({
    ...rule,
    workspaceId: tx.workspaceId,
    ...{ labels: asJson(rule.labels), annotations: asJson(rule.annotations) },
  }))
  await tx.db
    .insertInto('alertRules')
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(['workspaceId', 'id']).doUpdateSet((eb) => ({
        ...{ position: eb.ref('excluded.position'), kind: eb.ref('excluded.kind'), name: eb.ref('excluded.name') },
        ...{ expr: eb.ref('excluded.expr'), forMs: eb.ref('excluded.forMs') },
        ...{ keepFiringForMs: eb.ref('excluded.keepFiringForMs'), severity: eb.ref('excluded.severity') },
        ...{ onNoData: eb.ref('excluded.onNoData'), labels: eb.ref('excluded.labels') },
        annotations: eb.ref('excluded.annotations'),
      })),
    )
    .execute()
}
