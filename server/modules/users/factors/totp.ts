/** Time-based one-time codes (RFC 6238): SHA-1, 6 digits, 30 seconds, what every authenticator app can do. Pure. */
import { generateURI, ScureBase32Plugin, verifySync } from 'otplib'
import { newSecret } from '#platform/ids'

/** RFC 4226 §4, R6: 160 bits are recommended. */
const secretBytes = 20
const periodSeconds = 30
/** What was begun and not confirmed within this time is begun again: a secret that was shown long ago may be known. */
export const confirmWithinMs = 60 * 60_000

/** Base32 without padding, the form that authenticator apps take. */
export function newTotpSecret(): string {
  return new ScureBase32Plugin().encode(Buffer.from(newSecret(secretBytes), 'base64url'))
}

/** For the QR code and for a link on a phone: `otpauth://totp/Watchword:<e-mail>?secret=…&issuer=Watchword`. */
export function totpUri(secret: string, email: string): string {
  return generateURI({ issuer: 'Watchword', label: email, secret })
}

/**
 * The time step whose code this is, at most one away from now (RFC 6238 §5.2), or undefined. Compares in constant time.
 * Whether that step was used already is for the row to say.
 */
export function stepOfCode(secret: string, code: string, now: Date): number | undefined {
  const result = verifySync({
    secret,
    token: code.replaceAll(/\s/g, ''),
    epoch: Math.floor(now.getTime() / 1000),
    period: periodSeconds,
    epochTolerance: periodSeconds,
  })
  return result.valid && 'timeStep' in result ? result.timeStep : undefined
}
