/** Transformations of a panel, one after the other. */
import type { Frame, Problem, Transformation } from '../model.ts'
import { own } from '../read/values.ts'
import { calculateField, reduce } from './calculate.ts'
import { concatenate, filterByRefId, filterFieldsByName, organize, renameByRegex, transpose } from './columns.ts'
import { convertFieldType } from './convert.ts'
import { type Transform, rowCount } from './frame.ts'
import { joinByField, merge, seriesToRows } from './join.ts'
import { labelsToFields } from './labels.ts'
import { filterByValue, groupBy, limit, sortBy } from './rows.ts'

type Known = { name: string; says: string; transform: Transform }

const table: Record<string, Known> = {
  organize: {
    name: 'Choose, order and rename columns',
    says: 'Columns are hidden, put in another order, or called something else.',
    transform: organize,
  },
  filterFieldsByName: {
    name: 'Filter columns by name',
    says: 'Only columns that are named, or whose name fits a pattern, stay.',
    transform: filterFieldsByName,
  },
  filterByRefId: {
    name: 'Filter by query',
    says: 'Only the answers of some of the queries stay.',
    transform: filterByRefId,
  },
  filterByValue: {
    name: 'Filter rows by value',
    says: 'Rows whose values meet conditions stay, or go.',
    transform: filterByValue,
  },
  renameByRegex: {
    name: 'Rename by pattern',
    says: 'What a pattern finds in the names is replaced.',
    transform: renameByRegex,
  },
  reduce: {
    name: 'Reduce',
    says: 'Many values become one: the last, the mean, the greatest.',
    transform: reduce,
  },
  calculateField: {
    name: 'Calculate a column',
    says: 'A new column from others: of each row, of two columns, or of one.',
    transform: calculateField,
  },
  sortBy: { name: 'Sort', says: 'Rows are put in order.', transform: sortBy },
  limit: { name: 'Limit', says: 'Only the first rows stay, or the last.', transform: limit },
  groupBy: {
    name: 'Group rows',
    says: 'Rows that agree become one; of the others something is calculated.',
    transform: groupBy,
  },
  merge: {
    name: 'Merge tables',
    says: 'Tables become one; rows that agree in what all have become one row.',
    transform: merge,
  },
  joinByField: {
    name: 'Join by a column',
    says: 'Tables stand beside each other, row by row of the same time or of another column.',
    transform: joinByField,
  },
  concatenate: {
    name: 'All columns in one table',
    says: 'Columns of all tables stand beside each other, as they are.',
    transform: concatenate,
  },
  seriesToRows: {
    name: 'Series as rows',
    says: 'Each value of each series is a row: time, series, value.',
    transform: seriesToRows,
  },
  labelsToFields: {
    name: 'Labels as columns',
    says: 'Each label is a column of its own, or a row.',
    transform: labelsToFields,
  },
  convertFieldType: {
    name: 'Convert a column',
    says: 'Texts become numbers or times, and the other way round.',
    transform: convertFieldType,
  },
  transpose: {
    name: 'Turn rows into columns',
    says: 'Rows become columns, and columns rows.',
    transform: transpose,
  },
}
/** Other names of the same, and those whose work is done before it comes here. */
const aliases: Record<string, string> = {
  seriesToColumns: 'joinByField',
  filterByName: 'filterFieldsByName',
  append: 'concatenate',
}
const nothingToDo = new Set(['prepareTimeSeries'])

export const knownTransformations: { id: string; name: string; says: string }[] = Object.entries(table).map(
  ([id, { name, says }]) => ({ id, name, says }),
)

/** What is done to them is known under this name; undefined when it is not. */
export function knownTransformation(id: string): { id: string; name: string; says: string } | undefined {
  if (nothingToDo.has(id))
    return { id, name: 'Series over time', says: 'Answers are series already: nothing is left to do.' }
  const known = own(aliases, id) ?? id
  return knownTransformations.find((each) => each.id === known)
}

/** A browser shows no more, and no transformation may make it more. */
const maxCells = 5_000_000

/** One that we do not know is left out and told; the others still happen. `at` is the place in the list. */
export function applyTransformations(
  frames: Frame[],
  transformations: readonly Transformation[],
): { frames: Frame[]; problems: Problem[] } {
  const problems: Problem[] = []
  let changed = frames
  for (const [index, { id, disabled, options, refIds }] of transformations.entries()) {
    if (disabled || nothingToDo.has(id)) continue
    const at = `transformations[${index}]`
    const found = own(table, own(aliases, id) ?? id)
    if (!found) {
      problems.push({ at, text: `the transformation “${id}” is not supported` })
      continue
    }
    const [meant, others] = refIds ? splitByQuery(changed, refIds) : [changed, []]
    const result = [...found.transform(meant, options), ...others]
    if (cellCount(result) > maxCells) {
      problems.push({ at, text: `the transformation “${id}” makes more than ${maxCells} values` })
      break
    }
    changed = result
  }
  return { frames: changed, problems }
}

function splitByQuery(frames: Frame[], refIds: string[]): [Frame[], Frame[]] {
  return [frames.filter(({ refId }) => refIds.includes(refId)), frames.filter(({ refId }) => !refIds.includes(refId))]
}

function cellCount(frames: Frame[]): number {
  return frames.reduce((total, frame) => total + rowCount(frame) * frame.fields.length, 0)
}
