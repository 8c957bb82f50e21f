import { z } from 'zod'
import { endpoint, id, pageOf, timestamp, type Endpoint } from '#platform/http'
import { maxGlobLength, maxGlobs } from './filters.ts'
import { limitScopes, quotaCategories } from './limit.ts'
import { listOutcomes } from './list-outcomes.ts'
import { getUsage, listQuotas } from './list-quotas.ts'
import { outcomeKinds } from './outcome.ts'
import { maxQuotaLimit, quotaWindows } from './quota.ts'
import { createQuota, deleteQuota, updateQuota } from './set-quotas.ts'
import { getIntakeSettings, updateIntakeSettings } from './update-intake-settings.ts'

const count = z.number().int()
const quotaFields = {
  id: id('qta'),
  scope: z.enum(limitScopes),
  scopeId: z.string().nullable().meta({ description: 'Of the project or the ingest key; of the workspace null' }),
  category: z.enum(quotaCategories),
  window: z.enum(quotaWindows),
  limit: count.meta({ description: 'Items, of attachments bytes; 0: nothing is taken' }),
  createdAt: timestamp,
}
const QuotaBody = z.object(quotaFields).meta({ id: 'Quota' })
const QuotaStateBody = z.object({
  ...quotaFields,
  used: count.meta({ description: 'In the window that is now' }),
  resetsAt: timestamp.meta({ description: 'When that window ends' }),
})

const Limit = z.number().int().min(0).max(maxQuotaLimit)
const NewQuota = z
  .object({
    scope: z.enum(limitScopes),
    scopeId: z.string().max(100).nullable().default(null),
    category: z.enum(quotaCategories),
    window: z.enum(quotaWindows),
    limit: Limit,
  })
  .refine(({ scope, scopeId }) => (scope === 'workspace') === (scopeId === null), {
    path: ['scopeId'],
    message: 'name the project or the key, and nothing for the workspace',
  })

const quotaEndpoints = [
  endpoint({
    operationId: 'listQuotas',
    summary: 'List the quotas with what is used of them',
    method: 'get',
    path: '/quotas',
    permission: 'projects.read',
    response: pageOf(QuotaStateBody),
    handle: async (ctx) => ({ items: await listQuotas(ctx), nextCursor: null }),
  }),
  endpoint({
    operationId: 'createQuota',
    summary: 'Limit what is taken in of a category',
    description: 'Of the workspace, a project or an ingest key, in a minute, hour, day or month (UTC).',
    method: 'post',
    path: '/quotas',
    permission: 'projects.write',
    body: NewQuota,
    response: QuotaBody,
    status: 201,
    handle: (ctx, { body }) => createQuota(ctx, body),
  }),
  endpoint({
    operationId: 'updateQuota',
    summary: 'Change the limit of a quota',
    method: 'patch',
    path: '/quotas/{quotaId}',
    permission: 'projects.write',
    params: z.object({ quotaId: id('qta') }),
    body: z.object({ limit: Limit }),
    response: QuotaBody,
    handle: (ctx, { params, body }) => updateQuota(ctx, params.quotaId, body),
  }),
  endpoint({
    operationId: 'deleteQuota',
    summary: 'Remove a quota',
    method: 'delete',
    path: '/quotas/{quotaId}',
    permission: 'projects.write',
    params: z.object({ quotaId: id('qta') }),
    handle: (ctx, { params }) => deleteQuota(ctx, params.quotaId),
  }),
  endpoint({
    operationId: 'getUsage',
    summary: 'Read what was taken in today and this month',
    method: 'get',
    path: '/usage',
    permission: 'projects.read',
    response: z.object({
      day: z.string(),
      month: z.string(),
      monthEndsAt: timestamp,
      items: z.array(
        z.object({
          projectId: z.string(),
          keyId: z.string(),
          category: z.string(),
          period: z.enum(['day', 'month']),
          startsOn: z.string(),
          quantity: count,
        }),
      ),
    }),
    handle: (ctx) => getUsage(ctx),
  }),
]

const globs = z.array(z.string().trim().min(1).max(maxGlobLength)).max(maxGlobs)
const filterFields = {
  releases: globs.meta({ description: 'Globs of releases that are not kept' }),
  environments: globs,
  messages: globs.meta({ description: 'Globs of whole messages, e.g. *ResizeObserver loop*' }),
  browserExtensions: z.boolean(),
  legacyBrowsers: z.boolean(),
  localhost: z.boolean(),
  healthChecks: z.boolean(),
  webCrawlers: z.boolean(),
}
const SettingsBody = z
  .object({ spikeProtection: z.boolean(), filters: z.object(filterFields) })
  .meta({ id: 'IntakeSettings' })
const projectParams = z.object({ projectId: id('prj') })

const settingsEndpoints = [
  endpoint({
    operationId: 'getIntakeSettings',
    summary: 'Read what a project filters out and whether spikes are thinned out',
    method: 'get',
    path: '/projects/{projectId}/intake-settings',
    permission: 'projects.read',
    params: projectParams,
    response: SettingsBody,
    handle: (ctx, { params }) => getIntakeSettings(ctx, params.projectId),
  }),
  endpoint({
    operationId: 'updateIntakeSettings',
    summary: 'Change what a project filters out',
    description: 'What is left out stays. Takes effect within two seconds.',
    method: 'patch',
    path: '/projects/{projectId}/intake-settings',
    permission: 'projects.write',
    params: projectParams,
    body: z
      .object({ spikeProtection: z.boolean().optional(), filters: z.object(filterFields).partial().optional() })
      .refine((changes) => Object.keys(changes).length > 0, 'name what is to be changed'),
    response: SettingsBody,
    handle: (ctx, { params, body }) => updateIntakeSettings(ctx, params.projectId, body),
  }),
]

const outcomeFields = { outcome: z.enum(outcomeKinds), category: z.string(), reason: z.string(), quantity: count }
const OutcomesBody = z
  .object({
    from: timestamp,
    to: timestamp,
    interval: z.enum(['hour', 'day']),
    totals: z.array(z.object(outcomeFields)).meta({ description: 'Of the whole range' }),
    items: z.array(z.object({ at: timestamp, ...outcomeFields })),
  })
  .meta({ id: 'Outcomes' })
const rangeQuery = z.object({
  from: z.iso
    .datetime({ offset: true })
    .transform((text) => new Date(text))
    .optional(),
  to: z.iso
    .datetime({ offset: true })
    .transform((text) => new Date(text))
    .optional(),
  interval: z.enum(['hour', 'day']).default('hour'),
})

const outcomeEndpoints = [
  endpoint({
    operationId: 'listOutcomes',
    summary: 'Read what became of everything that was sent to the workspace',
    description: 'By hour (at most 168) or day (at most 92); without a range the last 24 hours or 30 days.',
    method: 'get',
    path: '/outcomes',
    permission: 'projects.read',
    query: rangeQuery,
    response: OutcomesBody,
    handle: (ctx, { query }) => listOutcomes(ctx, null, query),
  }),
  endpoint({
    operationId: 'listProjectOutcomes',
    summary: 'Read what became of everything that was sent to a project',
    method: 'get',
    path: '/projects/{projectId}/outcomes',
    permission: 'projects.read',
    params: projectParams,
    query: rangeQuery,
    response: OutcomesBody,
    handle: (ctx, { params, query }) => listOutcomes(ctx, params.projectId, query),
  }),
]

export const endpoints: Endpoint[] = [...quotaEndpoints, ...settingsEndpoints, ...outcomeEndpoints]
