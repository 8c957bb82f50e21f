/** What a plan lets a workspace send of metrics: at most what the server takes of any. Pure. */
import type { Services } from '#platform/context'
import type { MetricCeilings } from '#platform/metric-ceilings'
import { serverLimits, type WorkspaceLimits } from './workspace-limits.ts'

export type Plan = { name: string; former: { name: string; until: Date } | null }

/** Null: there are no plans. Whose plan is which is known further down the river. */
export type FindPlan = (services: Services, workspaceId: string) => Promise<Plan | null>

/** Who says how much a workspace may choose at most. */
export type Bound = 'plan' | 'server'

/** After a change to a shorter plan whatever the former one allows more holds on as long as that does. */
export function maximaOf(ceilings: MetricCeilings, plan: Plan | null): WorkspaceLimits {
  if (!plan) return serverLimits
  const own = ofPlan(ceilings, plan.name)
  return plan.former ? both(own, ofPlan(ceilings, plan.former.name), Math.max) : own
}

/** Once nothing of a former plan holds any more. */
export const maximaAfter = (ceilings: MetricCeilings, plan: Plan | null): WorkspaceLimits =>
  maximaOf(ceilings, plan && { ...plan, former: null })

function ofPlan(ceilings: MetricCeilings, name: string): WorkspaceLimits {
  const said = Object.hasOwn(ceilings, name) ? (ceilings[name] ?? {}) : {}
  const {
    seriesPerDay = serverLimits.seriesPerDay,
    labelsPerSeries = serverLimits.labelsPerSeries,
    samplesPerSecond = serverLimits.samplesPerSecond,
  } = said
  return both({ ...serverLimits, seriesPerDay, labelsPerSeries, samplesPerSecond }, serverLimits, Math.min)
}

function both(one: WorkspaceLimits, other: WorkspaceLimits, pick: (a: number, b: number) => number): WorkspaceLimits {
  return {
    seriesPerDay: pick(one.seriesPerDay, other.seriesPerDay),
    labelsPerSeries: pick(one.labelsPerSeries, other.labelsPerSeries),
    samplesPerSecond: pick(one.samplesPerSecond, other.samplesPerSecond),
    pastSeconds: pick(one.pastSeconds, other.pastSeconds),
  }
}

export const isSame = (one: WorkspaceLimits, other: WorkspaceLimits): boolean =>
  limitNames.every((name) => one[name] === other[name])

export const limitNames = [
  ...(['seriesPerDay', 'labelsPerSeries', 'samplesPerSecond', 'pastSeconds'] as const),
] satisfies (keyof WorkspaceLimits)[]
