/**
 * What a profile must be so that it can be kept. The schema says what a profile looks like; these rules say what would
 * make a sentence of the published policy untrue, or leave it without a figure. Pure.
 */
import { absoluteSecurityClaims } from './claims.ts'
import { compileProcessors } from './compile-processors.ts'
import { compileRetention } from './compile-retention.ts'
import type { PolicyProfile } from './profile.ts'
import { isAllowedRegion } from './regions.ts'

/** All reasons for which the profile does not compile, each with the place that it is about; empty when it does. */
export function compileProfile(profile: PolicyProfile): string[] {
  return [
    ...compileContacts(profile),
    ...compileRegions(profile),
    ...compileRetention(profile.retention),
    ...compileProcessors(profile),
    ...compileAnalytics(profile),
    ...compileAi(profile),
    ...compileWording(profile),
  ]
}

/** RFC 5321 §4.1.2 dot-atom at a host name of any number of labels, or at an address in brackets. */
const address =
  /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*|\[[0-9a-f:.]+\])$/

function compileContacts({ contacts }: PolicyProfile): string[] {
  const reasons = contacts.flatMap((contact, index) =>
    // A preset is compiled before it has a host.
    address.test(contact.address.replace('{host}', 'localhost'))
      ? []
      : [`contacts[${index}] (${contact.role}): ${contact.address} is no address of mail`],
  )
  const reachable = contacts.some(({ role }) => role === 'privacy' || role === 'dpo')
  return reachable ? reasons : ['contacts: there is no contact with the role privacy or dpo', ...reasons]
}

function compileRegions({ regions: { hosting, allowed } }: PolicyProfile): string[] {
  if (isAllowedRegion(hosting, allowed)) return []
  return [`regions.hosting: ${hosting} is not among regions.allowed (${allowed?.join(', ')})`]
}

/** What the home page loads with Google Analytics 4, and whom its visitors' browsers then call. */
export const analyticsHosts = ['www.googletagmanager.com', '*.google-analytics.com'] as const

function compileAnalytics({ analytics, processors }: PolicyProfile): string[] {
  const kind = processors.filter((processor) => processor.kind === 'analytics')
  if (analytics.mode !== 'ga4-homepage') {
    return kind.map(({ id }) => `processors.${id}: of kind analytics, but analytics.mode is ${analytics.mode}`)
  }
  if (analytics.measurementId === null) return []
  if (kind.length === 0) {
    return ['analytics.measurementId: what it loads needs a processor of kind analytics, and there is none']
  }
  const hosts = kind.flatMap((processor) => processor.hosts)
  return analyticsHosts
    .filter((host) => !covers(hosts, host))
    .map((host) => `analytics.measurementId: no processor of kind analytics has the host ${host}`)
}

/** Whether one of the patterns stands for all that `host` stands for, which may be a pattern itself. */
function covers(patterns: readonly string[], host: string): boolean {
  return patterns.some((pattern) => pattern === host || (pattern.startsWith('*.') && host.endsWith(pattern.slice(1))))
}

function compileAi({ ai, processors }: PolicyProfile): string[] {
  const kind = processors.filter((processor) => processor.kind === 'ai')
  if (ai.mode === 'processor') {
    return kind.length === 0 ? ['ai.mode: processor needs a processor of kind ai, and there is none'] : []
  }
  return kind.map(({ id }) => `processors.${id}: of kind ai, but ai.mode is ${ai.mode}`)
}

function compileWording({ wording }: PolicyProfile): string[] {
  return wording.paragraphs.flatMap(({ section, text }, index) =>
    absoluteSecurityClaims(text).map(
      (claim) => `wording.paragraphs[${index}] (${section}): “${claim}” promises a security that nobody can promise`,
    ),
  )
}
