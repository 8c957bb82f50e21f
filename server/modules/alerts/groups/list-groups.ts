import { requireProject } from '#modules/workspaces'
import { requirePermission, type Context, type Tx } from '#platform/context'
import { inTransaction } from '#platform/database'
import { invalidRequest, notFound } from '#platform/errors'
import { decodeCursor, encodeCursor, type PageQuery } from '#platform/http'
import { silencersOf } from '../alertmanager/silence.ts'
import { listActive } from '../alertmanager/silences-repo.ts'
import { maxAlertsPerRule, maxGroupsPerWorkspace } from '../limits.ts'
import type { ActiveAlert, AlertChange, Evaluation, Group, Rule, Texts } from '../rule.ts'
import { labelsWithoutData } from '../rules/labels-without-data.ts'
import { describeGroup, describeGroups, describeRule } from './describe.ts'
import * as history from './history-repo.ts'
import * as repo from './repo.ts'
import * as states from './states-repo.ts'

type Page<T> = { items: T[]; nextCursor: string | null }

/** By name, with their rules in order. */
export async function listGroups(
  ctx: Context,
  { cursor, limit, ...filter }: PageQuery & repo.GroupFilter,
): Promise<Page<Group>> {
  requirePermission(ctx, 'incidents.read')
  const [name, id] = decodeCursor(cursor, 2)
  const after = name === undefined || id === undefined ? undefined : { name, id }
  return inTransaction(ctx, async (tx) => {
    if (filter.projectId !== undefined) await requireProject(tx, filter.projectId)
    const found = await repo.listGroups(tx, filter, { after, limit: limit + 1 })
    const items = found.slice(0, limit)
    const last = found.length > limit ? items.at(-1) : undefined
    return {
      items: await describeGroups(tx, items),
      nextCursor: last ? encodeCursor([last.name, last.id]) : null,
    }
  })
}

/** All of a workspace, for answers without pages. */
export async function listAllGroups(tx: Tx, filter: repo.GroupFilter = {}): Promise<Group[]> {
  return describeGroups(tx, await repo.listGroups(tx, filter, { limit: maxGroupsPerWorkspace }))
}

/** Throws not_found for another workspace's, in the same words as for none. */
export async function getGroup(ctx: Context, id: string): Promise<Group> {
  requirePermission(ctx, 'incidents.read')
  return inTransaction(ctx, async (tx) => {
    const found = await repo.findGroup(tx, id)
    const [group] = await describeGroups(tx, found ? [found] : [])
    if (!group) throw notFound('group of alert rules')
    return group
  })
}

export type RuleInDetail = Rule & {
  group: Omit<Group, 'rules'>
  alerts: (ActiveAlert & { silencedBy: string[] })[]
  /** What its incident without data carries; null: it opens none for that, or has data. */
  withoutData: { labels: Texts; silencedBy: string[] } | null
}

export async function getRule(ctx: Context, id: string): Promise<RuleInDetail> {
  requirePermission(ctx, 'incidents.read')
  return inTransaction(ctx, async (tx) => {
    const { rule, group } = await requireRule(tx, id)
    const known = await states.listRuleStates(tx, [id])
    const alerts = await states.listActiveAlerts(tx, [id], maxAlertsPerRule)
    const shown = describeRule(rule, known.get(id))
    const tellsNoData = shown.noDataSince !== null && rule.onNoData === 'alert'
    const silencers = silencersOf(alerts.length > 0 || tellsNoData ? await listActive(tx, tx.now()) : [])
    const { name: projectName } = await requireProject(tx, group.projectId)
    const labels = labelsWithoutData({ rule, group, projectName })
    return {
      ...shown,
      group: describeGroup(group),
      alerts: alerts.map((alert) => ({ ...alert, silencedBy: silencers(alert.labels) })),
      withoutData: tellsNoData ? { labels, silencedBy: silencers(labels) } : null,
    }
  })
}

async function requireRule(tx: Tx, id: string) {
  const rule = await repo.findRule(tx, id)
  const group = rule && (await repo.findGroup(tx, rule.groupId))
  if (!rule || !group) throw notFound('alert rule')
  return { rule, group }
}

/** Its last evaluations, newest first. */
export async function listEvaluations(
  ctx: Context,
  ruleId: string,
  { cursor, limit }: PageQuery,
): Promise<Page<Evaluation>> {
  requirePermission(ctx, 'incidents.read')
  const [at] = decodeCursor(cursor, 1)
  const before = at === undefined ? undefined : timeOf(at)
  return inTransaction(ctx, async (tx) => {
    await requireRule(tx, ruleId)
    const found = await history.listEvaluations(tx, ruleId, { before, limit: limit + 1 })
    const items = found.slice(0, limit)
    const last = found.length > limit ? items.at(-1) : undefined
    return { items, nextCursor: last ? encodeCursor([last.at.toISOString()]) : null }
  })
}

/** Its alerts that began, fired and ended, newest first. */
export async function listChanges(
  ctx: Context,
  ruleId: string,
  { cursor, limit }: PageQuery,
): Promise<Page<AlertChange>> {
  requirePermission(ctx, 'incidents.read')
  const [at, alertKey] = decodeCursor(cursor, 2)
  const before = at === undefined || alertKey === undefined ? undefined : { at: timeOf(at), alertKey }
  return inTransaction(ctx, async (tx) => {
    await requireRule(tx, ruleId)
    const found = await history.listChanges(tx, ruleId, { before, limit: limit + 1 })
    const items = found.slice(0, limit)
    const last = found.length > limit ? items.at(-1) : undefined
    return { items, nextCursor: last ? encodeCursor([last.at.toISOString(), last.alertKey]) : null }
  })
}

function timeOf(text: string): Date {
  const at = new Date(text)
  if (Number.isNaN(at.getTime())) throw invalidRequest('cursor: not one that this list gave')
  return at
}

export type AlertOfRule = ActiveAlert & { ruleName: string; groupId: string; projectId: string }

const maxAlertsListed = 1000

/** Pending and firing ones of all rules, at most a thousand; those that fire first. */
export async function listAlerts(
  ctx: Context,
  filter: Pick<repo.GroupFilter, 'projectId'>,
): Promise<{ items: AlertOfRule[]; total: number }> {
  requirePermission(ctx, 'incidents.read')
  return inTransaction(ctx, async (tx) => {
    if (filter.projectId !== undefined) await requireProject(tx, filter.projectId)
    const groups = await listAllGroups(tx, filter)
    const rules = new Map(
      groups.flatMap((group) => group.rules.map((rule) => [rule.id, { rule, projectId: group.projectId }] as const)),
    )
    const found = await states.listActiveAlerts(tx, [...rules.keys()], maxAlertsListed)
    const items = found.flatMap((alert) => {
      const of = rules.get(alert.ruleId)
      return of ? [{ ...alert, ruleName: of.rule.name, groupId: of.rule.groupId, projectId: of.projectId }] : []
    })
    const total = [...rules.values()].reduce((sum, { rule }) => sum + rule.pendingCount + rule.firingCount, 0)
    return { items, total }
  })
}
