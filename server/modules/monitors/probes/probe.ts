/** A program that a workspace runs in a network of its own, which runs the checks that name it. Pure. */
import { createHash } from 'node:crypto'
import { newSecret } from '#platform/ids'

/** Begins each key of a probe. Such a key opens nothing but the two addresses that a probe calls. */
export const probeKeyPrefix = 'wwp_'
export const maxProbes = 50
/** A probe asks every fifteen seconds; one that was not heard of for so long is silent, and its checks are unknown. */
export const silentAfterMs = 60_000
/** So long a probe keeps what it cannot hand in; older results are not taken. */
export const maxResultAgeMs = 24 * 3_600_000

export type Probe = {
  id: string
  name: string
  /** The first characters of its key, to tell it from others. */
  prefix: string
  createdBy: string
  createdAt: Date
  revokedAt: Date | null
  /** Null: never. */
  lastSeenAt: Date | null
  /** As it said when it was seen last. */
  version: string | null
  /** Types of checks that it knows; others are not handed to it. */
  types: string[]
  /** How far its clock goes ahead of ours, in milliseconds. It corrects for that itself. */
  clockOffsetMs: number | null
  /** Results that it has not handed in yet. */
  waitingResults: number
}

export type ProbeState = 'waiting' | 'connected' | 'silent' | 'revoked'

export function stateOf({ revokedAt, lastSeenAt }: Pick<Probe, 'revokedAt' | 'lastSeenAt'>, now: Date): ProbeState {
  if (revokedAt !== null) return 'revoked'
  if (lastSeenAt === null) return 'waiting'
  return now.getTime() - lastSeenAt.getTime() > silentAfterMs ? 'silent' : 'connected'
}

export function newProbeKey(): { key: string; keyHash: Buffer; prefix: string } {
  const key = `${probeKeyPrefix}${newSecret(32)}`
  return { key, keyHash: hashProbeKey(key), prefix: key.slice(0, 10) }
}

export function looksLikeProbeKey(text: string): boolean {
  return /^wwp_[\w-]{43}$/.test(text)
}

/** A random 256-bit secret needs no slow hash. */
export function hashProbeKey(key: string): Buffer {
  return createHash('sha256').update(key).digest()
}
