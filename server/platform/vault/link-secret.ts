/** Secrets of mailed links: made anew from a record's id whenever they are wanted, and stored nowhere. */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { VaultKeys } from './keys.ts'

/**
 * Which record the link is about (the 128 bits of its id, behind the prefix) and an HMAC over it with a key of the
 * purpose, so that it cannot be guessed and opens nothing of another purpose. 75 URL-safe characters.
 */
export function linkSecret(vault: VaultKeys, purpose: string, id: string): string {
  const hex = id.slice(id.indexOf('_') + 1)
  return `${hex}${mac(activeKey(vault, purpose), hex).toString('base64url')}`
}

/** Derived once and kept as long as the keys are: a letter to many needs as many secrets of one purpose. */
const activeKeys = new WeakMap<VaultKeys, Map<string, Buffer>>()

function activeKey(vault: VaultKeys, purpose: string): Buffer {
  const keys = activeKeys.get(vault) ?? new Map<string, Buffer>()
  activeKeys.set(vault, keys)
  const key = keys.get(purpose) ?? vault.derive(purpose)
  keys.set(purpose, key)
  return key
}

/** The id that a secret is about, made with any of the master keys; undefined when we did not make it for this purpose. */
export function readLinkSecret(
  vault: VaultKeys,
  purpose: string,
  prefix: string,
  secret: string,
): `${string}_${string}` | undefined {
  const [, hex, given] = /^([0-9a-f]{32})([A-Za-z0-9_-]{43})$/.exec(secret) ?? []
  if (hex === undefined || given === undefined) return undefined
  const sent = Buffer.from(given, 'base64url')
  const ours = vault.keyIds.some((keyId) => timingSafeEqual(sent, mac(vault.deriveWith(keyId, purpose), hex)))
  return ours ? `${prefix}_${hex}` : undefined
}

function mac(key: Buffer, hex: string): Buffer {
  return createHmac('sha256', key).update(hex).digest()
}
