/** What an entry of the inventory says, in words for the person whom it concerns. Pure. */
import type { AgeRule, Basis, Duration, InventoryEntry, Purpose } from '#platform/inventory'
import { retentionDays, type PolicyProfile } from '#platform/policy'

const purposes: Record<Purpose, string> = {
  service: 'to run what you use',
  authentication: 'to know that it is you who signs in',
  security: 'to keep the service and your data safe',
  incidents: 'to find out what went wrong in a program',
  analysis: 'to find causes of incidents',
  alerting: 'to tell those whose job it is',
  status: 'to tell the readers of a status page',
  metrics: 'to show and watch measurements',
  automation: 'to run workflows',
  billing: 'to bill what is paid for',
  support: 'to answer requests for help',
  delivery: 'to deliver mail and to know that it arrived',
  operations: 'to operate the service',
  reliability: 'to lose nothing and to do nothing twice',
  improvement: 'to improve the service',
  audience: 'to count visits of the public site, without anyone in them',
  compliance: 'to do what the law asks for',
  proof: 'to be able to prove what was agreed',
}

export function purposeInWords(purpose: Purpose): string {
  return purposes[purpose]
}

export function basisInWords(basis: Basis): string {
  if (typeof basis === 'object') return `a legal duty: ${basis.law}`
  const words = {
    contract: 'the contract with you or your workspace (GDPR Art. 6 (1) b)',
    legitimateInterest: 'a legitimate interest (GDPR Art. 6 (1) f)',
    consent: 'your consent, which you can withdraw (GDPR Art. 6 (1) a)',
  }
  return words[basis]
}

export const sourcesInWords: Record<InventoryEntry['source'], string> = {
  subject: 'what you gave yourself',
  usage: 'what using the service left behind',
  partner: 'what somebody else passed on',
}

/** One sentence for each rule, the shortest-lived first; each has an end. */
export function retentionInWords(
  { retention }: Pick<InventoryEntry, 'retention'>,
  { retention: profile }: Pick<PolicyProfile, 'retention'>,
): string[] {
  const { endsWith, ages = [], note } = retention
  const ends = {
    workspace: `as long as the workspace; ${days(profile.workspaceDeleteByDays)} after it was deleted at the latest`,
    person: `as long as your sign-in; ${days(profile.accountDeleteByDays)} after it was closed at the latest`,
    installation: 'as long as this installation',
    row: 'as long as what it belongs to',
    browser: 'in your browser',
  }[endsWith]
  const rules = ages.flatMap((rule) => ruleInWords(rule, profile) ?? [])
  // A limit of its own says more than the end of what it hangs on, but for which a rule has a condition.
  return [...rules, ...(note === undefined ? [] : [note]), ends]
}

function ruleInWords({ from, after, prune, where }: AgeRule, profile: PolicyProfile['retention']): string | undefined {
  const length = durationOf(after, profile)
  if (length === null) return undefined
  const event = from.replace(/_at$/, '').replaceAll('_', ' ')
  const condition = where === undefined ? '' : `, while ${where.replaceAll('_', ' ')}`
  const what = prune ? 'emptied' : 'deleted'
  return `${what} ${length} after the time “${event}”${condition}`
}

function durationOf(duration: Duration, profile: PolicyProfile['retention']): string | null {
  if ('hours' in duration) return duration.hours === 1 ? '1 hour' : `${duration.hours} hours`
  if ('days' in duration) return days(duration.days)
  const kept = retentionDays(profile, duration.setting)
  return kept === null ? null : days(kept)
}

function days(count: number): string {
  return count === 1 ? '1 day' : `${count} days`
}
