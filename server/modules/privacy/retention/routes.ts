import { endpoint, id, timestamp } from '#platform/http'
import type { InventoryEntry } from '#platform/inventory'
import { z } from 'zod'
import { describeRetention } from './describe.ts'
import { getProjectRetention, setProjectRetention } from './project-retention.ts'

const days = z.number().nullable().meta({ description: 'Null: as long as the workspace' })
const params = z.object({ projectId: id('prj') })

const ProjectRetentionBody = z.object({
  payloadDays: days,
  setDays: z.number().nullable().meta({ description: 'What the project set; null: nothing' }),
  bounds: z
    .object({ defaultDays: z.number(), minDays: z.number(), maxDays: z.number() })
    .nullable()
    .meta({ description: 'Null where a project has no say' }),
  from: z.enum(['project', 'policy', 'plan', 'workspace', 'contract']),
  recordDays: days,
  nextSweepAt: timestamp,
})

const RetentionBody = z.object({
  policyVersion: z.string(),
  nextSweepAt: timestamp,
  plan: z.object({ name: z.string(), formerUntil: timestamp.nullable() }).nullable(),
  contract: z.object({ reference: z.string().nullable(), days: z.record(z.string(), z.number()) }).nullable(),
  rules: z.array(
    z.object({
      category: z.string(),
      what: z.string(),
      place: z.string(),
      rule: z.string(),
      effect: z.enum(['deleted', 'emptied', 'kept']),
      days,
      from: z.enum(['policy', 'plan', 'project', 'contract', 'program', 'workspace']),
      setting: z.string().nullable(),
      projects: z.array(z.object({ projectId: z.string(), days })),
    }),
  ),
})

export function createRetentionEndpoints(inventory: readonly InventoryEntry[]) {
  return [
    endpoint({
      operationId: 'getRetention',
      summary: 'What of the workspace is kept for how long, and who decides',
      method: 'get',
      path: '/retention',
      permission: 'workspace.read',
      response: RetentionBody,
      handle: (ctx) => describeRetention(ctx, inventory, ctx.workspaceId),
    }),
    endpoint({
      operationId: 'getProjectRetention',
      summary: 'How long payloads of a project’s events are kept',
      method: 'get',
      path: '/projects/{projectId}/retention',
      permission: 'projects.read',
      params,
      response: ProjectRetentionBody,
      handle: (ctx, { params }) => getProjectRetention(ctx, params.projectId),
    }),
    endpoint({
      operationId: 'setProjectRetention',
      summary: 'Set how long payloads of a project’s events are kept',
      description:
        'Within the bounds of the policy. Holds for what is stored already, from the next sweep on: at most an hour ' +
        'later what is older is gone. Null goes back to the default. 409: a project has no say under this policy.',
      method: 'put',
      path: '/projects/{projectId}/retention',
      permission: 'projects.write',
      params,
      body: z.object({ payloadDays: z.int().min(0).max(3_660).nullable() }),
      response: ProjectRetentionBody,
      handle: (ctx, { params, body }) => setProjectRetention(ctx, params.projectId, body.payloadDays),
    }),
  ]
}
