import { z } from 'zod'
import { endpoint, id, pageOf, pageQuery, personEndpoint } from '#platform/http'
import { algorithmVersions, newestVersion } from '../grouping/index.ts'
import { formatRules } from '../grouping/rules/format-rules.ts'
import { parseRules } from '../grouping/rules/parse-rules.ts'
import { ruleLimits } from '../grouping/rules/rule.ts'
import type { FindIncidents } from '../traces/read-traces.ts'
import { ComparisonBody, GroupingBody, RehearsalBody, RevisionBody, RuleBody, RulesBody } from './bodies.ts'
import { compareEvents } from './compare-events.ts'
import { getGrouping, listGroupingRevisions, type ProjectGrouping } from './get-grouping.ts'
import { rehearseGrouping } from './rehearse-grouping.ts'
import { transitions } from './revision.ts'
import { setGrouping } from './set-grouping.ts'

const projectParams = z.object({ projectId: id('prj') })
const EventId = z.string().regex(/^[0-9a-f]{32}$/, 'expected an event id')
const version = z
  .number()
  .int()
  .min(1)
  .max(1_000)
  .optional()
  .meta({ description: 'Of the algorithm; absent: it stays' })

const withVersions = (grouping: ProjectGrouping) => ({ ...grouping, newestVersion, versions: algorithmVersions })

export const endpoints = [
  endpoint({
    operationId: 'getGrouping',
    summary: 'How a project groups its events',
    method: 'get',
    path: '/projects/{projectId}/grouping',
    permission: 'projects.read',
    params: projectParams,
    response: GroupingBody,
    handle: async (ctx, { params }) => withVersions(await getGrouping(ctx, params.projectId)),
  }),
  endpoint({
    operationId: 'setGrouping',
    summary: 'Change the rules of a project, or the version of the algorithm that it is on',
    description:
      'A new revision is written; older ones are never changed. Open incidents go on for 30 days under their former keys.',
    method: 'put',
    path: '/projects/{projectId}/grouping',
    permission: 'projects.write',
    params: projectParams,
    body: z.object({
      rules: RulesBody.optional().meta({ description: 'As text or as a list; absent: they stay' }),
      version,
      transition: z
        .enum(transitions)
        .default('continue')
        .meta({ description: 'Whether incidents whose events get another key go on, or new ones are opened' }),
      revision: z
        .number()
        .int()
        .min(0)
        .max(1_000_000)
        .optional()
        .meta({ description: 'That the change was made on; another one in force is a conflict' }),
    }),
    response: GroupingBody,
    handle: async (ctx, { params, body }) => withVersions(await setGrouping(ctx, params.projectId, body)),
  }),
  endpoint({
    operationId: 'listGroupingRevisions',
    summary: 'What a project grouped by, newest first',
    method: 'get',
    path: '/projects/{projectId}/grouping-revisions',
    permission: 'projects.read',
    params: projectParams,
    query: pageQuery,
    response: pageOf(RevisionBody),
    handle: (ctx, { params, query }) => listGroupingRevisions(ctx, params.projectId, query),
  }),
  endpoint({
    operationId: 'compareEventGroupings',
    summary: 'Why one event is not with another',
    method: 'get',
    path: '/projects/{projectId}/grouping-comparison',
    permission: 'incidents.read',
    params: projectParams,
    query: z.object({ first: EventId, second: EventId }),
    response: ComparisonBody,
    handle: (ctx, { params, query }) => compareEvents(ctx, params.projectId, query),
  }),
  personEndpoint({
    operationId: 'checkGroupingRules',
    summary: 'Read rules without using them',
    method: 'post',
    path: '/grouping-rules/validation',
    body: z.object({ rules: RulesBody }),
    response: z.object({
      rules: z.array(RuleBody),
      text: z.string().meta({ description: 'As it would be kept' }),
      errors: z.array(z.object({ line: z.number().int(), column: z.number().int(), message: z.string() })),
    }),
    handle: (_ctx, { body }) => {
      const text = typeof body.rules === 'string' ? body.rules : formatRules(body.rules)
      return Promise.resolve({ ...parseRules(text), text })
    },
  }),
]

/** `findIncidents` comes from further down the river. */
export function createRehearsalEndpoints(findIncidents: FindIncidents) {
  return [
    endpoint({
      operationId: 'rehearseGrouping',
      summary: 'What a draft of rules would have made of past events',
      description: `Looks at the newest groups and of each at some of the newest events; says what it covered. Rules have at most ${ruleLimits.rules} lines.`,
      method: 'post',
      path: '/projects/{projectId}/grouping-rehearsals',
      onlyReads: true,
      permission: 'projects.write',
      params: projectParams,
      body: z.object({
        rules: RulesBody.optional().meta({ description: 'Absent: those in force' }),
        version,
        days: z.number().int().min(1).max(30).default(7),
      }),
      response: RehearsalBody,
      handle: (ctx, { params, body }) => rehearseGrouping(ctx, params.projectId, body, findIncidents),
    }),
  ]
}
