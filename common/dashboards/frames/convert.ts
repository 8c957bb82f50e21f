/** Columns of another type. */
import type { FrameField, JsonObject } from '../model.ts'
import { objectsOf, textOf } from '../read/values.ts'
import { type Transform, eachFrame } from './frame.ts'

export const convertFieldType: Transform = (frames, options) => {
  const wanted = new Map(objectsOf(options['conversions'], 100).map((each) => [textOf(each['targetField'], 500), each]))
  return eachFrame((fields) =>
    fields.map((field) => {
      const conversion = wanted.get(field.name)
      return conversion ? convert(field, conversion) : field
    }),
  )(frames)
}

function convert(field: FrameField, conversion: JsonObject): FrameField {
  switch (conversion['destinationType']) {
    case 'number':
      return {
        ...field,
        type: 'number',
        values: field.values.map((value) =>
          value === null || value === '' || Number.isNaN(Number(value)) ? null : Number(value),
        ),
      }
    case 'string':
      return { ...field, type: 'string', values: field.values.map((value) => (value === null ? null : String(value))) }
    case 'boolean':
      return {
        ...field,
        type: 'boolean',
        values: field.values.map((value) =>
          value === null ? null : Boolean(value) && value !== 'false' && value !== '0',
        ),
      }
    case 'time':
      return {
        ...field,
        type: 'time',
        values: field.values.map((value) => (typeof value === 'number' ? value : timeIn(value))),
      }
    default:
      return field
  }
}

function timeIn(value: string | boolean | null): number | null {
  const timeMs = typeof value === 'string' ? Date.parse(value) : Number.NaN
  return Number.isNaN(timeMs) ? null : timeMs
}
