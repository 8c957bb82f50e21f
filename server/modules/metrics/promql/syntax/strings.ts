/**
 * String literals as Go writes them. Bytes that are no UTF-8 (`"\xff"`) become the lone surrogates U+DC80…U+DCFF, so
 * that they survive in a string and `isWellFormed` tells them.
 */

/** The value of what stands between the quotes, or undefined where an escape is none. */
export function unquote(inside: string, quote: string): string | undefined {
  if (quote === '`') return inside
  const bytes: number[] = []
  const text = new TextEncoder()
  for (let at = 0; at < inside.length;) {
    if (inside[at] !== '\\') {
      const point = inside.codePointAt(at) ?? 0
      bytes.push(...text.encode(String.fromCodePoint(point)))
      at += point > 0xffff ? 2 : 1
      continue
    }
    const escape = readEscape(inside, at + 1, quote)
    if (!escape) return undefined
    if (escape.isByte) bytes.push(escape.value)
    else bytes.push(...text.encode(String.fromCodePoint(escape.value)))
    at = escape.end
  }
  return decode(Uint8Array.from(bytes))
}

/** In double quotes, as Go's `%q`. */
export function quoteText(text: string): string {
  let quoted = '"'
  for (const char of text) {
    const point = char.codePointAt(0) ?? 0
    const simple = simpleEscapes[char]
    if (simple) quoted += simple
    else if (point >= 0xdc80 && point <= 0xdcff) quoted += `\\x${(point - 0xdc00).toString(16)}`
    else if (point < 0x20 || point === 0x7f) quoted += `\\x${point.toString(16).padStart(2, '0')}`
    else quoted += char
  }
  return `${quoted}"`
}

const simpleEscapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
}

const controls: Readonly<Record<string, number>> = { a: 7, b: 8, f: 12, n: 10, r: 13, t: 9, v: 11, '\\': 92 }

function readEscape(
  text: string,
  at: number,
  quote: string,
): { value: number; isByte: boolean; end: number } | undefined {
  const char = text[at] ?? ''
  const control = controls[char]
  if (control !== undefined) return { value: control, isByte: false, end: at + 1 }
  if (char === quote) return { value: char.charCodeAt(0), isByte: false, end: at + 1 }
  const lengths: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 }
  const length = lengths[char]
  const digits = length === undefined ? text.slice(at, at + 3) : text.slice(at + 1, at + 1 + length)
  const pattern = length === undefined ? /^[0-7]{3}$/ : /^[0-9A-Fa-f]+$/
  if (!pattern.test(digits) || (length !== undefined && digits.length !== length)) return undefined
  const value = Number.parseInt(digits, length === undefined ? 8 : 16)
  const isByte = length === undefined || length === 2
  if (isByte ? value > 255 : value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff)) return undefined
  return { value, isByte, end: length === undefined ? at + 3 : at + 1 + length }
}

function decode(bytes: Uint8Array): string {
  const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  let text = ''
  for (let at = 0; at < bytes.length;) {
    const first = bytes[at] ?? 0
    const length = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1
    try {
      text += strict.decode(bytes.subarray(at, at + length))
      at += length
    } catch {
      text += String.fromCharCode(0xdc00 + first)
      at++
    }
  }
  return text
}
