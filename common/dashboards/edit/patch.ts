/** RFC 7396: what a patch names is replaced, null takes away, everything else stays. */
import type { JsonObject } from '../model.ts'
import { isObject } from '../read/values.ts'

export function mergePatch(target: unknown, patch: JsonObject): JsonObject {
  const kept = new Map(Object.entries(isObject(target) ? target : {}))
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) kept.delete(key)
    else if (value !== undefined) kept.set(key, isObject(value) ? mergePatch(kept.get(key), value) : value)
  }
  return Object.fromEntries(kept)
}
