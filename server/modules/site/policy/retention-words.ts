/** How long something is kept, in words: from the inventory's rule and the figures of the profile in force. */
import type { AgeRule, Duration, InventoryEntry } from '#platform/inventory'
import { retentionDays, type PolicyProfile, type RetentionSetting } from '#platform/policy'
import { daysWords } from './rule.ts'

/** What ends the entries of a category, in one line: ages first, then what they end with at the latest. */
export function endingOf(entries: readonly InventoryEntry[], profile: PolicyProfile): string {
  const ages = Map.groupBy(
    entries.flatMap(({ retention: { ages = [] } }) => ages.flatMap((rule) => ageOf(rule, profile))),
    ({ duration, effect }) => `${duration} ${effect}`,
  )
  const spans = [...ages.values()].flatMap((same) => {
    const [first] = same
    const when = new Set(same.map(({ moment }) => moment))
    return first ? [`${first.duration} after ${[...when].join(', or ')}${first.effect}`] : []
  })
  const notes = entries.flatMap(({ retention: { note } }) => note ?? [])
  const last = new Set(entries.flatMap(lastOf))
  if (last.size > 1) last.delete(ends.row)
  const [first, latest] = [[...new Set([...spans, ...notes])].join('; '), [...last].join(' or ')]
  if (first === '' || latest === '') return first + latest
  return `${first}; at the latest ${latest}`
}

function lastOf({ retention, store, subject }: InventoryEntry): string[] {
  if (store === 'log') return []
  if (retention.endsWith !== 'installation' || subject.length > 0) return [ends[retention.endsWith]]
  const endsBefore = retention.ages !== undefined || retention.note !== undefined
  return endsBefore ? [] : ['with the installation, naming nobody']
}

const ends: Readonly<Record<InventoryEntry['retention']['endsWith'], string>> = {
  workspace: 'with the workspace',
  person: 'with the sign-in',
  installation: 'when the duty to keep it ends',
  row: 'with what it belongs to',
  browser: 'in the browser',
}

type Age = { duration: string; moment: string; effect: string }

function ageOf({ from, after, prune, where }: AgeRule, profile: PolicyProfile): Age[] {
  const duration = durationWords(after, profile)
  if (duration === undefined) return []
  const moment = moments[from] ?? `its time “${from.replace(/_at$/, '').replaceAll('_', ' ')}”`
  const unconfirmed = where?.includes('confirmed_at is null') ? ' and was not confirmed' : ''
  return [{ duration, moment: `${moment}${unconfirmed}`, effect: prune ? ' its content is emptied' : '' }]
}

/** Undefined: this profile sets no age, and the content lives as long as its workspace. */
function durationWords(after: Duration, { retention }: PolicyProfile): string | undefined {
  if ('days' in after) return daysWords(after.days)
  if ('hours' in after) return after.hours === 0 ? 'at once' : `${after.hours} hours`
  return settingWords(after.setting, retention)
}

export function settingWords(setting: RetentionSetting, retention: PolicyProfile['retention']): string | undefined {
  if (setting === 'payload' || setting === 'metrics') {
    const rule = retention[setting]
    if (rule.kind === 'workspace') return undefined
    if (rule.kind === 'plan') {
      const others = Object.entries(rule.plans).filter(([plan]) => plan !== rule.defaultPlan)
      const default_ = daysWords(rule.plans[rule.defaultPlan] ?? 0)
      return others.length === 0
        ? default_
        : `${default_} (by plan: ${others.map(([plan, days]) => (plan === daysWords(days) ? plan : `${plan} ${daysWords(days)}`)).join(', ')})`
    }
    return `${daysWords(rule.defaultDays)} (or what its project sets, ${rule.minDays} to ${rule.maxDays})`
  }
  const value = retention[setting]
  if (value === null) return undefined
  if (setting.endsWith('Years')) return value === 1 ? '1 year' : `${value} years`
  if (setting.endsWith('Months')) return `${value} months`
  if (setting.endsWith('Hours')) return `${value} hours`
  return daysWords(retentionDays(retention, setting) ?? 0)
}

const moments: Readonly<Record<string, string>> = {
  at: 'it happened',
  hour: 'the hour that it counts',
  created_at: 'it was made',
  committed_at: 'it was stored',
  received_at: 'it was received',
  seen_at: 'it was last used',
  expires_at: 'it expired',
  revoked_at: 'it was revoked',
  decided_at: 'it was decided',
  unsubscribed_at: 'one unsubscribed',
  confirmation_requested_at: 'the confirmation was asked for',
  closed_at: 'it was closed',
  answered_at: 'it was answered',
  withdrawn_at: 'it was withdrawn',
  ended_at: 'it ended',
  finished_at: 'it was finished',
  released_at: 'it was released',
  made_at: 'it was made',
  erased_at: 'the erasure',
  restored_at: 'it was taken back',
  receipted_at: 'the receipt',
  told_at: 'it was told',
  planned_at: 'it was due',
  last_at: 'it last happened',
  ready_at: 'it was ready',
  valid_until: 'its last day',
  until: 'its last day',
  time: 'the request',
}
