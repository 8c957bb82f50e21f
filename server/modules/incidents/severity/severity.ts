/** How bad an incident is: by rule, until somebody says it. Pure. */
import type { EventLevel } from '#modules/telemetry'

/** The worst first. */
export const severities = ['critical', 'high', 'medium', 'low'] as const
export type Severity = (typeof severities)[number]

/** What is not said matches everything. */
export type SeverityRule = {
  severity: Severity
  levels: EventLevel[]
  /** One of the incident's. */
  environment: string | null
  projectId: string | null
}

const byLevel: Record<EventLevel, Severity> = {
  fatal: 'critical',
  error: 'high',
  warning: 'medium',
  info: 'low',
  debug: 'low',
}

/** Of the first rule that matches, else by the level. */
export function severityOf(
  incident: { level: EventLevel; environments: readonly string[]; projectId: string },
  rules: readonly SeverityRule[],
): Severity {
  const rule = rules.find(
    ({ levels, environment, projectId }) =>
      (levels.length === 0 || levels.includes(incident.level)) &&
      (environment === null || incident.environments.includes(environment)) &&
      (projectId === null || projectId === incident.projectId),
  )
  return rule?.severity ?? byLevel[incident.level]
}
