/** `${name:format}`: how the values of a variable are written. */
import type { VariableValue } from '../model.ts'
import { escapeRegex } from '../pattern/escape.ts'

type Format = (value: VariableValue, name: string) => string

const quoted = (quote: string, values: string[]): string =>
  values
    .map(
      (value) => quote + value.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`).replaceAll('\n', '\\n') + quote,
    )
    .join(',')

const formats: Record<string, Format> = {
  raw: ({ values }) => values.join(','),
  csv: ({ values }) => values.join(','),
  pipe: ({ values }) => values.join('|'),
  regex: ({ values }) => alternatives(values.map(escapeRegex)),
  glob: ({ values }) => (values.length === 1 ? (values[0] ?? '') : `{${values.join(',')}}`),
  text: ({ texts }) => texts.join(' + '),
  json: ({ values }) => JSON.stringify(values.length === 1 ? values[0] : values),
  doublequote: ({ values }) => quoted('"', values),
  singlequote: ({ values }) => quoted("'", values),
  sqlstring: ({ values }) => values.map((value) => `'${value.replaceAll("'", "''")}'`).join(','),
  lucene: ({ values }) => lucene(values),
  percentencode: ({ values }) => encodeURIComponent(values.length === 1 ? (values[0] ?? '') : `{${values.join(',')}}`),
  uriencode: ({ values }) => encodeURI(values.join(',')),
  queryparam: ({ values }, name) => values.map((value) => `var-${name}=${encodeURIComponent(value)}`).join('&'),
  distributed: ({ values }, name) => values.map((value, index) => (index === 0 ? value : `${name}=${value}`)).join(','),
}

/** Formats that write whole string literals: they may stand where a word does. */
export const literalFormats = new Set(['doublequote', 'singlequote', 'json'])

export function writeFormat(format: string, value: VariableValue, name: string): string | undefined {
  if (format.startsWith('join:')) return value.values.join(format.slice(5))
  const write = Object.hasOwn(formats, format) ? formats[format] : undefined
  return write?.(withAll(value), name)
}

/** What stands for all of them is not taken apart. */
function withAll(value: VariableValue): VariableValue {
  return value.all === true && value.allValue !== undefined ? { ...value, values: [value.allValue] } : value
}

export function alternatives(values: string[]): string {
  return values.length === 1 ? (values[0] ?? '') : values.length === 0 ? '' : `(${values.join('|')})`
}

function lucene(values: string[]): string {
  const escaped = values.map((value) => value.replaceAll(/[+\-=&|><!(){}[\]^"~*?:\\/ ]/g, String.raw`\$&`))
  return escaped.length === 1 ? (escaped[0] ?? '') : `(${escaped.map((value) => `"${value}"`).join(' OR ')})`
}
