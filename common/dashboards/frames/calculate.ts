/** Transformations that calculate: new columns, and one value of each column. */
import { calculations, reduce as reduceValues } from '../fields/reduce.ts'
import type { Cell, Frame, FrameField, JsonObject } from '../model.ts'
import { flagOf, numberOf, objectOf, textOf, textsOf } from '../read/values.ts'
import { type Transform, cellAt, fieldNamed, numberIn, rowNumbers, typeOf } from './frame.ts'

/** One row for each series (or each column stays, with one value). */
export const reduce: Transform = (frames, options) => {
  const calcs = textsOf(options['reducers'], 30, 100)
  const wanted = calcs.length > 0 ? calcs : ['max']
  const withTime = flagOf(options['includeTimeField'], false)
  return options['mode'] === 'reduceFields'
    ? frames.map((frame) => reduceFields(frame, wanted, withTime))
    : seriesRows(frames, wanted, options)
}

function reduceFields(frame: Frame, calcs: string[], withTime: boolean): Frame {
  const time = frame.fields.find(({ type }) => type === 'time')
  const fields = frame.fields
    .filter(({ type }) => withTime || type !== 'time')
    .flatMap((field) =>
      calcs.map((calc) => {
        const values = [reduceValues(field.values, calc, timesOf(time))]
        return {
          ...field,
          name: calcs.length > 1 ? `${field.name} (${nameOf(calc)})` : field.name,
          type: typeOf(values),
          values,
        }
      }),
    )
  return { ...frame, fields }
}

function seriesRows(frames: Frame[], calcs: string[], options: JsonObject): Frame[] {
  const withTime = flagOf(options['includeTimeField'], false)
  const columns = flagOf(options['labelsToFields'], false)
  const series = frames.flatMap((frame) => {
    const time = frame.fields.find(({ type }) => type === 'time')
    return frame.fields
      .filter(({ type }) => type !== 'time' || withTime)
      .map((field) => ({ field, times: timesOf(time) }))
  })
  const labels = columns ? [...new Set(series.flatMap(({ field }) => Object.keys(field.labels ?? {})))] : []
  const texts = (name: string, values: Cell[]): FrameField => ({ name, type: 'string', values })
  const fields = [
    texts(
      'Field',
      series.map(({ field }) => field.name),
    ),
    ...labels.map((label) =>
      texts(
        label,
        series.map(({ field }) => field.labels?.[label] ?? null),
      ),
    ),
    ...calcs.map((calc) => {
      const values = series.map(({ field, times }) => reduceValues(field.values, calc, times))
      return { name: nameOf(calc), type: typeOf(values), values }
    }),
  ]
  return [{ name: '', refId: frames[0]?.refId ?? 'A', fields }]
}

function timesOf(time: FrameField | undefined): number[] {
  return (time?.values ?? []).map((value) => numberIn(value) ?? 0)
}

function nameOf(calc: string): string {
  return calculations.find(({ id }) => id === calc)?.name ?? calc
}

/** A new column from others: of each row, of two columns, or its number. */
export const calculateField: Transform = (frames, options) =>
  frames.map((frame) => {
    const made = column(frame, options)
    if (!made) return frame
    const kept = flagOf(options['replaceFields'], false)
      ? frame.fields.filter(({ type }) => type === 'time')
      : frame.fields
    return { ...frame, fields: [...kept, { ...made, name: textOf(options['alias'], 500) || made.name }] }
  })

function column(frame: Frame, options: JsonObject): FrameField | undefined {
  switch (options['mode'] ?? 'reduceRow') {
    case 'reduceRow':
      return ofRows(frame, objectOf(options['reduce']))
    case 'binary':
      return ofTwo(frame, objectOf(options['binary']))
    case 'unary':
      return ofOne(frame, objectOf(options['unary']))
    case 'index':
      return { name: 'Row', type: 'number', values: rowNumbers(frame) }
    default:
      return undefined
  }
}

function ofRows(frame: Frame, options: JsonObject): FrameField | undefined {
  const included = textsOf(options['include'], 1000, 2000)
  const fields = frame.fields.filter(
    ({ name, type }) => type === 'number' && (included.length === 0 || included.includes(name)),
  )
  const calc = textOf(options['reducer'], 100)
  if (fields.length === 0 || calc === '') return undefined
  const values = rowNumbers(frame).map((row) =>
    reduceValues(
      fields.map((field) => cellAt(field, row)),
      calc,
    ),
  )
  return { name: nameOf(calc), type: typeOf(values), values }
}

const operators: Record<string, (left: number, right: number) => number> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '**': (left, right) => left ** right,
}

/** A side is a column or a number. */
function ofTwo(frame: Frame, options: JsonObject): FrameField | undefined {
  const operator = textOf(options['operator'], 5, '+')
  const calculate = Object.hasOwn(operators, operator) ? operators[operator] : undefined
  const left = side(frame, options['left'])
  const right = side(frame, options['right'])
  if (!calculate || !left || !right) return undefined
  const values = rowNumbers(frame).map((row) => {
    const first = left.at(row)
    const second = right.at(row)
    return first === undefined || second === undefined ? null : calculate(first, second)
  })
  return { name: `${left.name} ${operator} ${right.name}`, type: 'number', values }
}

type Side = { name: string; at: (row: number) => number | undefined }

function side(frame: Frame, value: unknown): Side | undefined {
  const matcher = objectOf(objectOf(value)['matcher'])
  const name = textOf(matcher['options'] ?? objectOf(value)['fixed'] ?? value, 2000)
  const field = fieldNamed(frame, name)
  if (field) return { name, at: (row) => numberIn(cellAt(field, row)) }
  const number = numberOf(name)
  return number === undefined ? undefined : { name, at: () => number }
}

const functions: Record<string, (value: number) => number> = {
  abs: Math.abs,
  exp: Math.exp,
  ln: Math.log,
  floor: Math.floor,
  ceil: Math.ceil,
  round: Math.round,
}

function ofOne(frame: Frame, options: JsonObject): FrameField | undefined {
  const operator = textOf(options['operator'], 20)
  const field = fieldNamed(frame, textOf(options['fieldName'], 2000))
  const calculate = Object.hasOwn(functions, operator) ? functions[operator] : undefined
  if (!field || !calculate) return undefined
  const values = field.values.map((value) => {
    const number = numberIn(value)
    return number === undefined ? null : calculate(number)
  })
  return { name: `${operator}(${field.name})`, type: 'number', values }
}
