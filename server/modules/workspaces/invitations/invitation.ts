/** Someone was asked to join by mail. Pure. */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { AppError } from '#platform/errors'
import type { VaultKeys } from '#platform/vault'
import type { Role } from '../permissions.ts'

/** A row ends when it is accepted or revoked, and some time after it expired. */
export type Invitation = {
  id: string
  /** Personal data of someone who may never have heard of us: only whoever may see members sees it. */
  email: string
  role: Role
  /** Id of the person or key. */
  invitedBy: string
  linkId: string
  createdAt: Date
  expiresAt: Date
}

export const invitationDays = 7
/** How long an expired one can still be sent again. */
export const expiredDays = 30
const dayMs = 86_400_000

export function expiresAt(sentAt: Date): Date {
  return new Date(sentAt.getTime() + invitationDays * dayMs)
}

export function forgetAt(invitation: Pick<Invitation, 'expiresAt'>): Date {
  return new Date(invitation.expiresAt.getTime() + expiredDays * dayMs)
}

export function invitationState(invitation: Pick<Invitation, 'expiresAt'>, now: Date): 'open' | 'expired' {
  return invitation.expiresAt <= now ? 'expired' : 'open'
}

/** Addresses are compared without regard to case. */
export function isInvited({ email }: Pick<Invitation, 'email'>, address: string): boolean {
  return email.toLowerCase() === address.toLowerCase()
}

/** The link was ours once: it is too old, or the invitation was accepted, revoked or sent again. */
export const invitationGone = () =>
  new AppError('gone', 'this invitation has expired, was withdrawn, or was used already; ask for another one')

const linkPrefix = 'inl'
const purpose = 'workspaces.invitation'

/**
 * The secret of a mailed link: which sending it is about (128 bits of its id) and an HMAC over it, so that it can not
 * be guessed and needs to be stored nowhere. 75 URL-safe characters.
 */
export function linkSecret(vault: VaultKeys, linkId: string): string {
  const hex = linkId.slice(linkPrefix.length + 1)
  return `${hex}${mac(vault.derive(purpose), hex).toString('base64url')}`
}

/** The id that a secret is about, made with any of the master keys; undefined when we did not make it. */
export function readLinkSecret(vault: VaultKeys, secret: string): string | undefined {
  const [, hex, given] = /^([0-9a-f]{32})([A-Za-z0-9_-]{43})$/.exec(secret) ?? []
  if (hex === undefined || given === undefined) return undefined
  const sent = Buffer.from(given, 'base64url')
  const ours = vault.keyIds.some((keyId) => timingSafeEqual(sent, mac(vault.deriveWith(keyId, purpose), hex)))
  return ours ? `${linkPrefix}_${hex}` : undefined
}

function mac(key: Buffer, hex: string): Buffer {
  return createHmac('sha256', key).update(hex).digest()
}
