import { z } from 'zod'
import { endpoint, id, type Endpoint } from '#platform/http'
import { dataTypes } from './detect.ts'
import { maxPatternLength } from './pattern.ts'
import { previewScrubbing } from './preview.ts'
import { maxReplacementLength, maxRules, scrubMethods } from './rule.ts'
import { maxSelectorLength } from './selector.ts'
import { getProjectRules, getWorkspaceRules, setProjectRules, setWorkspaceRules } from './set-rules.ts'

const plain = /^\P{Cc}*$/u
const Rule = z
  .object({
    method: z.enum(scrubMethods),
    dataType: z.enum(dataTypes),
    selector: z.string().trim().min(1).max(maxSelectorLength).regex(plain),
    pattern: z.string().min(1).max(maxPatternLength).regex(plain).optional(),
    ignoreCase: z.boolean().optional(),
    replacement: z.string().max(maxReplacementLength).regex(plain).optional(),
  })
  .meta({ id: 'ScrubbingRule' })
const Rules = z.array(Rule).max(maxRules)

const WorkspaceRulesBody = z.object({
  useDefaults: z.boolean(),
  rules: z.array(Rule).meta({ description: 'In the order in which they work, after the defaults' }),
  defaults: z.array(Rule),
})
const ProjectRulesBody = z.object({
  rules: z.array(Rule),
  inherited: z
    .array(z.object({ origin: z.enum(['default', 'workspace', 'project']), rule: Rule }))
    .meta({ description: 'What works before them' }),
})
const projectParams = z.object({ projectId: id('prj') })

export const endpoints: Endpoint[] = [
  endpoint({
    operationId: 'getScrubbingRules',
    summary: 'Read what is taken out of the workspace’s telemetry',
    method: 'get',
    path: '/scrubbing-rules',
    permission: 'projects.read',
    response: WorkspaceRulesBody,
    handle: (ctx) => getWorkspaceRules(ctx),
  }),
  endpoint({
    operationId: 'setScrubbingRules',
    summary: 'Say what is taken out of the workspace’s telemetry before it is stored',
    description: 'A rule that can do nothing is refused. Holds within two seconds for what comes from then on.',
    method: 'put',
    path: '/scrubbing-rules',
    permission: 'projects.write',
    body: z.object({ useDefaults: z.boolean().default(true), rules: Rules }),
    response: WorkspaceRulesBody,
    handle: (ctx, { body }) => setWorkspaceRules(ctx, body),
  }),
  endpoint({
    operationId: 'getProjectScrubbingRules',
    summary: 'Read a project’s own scrubbing rules and those before them',
    method: 'get',
    path: '/projects/{projectId}/scrubbing-rules',
    permission: 'projects.read',
    params: projectParams,
    response: ProjectRulesBody,
    handle: async (ctx, { params }) => getProjectRules(ctx, params.projectId),
  }),
  endpoint({
    operationId: 'setProjectScrubbingRules',
    summary: 'Say what is taken out of a project’s telemetry in addition',
    method: 'put',
    path: '/projects/{projectId}/scrubbing-rules',
    permission: 'projects.write',
    params: projectParams,
    body: z.object({ rules: Rules }),
    response: ProjectRulesBody,
    handle: (ctx, { params, body }) => setProjectRules(ctx, params.projectId, body.rules),
  }),
  endpoint({
    operationId: 'previewScrubbing',
    summary: 'See what rules of a project would do to an event',
    description:
      'With a draft of the project’s rules, or of what the workspace says; without either as it is now. Send eventId of ' +
      'a stored event, or event as the events API takes it. Nothing is stored.',
    method: 'post',
    path: '/projects/{projectId}/scrubbing-previews',
    onlyReads: true,
    permission: 'projects.write',
    params: projectParams,
    body: z
      .object({
        rules: Rules.optional(),
        workspace: z.object({ useDefaults: z.boolean(), rules: Rules }).optional(),
        eventId: z
          .string()
          .regex(/^[0-9a-f]{32}$/)
          .optional(),
        event: z.record(z.string(), z.unknown()).optional(),
      })
      .refine(
        ({ eventId, event }) => (eventId === undefined) !== (event === undefined),
        'send either eventId or event',
      ),
    response: z.object({
      changes: z.array(
        z.object({ path: z.string(), rule: z.string(), before: z.string().nullable(), after: z.string().nullable() }),
      ),
      more: z.number().int().meta({ description: 'Changes that are not listed' }),
    }),
    handle: (ctx, { params, body }) => previewScrubbing(ctx, params.projectId, body),
  }),
]
