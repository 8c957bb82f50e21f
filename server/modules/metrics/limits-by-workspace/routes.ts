import { z } from 'zod'
import { endpoint, type Endpoint } from '#platform/http'
import { getMetricLimits, setMetricLimits } from './set-metric-limits.ts'
import { leastLimits, serverLimits, type WorkspaceLimits } from './workspace-limits.ts'

const words: Record<keyof WorkspaceLimits, string> = {
  seriesPerDay: 'Series that are seen for the first time in a day (UTC)',
  labelsPerSeries: 'Labels of a series, with the name of the metric',
  samplesPerSecond: 'Samples and native histograms a second, averaged over ten',
  pastSeconds: 'How far in the past the time of a sample may lie',
}

const limit = (name: keyof WorkspaceLimits) =>
  z
    .number()
    .int()
    .min(leastLimits[name])
    .max(serverLimits[name])
    .nullable()
    .meta({ description: `${words[name]}; null: as much as the server takes` })
const number = (name: keyof WorkspaceLimits) => z.number().int().meta({ description: words[name] })

const Chosen = z.object({
  seriesPerDay: limit('seriesPerDay'),
  labelsPerSeries: limit('labelsPerSeries'),
  samplesPerSecond: limit('samplesPerSecond'),
  pastSeconds: limit('pastSeconds'),
})
const limits = z.object({
  seriesPerDay: number('seriesPerDay'),
  labelsPerSeries: number('labelsPerSeries'),
  samplesPerSecond: number('samplesPerSecond'),
  pastSeconds: number('pastSeconds'),
})
const MetricLimitsBody = z
  .object({
    chosen: Chosen,
    inForce: limits,
    maxima: limits.meta({ description: 'What the server takes of any workspace' }),
    seriesToday: z.number().int().meta({ description: 'Series of today (UTC)' }),
  })
  .meta({ id: 'MetricLimits' })

export const endpoints: Endpoint[] = [
  endpoint({
    operationId: 'getMetricLimits',
    summary: 'Read how many metrics the workspace takes in at most',
    method: 'get',
    path: '/metric-limits',
    permission: 'projects.read',
    response: MetricLimitsBody,
    handle: (ctx) => getMetricLimits(ctx),
  }),
  endpoint({
    operationId: 'setMetricLimits',
    summary: 'Set how many metrics the workspace takes in at most',
    description: 'Within what the server takes. Holds within two seconds; what was taken in before stays.',
    method: 'put',
    path: '/metric-limits',
    permission: 'projects.write',
    body: Chosen,
    response: MetricLimitsBody,
    handle: (ctx, { body }) => setMetricLimits(ctx, body),
  }),
]
