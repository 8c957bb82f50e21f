/** A link that was mailed to prove an address: what it allows, how long, and its secret. Pure; see email-proof-repo.ts. */
import { z } from 'zod'
import { linkSecret, readLinkSecret, type VaultKeys } from '#platform/vault'

export type EmailProofKind = 'signUp' | 'emailChange' | 'passwordReset'

/** What someone signs up with, until the address is proved. */
export const SignUpData = z.object({
  name: z.string(),
  workspace: z.object({ name: z.string(), slug: z.string() }),
  policyVersion: z.string(),
  minimumAge: z.number(),
})
export type SignUpData = z.infer<typeof SignUpData>

export type EmailProof = {
  id: string
  kind: EmailProofKind
  /** Whose address changes or whose password is reset; null until the mail is sent, and for a sign-up. */
  userId: string | null
  /** Where the link goes. */
  email: string
  /** `SignUpData` of a sign-up; empty otherwise. */
  data: object
  createdAt: Date
  expiresAt: Date
}

const hourMs = 3_600_000

/**
 * At least as long as the window in which mails to an address are limited (limits.ts): whoever uses up an address's
 * share of mails has only sent its owner links that still work.
 */
export const lifetimesMs: Record<EmailProofKind, number> = {
  signUp: 24 * hourMs,
  emailChange: 24 * hourMs,
  passwordReset: 4 * hourMs,
}

/** The secret of the link, see the vault's; it opens nothing of another kind. */
export function proofSecret(vault: VaultKeys, { kind, id }: Pick<EmailProof, 'kind' | 'id'>): string {
  return linkSecret(vault, `users.${kind}`, id)
}

/** The id that a secret is about; undefined when we did not make it for this kind. */
export function readProofSecret(vault: VaultKeys, kind: EmailProofKind, secret: string): string | undefined {
  return readLinkSecret(vault, `users.${kind}`, 'eml', secret)
}
