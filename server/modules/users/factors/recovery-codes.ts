/** Codes for the day on which the phone is lost: each opens once. Pure. */
import { createHash } from 'node:crypto'
import { newSecret } from '#platform/ids'

export const recoveryCodeCount = 10
/** 80 bits: not to be guessed, so a plain hash is enough to keep and no limit for each person is needed. */
const codeBytes = 10
/** Crockford's base 32, which has no i, l, o and u, so that a code can be read from paper. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'

/** Ten of `k3v9-0rtm-82hx-wq5d`. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: recoveryCodeCount }, () => {
    const bits = [...Buffer.from(newSecret(codeBytes), 'base64url')].map((byte) => byte.toString(2).padStart(8, '0'))
    const letters = bits.join('').match(/.{5}/g) ?? []
    const code = letters.map((five) => alphabet[Number.parseInt(five, 2)]).join('')
    return (code.match(/.{4}/g) ?? []).join('-')
  })
}

/** SHA-256 of the code as it was meant: case, spaces and dashes do not count, and o, i, l are read as 0 and 1. */
export function hashRecoveryCode(code: string): Buffer {
  const meant = code.toLowerCase().replaceAll(/[\s-]/g, '').replaceAll('o', '0').replaceAll(/[il]/g, '1')
  return createHash('sha256').update(meant).digest()
}
