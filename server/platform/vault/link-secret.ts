/** Secrets of mailed links: made anew from a record's id whenever they are wanted, and stored nowhere. */
import { createHmac, timingSafeEqual, type KeyObject } from 'node:crypto'
import type { VaultKeys } from './keys.ts'
import { macKey } from './mac-key.ts'

/**
 * Which record the link is about (the 128 bits of its id, behind the prefix) and an HMAC over it with a key of the
 * purpose, so that it cannot be guessed and opens nothing of another purpose. 75 URL-safe characters.
 */
export function linkSecret(vault: VaultKeys, purpose: string, id: string): string {
  const hex = id.slice(id.indexOf('_') + 1)
  return `${hex}${mac(macKey(vault, purpose), hex).toString('base64url')}`
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
  const ours = vault.keyIds.some((keyId) => timingSafeEqual(sent, mac(macKey(vault, purpose, keyId), hex)))
  return ours ? `${prefix}_${hex}` : undefined
}

function mac(key: KeyObject, hex: string): Buffer {
  return createHmac('sha256', key).update(hex).digest()
}
