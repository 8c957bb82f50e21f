/** Writes JSON Schema down as TypeScript types. */
import type { Schema } from './open-api.ts'

/** What is sent may spell an absent field as undefined; what is received never does. */
export type Direction = 'sent' | 'received'

type Scope = { direction: Direction; definitions: Record<string, Schema>; open: readonly string[] }

export function typeText(schema: Schema, direction: Direction, indent = ''): string {
  return text(schema, { direction, definitions: schema.$defs ?? {}, open: [] }, indent)
}

function text(schema: Schema, scope: Scope, indent: string): string {
  if (schema.$ref) return referenceText(schema.$ref, scope, indent)
  if (schema.const !== undefined) return literal(schema.const)
  if (schema.enum) return union(schema.enum.map(literal))
  const choices = schema.anyOf ?? schema.oneOf
  if (choices) return union(choices.map((choice) => text(choice, scope, indent)))
  if (schema.allOf) return schema.allOf.map((part) => grouped(text(part, scope, indent))).join(' & ')
  if (Array.isArray(schema.type)) return union(schema.type.map((type) => text({ ...schema, type }, scope, indent)))
  switch (schema.type) {
    case 'string':
      return 'string'
    case 'number':
    case 'integer':
      return 'number'
    case 'boolean':
      return 'boolean'
    case 'null':
      return 'null'
    case 'array':
      return arrayText(schema, scope, indent)
    case 'object':
      return objectText(schema, scope, indent)
    default:
      return schema.not ? 'never' : 'unknown'
  }
}

/** Names of other parts are looked up in the schema itself; one that contains itself is `unknown` at that depth. */
function referenceText(reference: string, scope: Scope, indent: string): string {
  const name = reference.split('/').at(-1) ?? ''
  const target = scope.definitions[name]
  if (!target || scope.open.includes(name)) return 'unknown'
  return text(target, { ...scope, open: [...scope.open, name] }, indent)
}

function arrayText(schema: Schema, scope: Scope, indent: string): string {
  if (schema.prefixItems) {
    const items = schema.prefixItems.map((item) => text(item, scope, indent))
    const rest = schema.items ? [`...${grouped(text(schema.items, scope, indent))}[]`] : []
    return `[${[...items, ...rest].join(', ')}]`
  }
  return schema.items ? `${grouped(text(schema.items, scope, indent))}[]` : 'unknown[]'
}

function objectText(schema: Schema, scope: Scope, indent: string): string {
  const inner = `${indent}  `
  const required = new Set(schema.required)
  const lines = Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const optional = required.has(name) ? '' : '?'
    const absent = optional && scope.direction === 'sent' ? ' | undefined' : ''
    return `${comment(property.description, inner)}${inner}${key(name)}${optional}: ${text(property, scope, inner)}${absent}\n`
  })
  const others = schema.additionalProperties
  const open = typeof others === 'object' ? text(others, scope, inner) : 'unknown'
  if (lines.length === 0) return others === false ? 'Record<string, never>' : `Record<string, ${open}>`
  return `{\n${lines.join('')}${indent}}`
}

/** `/** … *\/` on one line, or nothing. */
export function comment(words: string | undefined, indent: string): string {
  return words ? `${indent}/** ${words.replaceAll('*/', '* /').replaceAll(/\s+/g, ' ')} */\n` : ''
}

export function key(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : literal(name)
}

function literal(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value)
  return `'${JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
}

function union(parts: string[]): string {
  const unique = [...new Set(parts)]
  return unique.includes('unknown') ? 'unknown' : unique.join(' | ')
}

/** Brackets where a following `[]` or `&` would bind to the last part only. */
function grouped(type: string): string {
  let outside = type
  // From the inside out: what stands between two objects is no part of either.
  for (let before = ''; before !== outside;) [before, outside] = [outside, outside.replaceAll(/\{[^{}]*\}/g, '')]
  return / [|&] /.test(outside) ? `(${type})` : type
}
