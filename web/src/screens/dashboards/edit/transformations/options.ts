/** What the forms read from the options of transformations and write into them. Pure; keys that have no field stay. */
import type { Frame, JsonObject } from '#common/dashboards'
import { getIn, setIn, textOf } from '../set-in.ts'

/** What may be named at one place of the list: of the tables as they are before it. */
export type Names = { columns: readonly string[]; labels: readonly string[]; queries: readonly string[] }

const mostNames = 500

export function namesOf(frames: readonly Frame[]): Names {
  const [columns, labels, queries] = [new Set<string>(), new Set<string>(), new Set<string>()]
  for (const { refId, fields } of frames) {
    queries.add(refId)
    for (const field of fields) {
      if (columns.size < mostNames) columns.add(field.name)
      for (const label of Object.keys(field.labels ?? {})) if (labels.size < mostNames) labels.add(label)
    }
  }
  labels.delete('__name__')
  return { columns: [...columns], labels: [...labels].toSorted(), queries: [...queries].toSorted() }
}

type Organized = { name: string; isShown: boolean; newName: string }

/** Columns in the order in which they will be; those that are only in the options, because nobody sends them now, come last. */
export function organized(options: JsonObject, columns: readonly string[]): Organized[] {
  const [places, out, only, names] = ['indexByName', 'excludeByName', 'includeByName', 'renameByName'].map((key) =>
    entriesOf(options[key]),
  )
  const hasOnly = [...(only?.values() ?? [])].includes(true)
  const place = (name: string): number => {
    const at = places?.get(name)
    return typeof at === 'number' ? at : Infinity
  }
  const gone = [...new Set([...(out?.keys() ?? []), ...(names?.keys() ?? [])])].filter(
    (name) => !columns.includes(name),
  )
  const ordered = columns.toSorted((one, other) => (place(one) === place(other) ? 0 : place(one) - place(other)))
  return [...ordered, ...gone].map((name) => ({
    name,
    isShown: hasOnly ? only?.get(name) === true : out?.get(name) !== true,
    newName: textOf(names?.get(name)),
  }))
}

const entriesOf = (value: unknown): Map<string, unknown> =>
  new Map(typeof value === 'object' && value !== null ? Object.entries(value) : [])

export function withShown(options: JsonObject, name: string, isShown: boolean): JsonObject {
  const hasOnly = [...entriesOf(options['includeByName']).values()].includes(true)
  if (hasOnly) return setIn(options, ['includeByName', name], isShown ? true : undefined)
  return setIn(options, ['excludeByName', name], isShown ? undefined : true)
}

export function withName(options: JsonObject, name: string, newName: string): JsonObject {
  return setIn(options, ['renameByName', name], newName === '' ? undefined : newName)
}

/** A column changes places with the one before or after it. */
export function withMoved(options: JsonObject, order: readonly Organized[], at: number, by: 1 | -1): JsonObject {
  const names = order.map(({ name }) => name)
  const [own, other] = [names[at], names[at + by]]
  if (own === undefined || other === undefined) return options
  names[at] = other
  names[at + by] = own
  return { ...options, indexByName: Object.fromEntries(names.map((name, place) => [name, place])) }
}

/** Conditions compare numbers with numbers: what reads the same as a number is one. */
export function valueOfText(text: string): string | number {
  const number = Number(text)
  return text.trim() !== '' && Number.isFinite(number) && String(number) === text ? number : text
}

/** A side of a calculation as people type it. */
export function textOfSide(value: unknown): string {
  const found = getIn(value, ['matcher', 'options']) ?? getIn(value, ['fixed']) ?? value
  return typeof found === 'string' || typeof found === 'number' ? String(found) : ''
}

/** A column of that name goes before a number. */
export function sideOfText(text: string, columns: readonly string[]): JsonObject {
  const isNumber = text.trim() !== '' && Number.isFinite(Number(text)) && !columns.includes(text)
  return isNumber ? { fixed: text } : { matcher: { id: 'byName', options: text } }
}

export type Grouping = 'groupby' | 'aggregate' | 'none'

export function groupingOf(fields: unknown, name: string): { operation: Grouping; calcs: string[] } {
  const found = entriesOf(fields).get(name)
  const operation = getIn(found, ['operation'])
  const calcs = getIn(found, ['aggregations'])
  return {
    operation: operation === 'groupby' || operation === 'aggregate' ? operation : 'none',
    calcs: Array.isArray(calcs) ? calcs.map(String) : [],
  }
}

export function withGrouping(fields: JsonObject, name: string, operation: Grouping, calcs: string[]): JsonObject {
  if (operation === 'none') return setIn(fields, [name], undefined)
  return setIn(fields, [name], { operation, aggregations: operation === 'aggregate' ? calcs : [] })
}

/** The queries whose answers alone a transformation changes; undefined: of all; null: written in a way that has no field. */
export function queryOf(stored: JsonObject): string | undefined | null {
  const filter = stored['filter']
  if (filter === undefined || filter === null) return undefined
  const text = textOf(getIn(filter, ['options'])).replace(/^\/\^\(\?:(.*)\)\$\/$/, '$1')
  return getIn(filter, ['id']) === 'byRefId' && /^[\w|-]+$/.test(text) ? text : null
}
