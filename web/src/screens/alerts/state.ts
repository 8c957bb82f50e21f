/** How a rule is, in one word. Pure. */
import type { AlertGroup, AlertRule } from '../../api.ts'
import type { ruleConditions } from '../../tabs.ts'

export type RuleCondition = (typeof ruleConditions)[number]

export function conditionOf(
  { state, health }: Pick<AlertRule, 'state' | 'health'>,
  { pausedAt }: Pick<AlertGroup, 'pausedAt'>,
): RuleCondition {
  if (pausedAt !== null) return 'paused'
  if (state === 'firing') return 'firing'
  if (health === 'err') return 'error'
  return state === 'unknown' ? 'waiting' : state
}

export const conditionWords: Record<RuleCondition, string> = {
  firing: 'Firing',
  error: 'Error',
  noData: 'No data',
  pending: 'Pending',
  waiting: 'Waiting',
  inactive: 'Inactive',
  paused: 'Paused',
}

type Filter = { q: string | undefined; is: RuleCondition | undefined; project: string | undefined }

/** Rules that fit, with their groups; groups without any are left out. */
export function fittingRules(groups: readonly AlertGroup[], { q, is, project }: Filter): AlertGroup[] {
  const words = (q ?? '').toLowerCase().split(/\s+/).filter(Boolean)
  return groups.flatMap((group) => {
    if (project !== undefined && group.projectId !== project) return []
    const rules = group.rules.filter((rule) => {
      const labels = Object.entries({ ...group.labels, ...rule.labels }).map(([name, value]) => `${name}=${value}`)
      const text = [group.name, rule.name, rule.expr, rule.severity ?? '', ...labels].join('\n').toLowerCase()
      return words.every((word) => text.includes(word)) && (is === undefined || conditionOf(rule, group) === is)
    })
    return rules.length > 0 ? [{ ...group, rules }] : []
  })
}

export function countConditions(groups: readonly AlertGroup[]): Record<RuleCondition, number> {
  const counts = { firing: 0, error: 0, noData: 0, pending: 0, waiting: 0, inactive: 0, paused: 0 }
  for (const group of groups) for (const rule of group.rules) counts[conditionOf(rule, group)] += 1
  return counts
}
