/** Value mappings: what is read instead of a number. Two forms: since version 8, and a flat list from before. */
import { maxMappings } from '../limits.ts'
import type { JsonObject, Mapping, MappingResult } from '../model.ts'
import type { Problems } from '../problems.ts'
import { boundedNumber, defined, isObject, numberOf, objectOf, objectsOf, someText, textOf } from './values.ts'

export function readMappings(value: unknown, at: string, problems: Problems): Mapping[] {
  const read: Mapping[] = []
  for (const [index, mapping] of objectsOf(value, maxMappings).entries()) {
    const one = typeof mapping['type'] === 'number' ? readOld(mapping, index) : readNew(mapping)
    if (one) read.push(one)
    else problems.add(`${at}[${index}]`, 'a value mapping of an unknown kind')
  }
  return read
}

function readNew(mapping: JsonObject): Mapping | undefined {
  const options = objectOf(mapping['options'])
  const result = resultOf(options['result'])
  switch (mapping['type']) {
    case 'value': {
      const values = Object.entries(options).slice(0, maxMappings)
      return { kind: 'value', values: Object.fromEntries(values.map(([key, each]) => [key, resultOf(each)])) }
    }
    case 'range':
      return { kind: 'range', from: edge(options['from'], -Infinity), to: edge(options['to'], Infinity), result }
    case 'regex':
      return { kind: 'regex', pattern: textOf(options['pattern'], 1001), result }
    case 'special': {
      const match = specialOf(options['match'])
      return match && { kind: 'special', match, result }
    }
    default:
      return undefined
  }
}

/** 1 maps one value, 2 a range; their ends are texts. */
function readOld(mapping: JsonObject, index: number): Mapping | undefined {
  const result = defined({ text: textOf(mapping['text'], 500), color: someText(mapping['color'], 100), index })
  if (mapping['type'] === 2) {
    return { kind: 'range', from: edge(mapping['from'], -Infinity), to: edge(mapping['to'], Infinity), result }
  }
  if (mapping['type'] !== 1) return undefined
  const value = textOf(mapping['value'], 500)
  if (value === 'null') return { kind: 'special', match: 'null', result }
  return { kind: 'value', values: Object.fromEntries([[value, result]]) }
}

function edge(value: unknown, otherwise: number): number {
  if (value === 'Infinity' || value === '-Infinity') return Number(value)
  return numberOf(value) ?? otherwise
}

function specialOf(match: unknown): Extract<Mapping, { kind: 'special' }>['match'] | undefined {
  switch (match) {
    case 'null':
    case 'nan':
    case 'true':
    case 'false':
    case 'empty':
      return match
    case 'null+nan':
    case 'nullAndNaN':
    case 'nullAndNan':
      return 'null+nan'
    default:
      return undefined
  }
}

function resultOf(value: unknown): MappingResult {
  if (!isObject(value)) return { index: 0 }
  return defined({
    text: typeof value['text'] === 'string' ? textOf(value['text'], 500) : undefined,
    color: someText(value['color'], 100),
    index: boundedNumber(value['index'], 0, maxMappings, 0),
  })
}
