import { recordAudit } from '#modules/audit'
import { requireProject } from '#modules/workspaces'
import { recordActivity } from '#platform/activity'
import { requirePermission, type Context, type Tx } from '#platform/context'
import { inTransaction, isUniqueViolation } from '#platform/database'
import { AppError, conflict, invalidRequest } from '#platform/errors'
import { newId } from '#platform/ids'
import { maxGroupsPerWorkspace, maxRulesPerWorkspace } from '../limits.ts'
import type { Group, GroupDraft, RuleDraft } from '../rule.ts'
import { nextSlot } from '../slots.ts'
import { checkGroup } from './check-draft.ts'
import { describeGroups } from './describe.ts'
import * as repo from './repo.ts'
import { forgetData } from './forget-data.ts'

/**
 * A group with its rules; it is evaluated from its next slot on. Throws invalid_request with the field and place of
 * what no rule can be, conflict for a name that the project has, and beyond the limits of a workspace.
 */
export async function createGroup(ctx: Context, draft: GroupDraft): Promise<Group> {
  requirePermission(ctx, 'projects.write')
  refuseBad(draft)
  return namedOnce(draft, () =>
    inTransaction(ctx, async (tx) => {
      const group = await addGroup(tx, draft)
      await recordAudit(tx, 'alertRules.created', { targetId: group.id, after: auditOf(draft) })
      return group
    }),
  )
}

/** Within a transaction that adds several; without audit. The draft is good. */
export async function addGroup(tx: Tx, draft: GroupDraft): Promise<Group> {
  await requireProject(tx, draft.projectId)
  const { groups } = await refuseTooMany(tx, draft.rules.length)
  if (groups >= maxGroupsPerWorkspace) {
    throw conflict(`a workspace has ${maxGroupsPerWorkspace} groups of alert rules at most`)
  }
  const now = tx.now()
  const id = newId('rgr', now)
  const group: repo.StoredGroup = {
    ...{ id, ...settingsOf(draft), version: 1, pausedAt: null, createdAt: now, updatedAt: now },
    ...{ nextAt: nextSlot(id, draft.intervalMs, now), evaluatedAt: null, begunAt: null, durationMs: null },
    ...{ missedCount: 0, missedAt: null },
  }
  await repo.insertGroup(tx, group)
  await repo.saveRules(tx, rulesOf(tx, id, draft.rules, []))
  await recordActivity(tx, 'alertRules.created', { subjectId: id, data: { name: draft.name } })
  return describe(tx, group)
}

/**
 * Replaces what people wrote. Rules that stay, by their id or else by kind and name, keep their alerts; what others had
 * goes with them. Throws conflict when `version` is not the newest.
 */
export async function updateGroup(ctx: Context, id: string, draft: GroupDraft & { version: number }): Promise<Group> {
  requirePermission(ctx, 'projects.write')
  refuseBad(draft)
  return namedOnce(draft, () =>
    inTransaction(ctx, async (tx) => {
      const before = await repo.getGroupForUpdate(tx, id)
      if (before.version !== draft.version) {
        throw conflict(`somebody else changed the group: its version is ${before.version}`)
      }
      const known = await repo.listRules(tx, [id])
      const group = await replaceGroup(tx, before, known, draft)
      const beforeDraft = { ...before, limit: before.maxResults, rules: known }
      await recordAudit(tx, 'alertRules.updated', {
        ...{ targetId: id, before: auditOf(beforeDraft), after: auditOf(draft) },
      })
      return group
    }),
  )
}

/** Within a transaction; without audit. The draft is good, and the group is locked. */
export async function replaceGroup(
  tx: Tx,
  before: repo.StoredGroup,
  known: readonly repo.StoredRule[],
  draft: GroupDraft,
): Promise<Group> {
  const { id } = before
  // Its incidents are there, and what it recorded.
  if (draft.projectId !== before.projectId) throw invalidRequest('projectId: a group stays in its project')
  await refuseTooMany(tx, draft.rules.length - known.length)
  const now = tx.now()
  const rules = rulesOf(tx, id, draft.rules, known)
  const kept = new Set(rules.map((rule) => rule.id))
  const hasNewSlots = draft.intervalMs !== before.intervalMs
  const group: repo.StoredGroup = {
    ...{ ...before, ...settingsOf(draft), version: before.version + 1, updatedAt: now },
    ...(hasNewSlots && { nextAt: nextSlot(id, draft.intervalMs, now), begunAt: null }),
  }
  await repo.removeRules(
    tx,
    known.flatMap((rule) => (kept.has(rule.id) ? [] : [rule.id])),
  )
  await repo.updateGroup(tx, group)
  await repo.saveRules(tx, rules)
  const exprs = new Map(known.map((rule) => [rule.id, rule.expr]))
  await forgetData(
    tx,
    rules.flatMap((rule) => (exprs.has(rule.id) && exprs.get(rule.id) !== rule.expr ? [rule.id] : [])),
  )
  await recordActivity(tx, 'alertRules.updated', { subjectId: id, data: { name: draft.name } })
  return describe(tx, group)
}

/** Throws invalid_request that names each field. */
export function refuseBad(draft: GroupDraft): void {
  const errors = checkGroup(draft)
  const [first] = errors
  if (first) throw invalidRequest(`${first.path}: ${first.message}`, errors)
}

async function refuseTooMany(tx: Tx, added: number): Promise<{ groups: number }> {
  const counted = await repo.countForUpdate(tx)
  if (added > 0 && counted.rules + added > maxRulesPerWorkspace) {
    throw conflict(`a workspace has ${maxRulesPerWorkspace} alert rules at most, and has ${counted.rules}`)
  }
  return counted
}

const settingsOf = ({ projectId, name, intervalMs, queryOffsetMs, limit, labels }: GroupDraft) => ({
  ...{ projectId, name, intervalMs, queryOffsetMs, labels },
  maxResults: limit,
})

function rulesOf(
  tx: Tx,
  groupId: string,
  drafts: readonly RuleDraft[],
  known: readonly repo.StoredRule[],
): repo.StoredRule[] {
  const left = new Map(known.map((rule) => [rule.id, rule]))
  const named = drafts.map(({ id }) => {
    const found = id === undefined ? undefined : left.get(id)
    if (found) left.delete(found.id)
    return found
  })
  return drafts.map((draft, position) => {
    const { kind, name } = draft
    const same = named[position] ?? [...left.values()].find((rule) => rule.kind === kind && rule.name === name)
    if (same) left.delete(same.id)
    // Of another kind it is another rule, whatever its id.
    const id = same?.kind === kind ? same.id : newId('rul', tx.now())
    const { expr, forMs, keepFiringForMs, onNoData, labels, annotations } = draft
    const severity = kind === 'recording' ? null : draft.severity
    return { id, groupId, position, kind, name, expr, forMs, keepFiringForMs, severity, onNoData, labels, annotations }
  })
}

async function describe(tx: Tx, group: repo.StoredGroup): Promise<Group> {
  const [described] = await describeGroups(tx, [group])
  if (!described) throw new Error('one group gives one description')
  return described
}

const auditOf = ({ projectId, name, intervalMs, limit, queryOffsetMs, labels, rules }: GroupDraft) => ({
  ...{ projectId, name, intervalMs, limit, queryOffsetMs, labels },
  rules: rules.map(({ kind, name: rule, expr, forMs, severity }) => ({ kind, name: rule, expr, forMs, severity })),
})

async function namedOnce<T>(draft: GroupDraft, write: () => Promise<T>): Promise<T> {
  try {
    return await write()
  } catch (error) {
    if (!isUniqueViolation(error, 'alert_rule_groups_workspace_id_project_id_name_key')) throw error
    const message = 'the project has a group of this name'
    throw new AppError('conflict', `${message}: ${draft.name}`, { fields: [{ path: 'name', message }] })
  }
}
