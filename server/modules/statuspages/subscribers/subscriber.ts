/** Someone who asked to be told: asked, confirmed, unsubscribed; what they want; and the secrets that mails carry. */
import { createHash, createHmac } from 'node:crypto'
import * as vaultLink from '#platform/vault'
import type { VaultKeys } from '#platform/vault'
import type { Locale } from '../look/locale.ts'

export const channels = ['email', 'webhook', 'slack'] as const
export type Channel = (typeof channels)[number]

export const kindChoices = ['all', 'reports', 'maintenance'] as const
export type Kinds = (typeof kindChoices)[number]

/** What somebody wants to be told of. */
export type Choices = {
  kinds: Kinds
  /** Only the end: that it is resolved, completed or called off. */
  onlyFinal: boolean
  /** Null: the whole page. A list: what is about one of these, and nothing else. */
  componentIds: string[] | null
  /** Groups of which all components count, also those that come later; only beside a list of components, which may be empty. */
  groupIds: string[]
  /** Of the messages; null: whatever the page's own is. */
  locale: Locale | null
}

export const everything: Choices = { kinds: 'all', onlyFinal: false, componentIds: null, groupIds: [], locale: null }

export type Subscriber = {
  id: string
  pageId: string
  channel: Channel
  /** Of mail, personal data; otherwise the part of the URL that may be shown. Only members who may write see it. */
  address: string
  createdAt: Date
  confirmationRequestedAt: Date | null
  confirmedAt: Date | null
  unsubscribedAt: Date | null
  kinds: Kinds
  onlyFinal: boolean
  scope: 'page' | 'components'
  locale: Locale | null
  source: 'form' | 'import'
  /** Of an import: where the consent comes from, in the importer's words, and when it was given. */
  consentNote: string | null
  consentAt: Date | null
  addedBy: string | null
  /** Nothing more is sent there, because the other side refused it for good. */
  suppressedAt: Date | null
  suppressedReason: string | null
  /** How often mail came back for good since one was known to arrive, when the last did, and what it said. */
  bounces: number
  bouncedAt: Date | null
  bounceReason: string | null
}

export const subscriberStates = ['pending', 'confirmed', 'suppressed', 'unsubscribed'] as const
export type SubscriberState = (typeof subscriberStates)[number]

export const confirmationHours = 48

export function subscriberState({
  confirmedAt,
  unsubscribedAt,
  suppressedAt,
}: Pick<Subscriber, 'confirmedAt' | 'unsubscribedAt' | 'suppressedAt'>): SubscriberState {
  if (unsubscribedAt !== null) return 'unsubscribed'
  if (confirmedAt === null) return 'pending'
  return suppressedAt === null ? 'confirmed' : 'suppressed'
}

export function confirmationEnds(requestedAt: Date): Date {
  return new Date(requestedAt.getTime() + confirmationHours * 3_600_000)
}

/** What is stored of a place in clear: what may be shown, and by what two of the same are known. */
export type Place = { channel: Channel; address: string; addressKey: string }

export function mailPlace(address: string): Place {
  return { channel: 'email', address, addressKey: address.toLowerCase() }
}

/** The path of a URL is a secret with some services, so only the host is shown, and the end by which it is told apart. */
export function urlPlace(channel: 'webhook' | 'slack', url: string): Place {
  const { host } = new URL(url)
  const digest = createHash('sha256').update(url).digest('hex')
  return { channel, address: `https://${host}/… (${digest.slice(0, 6)})`, addressKey: `${channel}:${digest}` }
}

/** Slack's incoming webhooks, and the same of its government cloud. */
export function isSlackUrl(url: string): boolean {
  return /^https:\/\/hooks\.slack(-gov)?\.com\/(services|workflows|triggers)\/[A-Za-z0-9/_-]{10,200}$/.test(url)
}

export type SecretPurpose = 'confirm' | 'unsubscribe' | 'manage'

const prefixes: Record<SecretPurpose, string> = { confirm: 'cnf', unsubscribe: 'sub', manage: 'cod' }

/** The secret of a link in a mail; see the vault's. */
export function linkSecret(vault: VaultKeys, purpose: SecretPurpose, id: string): string {
  return vaultLink.linkSecret(vault, `statuspages.${purpose}`, id)
}

/** The id that a secret is about; undefined when we did not make it for this purpose. */
export function readLinkSecret(vault: VaultKeys, purpose: SecretPurpose, secret: string): string | undefined {
  return vaultLink.readLinkSecret(vault, `statuspages.${purpose}`, prefixes[purpose], secret)
}

/** A code works this long, and so does the page that it opens. */
export const codeMinutes = 30
/** Wrong ones; then a new code is needed. With three codes an hour a guesser finds one in about eight years. */
export const maxCodeAttempts = 5

/** Six digits, made anew from the id of the request whenever they are wanted; `keyId` names the master key. */
export function codeOf(vault: VaultKeys, id: string, keyId?: string): string {
  const purpose = 'statuspages.code'
  const key = keyId === undefined ? vault.derive(purpose) : vault.deriveWith(keyId, purpose)
  const number = createHmac('sha256', key).update(id).digest().readUIntBE(0, 6) % 1_000_000
  return String(number).padStart(6, '0')
}

/** Whatever master key it was made with. */
export function isCodeOf(vault: VaultKeys, id: string, given: string): boolean {
  return vault.keyIds.some((keyId) => codeOf(vault, id, keyId) === given)
}
