/** What counts as downtime on a page, from which day on. Pure. */
import type { Weights } from '#platform/uptime'
import type { RecordedStatus } from '../components/component.ts'

/** Maintenance is left out of the figure, or counts as if all had been well, or as downtime. */
export const maintenanceRules = ['excluded', 'up', 'down'] as const
export type MaintenanceRule = (typeof maintenanceRules)[number]

export type UptimePolicy = {
  /** A day of the page, `2026-11-22`: it counts from then until the next one. */
  effectiveFrom: string
  /** Parts of downtime from 0 to 1. */
  degradedWeight: number
  partialWeight: number
  majorWeight: number
  maintenance: MaintenanceRule
}

/** Until a page says otherwise. Weights as Statuspage and Instatus are reported to use them. */
export const defaultPolicy: UptimePolicy = {
  effectiveFrom: '0001-01-01',
  degradedWeight: 0,
  partialWeight: 0.3,
  majorWeight: 1,
  maintenance: 'excluded',
}

/** A policy a day for a month is more than anyone can explain to readers. */
export const maxPolicies = 30

/** The one that counts on a day; the default before the first. */
export function policyOn(policies: readonly UptimePolicy[], date: string): UptimePolicy {
  return policies.reduce(
    (found, each) => (each.effectiveFrom <= date && each.effectiveFrom > found.effectiveFrom ? each : found),
    defaultPolicy,
  )
}

export function weightsOf(policy: UptimePolicy): Weights<RecordedStatus> {
  const maintenance = { excluded: 'excluded', up: 0, down: 1 } as const
  return {
    operational: 0,
    degraded_performance: policy.degradedWeight,
    partial_outage: policy.partialWeight,
    major_outage: policy.majorWeight,
    under_maintenance: maintenance[policy.maintenance],
    unknown: 'unknown',
  }
}
