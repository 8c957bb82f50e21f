/**
 * The policy in force. A profile that changed takes effect in code at the moment at which its published version does,
 * and not before: whoever asks gets the profile of the version whose day has come.
 */
import type { Clock } from '../clock.ts'
import type { PolicyProfile } from './profile.ts'

/** One published version: what holds from `effectiveAt` until the next one does. */
export type PolicyVersion = {
  /** The day on which it was announced, `2026-11-21`, with `.2` for the second one of a day. */
  version: string
  announcedAt: Date
  effectiveAt: Date
  profile: PolicyProfile
}

export type Policy = {
  /** The profile that holds at this moment. */
  inForce(): PolicyProfile
  /** The version that holds at this moment; people accept this one. */
  version(): PolicyVersion
  /** What was announced and does not hold yet. */
  announced(): PolicyVersion | undefined
  /** All versions, oldest first; called when they were read from the database. */
  load(versions: readonly PolicyVersion[]): void
}

/** `first` holds until versions are loaded. */
export function createPolicy(first: PolicyVersion, now: Clock): Policy {
  let versions: readonly PolicyVersion[] = [first]
  const version = (): PolicyVersion =>
    versions.findLast(({ effectiveAt }) => effectiveAt <= now()) ?? versions[0] ?? first
  return {
    inForce: () => version().profile,
    version,
    announced: () => versions.find(({ effectiveAt }) => effectiveAt > now()),
    load: (loaded) => {
      if (loaded.length > 0) versions = loaded.toSorted((a, b) => a.effectiveAt.getTime() - b.effectiveAt.getTime())
    },
  }
}

/** A policy that always holds, for tests and for commands without a database. */
export function fixedPolicy(profile: PolicyProfile, version = '2026-01-01'): Policy {
  const at = new Date(0)
  return createPolicy({ version, announcedAt: at, effectiveAt: at, profile }, () => at)
}
