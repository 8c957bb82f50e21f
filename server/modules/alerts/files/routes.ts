import { z } from 'zod'
import { endpoint, id } from '#platform/http'
import { ruleKinds } from '../rule.ts'
import { maxRuleFileLength } from '../rules/read-rule-file.ts'
import { exportRules } from './export-rules.ts'
import { importRules } from './import-rules.ts'

const change = z.enum(['added', 'changed', 'unchanged', 'removed'])

export const fileEndpoints = [
  endpoint({
    operationId: 'importAlertRules',
    summary: 'Take a rule file of Prometheus into a project',
    description:
      'All of it or nothing. Groups of the same name are replaced, and other groups stay; what a file cannot say (severity, what is done without data) is kept of rules that are there already.',
    method: 'post',
    path: '/alert-rules/import',
    permission: 'projects.write',
    body: z.object({
      projectId: id('prj'),
      text: z.string().max(maxRuleFileLength).meta({ description: 'YAML' }),
      preview: z.boolean().default(false).meta({ description: 'Only say what would change' }),
    }),
    response: z.object({
      problems: z.array(z.object({ line: z.number().int(), column: z.number().int(), message: z.string() })),
      groups: z.array(
        z.object({
          name: z.string(),
          change,
          rules: z.array(z.object({ kind: z.enum(ruleKinds), name: z.string(), change })),
        }),
      ),
      taken: z.boolean(),
    }),
    handle: (ctx, { body }) => importRules(ctx, body),
  }),
  endpoint({
    operationId: 'exportAlertRules',
    summary: 'The alert rules of a project as a rule file of Prometheus',
    method: 'get',
    path: '/alert-rules/export',
    permission: 'incidents.read',
    query: z.object({ projectId: id('prj'), groupId: id('rgr').optional() }),
    response: z.object({ text: z.string().meta({ description: 'YAML' }), groups: z.number().int() }),
    handle: (ctx, { query }) => exportRules(ctx, query),
  }),
]
