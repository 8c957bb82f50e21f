import type { MetricType, Sample } from './sample.ts'

export const maxLabels = 40
export const maxLabelValueLength = 1_024
const maxNameLength = 200
const namePattern = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/
const types = new Set<string>(['counter', 'gauge', 'histogram', 'summary'])
/** Series of one family beside its own name. */
const familySuffix = /_(bucket|sum|count|created)$/

/**
 * Prometheus' text format, version 0.0.4. Throws at the first line that is not understood, with its number: half of what
 * a program says of itself is not what it says. Times on lines are not taken, `withTimes` says whether that is an error.
 */
export function parseText(
  text: string,
  { maxSamples, withTimes }: { maxSamples: number; withTimes: 'refused' | 'ignored' },
): Sample[] {
  const samples: Sample[] = []
  const declared = new Map<string, MetricType>()
  let number = 0
  for (const line of text.split('\n')) {
    number += 1
    const content = line.trim()
    if (content === '') continue
    if (content.startsWith('#')) {
      const [, name = '', type = ''] = /^#\s+TYPE\s+(\S+)\s+(\S+)$/.exec(content) ?? []
      // The counter of OpenMetrics is declared without `_total`.
      if (types.has(type)) for (const one of [name, `${name}_total`]) declared.set(one, type as MetricType) // in the set
      continue
    }
    if (samples.length >= maxSamples) throw new Error(`more than ${maxSamples} samples`)
    const sample = parseLine(content, withTimes)
    if (typeof sample === 'string') throw new Error(`line ${number}: ${sample}`)
    const type = declared.get(sample.name) ?? declared.get(sample.name.replace(familySuffix, '')) ?? 'unknown'
    samples.push({ ...sample, type })
  }
  return samples
}

/** The sample, or what is wrong with the line. */
function parseLine(line: string, withTimes: 'refused' | 'ignored'): Omit<Sample, 'type'> | string {
  const brace = line.indexOf('{')
  const space = line.search(/\s/)
  const hasLabels = brace >= 0 && (space < 0 || brace < space || line.slice(space, brace).trim() === '')
  const name = line.slice(0, hasLabels ? brace : space).trim()
  if (name.length > maxNameLength || !namePattern.test(name)) return 'expected the name of a metric'
  const labels: string[] = []
  let at = hasLabels ? brace + 1 : space
  if (hasLabels) {
    const end = parseLabels(line, at, labels)
    if (typeof end === 'string') return end
    at = end
  }
  // What follows ` # ` is an exemplar of OpenMetrics.
  const [rest = ''] = line.slice(at).split(' # ')
  const [value = '', time, ...more] = rest.trim().split(/\s+/)
  const parsed = parseValue(value)
  if (parsed === undefined || more.length > 0) return 'expected a value'
  if (time !== undefined && withTimes === 'refused') return 'a time has no place here'
  return { name, labels, value: parsed }
}

const labelPattern = /\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*=\s*"((?:[^"\\]|\\.)*)"\s*(,?)/y

/** Answers where the labels end, or what is wrong with them. */
function parseLabels(line: string, from: number, labels: string[]): number | string {
  const seen = new Set<string>()
  let at = from
  let isMoreExpected = true
  for (;;) {
    const closing = /^\s*\}/.exec(line.slice(at, at + 64))
    if (closing) return at + closing[0].length
    labelPattern.lastIndex = at
    const match = labelPattern.exec(line)
    const [whole = '', name = '', escaped = '', comma] = match ?? []
    if (match === null || !isMoreExpected) return 'expected labels'
    const value = escaped.replaceAll(/\\(.)/g, (_, one: string) => (one === 'n' ? '\n' : one))
    if (name.length > maxNameLength || value.length > maxLabelValueLength) return 'a label is too long'
    if (seen.has(name) || name === '__name__') return `label ${name} stands twice`
    seen.add(name)
    if (seen.size > maxLabels) return `more than ${maxLabels} labels`
    // A label without a value is no label.
    if (value !== '') labels.push(name, value)
    isMoreExpected = comma === ','
    at += whole.length
  }
}

function parseValue(text: string): number | undefined {
  if (/^[+-]?inf(inity)?$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity
  if (/^nan$/i.test(text)) return Number.NaN
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : undefined
}
