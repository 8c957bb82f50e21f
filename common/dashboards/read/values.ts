/** Reads single values out of JSON that may be anything: a wrong kind is as good as none. */
import type { JsonObject } from '../model.ts'

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Absent or no object: an empty one. */
export function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : {}
}

export function listOf(value: unknown, max: number): unknown[] {
  return Array.isArray(value) ? value.slice(0, max) : []
}

export function objectsOf(value: unknown, max: number): JsonObject[] {
  return listOf(value, max).filter(isObject)
}

/** Numbers count as text: people write `"name": 5`. Cut at `max` characters. */
export function textOf(value: unknown, max: number, otherwise = ''): string {
  if (typeof value === 'string') return value.length > max ? value.slice(0, max) : value
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : otherwise
}

/** A text, or undefined when there is none or it is empty. */
export function someText(value: unknown, max: number): string | undefined {
  return textOf(value, max) || undefined
}

export function textsOf(value: unknown, maxItems: number, maxChars: number): string[] {
  return listOf(value, maxItems)
    .map((each) => textOf(each, maxChars))
    .filter((each) => each !== '')
}

/** Older dashboards write numbers as text. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  if (typeof value !== 'string' || value.trim() === '') return undefined
  const number = Number(value)
  return Number.isFinite(number) ? number : undefined
}

export function boundedNumber(value: unknown, least: number, most: number, otherwise: number): number {
  const number = numberOf(value)
  return number === undefined ? otherwise : Math.min(most, Math.max(least, number))
}

export function flagOf(value: unknown, otherwise: boolean): boolean {
  return typeof value === 'boolean' ? value : otherwise
}

export function oneOf<const Choice extends string>(
  value: unknown,
  choices: readonly Choice[],
  otherwise: Choice,
): Choice {
  return choices.find((choice) => choice === value) ?? otherwise
}

/** An object without the keys that have no value: what is not set is not there. */
export function defined<Value extends object>(value: Value): { [Key in keyof Value]: Exclude<Value[Key], undefined> } {
  const kept = Object.entries(value).filter(([, each]) => each !== undefined)
  // Only undefined went, so each key that is left has its value.
  return Object.fromEntries(kept) as { [Key in keyof Value]: Exclude<Value[Key], undefined> }
}

/** A key of our own of an object whose keys come from outside: `__proto__` and its like find nothing. */
export function own<Value>(record: { readonly [key: string]: Value }, key: string): Value | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined
}
