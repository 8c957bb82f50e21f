/** What differs between two values of which everything counts: rules of a group, the JSON of a dashboard. Pure. */
import type { Change } from './diff.ts'
import type { Item } from './kinds/index.ts'

/**
 * In lists of named things (rules, panels, queries) a change says which of them: `rules.HighErrorRate.expr`. What is on one
 * side only is null on the other.
 */
export function wholeChanges(path: string, wanted: unknown, actual: unknown): Change[] {
  if (isEqual(wanted, actual)) return []
  if (isObject(wanted) && isObject(actual)) return fieldChanges(path, wanted, actual)
  const [left, right] = [namedOf(wanted), namedOf(actual)]
  return left && right ? listChanges(path, left, right) : [{ path, from: actual ?? null, to: wanted ?? null }]
}

function fieldChanges(path: string, wanted: Item, actual: Item): Change[] {
  const fields = new Set([...Object.keys(wanted), ...Object.keys(actual)])
  return [...fields].flatMap((field) => wholeChanges(`${path}.${field}`, own(wanted, field), own(actual, field)))
}

function listChanges(path: string, wanted: Named, actual: Named): Change[] {
  const [names, before] = [[...wanted.keys()], [...actual.keys()]]
  const moved = isEqual(names, before) ? [] : [{ path, from: before, to: names }]
  const changed = [...wanted].flatMap(([name, item]) => {
    const other = actual.get(name)
    return other ? fieldChanges(`${path}.${name}`, item, other) : []
  })
  return [...moved, ...changed]
}

type Named = Map<string, Item>

/** The second of one name is `name (2)`. Undefined for a list of which not all have a name. */
function namedOf(list: unknown): Named | undefined {
  if (!Array.isArray(list)) return undefined
  const named: Named = new Map()
  for (const each of list) {
    const name = isObject(each) ? nameOf(each) : undefined
    if (name === undefined) return undefined
    let own = name
    for (let next = 2; named.has(own); next++) own = `${name} (${next})`
    named.set(own, each as Item) // has a name
  }
  return named
}

function nameOf({ refId, name, title, id }: Item): string | undefined {
  const text = [refId, name, title].find((each) => typeof each === 'string' && each !== '')
  return typeof text === 'string' ? text : typeof id === 'number' ? `#${id}` : undefined
}

const own = (item: Item, field: string): unknown => (Object.hasOwn(item, field) ? item[field] : undefined)

/** Whatever the order of keys; null is not the same as nothing. */
export function isEqual(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((each, index) => isEqual(each, b[index]))
  }
  if (isObject(a) && isObject(b)) {
    const keys = Object.keys(a)
    return (
      keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && isEqual(a[key], b[key]))
    )
  }
  return a === b
}

export const isObject = (value: unknown): value is Item =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
