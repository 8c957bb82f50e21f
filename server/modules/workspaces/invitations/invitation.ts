/** Someone was asked to join by mail. Pure. */
import { AppError } from '#platform/errors'
import * as vaultLink from '#platform/vault'
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

/** The secret of a mailed link: which sending it is about, see the vault's. */
export function linkSecret(vault: VaultKeys, linkId: string): string {
  return vaultLink.linkSecret(vault, purpose, linkId)
}

/** The id that a secret is about; undefined when we did not make it. */
export function readLinkSecret(vault: VaultKeys, secret: string): string | undefined {
  return vaultLink.readLinkSecret(vault, purpose, linkPrefix, secret)
}
