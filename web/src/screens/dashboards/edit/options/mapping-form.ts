/** Words for values as lines of a form, and back to their stored form, where values of one kind share an object. Pure. */
import type { JsonObject } from '#common/dashboards'

export type Flat = {
  kind: 'value' | 'range' | 'regex' | 'special'
  match: string
  to: string
  text: string
  color: string
  /** What the form does not know. */
  rest: JsonObject
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const text = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '')

export function flatten(mappings: readonly JsonObject[]): Flat[] {
  return mappings.flatMap(({ type, options }): Flat[] => {
    const given = isObject(options) ? options : {}
    if (type === 'value')
      return Object.entries(given).map(([match, result]) => ({ kind: 'value', match, to: '', ...resultOf(result) }))
    const result = resultOf(given['result'])
    if (type === 'range') return [{ kind: 'range', match: text(given['from']), to: text(given['to']), ...result }]
    if (type === 'regex') return [{ kind: 'regex', match: text(given['pattern']), to: '', ...result }]
    return type === 'special' ? [{ kind: 'special', match: text(given['match']), to: '', ...result }] : []
  })
}

function resultOf(value: unknown): Pick<Flat, 'text' | 'color' | 'rest'> {
  const { text: words, color, ...rest } = isObject(value) ? value : {}
  return { text: text(words), color: text(color), rest }
}

export function unflatten(lines: readonly Flat[]): JsonObject[] {
  return lines.map(({ kind, match, to, text: words, color, rest }, index) => {
    const result = { ...rest, ...(words !== '' && { text: words }), ...(color !== '' && { color }), index }
    if (kind === 'value') return { type: 'value', options: { [match]: result } }
    if (kind === 'range') return { type: 'range', options: { from: edge(match), to: edge(to), result } }
    if (kind === 'regex') return { type: 'regex', options: { pattern: match, result } }
    return { type: 'special', options: { match: match || 'null', result } }
  })
}

/** Empty is without an end. */
const edge = (value: string): number | null =>
  value.trim() === '' || Number.isNaN(Number(value)) ? null : Number(value)
