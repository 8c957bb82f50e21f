/** Labels as columns. */
import type { Frame, FrameField } from '../model.ts'
import { own, textOf, textsOf } from '../read/values.ts'
import { type Transform, rowNumbers } from './frame.ts'

/** Labels become columns of their own; the values of one label may become the names of columns. */
export const labelsToFields: Transform = (frames, options) => {
  if (options['mode'] === 'rows') return frames.flatMap(labelRows)
  const kept = textsOf(options['keepLabels'], 200, 500)
  const valueLabel = textOf(options['valueLabel'], 500)
  return frames.map((frame) => withLabelColumns(frame, kept, valueLabel))
}

function withLabelColumns(frame: Frame, kept: string[], valueLabel: string): Frame {
  const rows = rowNumbers(frame)
  const columns = new Map<string, FrameField>()
  const fields = frame.fields.map((field) => {
    const { labels = {}, ...bare } = field
    for (const [label, value] of Object.entries(labels)) {
      if (label === '__name__' || label === valueLabel || (kept.length > 0 && !kept.includes(label))) continue
      if (!columns.has(label)) columns.set(label, { name: label, type: 'string', values: rows.map(() => value) })
    }
    return { ...bare, name: (valueLabel !== '' && own(labels, valueLabel)) || nameWithoutLabels(field) }
  })
  const [time, ...others] = fields
  const isTime = time?.type === 'time'
  return { ...frame, fields: isTime ? [time, ...columns.values(), ...others] : [...columns.values(), ...fields] }
}

function nameWithoutLabels(field: FrameField): string {
  return field.type === 'number' && field.labels !== undefined && field.name.includes('{')
    ? (own(field.labels, '__name__') ?? 'Value')
    : field.name
}

function labelRows(frame: Frame): Frame[] {
  return frame.fields
    .filter((field) => field.labels !== undefined)
    .map((field) => {
      const entries = Object.entries(field.labels ?? {})
      const column = (name: string, values: string[]): FrameField => ({ name, type: 'string', values })
      const names = column(
        'label',
        entries.map(([label]) => label),
      )
      return {
        name: field.name,
        refId: frame.refId,
        fields: [
          names,
          column(
            'value',
            entries.map(([, value]) => value),
          ),
        ],
      }
    })
}
