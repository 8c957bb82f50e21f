import { z } from 'zod'
import { endpoint, timestamp, type Endpoint } from '#platform/http'
import type { FindPlan } from './ceilings.ts'
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
    .meta({ description: `${words[name]}; null: as much as the plan, or else the server, lets in` })
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
const by = z.enum(['plan', 'server'])
const maximaBy = z
  .object({ seriesPerDay: by, labelsPerSeries: by, samplesPerSecond: by, pastSeconds: by })
  .meta({ description: 'Who says each maximum: the plan of the workspace, or the server' })

const MetricLimitsBody = z
  .object({
    chosen: Chosen,
    inForce: limits,
    maxima: limits.meta({
      description: 'What the workspace may choose at most: by its plan, within what the server takes',
    }),
    maximaBy,
    plan: z
      .object({
        name: z.string(),
        former: z
          .object({ name: z.string(), until: timestamp })
          .nullable()
          .meta({ description: 'Holds on until then, where it allows more' }),
        maximaAfter: limits.nullable().meta({ description: 'The maxima from then on; null: the same' }),
      })
      .nullable()
      .meta({ description: 'Null: there are no plans' }),
    seriesToday: z.number().int().meta({ description: 'Series of today (UTC)' }),
  })
  .meta({ id: 'MetricLimits' })

export const createLimitEndpoints = (findPlan: FindPlan): Endpoint[] => [
  endpoint({
    operationId: 'getMetricLimits',
    summary: 'Read how many metrics the workspace takes in at most',
    method: 'get',
    path: '/metric-limits',
    permission: 'projects.read',
    response: MetricLimitsBody,
    handle: (ctx) => getMetricLimits(ctx, findPlan),
  }),
  endpoint({
    operationId: 'setMetricLimits',
    summary: 'Set how many metrics the workspace takes in at most',
    description:
      'Within what its plan allows. Holds within two seconds; what was taken in before stays. A choice that a plan of now no longer allows stays and does not hold.',
    method: 'put',
    path: '/metric-limits',
    permission: 'projects.write',
    body: Chosen,
    response: MetricLimitsBody,
    handle: (ctx, { body }) => setMetricLimits(ctx, findPlan, body),
  }),
]
