/**
 * Hosts of a page's own, such as `status.acme.example`. Whoever can write into the host's DNS owns it; what must stand
 * there is new for each claim, so that what an earlier owner left behind opens nothing for the next one.
 */
import { domainToASCII } from 'node:url'
import type { Config } from '#platform/config'
import { isOwnHost } from '#platform/egress'

export type PageHost = {
  id: string
  pageId: string
  /** Lower case, in ASCII (RFC 5891), without a dot at the end. */
  host: string
  proof: string
  createdAt: Date
  verifiedAt: Date | null
  checkedAt: Date | null
  missingSince: Date | null
  /** What the last check did not like, for people; null when the proof was there. */
  problem: string | null
}

export type HostState = 'waiting' | 'verified' | 'failing'

export const maxHostsOfPage = 5
/** A verified host is looked at once a day, one whose proof is missing each hour. */
export const recheckMs = 24 * 3_600_000
export const recheckMissingMs = 3_600_000
/** How long the proof of a verified host may be missing: a mistake in the DNS on a Friday is found on Monday. */
export const graceMs = 72 * 3_600_000

export function stateOfHost({ verifiedAt, missingSince }: PageHost): HostState {
  if (verifiedAt === null) return 'waiting'
  return missingSince === null ? 'verified' : 'failing'
}

/** The name of the TXT record; RFC 8552 sets names with an underscore apart. */
export function recordNameOf(host: string): string {
  return `_watchword.${host}`
}

/** What stands in the TXT record. */
export function recordValueOf({ proof }: Pick<PageHost, 'proof'>): string {
  return `watchword-verification=${proof}`
}

/** In the form in which it is stored; undefined for what is no name of a host. */
export function parseHost(text: string): string | undefined {
  const host = domainToASCII(text.trim().replace(/\.$/, '')).toLowerCase()
  const labels = host.split('.')
  const plain = labels.every((label) => /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(label))
  const isAddress = /^\d+$/.test(labels.at(-1) ?? '')
  return host.length <= 230 && labels.length >= 2 && plain && !isAddress ? host : undefined
}

/** Hosts at which this installation itself is reached, and names that the public DNS does not answer for. */
export function isReservedHost(
  host: string,
  { appUrl, siteUrl, statusDomain }: Pick<Config, 'appUrl' | 'siteUrl' | 'statusDomain'>,
): boolean {
  const ours = [new URL(appUrl).hostname, ...(siteUrl === null ? [] : [new URL(siteUrl).hostname]), statusDomain]
  return isOwnHost(host) || ours.includes(host) || host.endsWith(`.${statusDomain}`)
}

export type Found = 'proved' | 'missing' | 'unknown'

/**
 * What a check makes of a host. A name server that does not answer says nothing about who owns the host, so it neither
 * gives nor takes it.
 */
export function judgeCheck(host: PageHost, found: Found, at: Date): PageHost {
  const checked = { ...host, checkedAt: at }
  if (found === 'proved') return { ...checked, verifiedAt: host.verifiedAt ?? at, missingSince: null, problem: null }
  if (found === 'unknown') return { ...checked, problem: 'the name servers of this host did not answer' }
  const problem = 'the TXT record was not found, or says something else'
  if (host.verifiedAt === null) return { ...checked, problem }
  const missingSince = host.missingSince ?? at
  const lost = at.getTime() - missingSince.getTime() >= graceMs
  return { ...checked, problem, ...(lost ? { verifiedAt: null, missingSince: null } : { missingSince }) }
}
