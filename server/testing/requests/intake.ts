/** Valid requests of the endpoints of what is let in: quotas, filters, scrubbing, and what became of it. */
import type { Context } from '#platform/context'
import { at, made, project, type Make } from './make.ts'

export const intakeRequests: Record<string, Make> = {
  listQuotas: () => at('/quotas'),
  createQuota: () => at('/quotas', { scope: 'workspace', category: 'error', window: 'day', limit: 1_000 }),
  updateQuota: async (ctx) => at(`/quotas/${await quota(ctx)}`, { limit: 2_000 }),
  deleteQuota: async (ctx) => at(`/quotas/${await quota(ctx)}`),
  getUsage: () => at('/usage'),
  getIntakeSettings: async (ctx) => at(`/projects/${await project(ctx)}/intake-settings`),
  updateIntakeSettings: async (ctx) =>
    at(`/projects/${await project(ctx)}/intake-settings`, { filters: { webCrawlers: true } }),
  getMetricLimits: () => at('/metric-limits'),
  setMetricLimits: () =>
    at('/metric-limits', { seriesPerDay: 5_000, labelsPerSeries: null, samplesPerSecond: null, pastSeconds: 3_600 }),
  listOutcomes: () => at('/outcomes?interval=day'),
  listProjectOutcomes: async (ctx) => at(`/projects/${await project(ctx)}/outcomes`),
  getScrubbingRules: () => at('/scrubbing-rules'),
  setScrubbingRules: () => at('/scrubbing-rules', { useDefaults: true, rules: [scrubRule] }),
  getProjectScrubbingRules: async (ctx) => at(`/projects/${await project(ctx)}/scrubbing-rules`),
  setProjectScrubbingRules: async (ctx) =>
    at(`/projects/${await project(ctx)}/scrubbing-rules`, { rules: [scrubRule] }),
  previewScrubbing: async (ctx) =>
    at(`/projects/${await project(ctx)}/scrubbing-previews`, { rules: [scrubRule], event: { message: 'a@b.example' } }),
}

const scrubRule = { method: 'mask', dataType: 'email', selector: '$message' }

async function quota(ctx: Context): Promise<string> {
  const body = { scope: 'project', scopeId: await project(ctx), category: 'error', window: 'hour', limit: 1_000 }
  return (await made(ctx, 'POST', '/quotas', body)).id
}
