/** Groups as they are shown: what people wrote, and how it is. */
import type { Tx } from '#platform/context'
import type { Group, Rule } from '../rule.ts'
import { listRules, type StoredGroup, type StoredRule } from './repo.ts'
import { listRuleStates, type StoredRuleState } from './states-repo.ts'

/** In the order in which they are given. */
export async function describeGroups(tx: Tx, groups: readonly StoredGroup[]): Promise<Group[]> {
  const rules = await listRules(
    tx,
    groups.map(({ id }) => id),
  )
  const states = await listRuleStates(
    tx,
    rules.map(({ id }) => id),
  )
  const byGroup = Map.groupBy(rules, ({ groupId }) => groupId)
  return groups.map((group) => ({
    ...describeGroup(group),
    rules: (byGroup.get(group.id) ?? []).map((rule) => describeRule(rule, states.get(rule.id))),
  }))
}

export function describeGroup(stored: StoredGroup): Omit<Group, 'rules'> {
  const { maxResults, begunAt: _, ...group } = stored
  return { ...group, limit: maxResults }
}

const unknown: Pick<Rule, Exclude<keyof Rule, keyof StoredRule>> = {
  ...{ health: 'unknown', error: null, state: 'unknown', since: null, noDataSince: null, pendingCount: 0 },
  ...{ firingCount: 0, evaluatedAt: null, durationMs: null, incidentId: null },
}

export function describeRule(stored: StoredRule, state: Omit<StoredRuleState, 'series'> | undefined): Rule {
  const { position: _, ...rule } = stored
  if (!state) return { ...rule, ...unknown }
  const { health, error, since, noDataSince, pendingCount, firingCount, evaluatedAt, durationMs, incidentId } = state
  return {
    ...rule,
    ...{ health, error, state: state.state, since, noDataSince, pendingCount, firingCount, evaluatedAt, durationMs },
    incidentId,
  }
}
