/**
 * The register of processors, which is also the way out: whoever is not in it is not called, and gets no more than it
 * says (ADR 0024). It is the profile in force, and the sign-in providers that the configuration names.
 */
import { isAllowedRegion, type CategoryId, type PolicyProfile, type Processor } from '#platform/policy'
import type { SignInProvider } from '../sign-in-providers.ts'
import type { RefusalKind } from './errors.ts'
import { isOwnHost } from './own-host.ts'
import { signInCatalogue, signInCategories } from './sign-in-catalogue.ts'

/** Who gets a request, and which categories of the inventory are in it. */
export type Recipient =
  /** In the register under this id. */
  | { kind: 'processor'; id: string; categories: readonly CategoryId[] }
  /** A destination that an admin of a workspace configured; whom a workspace tells is its own business. */
  | { kind: 'workspace'; categories: readonly CategoryId[] }
  /** A provider that the operator configured, with which a person signs in. */
  | { kind: 'signIn'; provider: SignInProvider }

export type RegisterEntry = Processor & {
  /** Where the entry comes from; `own`: a server of the operator, who passes nothing on by it. */
  source: 'profile' | 'signIn' | 'own'
}

/** Everyone outside who gets data, as it holds under this profile: what is published, and what may be called. */
export function processorRegister(profile: PolicyProfile, providers: readonly SignInProvider[]): RegisterEntry[] {
  const declared = profile.processors.map((processor) => ({ ...processor, source: 'profile' as const }))
  const signIn = providers.flatMap((provider) => signInEntry(profile, provider) ?? [])
  return [...declared, ...signIn.filter(({ source }) => source !== 'profile')]
}

/** Undefined: somebody whom the profile does not name and the catalogue does not know. */
export function signInEntry(profile: PolicyProfile, provider: SignInProvider): RegisterEntry | undefined {
  const { hostname } = new URL(provider.type === 'oidc' ? provider.issuer : provider.url)
  const declared = profile.processors.find(({ kind, id }) => kind === 'signIn' && id === provider.id)
  if (declared) return { ...declared, source: 'profile' }
  const known = signInCatalogue[hostname]
  if (known) return { ...known, id: provider.id, source: 'signIn' }
  return isOwnHost(hostname) ? ownIssuer(profile, provider, hostname) : undefined
}

function ownIssuer(profile: PolicyProfile, { id, name }: SignInProvider, host: string): RegisterEntry {
  return {
    ...{ id, name, kind: 'signIn', purpose: 'signs in people of the operator', hosts: [host] },
    ...{ categories: [...signInCategories], region: profile.regions.hosting },
    ...{ transfer: null, dpa: null, noTraining: true, source: 'own' },
  }
}

/** Why this recipient may not get a request at this host; undefined: it may. `host` in lower case, without brackets. */
export function judgeRecipient(
  profile: PolicyProfile,
  recipient: Recipient,
  host: string,
): Extract<RefusalKind, 'unregistered' | 'category' | 'region'> | undefined {
  if (recipient.kind === 'workspace') return undefined
  // What stays on the operator's machines is passed on to nobody; which of them may be reached is `allow`'s to say.
  if (recipient.kind === 'signIn' && isOwnHost(host)) return undefined
  const entry =
    recipient.kind === 'signIn'
      ? signInEntry(profile, recipient.provider)
      : profile.processors.find(({ id }) => id === recipient.id)
  if (!entry || !entry.hosts.some((pattern) => matchesHost(pattern, host))) return 'unregistered'
  if (!isAllowedRegion(entry.region, profile.regions.allowed)) return 'region'
  const sent = recipient.kind === 'signIn' ? signInCategories : recipient.categories
  return sent.every((category) => entry.categories.includes(category)) ? undefined : 'category'
}

/** `*.example.com` is every name below example.com, and not example.com itself. */
export function matchesHost(pattern: string, host: string): boolean {
  return pattern.startsWith('*.')
    ? host.endsWith(pattern.slice(1)) && host.length > pattern.length - 1
    : host === pattern
}
