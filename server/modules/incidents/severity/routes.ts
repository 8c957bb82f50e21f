import { z } from 'zod'
import { eventLevels } from '#modules/telemetry'
import { endpoint, id } from '#platform/http'
import { listSeverityRules, maxSeverityRules, setSeverityRules } from './set-rules.ts'
import { severities } from './severity.ts'

const RuleBody = z.object({
  severity: z.enum(severities),
  levels: z.array(z.enum(eventLevels)).max(eventLevels.length).default([]).meta({ description: 'Empty: all' }),
  environment: z.string().min(1).max(200).nullable().default(null).meta({ description: 'Null: all' }),
  projectId: id('prj').nullable().default(null).meta({ description: 'Null: all' }),
})
const RulesBody = z.object({ rules: z.array(RuleBody).meta({ description: 'The first one that matches counts' }) })

export const severityEndpoints = [
  endpoint({
    operationId: 'getSeverityRules',
    summary: 'Read the rules by which incidents get their severity',
    method: 'get',
    path: '/severity-rules',
    permission: 'incidents.read',
    response: RulesBody,
    handle: async (ctx) => ({ rules: await listSeverityRules(ctx) }),
  }),
  endpoint({
    operationId: 'setSeverityRules',
    summary: 'Replace the rules, and apply them to every incident that is not resolved',
    method: 'put',
    path: '/severity-rules',
    permission: 'workspace.write',
    body: z.object({ rules: z.array(RuleBody).max(maxSeverityRules) }),
    response: RulesBody.extend({ changed: z.number().int().meta({ description: 'Incidents with another severity' }) }),
    handle: async (ctx, { body }) => {
      const { rules, changed } = await setSeverityRules(ctx, body.rules)
      return { rules: [...rules], changed }
    },
  }),
]
