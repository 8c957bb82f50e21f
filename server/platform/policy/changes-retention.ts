import { isSame } from './canonical.ts'
import { immaterial, material, type Change } from './change.ts'
import { longestDays } from './compile-retention.ts'
import type { PayloadRetention, RetentionProfile, RetentionSetting } from './retention.ts'

type Simple = Exclude<RetentionSetting, 'payload' | 'metrics'>

/** What each figure is about, and the promises that it keeps. The sentence goes on with the figure. */
const labels: Record<RetentionSetting, [words: string, ...ids: string[]]> = {
  accountRestorableDays: ['A closed sign-in: can be taken back for', 'OPS-33', 'CAB-27'],
  accountDeleteByDays: ['A closed sign-in: everything of it is deleted within', 'OPS-33', 'CAB-27', 'DSE-38'],
  workspaceDeleteByDays: ['A deleted workspace: everything in it is deleted within', 'OPS-35'],
  payload: ['What events say, and whom they concerned: kept', 'SEN-21', 'OPS-34'],
  eventRecordDays: ['When an event happened, and to which incident it belongs: kept', 'SEN-22'],
  metrics: ['Metrics: kept', 'CAB-28'],
  workflowPayloadDays: ['Inputs and outputs of workflow runs: kept', 'DSE-13'],
  workflowRecordDays: ['Records of workflow runs: kept', 'DSE-36'],
  requestLogDays: ['Request log: kept', 'OPS-36'],
  apiLogDays: ['Log of API keys: kept', 'CAB-12'],
  auditDays: ['Audit log: kept', 'OPS-37', 'CAB-29'],
  signInLogDays: ['Log of sign-ins: kept'],
  sessionTailDays: ['Ended sessions: kept'],
  deliveryDays: ['Record of notifications: kept'],
  mailLogDays: ['Record of mail: kept'],
  usageDays: ['Counters of use: kept'],
  invitationTailDays: ['Invitations that expired: kept'],
  billingYears: ['Invoices and payments: kept', 'CAB-30'],
  supportYears: ['Support tickets: kept'],
  consentProofYears: ['Proof of consents and acceptances: kept'],
  requestProofYears: ['Proof of privacy requests: kept'],
  analyticsMonths: ['Statistics of the public site: kept'],
  saltHours: ['The salt that makes visitors countable for a day: destroyed after', 'CAB-15'],
  ownTelemetryDays: ['Telemetry of the platform itself: kept'],
}

export function describeRetentionChanges(old: RetentionProfile, now: RetentionProfile): Change[] {
  // The keys of the record are the settings.
  return (Object.keys(labels) as RetentionSetting[]).flatMap((setting) => {
    if (isSame(old[setting], now[setting])) return []
    const [label, ...ids] = labels[setting]
    const text = `${label} ${figure(now, setting)} instead of ${figure(old, setting)}.`
    return isLonger(old, now, setting) ? material(text, ...ids, 'AHU-24') : immaterial(text, ...ids, 'AHU-24')
  })
}

function isLonger(old: RetentionProfile, now: RetentionProfile, setting: RetentionSetting): boolean {
  if (setting !== 'payload' && setting !== 'metrics') return (now[setting] ?? Infinity) > (old[setting] ?? Infinity)
  const [before, after] = [old[setting], now[setting]]
  if (before.kind === 'plan' && after.kind === 'plan') {
    const longerPlan = Object.entries(after.plans).some(([plan, days]) => days > (before.plans[plan] ?? Infinity))
    if (longerPlan) return true
  }
  return [longestDays, defaultDays, shortestDays].some((measure) => measure(after) > measure(before))
}

function defaultDays(rule: PayloadRetention): number {
  if (rule.kind === 'workspace') return Infinity
  return rule.kind === 'project' ? rule.defaultDays : (rule.plans[rule.defaultPlan] ?? Infinity)
}

function shortestDays(rule: PayloadRetention): number {
  if (rule.kind === 'workspace') return Infinity
  return rule.kind === 'project' ? rule.minDays : Math.min(...Object.values(rule.plans))
}

function figure(retention: RetentionProfile, setting: RetentionSetting): string {
  return setting === 'payload' || setting === 'metrics'
    ? payloadInWords(retention[setting])
    : inWords(setting, retention[setting])
}

function inWords(setting: Simple, value: number | null): string {
  if (value === null) return 'as long as the workspace'
  const unit = /(Days|Years|Months|Hours)$/.exec(setting)?.[1]?.toLowerCase().slice(0, -1) ?? 'day'
  return count(value, unit)
}

/** `90 days, or what the project sets from 1 to 365` */
function payloadInWords(rule: PayloadRetention): string {
  if (rule.kind === 'workspace') return 'as long as the workspace'
  if (rule.kind === 'project') {
    return `${count(rule.defaultDays, 'day')}, or what the project sets from ${rule.minDays} to ${rule.maxDays}`
  }
  const plans = Object.entries(rule.plans).map(([plan, days]) => {
    const length = count(days, 'day')
    return plan === length ? length : `${plan} ${length}`
  })
  return `by plan (${plans.join(', ')}; without one ${count(defaultDays(rule), 'day')})`
}

/** `1 day`, `90 days` */
export function count(value: number, unit: string): string {
  return `${value} ${unit}${value === 1 ? '' : 's'}`
}
