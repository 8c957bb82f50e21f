/** A link that was mailed to prove an address: what it allows, how long, and its secret. Pure; see email-proof-repo.ts. */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import type { VaultKeys } from '#platform/vault'

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

/**
 * The secret of the link: which record it is about (128 bits of its id) and an HMAC over it with a key of the kind, so
 * that it cannot be guessed, opens nothing of another kind, and is stored nowhere. 75 URL-safe characters.
 */
export function proofSecret(vault: VaultKeys, { kind, id }: Pick<EmailProof, 'kind' | 'id'>): string {
  const hex = id.slice(prefix.length)
  return `${hex}${mac(vault.derive(purposeOf(kind)), hex).toString('base64url')}`
}

/** The id that a secret is about, made with any of the master keys; undefined when we did not make it for this kind. */
export function readProofSecret(vault: VaultKeys, kind: EmailProofKind, secret: string): string | undefined {
  const [, hex, given] = /^([0-9a-f]{32})([A-Za-z0-9_-]{43})$/.exec(secret) ?? []
  if (hex === undefined || given === undefined) return undefined
  const sent = Buffer.from(given, 'base64url')
  const ours = vault.keyIds.some((id) => timingSafeEqual(sent, mac(vault.deriveWith(id, purposeOf(kind)), hex)))
  return ours ? `${prefix}${hex}` : undefined
}

const prefix = 'eml_'

function purposeOf(kind: EmailProofKind): string {
  return `users.${kind}`
}

function mac(key: Buffer, hex: string): Buffer {
  return createHmac('sha256', key).update(hex).digest()
}
