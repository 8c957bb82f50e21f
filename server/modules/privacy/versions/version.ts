/** What is to be announced, and from when it holds. Pure. */
import { createHash } from 'node:crypto'
import {
  canonical,
  describeChanges,
  withoutSuperseded,
  type Change,
  type PolicyFacts,
  type PolicyProfile,
  type PolicyVersion,
} from '#platform/policy'

/** What this process is configured with and brings along. */
export type Configured = { profile: PolicyProfile; facts: PolicyFacts }

/** What is configured and not announced. */
export type Draft = {
  /** Of exactly this content on top of exactly this version: what was read is what is announced. */
  id: string
  /** Against the version that was announced last. */
  changes: Change[]
  /** Of the profile in force. */
  noticeDays: number
  /** When it would hold if it were announced now. */
  effectiveAt: Date
}

const dayMs = 86_400_000

/** Undefined when what was announced last says all that is configured. `versions`: all, in order of announcement. */
export function draftOf(versions: readonly PolicyVersion[], configured: Configured, now: Date): Draft | undefined {
  const newest = versions.at(-1)
  if (!newest) return undefined
  const changes = describeChanges(newest, configured)
  if (changes.length === 0) return undefined
  const inForce = inForceOf(versions, now)
  return {
    id: createHash('sha256')
      .update(`${newest.version}\n${canonical(configured)}`)
      .digest('hex')
      .slice(0, 32),
    changes,
    noticeDays: inForce.profile.changes.noticeDays,
    effectiveAt: effectiveAt(versions, configured, now),
  }
}

/**
 * Never typed, always computed: what is not material against the version in force holds at once; what adds nothing
 * material to something that was announced holds with it; all else after the notice of the profile in force.
 */
export function effectiveAt(versions: readonly PolicyVersion[], configured: Configured, now: Date): Date {
  const inForce = inForceOf(versions, now)
  if (!isMaterial(inForce, configured)) return now
  const waiting = withoutSuperseded(versions).filter((version) => version.effectiveAt > now)
  const carrier = waiting.find((version) => !isMaterial(version, configured))
  if (carrier) return carrier.effectiveAt
  return new Date(now.getTime() + inForce.profile.changes.noticeDays * dayMs)
}

function isMaterial(before: PolicyVersion, after: Configured): boolean {
  return describeChanges(before, after).some(({ material }) => material)
}

function inForceOf(versions: readonly PolicyVersion[], now: Date): PolicyVersion {
  const inForce = withoutSuperseded(versions).findLast((version) => version.effectiveAt <= now) ?? versions[0]
  if (!inForce) throw new Error('no version of the policy was ever published')
  return inForce
}

/** The day, `2026-11-21`; `.2` for the second one of a day. */
export function nameVersion(versions: readonly Pick<PolicyVersion, 'version'>[], now: Date): string {
  const day = now.toISOString().slice(0, 10)
  const same = versions.filter(({ version }) => version.split('.')[0] === day).length
  return same === 0 ? day : `${day}.${same + 1}`
}

export type PublishedVersion = PolicyVersion & {
  /** `withdrawn`: announced, and overtaken by a later announcement before it held. */
  state: 'past' | 'inForce' | 'announced' | 'withdrawn'
  /** Against the one before it that held or was to hold; of a withdrawn one against what held then. */
  changes: Change[]
}

/** All versions with what each changed, newest first. */
export function describeHistory(versions: readonly PolicyVersion[], now: Date): PublishedVersion[] {
  const chain = withoutSuperseded(versions)
  const inForce = versions.length === 0 ? undefined : inForceOf(versions, now)
  const described = versions.map((version, index): PublishedVersion => {
    const isInChain = chain.includes(version)
    const before = versions.slice(0, index).findLast((earlier) => chain.includes(earlier))
    const changes = before ? describeChanges(before, version) : []
    if (!isInChain) return { ...version, changes, state: 'withdrawn' }
    if (version === inForce) return { ...version, changes, state: 'inForce' }
    return { ...version, changes, state: version.effectiveAt > now ? 'announced' : 'past' }
  })
  return described.toReversed()
}

/** For how long a material change is shown after it took effect, where no notice ran before it. */
const shownDays = 14

/** The newest version with a material change of which people are told while it waits and for a while after it began. */
export function noticeOf(versions: readonly PolicyVersion[], now: Date): PublishedVersion | undefined {
  return describeHistory(versions, now).find(
    ({ state, changes, effectiveAt: at }) =>
      (state === 'announced' || state === 'inForce') &&
      changes.some(({ material }) => material) &&
      now.getTime() - at.getTime() < shownDays * dayMs,
  )
}
