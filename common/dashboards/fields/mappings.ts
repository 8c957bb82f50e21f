/** What is read instead of a value. The first mapping that fits wins. */
import type { Cell, Mapping, MappingResult } from '../model.ts'
import { own } from '../read/values.ts'
import { readPattern, type Found } from '../pattern/pattern.ts'

export function mapValue(value: Cell, mappings: readonly Mapping[]): MappingResult | undefined {
  for (const mapping of mappings) {
    const found = match(value, mapping)
    if (found) return found
  }
  return undefined
}

function match(value: Cell, mapping: Mapping): MappingResult | undefined {
  switch (mapping.kind) {
    case 'value':
      return value === null ? own(mapping.values, 'null') : own(mapping.values, String(value))
    case 'range':
      return isNumber(value) && Number(value) >= mapping.from && Number(value) <= mapping.to
        ? mapping.result
        : undefined
    case 'regex':
      return matchPattern(value, mapping)
    default:
      return isSpecial(value, mapping.match) ? mapping.result : undefined
  }
}

function isNumber(value: Cell): boolean {
  return typeof value === 'number'
    ? !Number.isNaN(value)
    : typeof value === 'string' && value.trim() !== '' && !Number.isNaN(Number(value))
}

/** `$1` in the text is what the first group found. */
function matchPattern(value: Cell, mapping: Extract<Mapping, { kind: 'regex' }>): MappingResult | undefined {
  if (value === null) return undefined
  const found = readPattern(mapping.pattern)?.exec(String(value))
  if (!found) return undefined
  const { text } = mapping.result
  if (text === undefined) return mapping.result
  return {
    ...mapping.result,
    text: text.replaceAll(/\$(\d)/g, (_whole, group: string) => partOf(found, Number(group))),
  }
}

const partOf = ({ text, groups }: Found, group: number): string => (group === 0 ? text : (groups[group - 1] ?? ''))

function isSpecial(value: Cell, special: Extract<Mapping, { kind: 'special' }>['match']): boolean {
  const isNan = typeof value === 'number' && Number.isNaN(value)
  switch (special) {
    case 'null':
      return value === null
    case 'nan':
      return isNan
    case 'null+nan':
      return value === null || isNan
    case 'true':
      return value === true || value === 'true'
    case 'false':
      return value === false || value === 'false'
    default:
      return value === ''
  }
}
