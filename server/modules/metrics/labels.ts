/** What labels a series may have. Pure. */
import { maxLabels, maxNameBytes, maxSeriesLength, maxValueBytes } from './limits.ts'
import type { RefusalReason } from './refusals.ts'
import type { Pairs } from './storage/native-block.ts'

/** `classic`: Prometheus' patterns before names could be any UTF-8. */
export type Names = 'classic' | 'utf8'

export type CheckedLabels = { metric: string; labels: Pairs } | { reason: RefusalReason; why: string }

const classicMetric = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/
const classicLabel = /^[a-zA-Z_][a-zA-Z0-9_]*$/

/** Sorted by name. Refused: no name of the metric, a name twice, an empty name or value, too many, too long. */
export function checkLabels(sent: Pairs, names: Names, most = maxLabels): CheckedLabels {
  if (sent.length > most) return { reason: 'too_many_labels', why: `more than ${most} labels` }
  const labels = sent.toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  let metric = ''
  let length = 0
  for (const [at, [name, value]] of labels.entries()) {
    if (name === labels[at - 1]?.[0]) return invalid(`the label ${quoted(name)} is there twice`)
    const bad = badLabel(name, value, names)
    if (bad) return bad
    if (name === '__name__') metric = value
    length += name.length + value.length
  }
  if (length > maxSeriesLength) {
    return { reason: 'label_too_long', why: `names and values are longer than ${maxSeriesLength} characters together` }
  }
  return metric === '' ? invalid('there is no __name__') : { metric, labels }
}

function badLabel(name: string, value: string, names: Names): { reason: RefusalReason; why: string } | undefined {
  if (name === '') return invalid('a label has no name')
  if (value === '') return invalid(`the label ${quoted(name)} is empty`)
  if (name.length > maxNameBytes || Buffer.byteLength(name) > maxNameBytes) {
    return { reason: 'label_too_long', why: `a label's name is longer than ${maxNameBytes} bytes` }
  }
  const max = name === '__name__' ? maxNameBytes : maxValueBytes
  if (value.length > max || Buffer.byteLength(value) > max) {
    return { reason: 'label_too_long', why: `the label ${quoted(name)} is longer than ${max} bytes` }
  }
  if (names === 'utf8') return undefined
  if (name === '__name__' && !classicMetric.test(value)) return invalid(`${quoted(value)} is no name of a metric`)
  return classicLabel.test(name) ? undefined : invalid(`${quoted(name)} is no name of a label`)
}

const invalid = (why: string) => ({ reason: 'invalid_labels', why }) as const

/** It may be long, and whatever a sender likes. */
export const quoted = (text: string): string => JSON.stringify(text.length > 100 ? `${text.slice(0, 100)}…` : text)

/** `name{a="b"}` for messages, shortened. */
export function seriesText(labels: Pairs): string {
  const metric = labels.find(([name]) => name === '__name__')?.[1] ?? ''
  const others = labels.filter(([name]) => name !== '__name__').slice(0, 8)
  const text = `${metric}{${others.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(', ')}}`
  return (text.length > 200 ? `${text.slice(0, 200)}…` : text).toWellFormed()
}
