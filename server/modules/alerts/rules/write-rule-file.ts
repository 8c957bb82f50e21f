import { stringify } from 'yaml'
import { formatDuration } from '#modules/metrics'
import type { Rule, RuleFile, RuleGroup, TextsByName } from './rule-file.ts'

/** Writes what `readRuleFile` reads to the same rules; fields that have their default are left out. */
export function writeRuleFile({ groups }: RuleFile): string {
  // Texts that look like something else are quoted, so that no other reader takes a version for a number.
  return stringify({ groups: groups.map(describeGroup) }, { lineWidth: 0, compat: 'yaml-1.1' })
}

function describeGroup({ name, intervalMs, limit, queryOffsetMs, labels, rules }: RuleGroup) {
  return {
    name,
    ...(intervalMs === undefined ? {} : { interval: formatDuration(intervalMs) }),
    ...(limit === 0 ? {} : { limit }),
    ...(queryOffsetMs === undefined ? {} : { query_offset: formatDuration(queryOffsetMs) }),
    ...texts('labels', labels),
    rules: rules.map(describeRule),
  }
}

function describeRule(rule: Rule) {
  if (rule.kind === 'recording') return { record: rule.record, expr: rule.expr, ...texts('labels', rule.labels) }
  return {
    alert: rule.alert,
    expr: rule.expr,
    ...(rule.forMs === 0 ? {} : { for: formatDuration(rule.forMs) }),
    ...(rule.keepFiringForMs === 0 ? {} : { keep_firing_for: formatDuration(rule.keepFiringForMs) }),
    ...texts('labels', rule.labels),
    ...texts('annotations', rule.annotations),
  }
}

/** A map, because a plain object would put names that look like numbers first. */
function texts(name: string, of: TextsByName): Record<string, TextsByName> {
  return of.size === 0 ? {} : { [name]: of }
}
