/** What differs between what a file says of a thing and what the thing is. Pure. */
import { isObject, wholeChanges } from './diff-whole.ts'
import type { Item, Kind } from './kinds/index.ts'

export { isObject } from './diff-whole.ts'

/** `path` as in `spec.url`; `from` is undefined where the installation does not show it. */
export type Change = { path: string; from: unknown; to: unknown }

/** What the API shows in the place of a secret, and takes as "as it was" (docs/checks.md). */
const hiddenSecret = '********'

/**
 * What the file does not say may be anything: a default, or what somebody set in the browser. Fields that the
 * installation does not show, a password say, are left out.
 */
export function changesOf(
  wanted: Item,
  actual: Item,
  { unordered = [], exact = [] }: Pick<Kind, 'unordered' | 'exact'>,
): Change[] {
  return Object.entries(wanted).flatMap(([field, value]) => {
    if (!(field in actual)) return []
    if (exact.includes(field)) return wholeChanges(field, value, actual[field])
    return compare(field, value, actual[field], unordered.includes(field))
  })
}

function compare(path: string, wanted: unknown, actual: unknown, anyOrder: boolean): Change[] {
  if (isObject(wanted) && isObject(actual)) {
    return Object.entries(wanted).flatMap(([field, value]) => compare(`${path}.${field}`, value, actual[field], false))
  }
  if (Array.isArray(wanted) && Array.isArray(actual)) {
    const [left, right] = anyOrder ? [sorted(wanted), sorted(actual)] : [wanted, actual]
    return left.length === right.length && left.every((value, index) => isSame(value, right[index]))
      ? []
      : [{ path, from: actual, to: wanted }]
  }
  return isSame(wanted, actual) ? [] : [{ path, from: actual, to: wanted }]
}

/** In lists everything counts, but for what is not said and says nothing. */
function isSame(wanted: unknown, actual: unknown): boolean {
  if (actual === hiddenSecret && typeof wanted === 'string') return true
  if (isObject(wanted) && isObject(actual)) {
    const fields = new Set([...Object.keys(wanted), ...Object.keys(actual)])
    return [...fields].every((field) => isSame(wanted[field] ?? null, actual[field] ?? null))
  }
  if (Array.isArray(wanted) && Array.isArray(actual)) {
    return wanted.length === actual.length && wanted.every((value, index) => isSame(value, actual[index]))
  }
  if (typeof wanted === 'string' && typeof actual === 'string') return wanted.trimEnd() === actual.trimEnd()
  return Object.is(wanted, actual) || (isNothing(wanted) && isNothing(actual))
}

const isNothing = (value: unknown): boolean =>
  value == null || value === false || value === '' || (Array.isArray(value) && value.length === 0)

const sorted = (list: readonly unknown[]): unknown[] => list.toSorted((a, b) => (String(a) < String(b) ? -1 : 1))
