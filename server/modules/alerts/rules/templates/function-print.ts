import { formatFloat, quoteText } from '#modules/metrics'
import { FunctionError, textOf, type TemplateFunction } from './function.ts'
import { formatFixed, formatGeneral, formatScientific } from './number-formats.ts'
import { joinTexts, show, typeName, type Value } from './values.ts'

/** A width or precision of `printf` may be at most this. */
export const maxPrintWidth = 1000

/** Go's fmt. */
export const print: Readonly<Record<string, TemplateFunction>> = {
  print: (args) =>
    joinTexts(args.map((value, at) => (needsBlank(args[at - 1], value) ? ` ${show(value)}` : show(value)))),
  println: (args) => `${joinTexts(args.map(show), ' ')}\n`,
  printf: ([format, ...args]) => printf(textOf(format), args),
}

/** Sprint puts a blank between two operands of which neither is a text. */
function needsBlank(before: Value | undefined, value: Value): boolean {
  return before !== undefined && typeof before !== 'string' && typeof value !== 'string'
}

function printf(format: string, args: readonly Value[]): string {
  const parts: string[] = []
  let [used, copied] = [0, 0]
  for (const match of format.matchAll(/%([-+ 0#]*)(\d*)(?:(\.)(\d*))?([a-zA-Z%])?/g)) {
    const [directive, flags = '', width = '', dot, digits = '', verb] = match
    parts.push(format.slice(copied, match.index))
    copied = match.index + directive.length
    if (Number(width) > maxPrintWidth || Number(digits) > maxPrintWidth) {
      throw new FunctionError(`printf: a width above ${maxPrintWidth}`)
    }
    if (verb === undefined) parts.push('%!(NOVERB)')
    else if (verb === '%') parts.push('%')
    else if (used >= args.length) parts.push(`%!${verb}(MISSING)`)
    else {
      const precision = dot === undefined ? undefined : Number(digits)
      parts.push(pad(convert(args[used++] ?? null, verb, flags, precision), flags, Number(width)))
    }
  }
  parts.push(format.slice(copied))
  const extra = args.slice(used).map((value) => `${typeName(value)}=${show(value)}`)
  return joinTexts(extra.length === 0 ? parts : [...parts, `%!(EXTRA ${joinTexts(extra, ', ')})`])
}

function convert(value: Value, verb: string, flags: string, precision: number | undefined): string {
  const bad = `%!${verb}(${typeName(value)}=${show(value)})`
  if (verb === 'v') return typeof value === 'number' ? signed(formatFloat(value), flags) : show(value)
  if (verb === 's') {
    return typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean'
      ? bad
      : Array.from(show(value)).slice(0, precision).join('')
  }
  if (verb === 'q') return typeof value === 'string' ? quoteText(value) : bad
  if (verb === 't') return typeof value === 'boolean' ? String(value) : bad
  if (typeof value === 'bigint') return convertInt(value, verb, flags) ?? bad
  if (typeof value === 'number') return convertFloat(value, verb, flags, precision) ?? bad
  if (verb === 'x' && typeof value === 'string') return Buffer.from(value).toString('hex')
  return bad
}

function convertInt(value: bigint, verb: string, flags: string): string | undefined {
  const bases: Readonly<Record<string, number>> = { d: 10, x: 16, X: 16, o: 8, b: 2 }
  const base = bases[verb]
  if (base === undefined) return verb === 'c' ? String.fromCodePoint(Number(BigInt.asUintN(16, value))) : undefined
  const text = value.toString(base)
  return signed(verb === 'X' ? text.toUpperCase() : text, flags)
}

function convertFloat(value: number, verb: string, flags: string, precision: number | undefined): string | undefined {
  if (verb === 'f' || verb === 'F') return signed(formatFixed(value, precision ?? 6), flags)
  if (verb === 'e') return signed(formatScientific(value, precision ?? 6), flags)
  if (verb === 'g') return signed(precision === undefined ? formatFloat(value) : formatGeneral(value, precision), flags)
  return undefined
}

function signed(text: string, flags: string): string {
  if (/^[-+]/.test(text)) return text.startsWith('+') && !flags.includes('+') && text !== '+Inf' ? text.slice(1) : text
  if (flags.includes('+')) return `+${text}`
  return flags.includes(' ') ? ` ${text}` : text
}

function pad(text: string, flags: string, width: number): string {
  if (flags.includes('-')) return text.padEnd(width)
  if (!flags.includes('0') || !/^[-+ ]?\d/.test(text)) return text.padStart(width)
  const sign = /^[-+ ]/.exec(text)?.[0] ?? ''
  return sign + text.slice(sign.length).padStart(width - sign.length, '0')
}
