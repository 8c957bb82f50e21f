/** What may become a password: long enough, and none that everybody tries first. No rule of composition. */
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { invalidRequest } from '#platform/errors'

const minLength = 12
const maxLength = 1_000

/** Length in code points of the composed form (NFC), in which it is stored as well. */
export const NewPassword = z
  .string()
  .refine((text) => lengthOf(text) >= minLength, `must be at least ${minLength} characters long`)
  .refine((text) => lengthOf(text) <= maxLength, 'must not be longer than 1,000 characters')
  .meta({ description: '12 to 1,000 characters, any; not one of the most common ones' })

/** A password that somebody already has: only bounded. */
export const GivenPassword = z.string().max(4_000)

/**
 * Throws invalid_request at the field `password` for one of the common passwords, a short thing repeated, and the
 * person's own address or name (OWASP ASVS 5.0, 6.2.4 and 6.2.11).
 */
export function checkNewPassword(password: string, person: { email: string; name: string }): void {
  const text = fold(password)
  const own = [person.email, person.email.split('@')[0] ?? '', person.name].map(fold)
  if (own.includes(text)) throw refuse('must not be your address or your name')
  const [, unit = text] = /^(.+?)\1+$/su.exec(text) ?? []
  if (lengthOf(unit) <= shortUnit) throw refuse('is a few characters repeated; choose another one')
  if (commonPasswords().has(text) || commonPasswords().has(unit)) {
    throw refuse('is one of the most common passwords; choose another one')
  }
}

const shortUnit = 4
let common: ReadonlySet<string> | undefined

/** 49,000 passwords from leaks, of which a set is made when the first one is chosen. */
function commonPasswords(): ReadonlySet<string> {
  // The data file itself: the package's own entry also loads word lists and keyboards, 20 MB of memory in all.
  const file = new URL(import.meta.resolve('@zxcvbn-ts/language-common/src/passwords.json'))
  common ??= new Set(
    z
      .array(z.string())
      .parse(JSON.parse(readFileSync(file, 'utf8')))
      .map(fold),
  )
  return common
}

function fold(text: string): string {
  return text.normalize('NFC').toLowerCase().trim()
}

function lengthOf(text: string): number {
  return Array.from(text.normalize('NFC')).length
}

function refuse(reason: string) {
  return invalidRequest(`password: ${reason}`, [{ path: 'password', message: reason }])
}
