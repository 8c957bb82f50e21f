import { FunctionError, taking, type TemplateFunction } from './function.ts'
import { isTrue, typeName, type Value } from './values.ts'

type Basic = { readonly kind: 'number' | 'text' | 'truth' | 'nil'; readonly value: number | bigint | string | boolean }

/** Comparisons. Unlike Go's, an int and a float are compared by their value. */
export const compare: Readonly<Record<string, TemplateFunction>> = {
  not: taking(1, ([value]) => !isTrue(value ?? null)),
  eq: (args) => {
    const [first, ...others] = args
    if (first === undefined || others.length === 0) throw new FunctionError('missing argument for comparison')
    return others.some((other) => same(first, other))
  },
  ne: taking(2, ([a = null, b = null]) => !same(a, b)),
  lt: taking(2, ([a = null, b = null]) => less(a, b)),
  le: taking(2, ([a = null, b = null]) => less(a, b) || same(a, b)),
  gt: taking(2, ([a = null, b = null]) => less(b, a)),
  ge: taking(2, ([a = null, b = null]) => less(b, a) || same(a, b)),
}

function same(a: Value, b: Value): boolean {
  const [x, y] = pair(a, b)
  // An int and a float: `==` compares their mathematical values.
  return typeof x.value === typeof y.value ? x.value === y.value : Number(x.value) === Number(y.value)
}

function less(a: Value, b: Value): boolean {
  const [x, y] = pair(a, b)
  if (x.kind === 'truth' || x.kind === 'nil') throw new FunctionError('invalid type for comparison')
  return x.value < y.value
}

function pair(a: Value, b: Value): [Basic, Basic] {
  const [x, y] = [basic(a), basic(b)]
  if (x.kind !== y.kind) throw new FunctionError(`incompatible types for comparison: ${typeName(a)} and ${typeName(b)}`)
  return [x, y]
}

function basic(value: Value): Basic {
  if (typeof value === 'number' || typeof value === 'bigint') return { kind: 'number', value }
  if (typeof value === 'string') return { kind: 'text', value }
  if (typeof value === 'boolean') return { kind: 'truth', value }
  if (value === null) return { kind: 'nil', value: 0 }
  throw new FunctionError(`invalid type for comparison: ${typeName(value)}`)
}
