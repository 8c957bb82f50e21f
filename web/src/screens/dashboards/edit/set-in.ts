/** One value deep within a JSON object, changed without touching anything beside it. */
import type { JsonObject } from '#common/dashboards'

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Undefined takes it away, and what is empty after that stays. Steps are keys of objects. */
export function setIn(object: JsonObject, [key, ...rest]: readonly string[], value: unknown): JsonObject {
  if (key === undefined) return object
  if (rest.length === 0) {
    const { [key]: _, ...others } = object
    return value === undefined ? others : { ...object, [key]: value }
  }
  const inner = object[key]
  return { ...object, [key]: setIn(isObject(inner) ? inner : {}, rest, value) }
}

export function getIn(object: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((at, key) => (isObject(at) ? at[key] : undefined), object)
}

/** Objects of a list in JSON that anybody may have written. */
export const objectsIn = (value: unknown): JsonObject[] => (Array.isArray(value) ? value.filter(isObject) : [])

/** Where a text should stand and something else does, it is none. */
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')
