import { compareText } from '#modules/metrics'
import { FunctionError, isMap, listOf, sampleOf, taking, textOf, type TemplateFunction } from './function.ts'
import { isList, show, typeName, type Value } from './values.ts'

/** Results of queries, lists and maps. */
export const collections: Readonly<Record<string, TemplateFunction>> = {
  first: taking(1, ([list]) => {
    const [first] = listOf(list)
    if (first === undefined) throw new FunctionError('first() called on vector with no elements')
    return first
  }),
  value: taking(1, ([sample]) => sampleOf(sample).value),
  label: taking(2, ([name, sample]) => labelOf(sample, textOf(name))),
  strvalue: taking(1, ([sample]) => labelOf(sample, '__value__')),
  sortByLabel: taking(2, ([name, list]) => {
    const key = textOf(name)
    const keyOf = (value: Value): string => show(labelOf(value, key))
    // toSorted is stable, as the function promises.
    return listOf(list).toSorted((a, b) => compareText(keyOf(a), keyOf(b)))
  }),
  args: (args) => ({ kind: 'map', entries: new Map(args.map((value, at) => [`arg${at}`, value])), missing: null }),
  len: taking(1, ([value]) => {
    if (typeof value === 'string') return BigInt(Buffer.byteLength(value))
    if (value !== undefined && isList(value)) return BigInt(value.length)
    if (isMap(value)) return BigInt(value.entries.size)
    throw new FunctionError(`len of type ${typeName(value ?? null)}`)
  }),
  index: ([of = null, ...keys]) => keys.reduce(indexed, of),
}

function labelOf(sample: Value | undefined, name: string): Value {
  return sampleOf(sample).labels.entries.get(name) ?? ''
}

function indexed(of: Value, key: Value): Value {
  if (isMap(of)) return of.entries.get(textOf(key)) ?? of.missing
  if (!isList(of) || typeof key !== 'bigint') throw new FunctionError(`can't index item of type ${typeName(of)}`)
  const found = of[Number(key)]
  if (found === undefined) throw new FunctionError(`index out of range: ${key}`)
  return found
}
