/** The lengths of time that a policy profile sets. Each is finite, or ends with something that ends. */
import { z } from 'zod'

const days = z.int().min(0).max(3_660)

/** Payload of a kind of telemetry: as long as its workspace lives, by plan, or what a project sets within bounds. */
const payload = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('project'), defaultDays: days, minDays: days, maxDays: days }),
  z.strictObject({ kind: z.literal('plan'), defaultPlan: z.string(), plans: z.record(z.string(), days) }),
  z.strictObject({ kind: z.literal('workspace') }),
])
export type PayloadRetention = z.infer<typeof payload>

export const retentionSchema = z.strictObject({
  /** After a person closed their sign-in: until when they can take it back, and when it is gone. */
  accountRestorableDays: days,
  accountDeleteByDays: days,
  /** After a workspace was deleted. */
  workspaceDeleteByDays: days,
  /** Stack, breadcrumbs, attributes and user of events. */
  payload,
  /** What is left of an event then: when, which kind, which incident. At least as long as the payload. */
  eventRecordDays: days.nullable(),
  metrics: payload,
  workflowPayloadDays: days,
  workflowRecordDays: days,
  requestLogDays: days,
  apiLogDays: days,
  /** Null: as long as the workspace. */
  auditDays: days.nullable(),
  signInLogDays: days,
  sessionTailDays: days,
  deliveryDays: days,
  mailLogDays: days,
  usageDays: days,
  invitationTailDays: days,
  billingYears: z.int().min(1).max(15),
  supportYears: z.int().min(1).max(10),
  consentProofYears: z.int().min(1).max(10),
  requestProofYears: z.int().min(1).max(10),
  analyticsMonths: z.int().min(1).max(25),
  saltHours: z.int().min(24).max(48),
  ownTelemetryDays: days,
})

export type RetentionProfile = z.infer<typeof retentionSchema>

/** Settings that an inventory entry may name; each is read by `retentionDays`. */
export type RetentionSetting = Exclude<keyof RetentionProfile, 'payload' | 'metrics'> | 'payload' | 'metrics'

/** A setting as days; null: as long as the workspace. What projects and plans set is the sweeper's to find. */
export function retentionDays(profile: RetentionProfile, setting: RetentionSetting): number | null {
  if (setting === 'payload' || setting === 'metrics') {
    const rule = profile[setting]
    if (rule.kind === 'workspace') return null
    return rule.kind === 'project' ? rule.defaultDays : (rule.plans[rule.defaultPlan] ?? null)
  }
  const value = profile[setting]
  if (value === null) return null
  if (setting.endsWith('Years')) return value * 365
  if (setting.endsWith('Months')) return Math.round(value * 30.4375)
  return setting.endsWith('Hours') ? value / 24 : value
}
