/**
 * A label's name in an address: names beyond letters, digits and underscores are written with the prefix `U__`, `_` as
 * `__`, and any other character as its code point in hexadecimal between underscores. Prometheus' own example leaves
 * an underscore before letters single, so that is read as well. What cannot be read so is a name as it is.
 */
export function readLabelName(text: string): string {
  if (!text.startsWith('U__')) return text
  let name = ''
  let rest = text.slice(3)
  while (rest !== '') {
    const [taken = '', plain, hex] = /^([^_]+)|^_([\da-f]{1,6})_|^__|^_/i.exec(rest) ?? []
    if (plain !== undefined) name += plain
    else if (hex === undefined) name += '_'
    else if (parseInt(hex, 16) > 0x10ffff) return text
    else name += String.fromCodePoint(parseInt(hex, 16))
    rest = rest.slice(taken.length)
  }
  return name
}
