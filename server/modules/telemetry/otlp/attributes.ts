/** Attributes as names and texts, within their bounds. */
import { cleanText } from '../clean.ts'
import type { JsonObject, JsonValue } from '../event.ts'
import { maxKeyLength, maxRequestCharacters, maxValueLength } from './limits.ts'
import { BadRecord } from './sent.ts'

export type Pair = [name: string, value: string]

/** What of a request was made smaller, and how much text it may still have. */
export type Trim = { shortened: number; charactersLeft: number }

export const newTrim = (): Trim => ({ shortened: 0, charactersLeft: maxRequestCharacters })

/** As people read it: a text as it is, nothing as nothing, a list or map as compact JSON. */
export function valueText(value: JsonValue | undefined): string {
  if (typeof value === 'string') return value
  return value === undefined || value === null ? '' : JSON.stringify(value)
}

/** Undefined where there is none. */
export function named(attributes: JsonObject, names: readonly string[], max: number): string | undefined {
  for (const name of names) {
    const text = valueText(attributes[name])
    if (text) return cleanText(text, max)
  }
  return undefined
}

/** In their order, without those in `without`; at most `max`. A name that is empty says nothing. */
export function pairsOf(attributes: JsonObject, max: number, trim: Trim, without?: ReadonlySet<string>): Pair[] {
  const names = Object.keys(attributes).filter((name) => name !== '' && !without?.has(name))
  let isShorter = names.length > max
  const pairs = names.slice(0, max).map((name): Pair => {
    const text = valueText(attributes[name])
    if (text.length > maxValueLength || name.length > maxKeyLength) isShorter = true
    return [cleanText(name, maxKeyLength), cleanText(text, maxValueLength)]
  })
  if (isShorter) trim.shortened += 1
  return pairs
}

/** A record's own attributes and those of its program; its own count where both have a name. */
export function joined(own: readonly Pair[], inherited: readonly Pair[]): Pair[] {
  const names = new Set(own.map(([name]) => name))
  return [...own, ...inherited.filter(([name]) => !names.has(name))]
}

/** Throws BadRecord when the request has had its share: what is short may be repeated on very many records. */
export function charge(trim: Trim, pairs: readonly Pair[], more: number): void {
  trim.charactersLeft -= more
  for (const [name, value] of pairs) trim.charactersLeft -= name.length + value.length
  if (trim.charactersLeft < 0) throw new BadRecord('the request has more text than one may have')
}
