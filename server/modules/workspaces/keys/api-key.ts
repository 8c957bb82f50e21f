/** API keys: what they are, when they work and how one follows another. Pure; the rows are api-key-repo.ts's. */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { Permission } from '#platform/context'
import { conflict, forbidden } from '#platform/errors'
import { newSecret } from '#platform/ids'
import { permissionsOf } from '../permissions.ts'

/** Begins each API key, so that secret scanners can find one that leaked. No id begins with it. */
export const apiKeyPrefix = 'wwk_'

/** Scopes are permissions; a key has some of its creator's and acts with exactly these. */
export const apiKeyScopes: readonly Permission[] = [...permissionsOf('owner')]

export const maxApiKeys = 100
/** A key that is longer away than this is one without an end. */
export const maxLifeMs = 10 * 366 * 86_400_000

export type ApiKey = {
  id: string
  name: string
  /** The first characters of the key, to tell one's keys apart. */
  prefix: string
  scopes: Permission[]
  createdBy: string
  createdAt: Date
  /** From then on it is refused; null for never. */
  expiresAt: Date | null
  /** Exact to a minute. */
  lastUsedAt: Date | null
  revokedAt: Date | null
  /** The key that it was rotated to. */
  replacedBy: string | null
}

export function newKey(): string {
  return `${apiKeyPrefix}${newSecret(32)}`
}

/** Whether it has the form of a key; what has not need not be looked for. */
export function looksLikeApiKey(text: string): boolean {
  return /^wwk_[\w-]{43}$/.test(text)
}

export function prefixOf(key: string): string {
  return key.slice(0, 10)
}

/** A random 256-bit secret needs no slow hash. */
export function hashKey(key: string): Buffer {
  return createHash('sha256').update(key).digest()
}

/** In constant time; the index that found the row compared the hashes as it liked. */
export function isSameHash(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b)
}

export function isLive(key: { revokedAt: Date | null; expiresAt: Date | null }, now: Date): boolean {
  return key.revokedAt === null && (key.expiresAt === null || key.expiresAt > now)
}

/** Last use is written once a minute: exact enough to find keys that nobody needs. */
export function isUseStale({ lastUsedAt }: Pick<ApiKey, 'lastUsedAt'>, now: Date): boolean {
  return lastUsedAt === null || now.getTime() - lastUsedAt.getTime() >= 60_000
}

/**
 * Nobody hands out more than they have, by a new key or by rotating an old one: an admin who rotates the owner's key
 * would hold the owner's permissions. Throws forbidden.
 */
export function requireOwnScopes(scopes: readonly Permission[], own: ReadonlySet<Permission>): void {
  const missing = scopes.filter((scope) => !own.has(scope))
  if (missing.length > 0) throw forbidden(`a key cannot have what you do not have yourself: ${missing.join(', ')}`)
}

/** Throws conflict for a key that has ended or was rotated before. */
export function requireRotatable(
  key: { revokedAt: Date | null; expiresAt: Date | null; replacedBy: string | null },
  now: Date,
): void {
  if (key.replacedBy !== null) throw conflict('this key has been rotated already')
  if (!isLive(key, now)) throw conflict('this key has ended; create a new one')
}

/** When the old key ends after a rotation: with the overlap, or by itself if that is earlier. */
export function overlapEnd(old: { expiresAt: Date | null }, overlapHours: number, now: Date): Date {
  const end = new Date(now.getTime() + overlapHours * 3_600_000)
  return old.expiresAt !== null && old.expiresAt < end ? old.expiresAt : end
}

/** The new key lives as long as the old one was made for. */
export function successorExpiry(old: { createdAt: Date; expiresAt: Date | null }, now: Date): Date | null {
  return old.expiresAt && new Date(now.getTime() + old.expiresAt.getTime() - old.createdAt.getTime())
}
