/** What is wrong with a group that a rule file says, at the line of the group. Pure; `watchword apply` asks it too. */
import { checkGroup } from '../groups/check-draft.ts'
import {
  maxAlertsPerRule,
  maxExpressionLength,
  maxIntervalMs,
  maxQueryOffsetMs,
  maxRulesPerGroup,
  maxWaitMs,
  minIntervalMs,
} from '../limits.ts'
import type { GroupDraft } from '../rule.ts'
import type { RuleFileProblem } from '../rules/rule-file.ts'
import { placeOfGroup } from './place.ts'

/** What no group may have, from wherever it comes. */
export function refusedAsGroup(draft: GroupDraft, text: string): RuleFileProblem[] {
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
export function outOfBounds(
  { name, intervalMs, queryOffsetMs, limit, rules }: GroupDraft,
  text: string,
): RuleFileProblem[] {
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
