/** Writes the values of variables into queries, titles and links. */
import { maxInterpolatedChars } from '../limits.ts'
import type { Scope, VariableValue, VariableValues } from '../model.ts'
import { own } from '../read/values.ts'
import { autoInterval, builtIn } from './builtin.ts'
import { writeFormat } from './formats.ts'
import { type Reference, referenceAt } from './pattern.ts'
import { type Place, inQuotes, requote, scanPromql, withinString, writeInto } from './promql.ts'

/** `pattern`: a regular expression of the dashboard itself, such as that of a variable. */
type How = 'promql' | 'text' | 'pattern'

/**
 * A value never changes what a query is made of: within a string it stays within the string, in a matcher by regular
 * expression what was found stands for itself, and outside of strings it is one word (or, when it is none, one string).
 * Only what the author of the dashboard wrote himself (constants, custom values) may be a part of an expression.
 * In `text` what people read of the value is written, with nothing escaped. Names that nobody defined stay as they are.
 * Throws RangeError when the result would be longer than `maxInterpolatedChars`.
 */
export function interpolate(text: string, values: VariableValues, scope: Scope, how: How): string {
  const find = (reference: Reference): VariableValue | undefined => lookUp(reference, values, scope)
  if (how === 'promql') return inPromql(text, find)
  return inText(text, values, scope, find, how === 'text' ? writeText : writePattern)
}

type Find = (reference: Reference) => VariableValue | undefined

function lookUp(reference: Reference, values: VariableValues, scope: Scope): VariableValue | undefined {
  const value = own(values, reference.name) ?? builtIn(reference.name, reference.format, scope)
  if (value?.auto === undefined) return value
  const step = autoInterval(value.auto, scope)
  return { ...value, values: [step], texts: [step] }
}

function inPromql(text: string, find: Find): string {
  const out = bounded()
  scanPromql(text, {
    plain: (part) => out.add(part),
    outside: (part) => out.add(replaceIn(part, find, 'outside')),
    string: (body, quote, place) => {
      const replaced = replaceIn(body, find, place, quote)
      // A string in backticks has no escapes: with a value in it, it is written in quotes.
      out.add(replaced === body ? quote + body + quote : inQuotes(replaced, quote))
    },
  })
  return out.text()
}

/** The text as it was, when there is nothing to replace in it. */
function replaceIn(text: string, find: Find, place: Place, quote = ''): string {
  const out = bounded()
  const keep = quote === '`' ? requote : (part: string): string => part
  let from = 0
  let changed = false
  for (let index = 0; index < text.length; index++) {
    if (quote !== '' && quote !== '`' && text[index] === '\\') {
      index++
      continue
    }
    const reference = referenceAt(text, index)
    const value = reference && find(reference)
    if (!reference || !value) continue
    changed = true
    out.add(keep(text.slice(from, index)))
    out.add(writeInto(value, reference, place, quote))
    from = index + reference.length
    index = from - 1
  }
  if (!changed) return text
  out.add(keep(text.slice(from)))
  return out.text()
}

function inText(text: string, values: VariableValues, scope: Scope, find: Find, write: Write): string {
  const out = bounded()
  let from = 0
  for (let index = 0; index < text.length; index++) {
    const reference = referenceAt(text, index)
    const written = reference && (forLinks(reference, values, scope) ?? write(find(reference), reference))
    if (!reference || written === undefined) continue
    out.add(text.slice(from, index))
    out.add(written)
    index += reference.length - 1
    from = index + 1
  }
  out.add(text.slice(from))
  return out.text()
}

type Write = (value: VariableValue | undefined, reference: Reference) => string | undefined

function writeText(value: VariableValue | undefined, { name, format }: Reference): string | undefined {
  if (!value) return undefined
  const written = format === undefined ? undefined : writeFormat(format, value, name)
  if (written !== undefined) return written
  return value.all === true ? 'All' : value.texts.join(' + ')
}

/** As a matcher by regular expression would have it, but within no quotes. */
function writePattern(value: VariableValue | undefined, { name, format }: Reference): string | undefined {
  return (
    value && ((format === undefined ? undefined : writeFormat(format, value, name)) ?? withinString(value, 'regex'))
  )
}

/** What links carry on to another dashboard. */
function forLinks({ name }: Reference, values: VariableValues, scope: Scope): string | undefined {
  if (name === '__url_time_range') return `from=${Math.round(scope.fromMs)}&to=${Math.round(scope.toMs)}`
  if (name !== '__all_variables') return undefined
  return Object.entries(values)
    .flatMap(([key, value]) => (value.all === true ? ['$__all'] : value.values).map((each) => [key, each] as const))
    .map(([key, each]) => `var-${encodeURIComponent(key)}=${encodeURIComponent(each)}`)
    .join('&')
}

function bounded(): { add: (part: string) => void; text: () => string } {
  const parts: string[] = []
  let chars = 0
  return {
    add: (part) => {
      chars += part.length
      if (chars > maxInterpolatedChars) {
        throw new RangeError(`with its variables filled in this is longer than ${maxInterpolatedChars} characters`)
      }
      parts.push(part)
    },
    text: () => parts.join(''),
  }
}
