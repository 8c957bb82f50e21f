import type { Tx } from '#platform/context'
import { findGroup, listRules, type StoredGroup, type StoredRule } from '../groups/repo.ts'
import { loadAlerts, loadRuleStates, type StoredAlert, type StoredRuleState } from '../groups/states-repo.ts'
import type { GroupToEvaluate, RuleState } from '../rules/evaluate-group.ts'
import { groupOf, stateOf } from './pack.ts'

export type LoadedGroup = {
  stored: StoredGroup
  rules: readonly StoredRule[]
  /** What is stored of each rule, and of its alerts by their key. */
  states: ReadonlyMap<string, StoredRuleState>
  alerts: ReadonlyMap<string, ReadonlyMap<string, StoredAlert>>
  /** The same, as it is evaluated; states in the order of the rules. */
  group: GroupToEvaluate
  before: readonly RuleState[]
}

/** Undefined when it is gone, or its project is. */
export async function loadGroup(tx: Tx, groupId: string): Promise<LoadedGroup | undefined> {
  const stored = await findGroup(tx, groupId)
  if (!stored) return undefined
  const rules = await listRules(tx, [groupId])
  const ids = rules.map(({ id }) => id)
  const states = await loadRuleStates(tx, ids)
  const byRule = Map.groupBy(await loadAlerts(tx, ids), ({ ruleId }) => ruleId)
  return {
    ...{ stored, rules, states },
    alerts: new Map([...byRule].map(([id, alerts]) => [id, new Map(alerts.map((alert) => [alert.alertKey, alert]))])),
    group: groupOf(stored, rules),
    before: rules.map(({ id }) => stateOf(states.get(id), byRule.get(id) ?? [])),
  }
}
