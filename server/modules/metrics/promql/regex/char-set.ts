/** Sets of characters, as the classes of a pattern name them. Characters are code points. */

export type CharSet = (char: number) => boolean

/** Pairs of first and last, inclusive. */
export function ranges(...bounds: number[]): CharSet {
  return (char) => {
    for (let at = 0; at + 1 < bounds.length; at += 2) {
      if (char >= (bounds[at] ?? 0) && char <= (bounds[at + 1] ?? 0)) return true
    }
    return false
  }
}

export const not =
  (set: CharSet): CharSet =>
  (char) =>
    !set(char)

export const union =
  (sets: readonly CharSet[]): CharSet =>
  (char) =>
    sets.some((set) => set(char))

/** A set whose answers for ASCII are looked up. */
export function withTable(set: CharSet): CharSet {
  const table = Uint8Array.from({ length: 128 }, (_, char) => (set(char) ? 1 : 0))
  return (char) => (char < 128 ? table[char] === 1 : set(char))
}

/** The same set when letters of either case count as one. */
export function ignoringCase(set: CharSet): CharSet {
  return (char) => {
    if (set(char)) return true
    const text = String.fromCodePoint(char)
    for (const other of [text.toLowerCase(), text.toUpperCase(), text.toUpperCase().toLowerCase()]) {
      const point = other.codePointAt(0) ?? char
      // A letter that becomes two in the other case has no other case here.
      if (String.fromCodePoint(point) === other && set(point)) return true
    }
    // The two signs beyond ASCII that fold into it: the long s and the Kelvin sign.
    if (char === 0x73 || char === 0x53) return set(0x17f)
    if (char === 0x6b || char === 0x4b) return set(0x212a)
    return false
  }
}

const digit = ranges(0x30, 0x39)
const space = ranges(0x09, 0x0a, 0x0c, 0x0d, 0x20, 0x20)
export const word = ranges(0x30, 0x39, 0x41, 0x5a, 0x5f, 0x5f, 0x61, 0x7a)

/** The classes of one letter; they know ASCII only, as RE2's. */
export const perlClasses: Readonly<Record<string, CharSet>> = {
  d: digit,
  D: not(digit),
  s: space,
  S: not(space),
  w: word,
  W: not(word),
}

/** `[[:name:]]` */
export const posixClasses: Readonly<Record<string, CharSet>> = {
  alnum: ranges(0x30, 0x39, 0x41, 0x5a, 0x61, 0x7a),
  alpha: ranges(0x41, 0x5a, 0x61, 0x7a),
  ascii: ranges(0, 0x7f),
  blank: ranges(0x09, 0x09, 0x20, 0x20),
  cntrl: ranges(0, 0x1f, 0x7f, 0x7f),
  digit,
  graph: ranges(0x21, 0x7e),
  lower: ranges(0x61, 0x7a),
  print: ranges(0x20, 0x7e),
  punct: ranges(0x21, 0x2f, 0x3a, 0x40, 0x5b, 0x60, 0x7b, 0x7e),
  space: ranges(0x09, 0x0d, 0x20, 0x20),
  upper: ranges(0x41, 0x5a),
  word,
  xdigit: ranges(0x30, 0x39, 0x41, 0x46, 0x61, 0x66),
}

/** `\p{name}`: a general category or a script; undefined for a name that Unicode does not know. */
export function unicodeClass(name: string): CharSet | undefined {
  if (name === 'Any') return () => true
  if (!/^[A-Za-z_]+$/.test(name)) return undefined
  const property = name.length <= 2 ? `\\p{gc=${name}}` : `\\p{sc=${name}}`
  let pattern: RegExp
  try {
    pattern = new RegExp(`^${property}$`, 'u')
  } catch {
    return undefined
  }
  return (char) => pattern.test(String.fromCodePoint(char))
}
