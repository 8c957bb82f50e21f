/** Someone who asked to be told by mail: asked, confirmed, unsubscribed; and the two secrets that mails carry. */
import * as vaultLink from '#platform/vault'
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

export function subscriberState({ confirmedAt, unsubscribedAt }: Subscriber): SubscriberState {
  if (unsubscribedAt !== null) return 'unsubscribed'
  return confirmedAt === null ? 'pending' : 'confirmed'
}

export function confirmationEnds(requestedAt: Date): Date {
  return new Date(requestedAt.getTime() + confirmationHours * 3_600_000)
}

export type SecretPurpose = 'confirm' | 'unsubscribe'

const prefixes: Record<SecretPurpose, string> = { confirm: 'cnf', unsubscribe: 'sub' }

/** The secret of a link in a mail; see the vault's. */
export function linkSecret(vault: VaultKeys, purpose: SecretPurpose, id: string): string {
  return vaultLink.linkSecret(vault, `statuspages.${purpose}`, id)
}

/** The id that a secret is about; undefined when we did not make it for this purpose. */
export function readLinkSecret(vault: VaultKeys, purpose: SecretPurpose, secret: string): string | undefined {
  return vaultLink.readLinkSecret(vault, `statuspages.${purpose}`, prefixes[purpose], secret)
}
