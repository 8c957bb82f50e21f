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

const table: Record<string, { name: string; transform: Transform }> = {
  organize: { name: 'Choose, order and rename columns', transform: organize },
  merge: { name: 'Merge tables', transform: merge },
  joinByField: { name: 'Join by a column', transform: joinByField },
  concatenate: { name: 'All columns in one table', transform: concatenate },
  seriesToRows: { name: 'Series as rows', transform: seriesToRows },
  labelsToFields: { name: 'Labels as columns', transform: labelsToFields },
  filterFieldsByName: { name: 'Filter columns by name', transform: filterFieldsByName },
  filterByRefId: { name: 'Filter by query', transform: filterByRefId },
  filterByValue: { name: 'Filter rows by value', transform: filterByValue },
  groupBy: { name: 'Group rows', transform: groupBy },
  sortBy: { name: 'Sort', transform: sortBy },
  limit: { name: 'Limit', transform: limit },
  reduce: { name: 'Reduce', transform: reduce },
  calculateField: { name: 'Calculate a column', transform: calculateField },
  renameByRegex: { name: 'Rename by pattern', transform: renameByRegex },
  convertFieldType: { name: 'Convert a column', transform: convertFieldType },
  transpose: { name: 'Turn rows into columns', transform: transpose },
}
/** Other names of the same, and those whose work is done before it comes here. */
const aliases: Record<string, string> = {
  seriesToColumns: 'joinByField',
  filterByName: 'filterFieldsByName',
  append: 'concatenate',
}
const nothingToDo = new Set(['prepareTimeSeries'])

export const knownTransformations: { id: string; name: string }[] = Object.entries(table).map(([id, { name }]) => ({
  id,
  name,
}))

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
