/** Valid card and account numbers for tests and measurements, made by arithmetic from the published ranges. */
import { issuerRanges } from './card.ts'
import { ibanForms } from './iban.ts'

/** Gives a number from 0 up to `below`, exclusive. */
export type Pick = (below: number) => number

export type MadeCard = { issuer: string; digits: string }

/** A number in a random range with a random length, and the right check digit. */
export function makeCard(pick: Pick): MadeCard {
  const [issuer, first, last, lengths] = issuerRanges[pick(issuerRanges.length)] ?? ['', 0, 0, 0]
  const possible = Array.from({ length: 20 }, (_, length) => length).filter((length) => lengths & (1 << length))
  const length = possible[pick(possible.length)] ?? 16
  const prefix = String(first + pick(last - first + 1)).padStart(issuer === 'Maestro' ? 4 : 1, '0')
  const body = prefix + digitsOf(pick, length - 1 - prefix.length)
  return { issuer, digits: body + luhnDigit(body) }
}

export function digitsOf(pick: Pick, length: number): string {
  return Array.from({ length }, () => pick(10)).join('')
}

/** Written anew and in another way than the guard does it, so that both would have to be wrong. */
export function luhnDigit(body: string): string {
  const sum = Array.from(body)
    .reverse()
    .map((digit, place) => (place % 2 === 0 ? Number(digit) * 2 : Number(digit)))
    .reduce((total, value) => total + Math.floor(value / 10) + (value % 10), 0)
  return String((10 - (sum % 10)) % 10)
}

/** The ways in which people and programs write `digits`. */
export function groupings(digits: string): string[][] {
  const fours = digits.match(/.{1,4}/g) ?? []
  const printed =
    digits.length === 15 || digits.length === 14 ? [[digits.slice(0, 4), digits.slice(4, 10), digits.slice(10)]] : []
  return [[digits], fours, ...printed]
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'

export function makeIban(pick: Pick): string {
  const countries = [...ibanForms]
  const [country, form] = countries[pick(countries.length)] ?? ['', '']
  const account = Array.from(form, (kind) => {
    const isLetter = kind === 'a' || (kind === 'c' && pick(2) === 0)
    return isLetter ? letters[pick(letters.length)] : String(pick(10))
  }).join('')
  const numeric = Array.from(`${account}${country}00`, (character) => Number.parseInt(character, 36)).join('')
  const check = 98n - (BigInt(numeric) % 97n)
  return `${country}${String(check).padStart(2, '0')}${account}`
}
