/** Someone who asked to be told by mail: asked, confirmed, unsubscribed; and the two secrets that mails carry. */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { VaultKeys } from '#platform/vault'

export type Subscriber = {
  id: string
  pageId: string
  /** Personal data: only members who may write see it. */
  address: string
  createdAt: Date
  confirmationRequestedAt: Date | null
  confirmedAt: Date | null
  unsubscribedAt: Date | null
}

export type SubscriberState = 'pending' | 'confirmed' | 'unsubscribed'

export const confirmationHours = 48
/** How long the proof of consent is kept after its withdrawal. */
export const proofDays = 30

export function subscriberState({ confirmedAt, unsubscribedAt }: Subscriber): SubscriberState {
  if (unsubscribedAt !== null) return 'unsubscribed'
  return confirmedAt === null ? 'pending' : 'confirmed'
}

/** When there is no reason left to keep the row; null as long as it is subscribed. */
export function forgetAt({ confirmedAt, unsubscribedAt, confirmationRequestedAt, createdAt }: Subscriber): Date | null {
  if (unsubscribedAt !== null) return new Date(unsubscribedAt.getTime() + proofDays * 86_400_000)
  if (confirmedAt !== null) return null
  return confirmationEnds(confirmationRequestedAt ?? createdAt)
}

export function confirmationEnds(requestedAt: Date): Date {
  return new Date(requestedAt.getTime() + confirmationHours * 3_600_000)
}

export type SecretPurpose = 'confirm' | 'unsubscribe'

const prefixes: Record<SecretPurpose, string> = { confirm: 'cnf', unsubscribe: 'sub' }

/**
 * A secret for a link: which record it is about (128 bits of its id) and an HMAC over it with a key of the purpose, so
 * that it cannot be guessed, opens nothing else, and needs to be stored nowhere. 75 URL-safe characters.
 */
export function linkSecret(vault: VaultKeys, purpose: SecretPurpose, id: string): string {
  const hex = id.slice(prefixes[purpose].length + 1)
  return `${hex}${mac(vault, purpose, hex).toString('base64url')}`
}

/** The id that a secret is about; undefined when we did not make it for this purpose. */
export function readLinkSecret(vault: VaultKeys, purpose: SecretPurpose, secret: string): string | undefined {
  const [, hex, given] = /^([0-9a-f]{32})([A-Za-z0-9_-]{43})$/.exec(secret) ?? []
  if (hex === undefined || given === undefined) return undefined
  const valid = timingSafeEqual(Buffer.from(given, 'base64url'), mac(vault, purpose, hex))
  return valid ? `${prefixes[purpose]}_${hex}` : undefined
}

function mac(vault: VaultKeys, purpose: SecretPurpose, hex: string): Buffer {
  return createHmac('sha256', vault.derive(`statuspages.${purpose}`))
    .update(hex)
    .digest()
}
