/**
 * Finds and removes the numbers of payment cards and bank accounts (ADR 0025, docs/card-data.md). Time is linear in the
 * length of the text: each character is read a bounded number of times.
 */
import { findCard } from './card-data/card.ts'
import { codeAt, digitOf, endOfDigits, isEscape, letterOf, skipSeparators } from './card-data/digits.ts'
import { findIban } from './card-data/iban.ts'

export type CardDataMode = 'off' | 'mask' | 'refuse'
export type CardDataKind = 'card' | 'iban'

/** Where it stands, in UTF-16 units, and never what it was. */
export type CardDataMatch = { kind: CardDataKind; start: number; end: number }

/** The shortest is a card of 13 digits. */
const minLength = 13

export const cardDataMasks: Readonly<Record<CardDataKind, string>> = {
  card: '[card number removed]',
  iban: '[bank account number removed]',
}

const digit = '[0-9\\u0660-\\u0669\\u06f0-\\u06f9\\uff10-\\uff19]'
const between = '(?:[ .+\\-\\u00a0-\\u00b7\\u2007-\\u2015\\u202f\\u2212\\u3000\\uff0d\\uff0e]|%20){0,3}'

/**
 * What every match holds: thirteen digits, or two letters, two digits and eleven more of either. It is asked first
 * because nearly no text does; from each place it looks at a bounded number of characters.
 */
const mayContain = new RegExp(
  `${digit}(?:${between}${digit}){12}|[a-z]{2}${digit}{2}(?:${between}(?:${digit}|[a-z])){11}`,
  'i',
)

/** All that is in the text, in its order, without overlap. */
export function findCardData(text: string): CardDataMatch[] {
  const matches: CardDataMatch[] = []
  if (text.length < minLength || !mayContain.test(text)) return matches
  let at = 0
  while (at < text.length) {
    const code = text.charCodeAt(at)
    // Nearly everything that is written ends here.
    if (code > 0x39 && code < 0x660) at += 1
    else if (digitOf(code) < 0) at += isEscape(text, at) ? 3 : 1
    else {
      const end = endOfDigits(text, at, text.length)
      const match = matchAt(text, at, end)
      if (match) matches.push(match)
      at = match ? match.end : end
    }
  }
  return matches
}

function matchAt(text: string, at: number, end: number): CardDataMatch | undefined {
  const iban = letterOf(codeAt(text, at - 1)) < 0 ? undefined : findIban(text, at)
  if (iban) return { kind: 'iban', ...iban }
  // Digits that end in a letter or a bracket begin no number of a card, unless they are one.
  const mayBegin = end - at >= minLength || skipSeparators(text, end) > end
  const card = mayBegin ? findCard(text, at) : undefined
  return card && { kind: 'card', ...card }
}

/** The text without them; the same string when there are none. Nothing of a number stays, only what kind it was. */
export function maskCardData(text: string): string {
  return masked(text, findCardData(text))
}

function masked(text: string, matches: readonly CardDataMatch[]): string {
  let copy = ''
  let from = 0
  for (const { kind, start, end } of matches) {
    copy += text.slice(from, start) + cardDataMasks[kind]
    from = end
  }
  return from === 0 ? text : copy + text.slice(from)
}

/** JSON that was parsed just now, and so is nobody else's: it is changed in place. */
type Json = Record<string | number, unknown>

/** Which texts a walk leaves alone, by the name of their field and whether it stands in the outermost object. */
export type Exempt = (name: string, where: 'outermost' | 'inner') => boolean

/**
 * Takes them out of every text, every whole number and every name of a field in `root`, which must be an object or a
 * list and is changed in place. Answers how many they were. However deep it is, the stack does not grow.
 */
export function maskCardDataIn(root: object, exempt: Exempt = () => false): number {
  let removed = 0
  const waiting: object[] = [root]
  for (let value = waiting.pop(); value; value = waiting.pop()) {
    const where = value === root ? 'outermost' : 'inner'
    const parent = value as Json // a list has its positions as names
    const names = Array.isArray(value) ? undefined : Object.keys(value)
    const count = names ? names.length : (value as unknown[]).length // see above
    for (let index = 0; index < count; index++) {
      const name = names?.[index] ?? index
      const child = parent[name]
      if (typeof child === 'object') {
        if (child !== null) waiting.push(child)
      } else if (mayHold(child) && !(names && exempt(String(name), where))) {
        const matches = findCardData(String(child))
        if (matches.length > 0) set(parent, name, masked(String(child), matches))
        removed += matches.length
      }
      if (typeof name === 'string' && name.length >= minLength) removed += rename(parent, name)
    }
  }
  return removed
}

/** Where in `value` they stand: the paths of fields, dotted. For JSON of bounded depth. */
export function cardDataPaths(value: unknown, exempt: Exempt = () => false, path = ''): string[] {
  if (mayHold(value)) return findCardData(String(value)).length > 0 ? [path || 'body'] : []
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, child]) => {
    const place = path ? `${path}.${name}` : name
    // A name that is a number itself must not be told again.
    if (findCardData(name).length > 0) return [path || 'body']
    const isLeft = typeof child !== 'object' && exempt(name, path ? 'inner' : 'outermost')
    return isLeft ? [] : cardDataPaths(child, exempt, place)
  })
}

/** A number beyond 2^53 has lost its last digits in JSON, so there is nothing left to check. */
function mayHold(value: unknown): value is string | number {
  if (typeof value === 'string') return value.length >= minLength
  return typeof value === 'number' && value >= 1e12 && Number.isSafeInteger(value)
}

function rename(parent: Json, name: string): number {
  const matches = findCardData(name)
  if (matches.length === 0) return 0
  set(parent, masked(name, matches), parent[name])
  delete parent[name]
  return matches.length
}

/** Not by assignment: a field may be called `__proto__`. */
function set(parent: Json, name: string | number, value: unknown): void {
  Object.defineProperty(parent, name, { value, writable: true, enumerable: true, configurable: true })
}
