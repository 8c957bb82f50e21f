/**
 * Passwords: bcrypt over base64(HMAC-SHA-384(pepper, NFC(password))), 64 bytes. Bcrypt alone reads 72 bytes and stops,
 * so that two long passwords would be one; the pepper is not in the database, so a stolen table alone is worth nothing.
 */
import { createHmac } from 'node:crypto'
import { hash, verify } from '@node-rs/bcrypt'
import { invalidRequest } from '#platform/errors'

/** Of production; tests use 4, the lowest. */
export const defaultCost = 12
/** Far above any passphrase; only bounds the work of one request. */
const maxPasswordBytes = 4096
/** `v1$<cost>$<bcrypt salt and hash>`: v1 is the scheme above with the first pepper. */
const stored = /^v1\$(\d\d)\$([./A-Za-z0-9]{53})$/
/** Salt and hash of nothing: no password is known to lead to it. */
const nobody = `${'.'.repeat(22)}${'.'.repeat(31)}`

export type StoredPassword = string

/** Throws invalid_request for a text that is no valid Unicode or longer than 4,096 bytes. */
export async function hashPassword(pepper: Buffer, password: string, cost = defaultCost): Promise<StoredPassword> {
  if (!password.isWellFormed() || Buffer.byteLength(password) > maxPasswordBytes) {
    throw invalidRequest('the password is too long or contains something that is no text')
  }
  const full = await hash(prehash(pepper, password), { cost })
  return `v1$${full.slice(4, 6)}$${full.slice(7)}`
}

/** False for a wrong password and for a stored value of a scheme that is not known. */
export async function verifyPassword(pepper: Buffer, password: string, value: StoredPassword): Promise<boolean> {
  const [, cost, rest] = stored.exec(value) ?? []
  if (cost === undefined || rest === undefined) return false
  const matches = await verify(prehash(pepper, password.slice(0, maxPasswordBytes)), `$2b$${cost}$${rest}`)
  return matches && password.isWellFormed() && Buffer.byteLength(password) <= maxPasswordBytes
}

/** A stored value that nobody's password matches, to spend the same time on a user who does not exist. */
export function nobodysPassword(cost: number): StoredPassword {
  return `v1$${String(cost).padStart(2, '0')}$${nobody}`
}

/** True when the value was made by another scheme or cost: hash again while the password is at hand. */
export function needsRehash(value: StoredPassword, cost: number): boolean {
  return Number(stored.exec(value)?.[1] ?? 0) !== cost
}

function prehash(pepper: Buffer, password: string): string {
  return createHmac('sha384', pepper).update(password.normalize('NFC'), 'utf8').digest('base64')
}
