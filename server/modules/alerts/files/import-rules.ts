import { recordAudit } from '#modules/audit'
import { requireProject } from '#modules/workspaces'
import { requirePermission, type Context, type Tx } from '#platform/context'
import { inTransaction } from '#platform/database'
import { invalidRequest } from '#platform/errors'
import { checkExpression, checkGroup } from '../groups/check-draft.ts'
import { listAllGroups } from '../groups/list-groups.ts'
import * as repo from '../groups/repo.ts'
import { addGroup, replaceGroup } from '../groups/save-group.ts'
import {
  maxAlertsPerRule,
  maxExpressionLength,
  maxIntervalMs,
  maxQueryOffsetMs,
  maxRulesPerGroup,
  maxWaitMs,
  minIntervalMs,
} from '../limits.ts'
import type { Group, GroupDraft } from '../rule.ts'
import { readRuleFile } from '../rules/read-rule-file.ts'
import type { RuleFileProblem } from '../rules/rule-file.ts'
import { compare, draftOf, type GroupChange } from './drafts.ts'
import { placeOfGroup } from './place.ts'

export type RuleFileInput = { projectId: string; text: string; preview: boolean }

export type Imported = {
  /** With line and column of the file; nothing is taken from a file that has any. */
  problems: RuleFileProblem[]
  groups: GroupChange[]
  /** Whether it was taken. */
  taken: boolean
}

/**
 * Takes a rule file of Prometheus into a project, all of it or nothing: groups of the same name are replaced, others
 * stay. With `preview` it only says what would change. Throws conflict beyond the limits of a workspace.
 */
export async function importRules(ctx: Context, { projectId, text, preview }: RuleFileInput): Promise<Imported> {
  requirePermission(ctx, 'projects.write')
  const { file, problems } = readRuleFile(text, checkExpression)
  return inTransaction(ctx, async (tx) => {
    await requireProject(tx, projectId)
    const known = new Map((await listAllGroups(tx, { projectId })).map((group) => [group.name, group]))
    const planned = file.groups.map((group) => ({
      before: known.get(group.name),
      draft: draftOf(group, projectId, known.get(group.name)),
    }))
    const checked = problems.length > 0 ? [] : planned.flatMap(({ draft }) => refusedAsGroup(draft, text))
    const wrong = [...problems, ...planned.flatMap(({ draft }) => outOfBounds(draft, text)), ...checked]
    const groups = planned.map(({ before, draft }) => compare(before, draft))
    if (wrong.length > 0 || preview) return { problems: wrong, groups: problems.length > 0 ? [] : groups, taken: false }
    if (groups.length === 0) throw invalidRequest('the file has no groups', [{ path: 'text', message: 'no groups' }])
    for (const [at, { before, draft }] of planned.entries()) {
      if (groups[at]?.change !== 'unchanged') await take(tx, before, draft)
    }
    const names = groups.map(({ name, change }) => ({ name, change }))
    await recordAudit(tx, 'alertRules.imported', { targetId: projectId, after: { groups: names } })
    return { problems: [], groups, taken: true }
  })
}

async function take(tx: Tx, before: Group | undefined, draft: GroupDraft): Promise<void> {
  if (!before) {
    await addGroup(tx, draft)
    return
  }
  const locked = await repo.getGroupForUpdate(tx, before.id)
  await replaceGroup(tx, locked, await repo.listRules(tx, [before.id]), draft)
}

/** What no group may have, from wherever it comes. */
function refusedAsGroup(draft: GroupDraft, text: string): RuleFileProblem[] {
  const place = placeOfGroup(text, draft.name)
  const problems = checkGroup(draft).map(({ path, message }) => ({ ...place, message: `${path}: ${message}` }))
  // Neither can be stored: NUL, and halves of characters.
  if (!/\\u0000|\\ud[89a-f]/.test(JSON.stringify(draft))) return problems
  return [
    ...problems,
    { ...place, message: `group ${draft.name.slice(0, 40)}: it has characters that cannot be stored` },
  ]
}

/** What a file may say and a workspace may not have; at the line of its group. */
function outOfBounds({ name, intervalMs, queryOffsetMs, limit, rules }: GroupDraft, text: string): RuleFileProblem[] {
  const place = placeOfGroup(text, name)
  const told: string[] = []
  if (intervalMs < minIntervalMs || intervalMs > maxIntervalMs) told.push('interval: from 5s to 1d')
  if (queryOffsetMs > maxQueryOffsetMs) told.push('query_offset: at most 1d')
  if (limit > maxAlertsPerRule) told.push(`limit: at most ${maxAlertsPerRule}`)
  if (name.length > 200) told.push('name: at most 200 characters')
  if (rules.length === 0) told.push('a group has at least one rule')
  if (rules.length > maxRulesPerGroup) told.push(`at most ${maxRulesPerGroup} rules`)
  for (const rule of rules) {
    if (Math.max(rule.forMs, rule.keepFiringForMs) > maxWaitMs) told.push(`${rule.name}: waits at most 30d`)
    if (rule.expr.length > maxExpressionLength) told.push(`${rule.name}: the expression is too long`)
    if (rule.name.length > 200) told.push(`${rule.name.slice(0, 40)} …: a name has at most 200 characters`)
  }
  return told.map((message) => ({ ...place, message: `group ${name}: ${message}` }))
}
