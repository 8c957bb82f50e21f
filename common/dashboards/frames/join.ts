/** Transformations that make one table of many. */
import type { Cell, Frame, FrameField } from '../model.ts'
import { textOf } from '../read/values.ts'
import { type Transform, cellAt, compareCells, fieldNamed, keyOf, rowNumbers, typeOf } from './frame.ts'

/** Rows of one time (or another column) become one row; `inner` keeps only what all have. */
export const joinByField: Transform = (frames, options) => {
  const wanted = textOf(options['byField'], 2000)
  const keyed = frames.flatMap((frame) => {
    const key = wanted === '' ? frame.fields.find(({ type }) => type === 'time') : fieldNamed(frame, wanted)
    return key ? [{ frame, key }] : []
  })
  const [first] = keyed
  if (!first || keyed.length < 2) return frames
  const tables = keyed.map(({ frame, key }) => ({ frame, key, rows: rowsByKey(frame, key) }))
  const keys = keysOf(
    tables.map(({ rows }) => rows),
    options['mode'] === 'inner',
  )
  const fields = tables.flatMap(({ frame, key, rows }) => {
    const others = frame.fields.filter((field) => field !== key)
    return others.map((field) => ({
      ...field,
      values: keys.map(({ text, nth }) => cellAt(field, rows.get(text)?.rows[nth] ?? -1)),
    }))
  })
  const joined: FrameField = { name: first.key.name, type: first.key.type, values: keys.map(({ cell }) => cell) }
  return [{ name: first.frame.name, refId: first.frame.refId, fields: [joined, ...distinctNames(fields)] }]
}

type RowsByKey = Map<string, { cell: Cell; rows: number[] }>

function rowsByKey(frame: Frame, key: FrameField): RowsByKey {
  const rows: RowsByKey = new Map()
  for (const row of rowNumbers(frame)) {
    const cell = cellAt(key, row)
    const text = keyOf([cell])
    const found = rows.get(text)
    if (found) found.rows.push(row)
    else rows.set(text, { cell, rows: [row] })
  }
  return rows
}

/** A key that comes twice in a table has two rows: the first with the first of others, the second with the second. */
function keysOf(tables: RowsByKey[], inner: boolean): { text: string; cell: Cell; nth: number }[] {
  const all = new Map<string, { cell: Cell; most: number; tables: number }>()
  for (const table of tables) {
    for (const [text, { cell, rows }] of table) {
      const known = all.get(text)
      all.set(text, { cell, most: Math.max(known?.most ?? 0, rows.length), tables: (known?.tables ?? 0) + 1 })
    }
  }
  return [...all]
    .filter(([, { tables: count }]) => !inner || count === tables.length)
    .sort(([, left], [, right]) => compareCells(left.cell, right.cell))
    .flatMap(([text, { cell, most }]) => Array.from({ length: most }, (_each, nth) => ({ text, cell, nth })))
}

/** `Value` of three tables: `Value 1`, `Value 2`, `Value 3`. */
function distinctNames(fields: FrameField[]): FrameField[] {
  const counts = new Map<string, number>()
  for (const { name } of fields) counts.set(name, (counts.get(name) ?? 0) + 1)
  const used = new Map<string, number>()
  return fields.map((field) => {
    if (counts.get(field.name) === 1) return field
    const nth = (used.get(field.name) ?? 0) + 1
    used.set(field.name, nth)
    return { ...field, name: `${field.name} ${nth}` }
  })
}

/** One table of all columns; rows that agree in the columns that all tables have become one. */
export const merge: Transform = (frames) => {
  const tables = frames.filter(({ fields }) => fields.length > 0)
  const [first] = tables
  if (!first || tables.length < 2) return frames
  const names = [...new Set(tables.flatMap(({ fields }) => fields.map(({ name }) => name)))]
  const shared = names.filter((name) => tables.every((table) => fieldNamed(table, name)))
  const rows = mergeRows(tables, shared)
  const fields = names.map((name) => {
    const source = tables.map((table) => fieldNamed(table, name)).find((field) => field !== undefined)
    const values = rows.map((row) => row.get(name) ?? null)
    return { name, type: source?.type ?? typeOf(values), values }
  })
  return [{ name: first.name, refId: first.refId, fields }]
}

function mergeRows(tables: Frame[], shared: string[]): Map<string, Cell>[] {
  const rows: Map<string, Cell>[] = []
  const byKey = new Map<string, Map<string, Cell>[]>()
  for (const table of tables) {
    const usedHere = new Set<Map<string, Cell>>()
    for (const number of rowNumbers(table)) {
      const key = keyOf(shared.map((name) => cellAt(fieldNamed(table, name), number)))
      const found = byKey.get(key)?.find((row) => !usedHere.has(row))
      const row = found ?? new Map<string, Cell>()
      if (!found) {
        rows.push(row)
        const group = byKey.get(key)
        if (group) group.push(row)
        else byKey.set(key, [row])
      }
      usedHere.add(row)
      for (const field of table.fields) if (!row.has(field.name)) row.set(field.name, cellAt(field, number))
    }
  }
  return rows
}

/** Every value of every series as a row of its own: time, which series, value; the newest first. */
export const seriesToRows: Transform = (frames) => {
  const rows: [time: Cell, metric: Cell, value: Cell][] = []
  for (const frame of frames) {
    const time = frame.fields.find(({ type }) => type === 'time')
    for (const field of frame.fields) {
      if (field.type !== 'number' || !time) continue
      for (const [row, value] of field.values.entries()) rows.push([cellAt(time, row), field.name, value])
    }
  }
  rows.sort(([left], [right]) => compareCells(right, left))
  const column = (name: string, type: FrameField['type'], at: 0 | 1 | 2): FrameField => ({
    name,
    type,
    values: rows.map((row) => row[at]),
  })
  const fields = [column('Time', 'time', 0), column('Metric', 'string', 1), column('Value', 'number', 2)]
  return [{ name: '', refId: frames[0]?.refId ?? 'A', fields }]
}
