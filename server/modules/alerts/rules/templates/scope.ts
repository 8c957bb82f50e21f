import { compareText } from '#modules/metrics'
import { TemplateError } from './template-error.ts'
import { isList, typeName, type Value } from './values.ts'

/** The variables of a block, and those around it. */
export type Scope = { readonly values: Map<string, Value>; readonly outer: Scope | undefined }

export function innerScope(outer: Scope): Scope {
  return { values: new Map(), outer }
}

/** Declares a variable in the scope, or changes the one that there is. */
export function setVariable(scope: Scope, name: string, value: Value, declares: boolean): void {
  let at: Scope | undefined = scope
  if (!declares) while (at && !at.values.has(name)) at = at.outer
  ;(at ?? scope).values.set(name, value)
}

export function getVariable(scope: Scope, name: string): Value {
  for (let at: Scope | undefined = scope; at; at = at.outer) {
    const value = at.values.get(name)
    if (value !== undefined) return value
  }
  return null
}

/** `.a.b` of a value. */
export function fieldsOf(value: Value, fields: readonly string[], line: number): Value {
  return fields.reduce((of, field) => fieldOf(of, field, line), value)
}

/** Keys of a map, and `Labels` and `Value` of an element of a query's result. There are no others. */
function fieldOf(of: Value, field: string, line: number): Value {
  if (of !== null && typeof of === 'object' && !isList(of)) {
    if (of.kind === 'map') return of.entries.get(field) ?? of.missing
    if (of.kind === 'sample' && field === 'Labels') return of.labels
    if (of.kind === 'sample' && field === 'Value') return of.value
  }
  throw new TemplateError(`can't evaluate field ${field} in type ${typeName(of)}`, line)
}

/** What `range` goes through: elements of a list by their place, entries of a map by key. */
export function itemsOf(value: Value, line: number): [key: Value, item: Value][] {
  if (value === null) return []
  if (isList(value)) return value.map((item, at) => [BigInt(at), item])
  if (typeof value === 'object' && value.kind === 'map') {
    return [...value.entries].sort(([a], [b]) => compareText(a, b))
  }
  throw new TemplateError(`range can't iterate over ${typeName(value)}`, line)
}
