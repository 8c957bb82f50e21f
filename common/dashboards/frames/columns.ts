/** Transformations that choose, name and order the columns. */
import type { FrameField } from '../model.ts'
import { numberOf, objectOf, own, textOf, textsOf } from '../read/values.ts'
import { readPattern } from '../pattern/pattern.ts'
import { type Transform, cellAt, eachFrame, rowNumbers, typeOf } from './frame.ts'

/** Leaves out, orders and renames: names are those from before it. */
export const organize: Transform = (frames, options) => {
  const out = objectOf(options['excludeByName'])
  const only = objectOf(options['includeByName'])
  const places = objectOf(options['indexByName'])
  const names = objectOf(options['renameByName'])
  const hasOnly = Object.values(only).some((each) => each === true)
  return eachFrame((fields) => {
    const kept = fields.filter(({ name }) => own(out, name) !== true && (!hasOnly || own(only, name) === true))
    const place = (field: FrameField): number => numberOf(own(places, field.name)) ?? Infinity
    const ordered = kept.toSorted((left, right) => (place(left) === place(right) ? 0 : place(left) - place(right)))
    return ordered.map((field) => ({ ...field, name: textOf(own(names, field.name), 500) || field.name }))
  })(frames)
}

export const filterFieldsByName: Transform = (frames, options) => {
  const include = chooser(options['include'])
  const exclude = chooser(options['exclude'])
  return eachFrame((fields) => fields.filter(({ name }) => (include?.(name) ?? true) && exclude?.(name) !== true))(
    frames,
  ).filter(({ fields }) => fields.length > 0)
}

function chooser(value: unknown): ((name: string) => boolean) | undefined {
  const { names, pattern } = objectOf(value)
  const listed = new Set(textsOf(names, 1000, 2000))
  const text = textOf(pattern, 1001)
  if (listed.size === 0 && text === '') return undefined
  const found = text === '' ? undefined : readPattern(text)
  return (name) => listed.has(name) || found?.test(name) === true
}

/** `A` or `A|B`. */
export const filterByRefId: Transform = (frames, options) => {
  const include = textOf(options['include'], 500)
  const exclude = textOf(options['exclude'], 500)
  const isIn = (text: string, refId: string): boolean =>
    text
      .replaceAll(/[/^$()?:]/g, '')
      .split('|')
      .includes(refId)
  return frames.filter(
    ({ refId }) => (include === '' || isIn(include, refId)) && (exclude === '' || !isIn(exclude, refId)),
  )
}

export const renameByRegex: Transform = (frames, options) => {
  const text = textOf(options['regex'], 1001)
  const pattern = text === '' ? undefined : readPattern(text)
  const to = textOf(options['renamePattern'], 500)
  if (!pattern) return frames
  return eachFrame((fields) => fields.map((field) => ({ ...field, name: pattern.replace(field.name, to) })))(frames)
}

/** All columns beside each other in one frame. */
export const concatenate: Transform = (frames, options) => {
  const [first, ...others] = frames
  if (!first || others.length === 0) return frames
  const label = textOf(options['frameNameLabel'], 100) || 'frame'
  const mode = textOf(options['frameNameMode'], 50)
  const fields = frames.flatMap((frame) =>
    frame.fields.map((field) => {
      if (mode === 'label') return { ...field, labels: { ...field.labels, [label]: frame.name } }
      return mode === 'field' ? { ...field, name: `${frame.name} · ${field.name}` } : field
    }),
  )
  return [{ ...first, fields }]
}

/** A table turned: rows become columns; the first column names them. */
export const transpose: Transform = (frames, options) =>
  frames.map((frame) => {
    const [first, ...others] = frame.fields
    if (!first) return frame
    const heads: FrameField = {
      name: textOf(options['firstFieldName'], 500) || 'Field',
      type: 'string',
      values: others.map(({ name }) => name),
    }
    const columns = rowNumbers(frame)
      .slice(0, maxTransposed)
      .map((row) => {
        const values = others.map((field) => cellAt(field, row))
        return { name: String(cellAt(first, row) ?? ''), type: typeOf(values), values }
      })
    return { ...frame, fields: [heads, ...columns] }
  })

const maxTransposed = 1000
