/** Transformations that choose, order and group the rows. */
import { reduce } from '../fields/reduce.ts'
import type { Cell, Frame, FrameField, JsonObject } from '../model.ts'
import { boundedNumber, numberOf, objectOf, objectsOf, own, textOf, textsOf } from '../read/values.ts'
import { readPattern } from '../pattern/pattern.ts'
import {
  type Transform,
  cellAt,
  compareCells,
  fieldNamed,
  keyOf,
  numberIn,
  rowNumbers,
  takeRows,
  typeOf,
} from './frame.ts'

export const sortBy: Transform = (frames, options) => {
  const sorts = objectsOf(options['sort'], 20)
  return frames.map((frame) => {
    const by = sorts.flatMap((sort) => {
      const field = fieldNamed(frame, textOf(sort['field'], 2000))
      return field ? [{ field, sign: sort['desc'] === true ? -1 : 1 }] : []
    })
    if (by.length === 0) return frame
    const rows = rowNumbers(frame).sort((left, right) => {
      for (const { field, sign } of by) {
        const order = compareCells(cellAt(field, left), cellAt(field, right))
        if (order !== 0) return order * sign
      }
      return 0
    })
    return takeRows(frame, rows)
  })
}

export const limit: Transform = (frames, options) => {
  const most = Math.round(boundedNumber(options['limitField'], -1e9, 1e9, 10))
  return frames.map((frame) => {
    const rows = rowNumbers(frame)
    return takeRows(frame, most < 0 ? rows.slice(most) : rows.slice(0, most))
  })
}

/** Rows that any or all of the conditions fit are kept, or left out. */
export const filterByValue: Transform = (frames, options) => {
  const filters = objectsOf(options['filters'], 100)
  const keepFitting = options['type'] !== 'exclude'
  return frames.map((frame) => {
    const checks = filters.flatMap((filter) => {
      const field = fieldNamed(frame, textOf(filter['fieldName'], 2000))
      return field ? [{ field, fits: condition(objectOf(filter['config'])) }] : []
    })
    if (checks.length === 0) return frame
    const fits = (row: number): boolean => {
      const fit = (check: { field: FrameField; fits: (cell: Cell) => boolean }): boolean =>
        check.fits(cellAt(check.field, row))
      return options['match'] === 'all' ? checks.every(fit) : checks.some(fit)
    }
    return takeRows(
      frame,
      rowNumbers(frame).filter((row) => fits(row) === keepFitting),
    )
  })
}

function condition(config: JsonObject): (cell: Cell) => boolean {
  const options = objectOf(config['options'])
  const wanted = options['value']
  const number = numberOf(wanted)
  const compare = (fits: (cell: number, to: number) => boolean) => (cell: Cell) => {
    const value = numberIn(cell)
    return value !== undefined && number !== undefined && fits(value, number)
  }
  switch (config['id']) {
    case 'greater':
      return compare((cell, to) => cell > to)
    case 'greaterOrEqual':
      return compare((cell, to) => cell >= to)
    case 'lower':
      return compare((cell, to) => cell < to)
    case 'lowerOrEqual':
      return compare((cell, to) => cell <= to)
    case 'equal':
      return (cell) => isSame(cell, wanted)
    case 'notEqual':
      return (cell) => !isSame(cell, wanted)
    case 'range':
    case 'between':
      return between(numberOf(options['from']), numberOf(options['to']))
    case 'isNull':
      return (cell) => cell === null
    case 'isNotNull':
      return (cell) => cell !== null
    case 'regex': {
      const pattern = readPattern(textOf(wanted, 1001))
      return (cell) => cell !== null && pattern?.test(String(cell)) === true
    }
    case 'substring':
      return (cell) => cell !== null && String(cell).toLowerCase().includes(textOf(wanted, 1000).toLowerCase())
    case 'notSubstring':
      return (cell) => cell === null || !String(cell).toLowerCase().includes(textOf(wanted, 1000).toLowerCase())
    default:
      // A condition that we do not know hides nothing.
      return () => true
  }
}

function between(from: number | undefined, to: number | undefined): (cell: Cell) => boolean {
  return (cell) => {
    const value = numberIn(cell)
    return value !== undefined && value >= (from ?? -Infinity) && value <= (to ?? Infinity)
  }
}

function isSame(cell: Cell, wanted: unknown): boolean {
  if (typeof cell === 'number') return cell === numberOf(wanted)
  return String(cell ?? '') === (typeof wanted === 'boolean' ? String(wanted) : textOf(wanted, 2000))
}

/** One row for each group; of other columns what is calculated of them. */
export const groupBy: Transform = (frames, options) => {
  const settings = objectOf(options['fields'])
  const of = (name: string): JsonObject => objectOf(own(settings, name))
  return frames.map((frame) => {
    const by = frame.fields.filter(({ name }) => of(name)['operation'] === 'groupby')
    if (by.length === 0) return frame
    const groups = groupRows(frame, by)
    const heads = by.map((field) => ({ ...field, values: groups.map((rows) => cellAt(field, rows[0] ?? 0)) }))
    const calculated = frame.fields.flatMap((field) => {
      const { operation, aggregations } = of(field.name)
      if (operation !== 'aggregate') return []
      return textsOf(aggregations, 20, 100).map((calc) => aggregate(field, calc, groups))
    })
    return { ...frame, fields: [...heads, ...calculated] }
  })
}

function groupRows(frame: Frame, by: FrameField[]): number[][] {
  const groups = new Map<string, number[]>()
  for (const row of rowNumbers(frame)) {
    const key = keyOf(by.map((field) => cellAt(field, row)))
    const group = groups.get(key)
    if (group) group.push(row)
    else groups.set(key, [row])
  }
  return [...groups.values()]
}

function aggregate(field: FrameField, calc: string, groups: number[][]): FrameField {
  const values = groups.map((rows) =>
    reduce(
      rows.map((row) => cellAt(field, row)),
      calc,
    ),
  )
  const keepsType = field.type === 'time' && /^(?:last|first|min|max)/.test(calc)
  return { name: `${field.name} (${calc})`, type: keepsType ? 'time' : typeOf(values), values }
}
