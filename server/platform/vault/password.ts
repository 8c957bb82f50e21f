/**
 * Passwords: bcrypt over base64(HMAC-SHA-384(pepper, NFC(password))), 64 bytes. Bcrypt alone reads 72 bytes and stops,
 * so that two long passwords would be one; the pepper is not in the database, so a stolen table alone is worth nothing.
 * A stored password names the pepper that it was made with: there is one for each master key.
 */
import { createHmac } from 'node:crypto'
import { hash, verify } from '@node-rs/bcrypt'
import { invalidRequest } from '#platform/errors'

/** Of production; tests use 4, the lowest. */
export const defaultCost = 12
/** Far above any passphrase; only bounds the work of one request. */
const maxPasswordBytes = 4096
/** `v1$<cost>$<salt and hash>`, from when there was one pepper; `v2$<pepper id>$<cost>$<salt and hash>`. */
const stored = /^(?:v1|v2\$([0-9a-f]{8}))\$(\d\d)\$([./A-Za-z0-9]{53})$/
/** Salt and hash of nothing: no password is known to lead to it. */
const nobody = `${'.'.repeat(22)}${'.'.repeat(31)}`

export type StoredPassword = string

/** `id` is the fingerprint of the master key that it is derived from. */
export type Pepper = { id: string; key: Buffer }

/** The active pepper first, the oldest last. */
export type Peppers = readonly [Pepper, ...Pepper[]]

/** Throws invalid_request for a text that is no valid Unicode or longer than 4,096 bytes. */
export async function hashPassword(pepper: Pepper, password: string, cost = defaultCost): Promise<StoredPassword> {
  if (!password.isWellFormed() || Buffer.byteLength(password) > maxPasswordBytes) {
    throw invalidRequest('the password is too long or contains something that is no text')
  }
  const full = await hash(prehash(pepper, password), { cost })
  return `v2$${pepper.id}$${full.slice(4, 6)}$${full.slice(7)}`
}

/** False for a wrong password, for a stored value of a scheme that is not known, and for one whose pepper is gone. */
export async function verifyPassword(peppers: Peppers, password: string, value: StoredPassword): Promise<boolean> {
  const [, pepperId, cost, rest] = stored.exec(value) ?? []
  if (cost === undefined || rest === undefined) return false
  const pepper = findPepper(peppers, pepperId)
  // Without its pepper nobody can tell, but it takes as long: who signs in learns nothing of the keys.
  const prehashed = prehash(pepper ?? peppers[0], password.slice(0, maxPasswordBytes))
  const matches = await verify(prehashed, `$2b$${cost}$${rest}`)
  return matches && pepper !== undefined && password.isWellFormed() && Buffer.byteLength(password) <= maxPasswordBytes
}

/** A stored value that nobody's password matches, to spend the same time on a user who does not exist. */
export function nobodysPassword(cost: number): StoredPassword {
  return `v1$${String(cost).padStart(2, '0')}$${nobody}`
}

/** True when the value was made by another scheme, pepper or cost: hash again while the password is at hand. */
export function needsRehash(active: Pepper, value: StoredPassword, cost: number): boolean {
  const [, pepperId, storedCost] = stored.exec(value) ?? []
  return pepperId !== active.id || Number(storedCost) !== cost
}

/** v1 is from before there could be a second key, so its pepper is the oldest one. */
function findPepper(peppers: Peppers, pepperId: string | undefined): Pepper | undefined {
  return pepperId === undefined ? peppers.at(-1) : peppers.find(({ id }) => id === pepperId)
}

function prehash(pepper: Pepper, password: string): string {
  return createHmac('sha384', pepper.key).update(password.normalize('NFC'), 'utf8').digest('base64')
}
