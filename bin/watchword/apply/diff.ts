/** What differs between what a file says of a thing and what the thing is. Pure. */
import type { Item } from './kinds/index.ts'

/** `path` as in `spec.url`; `from` is undefined where the installation does not show it. */
export type Change = { path: string; from: unknown; to: unknown }

/** What the API shows in the place of a secret, and takes as "as it was" (docs/checks.md). */
const hiddenSecret = '********'

/**
 * What the file does not say may be anything: a default, or what somebody set in the browser. Fields that the
 * installation does not show, a password say, are left out.
 */
export function changesOf(wanted: Item, actual: Item, unordered: readonly string[] = []): Change[] {
  return Object.entries(wanted).flatMap(([field, value]) =>
    field in actual ? compare(field, value, actual[field], unordered.includes(field)) : [],
  )
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

export const isObject = (value: unknown): value is Item =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const sorted = (list: readonly unknown[]): unknown[] => list.toSorted((a, b) => (String(a) < String(b) ? -1 : 1))

const maxShown = 60

/** `intervalSeconds: 60 → 30`. What came from the environment is not shown, nor what it replaces. */
export function describeChange({ path, from, to }: Change, secrets: ReadonlySet<string>): string {
  if (hasSecret(to, secrets)) return `${path}: (from the environment)`
  if (from === undefined) return `${path}: (not shown)`
  if (isScalars(from) && isScalars(to)) {
    const [added, removed] = [to.filter((each) => !from.includes(each)), from.filter((each) => !to.includes(each))]
    const words = [...added.map((each) => `+ ${show(each)}`), ...removed.map((each) => `- ${show(each)}`)]
    if (words.length > 0 && words.length <= 10) return `${path}: ${words.join(', ')}`
  }
  if (isLong(from) || isLong(to)) return `${path}: ${linesOf(from)} → ${linesOf(to)}`
  return `${path}: ${show(from)} → ${show(to)}`
}

function hasSecret(value: unknown, secrets: ReadonlySet<string>): boolean {
  if (typeof value === 'string') return secrets.has(value)
  if (Array.isArray(value)) return value.some((each) => hasSecret(each, secrets))
  return isObject(value) && Object.values(value).some((each) => hasSecret(each, secrets))
}

const isScalars = (value: unknown): value is unknown[] =>
  Array.isArray(value) && value.every((each) => typeof each !== 'object')

const isLong = (value: unknown): boolean => typeof value === 'string' && value.trimEnd().includes('\n')

function linesOf(value: unknown): string {
  if (typeof value !== 'string') return show(value)
  const count = value.trimEnd() === '' ? 0 : value.trimEnd().split('\n').length
  return `${count} ${count === 1 ? 'line' : 'lines'}`
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > maxShown ? `${text.slice(0, maxShown)}…` : text
}
