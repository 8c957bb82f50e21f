/** Label sets of series: sorted by name, without empty values, immutable. */

export type Label = readonly [name: string, value: string]
export type Labels = readonly Label[]

/** Where a series' name lies among its labels. */
export const metricName = '__name__'

/** What an operation that changes a series' meaning takes away: its name, its type and its unit. */
const metadataNames: ReadonlySet<string> = new Set([metricName, '__type__', '__unit__'])

/** Sorted labels of pairs or of an object; an empty value means that there is no such label. Names must be distinct. */
export function labelsOf(given: Iterable<Label> | Readonly<Record<string, string>>): Labels {
  const pairs: Label[] = isPairs(given) ? [...given] : Object.entries(given)
  return pairs.filter(([, value]) => value !== '').sort(([a], [b]) => compareText(a, b))
}

function isPairs(given: Iterable<Label> | Readonly<Record<string, string>>): given is Iterable<Label> {
  return Symbol.iterator in given
}

/** The value of a label, empty where there is none. */
export function labelValue(labels: Labels, name: string): string {
  for (const label of labels) if (label[0] === name) return label[1]
  return ''
}

/** Equal for equal sets only, whatever the values hold. */
export function labelsKey(labels: Labels): string {
  let key = ''
  for (const [name, value] of labels) key += `${name.length}:${name}${value.length}:${value}`
  return key
}

export function withLabel(labels: Labels, name: string, value: string): Labels {
  const others = labels.filter((label) => label[0] !== name)
  return value === '' ? others : labelsOf([...others, [name, value]])
}

export function keepLabels(labels: Labels, names: ReadonlySet<string>): Labels {
  return labels.filter(([name]) => names.has(name))
}

export function dropLabels(labels: Labels, names: ReadonlySet<string>): Labels {
  return labels.filter(([name]) => !names.has(name))
}

/** Without name, type and unit; the same array where there is none of them. */
export function dropMetadata(labels: Labels): Labels {
  return labels.some(([name]) => metadataNames.has(name)) ? dropLabels(labels, metadataNames) : labels
}

/** The order of range results: name by name, value by value, then the shorter set first. */
export function compareLabels(a: Labels, b: Labels): number {
  const shorter = Math.min(a.length, b.length)
  for (let at = 0; at < shorter; at++) {
    const [nameA = '', valueA = ''] = a[at] ?? []
    const [nameB = '', valueB = ''] = b[at] ?? []
    const order = compareText(nameA, nameB) || compareText(valueA, valueB)
    if (order !== 0) return order
  }
  return a.length - b.length
}

/** The order of UTF-8 bytes, as Go compares strings; JavaScript's own differs for characters above U+FFFF. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0
  const shorter = Math.min(a.length, b.length)
  for (let at = 0; at < shorter; at++) {
    const unitA = a.charCodeAt(at)
    const unitB = b.charCodeAt(at)
    if (unitA !== unitB) return codePointRank(unitA) - codePointRank(unitB)
  }
  return a.length - b.length
}

/** `name{a="b"}`. */
export function formatLabels(labels: Labels): string {
  const others = labels.filter(([name]) => name !== metricName)
  const inside = others.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(', ')
  return `${labelValue(labels, metricName)}{${inside}}`
}

/** `{__name__="name", a="b"}`, as Prometheus' messages have it. */
export function describeLabels(labels: Labels): string {
  return `{${labels.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(', ')}}`
}

/** Surrogates stand for the characters above all others of one unit. */
function codePointRank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit
}
