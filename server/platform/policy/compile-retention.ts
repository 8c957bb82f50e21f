/** Lengths of time that are there, and do not contradict each other. Pure. */
import type { PayloadRetention, RetentionProfile } from './retention.ts'

export function compileRetention(retention: RetentionProfile): string[] {
  const { accountRestorableDays, accountDeleteByDays, workflowPayloadDays, workflowRecordDays } = retention
  const reasons = [...compilePayload('payload', retention.payload), ...compilePayload('metrics', retention.metrics)]
  if (accountRestorableDays > accountDeleteByDays) {
    reasons.push(
      `retention.accountRestorableDays: ${accountRestorableDays} is more than accountDeleteByDays, ${accountDeleteByDays}`,
    )
  }
  if (workflowPayloadDays > workflowRecordDays) {
    reasons.push(
      `retention.workflowRecordDays: ${workflowRecordDays} is less than workflowPayloadDays, ${workflowPayloadDays}`,
    )
  }
  return [...reasons, ...compileEventRecord(retention)]
}

function compilePayload(name: 'payload' | 'metrics', rule: PayloadRetention): string[] {
  if (rule.kind === 'workspace') return []
  if (rule.kind === 'plan') {
    if (Object.hasOwn(rule.plans, rule.defaultPlan)) return []
    return [`retention.${name}.defaultPlan: there is no plan ${rule.defaultPlan} in plans`]
  }
  const { minDays, defaultDays, maxDays } = rule
  const reasons: string[] = []
  if (minDays > defaultDays) {
    reasons.push(`retention.${name}.minDays: ${minDays} is more than defaultDays, ${defaultDays}`)
  }
  if (defaultDays > maxDays) {
    reasons.push(`retention.${name}.defaultDays: ${defaultDays} is more than maxDays, ${maxDays}`)
  }
  return reasons
}

/** What is left of an event must not end before what it says. */
function compileEventRecord({ payload, eventRecordDays }: RetentionProfile): string[] {
  if (eventRecordDays === null) return []
  const longest = longestDays(payload)
  if (longest <= eventRecordDays) return []
  const kept = longest === Infinity ? 'as long as the workspace' : `${longest} days`
  return [`retention.eventRecordDays: ${eventRecordDays} is less than what payload allows, ${kept}`]
}

/** The longest time that anyone may have it kept; Infinity for as long as the workspace. */
export function longestDays(rule: PayloadRetention): number {
  if (rule.kind === 'workspace') return Infinity
  return rule.kind === 'project' ? rule.maxDays : Math.max(0, ...Object.values(rule.plans))
}
