/**
 * The policy in force. A profile that changed takes effect in code at the moment at which its published version does,
 * and not before: whoever asks gets the profile of the version whose day has come.
 */
import type { Clock } from '../clock.ts'
import type { PolicyFacts } from './facts.ts'
import type { PolicyProfile } from './profile.ts'

/** One published version: what holds from `effectiveAt` until the next one does. */
export type PolicyVersion = {
  /** The day on which it was announced, `2026-11-21`, with `.2` for the second one of a day. */
  version: string
  announcedAt: Date
  effectiveAt: Date
  profile: PolicyProfile
  /** What is kept and for what, as it was published; absent for a profile alone, of which nothing is withheld. */
  facts?: PolicyFacts
}

export type Policy = {
  /** The profile that holds at this moment. */
  inForce(): PolicyProfile
  /** The version that holds at this moment; people accept this one. */
  version(): PolicyVersion
  /** What was announced and comes next; undefined when nothing waits. */
  announced(): PolicyVersion | undefined
  /** All that were announced, in that order, also those that never came to hold. */
  versions(): readonly PolicyVersion[]
  /** All versions, in the order in which they were announced; called when they were read from the database. */
  load(versions: readonly PolicyVersion[]): void
}

/** `first` holds until versions are loaded. */
export function createPolicy(first: PolicyVersion, now: Clock): Policy {
  let all: readonly PolicyVersion[] = [first]
  let versions = all
  const version = (): PolicyVersion =>
    versions.findLast(({ effectiveAt }) => effectiveAt <= now()) ?? versions[0] ?? first
  return {
    inForce: () => version().profile,
    version,
    announced: () => versions.find(({ effectiveAt }) => effectiveAt > now()),
    versions: () => all,
    load: (loaded) => {
      if (loaded.length === 0) return
      all = loaded
      versions = withoutSuperseded(loaded)
    },
  }
}

/**
 * Those that come to hold, or held: one that was announced and then overtaken by a later announcement, which took effect
 * before it or with it, never does. What is left takes effect in the order in which it was announced.
 */
export function withoutSuperseded<V extends Pick<PolicyVersion, 'effectiveAt'>>(versions: readonly V[]): V[] {
  return versions.filter(
    ({ effectiveAt }, index) => !versions.slice(index + 1).some((later) => later.effectiveAt <= effectiveAt),
  )
}

/** A policy that always holds, for tests and for commands without a database. */
export function fixedPolicy(profile: PolicyProfile, version = '2026-01-01'): Policy {
  const at = new Date(0)
  return createPolicy({ version, announcedAt: at, effectiveAt: at, profile }, () => at)
}
