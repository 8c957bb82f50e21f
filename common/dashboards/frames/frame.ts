/** What transformations share: rows of frames, keys of rows, frames from rows. */
import type { Cell, Frame, FrameField, JsonObject } from '../model.ts'

export type Transform = (frames: Frame[], options: JsonObject) => Frame[]

/** The same change of every table. */
export const eachFrame =
  (change: (fields: FrameField[], frame: Frame) => FrameField[]) =>
  (frames: Frame[]): Frame[] =>
    frames.map((frame) => ({ ...frame, fields: change(frame.fields, frame) }))

export function rowCount(frame: Frame): number {
  return frame.fields.reduce((most, { values }) => Math.max(most, values.length), 0)
}

export function rowNumbers(frame: Frame): number[] {
  return Array.from({ length: rowCount(frame) }, (_each, row) => row)
}

export function fieldNamed(frame: Frame, name: string): FrameField | undefined {
  return frame.fields.find((field) => field.name === name)
}

export function cellAt(field: FrameField | undefined, row: number): Cell {
  return field?.values[row] ?? null
}

/** The frame with only these rows, in this order. */
export function takeRows(frame: Frame, rows: readonly number[]): Frame {
  const fields = frame.fields.map((field) => ({ ...field, values: rows.map((row) => cellAt(field, row)) }))
  return { ...frame, fields }
}

/** The same for the same values, whatever is in them. */
export function keyOf(cells: readonly Cell[]): string {
  return JSON.stringify(cells.map((cell) => (typeof cell === 'number' ? ['n', String(cell)] : cell)))
}

export function typeOf(values: readonly Cell[]): FrameField['type'] {
  const first = values.find((value) => value !== null)
  return typeof first === 'number' ? 'number' : typeof first === 'boolean' ? 'boolean' : 'string'
}

/** Numbers by size, texts by the alphabet, nothing last. */
export function compareCells(left: Cell, right: Cell): number {
  if (left === null || right === null) return left === right ? 0 : left === null ? 1 : -1
  if (typeof left === 'number' && typeof right === 'number') return compareNumbers(left, right)
  return collator.compare(String(left), String(right))
}

function compareNumbers(left: number, right: number): number {
  if (Number.isNaN(left) || Number.isNaN(right)) return Number(Number.isNaN(left)) - Number(Number.isNaN(right))
  return left === right ? 0 : left < right ? -1 : 1
}

const collator = new Intl.Collator('en', { numeric: true })

/** A number, also where it is written as text. */
export function numberIn(cell: Cell): number | undefined {
  if (typeof cell === 'number') return cell
  if (typeof cell !== 'string' || cell.trim() === '') return undefined
  const number = Number(cell)
  return Number.isNaN(number) ? undefined : number
}
