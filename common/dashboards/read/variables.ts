/** `templating.list`. */
import { maxChosen, maxOptions, maxVariables } from '../limits.ts'
import type { JsonObject, Variable, VariableKind, VariableOption, VariableSort } from '../model.ts'
import type { Problems } from '../problems.ts'
import { readDurationMs } from '../times.ts'
import {
  boundedNumber,
  defined,
  flagOf,
  isObject,
  numberOf,
  objectOf,
  objectsOf,
  someText,
  textOf,
  textsOf,
} from './values.ts'

const kinds: VariableKind[] = ['query', 'custom', 'constant', 'interval', 'textbox', 'datasource', 'adhoc']
const maxQueryChars = 100_000
const hides = { 0: 'no', 1: 'label', 2: 'variable' } as const
const refreshes = { 0: 'never', 1: 'load', 2: 'time' } as const
/** By the number that is written: odd ones ascend. */
const sorts = [
  'none',
  'text',
  'text',
  'number',
  'number',
  'text-without-case',
  'text-without-case',
  'natural',
  'natural',
] as const

export function readVariables(value: unknown, problems: Problems): Variable[] {
  const list = objectsOf(objectOf(value)['list'], maxVariables + 1)
  if (list.length > maxVariables)
    problems.add('templating.list', `more than ${maxVariables} variables: the rest is left out`)
  const names = new Set<string>()
  return list.slice(0, maxVariables).flatMap((variable, index) => {
    const at = `templating.list[${index}]`
    const name = textOf(variable['name'], 100)
    // A name that no query could hold would only look like a variable.
    if (!/^\w+$/.test(name)) problems.add(at, `“${name}” cannot be the name of a variable`)
    else if (names.has(name)) problems.add(at, `there are two variables of the name ${name}`)
    else {
      names.add(name)
      return [readVariable(variable, name, at, problems)]
    }
    return []
  })
}

function readVariable(variable: JsonObject, name: string, at: string, problems: Problems): Variable {
  const kind = kinds.find((each) => each === variable['type']) ?? 'unsupported'
  if (kind === 'unsupported' || kind === 'adhoc') {
    problems.add(at, `variables of the kind “${textOf(variable['type'], 50)}” are not supported: ${name} stays empty`)
  }
  const query = readQuery(variable, kind)
  const sort = boundedNumber(variable['sort'], 0, sorts.length - 1, 0)
  return defined({
    name,
    label: textOf(variable['label'], 200),
    description: textOf(variable['description'], 2000),
    kind,
    query,
    regex: textOf(variable['regex'], 1001),
    sort: { by: sorts[sort] ?? 'none', descending: sort > 0 && sort % 2 === 0 } satisfies VariableSort,
    multi: flagOf(variable['multi'], false),
    includeAll: flagOf(variable['includeAll'], false),
    allValue: someText(variable['allValue'], 10_000),
    refresh: lookUp(refreshes, variable['refresh'], 'load'),
    hide: lookUp(hides, variable['hide'], 'no'),
    current: readCurrent(variable['current']),
    options: readStoredOptions(kind, query, variable),
    auto: readAuto(kind, variable),
  })
}

function lookUp<Value extends string>(names: Record<number, Value>, key: unknown, otherwise: Value): Value {
  return (typeof key === 'number' ? names[key] : undefined) ?? otherwise
}

/** A text, or an object with the text and what the editor of the query remembers. */
function readQuery(variable: JsonObject, kind: VariableKind): string {
  const query = variable['query']
  const text = isObject(query) ? textOf(query['query'], maxQueryChars) : textOf(query, maxQueryChars)
  return text === '' && kind === 'query' ? textOf(variable['definition'], maxQueryChars) : text
}

function readCurrent(value: unknown): string[] {
  const current = objectOf(value)['value']
  return Array.isArray(current) ? textsOf(current, maxChosen, 10_000) : textsOf([current], 1, 10_000)
}

function readStoredOptions(kind: VariableKind, query: string, variable: JsonObject): VariableOption[] {
  if (kind === 'custom') return readCustomOptions(query)
  if (kind === 'interval') {
    return splitList(query)
      .filter((text) => text !== 'auto')
      .map((text) => ({ text, value: text }))
  }
  if (kind === 'constant' || kind === 'textbox') {
    // What somebody typed last was saved as what is chosen; the query is what it starts with.
    const value = kind === 'textbox' ? (readCurrent(variable['current'])[0] ?? query) : query
    return [{ text: value, value }]
  }
  return []
}

/** `a, b : c`: what is read, and what is written, apart by ` : `. A comma of a value is written `\,`. */
function readCustomOptions(query: string): VariableOption[] {
  return splitList(query).map((text) => {
    const apart = /\s:\s/.exec(text)?.index
    if (apart === undefined) return { text, value: text }
    return { text: text.slice(0, apart).trim(), value: text.slice(apart + 2).trim() }
  })
}

function splitList(text: string): string[] {
  return (text.match(/(?:\\,|[^,])+/g) ?? [])
    .slice(0, maxOptions)
    .map((part) => part.replaceAll(String.raw`\,`, ',').trim())
    .filter((part) => part !== '')
}

function readAuto(kind: VariableKind, variable: JsonObject): Variable['auto'] {
  if (kind !== 'interval' || variable['auto'] !== true) return undefined
  return {
    count: Math.round(boundedNumber(numberOf(variable['auto_count']), 1, 11_000, 30)),
    minMs: readDurationMs(textOf(variable['auto_min'], 50)) ?? 10_000,
  }
}
