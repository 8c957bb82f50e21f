/** Numbers of bank accounts (ISO 13616), by the registry's form for each country and the check digits. */
import { codeAt, digitOf, isAlphanumeric, letterOf, skipSeparators, startsWord } from './digits.ts'

/** What follows the two letters and the two check digits: `n` digits, `a` letters, `c` either. */
const registry: Readonly<Record<string, string>> = {
  AD: '8n12c', AE: '19n', AL: '8n16c', AT: '16n', AZ: '4a20c', BA: '16n', BE: '12n', BG: '4a6n8c', BH: '4a14c',
  BI: '23n', BR: '23n1a1c', BY: '4c4n16c', CH: '5n12c', CR: '18n', CY: '8n16c', CZ: '20n', DE: '18n', DJ: '23n',
  DK: '14n', DO: '4c20n', EE: '16n', EG: '25n', ES: '20n', FI: '14n', FK: '2a12n', FO: '14n', FR: '10n11c2n',
  GB: '4a14n', GE: '2a16n', GI: '4a15c', GL: '14n', GR: '7n16c', GT: '24c', HN: '4a20n', HR: '17n', HU: '24n',
  IE: '4a14n', IL: '19n', IQ: '4a15n', IS: '22n', IT: '1a10n12c', JO: '4a4n18c', KW: '4a22c', KZ: '3n13c',
  LB: '4n20c', LC: '4a24c', LI: '5n12c', LT: '16n', LU: '3n13c', LV: '4a13c', LY: '21n', MC: '10n11c2n',
  MD: '20c', ME: '18n', MK: '3n10c2n', MN: '16n', MR: '23n', MT: '4a5n18c', MU: '4a19n3a', NI: '4a20n',
  NL: '4a10n', NO: '11n', OM: '3n16c', PK: '4a16c', PL: '24n', PS: '4a21c', PT: '21n', QA: '4a21c', RO: '4a16c',
  RS: '18n', RU: '14n15c', SA: '2n18c', SC: '4a20n3a', SD: '14n', SE: '20n', SI: '15n', SK: '20n', SM: '1a10n12c',
  SO: '19n', ST: '21n', SV: '4a20n', TL: '19n', TN: '20n', TR: '6n16c', UA: '6n19c', VA: '18n', VG: '4a16n',
  XK: '16n', YE: '4a4n18c',
} // prettier-ignore

/** One class a character, by country. */
export const ibanForms: ReadonlyMap<string, string> = new Map(
  Object.entries(registry).map(([country, form]) => [
    country,
    form.replaceAll(/(\d+)([nac])/g, (_, count: string, kind: string) => kind.repeat(Number(count))),
  ]),
)

/** The same by the values of the two letters, for a look at every pair of letters before a digit. */
const formsByLetters: (string | undefined)[] = []
for (const [country, form] of ibanForms) formsByLetters[Number.parseInt(country, 36)] = form

/** `at`: the first check digit. Answers where the number begins and ends, or undefined. */
export function findIban(text: string, at: number): { start: number; end: number } | undefined {
  const second = letterOf(codeAt(text, at - 1))
  const first = second < 0 ? -1 : letterOf(codeAt(text, at - 2))
  if (first < 0) return undefined
  const form = formsByLetters[first * 36 + second]
  const [tens, ones] = [digitOf(codeAt(text, at)), digitOf(codeAt(text, at + 1))]
  const start = at - 2
  if (form === undefined || ones < 0 || !startsWord(text, start)) return undefined
  const account = readAccount(text, at + 2, form)
  if (!account || isAlphanumeric(codeAt(text, account.end))) return undefined
  const whole = [first, second, tens, ones].reduce(appended, account.remainder)
  return whole === 1 ? { start, end: account.end } : undefined
}

const [number, letter] = [0x6e, 0x61] // n, a

/** The rest of the number in the country's form, with separators anywhere, modulo 97. */
function readAccount(text: string, at: number, form: string): { end: number; remainder: number } | undefined {
  let end = at
  let remainder = 0
  for (let place = 0; place < form.length; place++) {
    const kind = form.charCodeAt(place)
    let value = valueOf(codeAt(text, end), kind)
    if (value < 0) {
      end = skipSeparators(text, end)
      value = valueOf(codeAt(text, end), kind)
      if (value < 0) return undefined
    }
    remainder = appended(remainder, value)
    end += 1
  }
  return { end, remainder }
}

/** Of a character that the class allows, else -1. */
function valueOf(code: number, kind: number): number {
  const digit = kind === letter ? -1 : digitOf(code)
  return digit >= 0 || kind === number ? digit : letterOf(code)
}

/** ISO 7064 MOD 97-10, one character after the other: a letter stands for two digits. */
function appended(remainder: number, value: number): number {
  return (remainder * (value < 10 ? 10 : 100) + value) % 97
}
