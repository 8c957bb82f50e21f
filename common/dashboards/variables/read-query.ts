/** What a variable of kind `query` asks for. */
import type { VariableQuery } from '../model.ts'

/** Text that is none of the known forms is a series selector when it looks like one. */
export function readLabelValues(definition: string): VariableQuery {
  const text = definition.trim()
  const [, name, inner = ''] = /^(label_values|label_names|metrics|query_result)\s*\((.*)\)\s*$/s.exec(text) ?? []
  const body = inner.trim()
  switch (name) {
    case 'label_values':
      return readValues(body) ?? { kind: 'unknown', text }
    case 'label_names':
      return body === '' ? { kind: 'label_names' } : { kind: 'label_names', match: body }
    case 'metrics':
      return { kind: 'metrics', regex: body }
    case 'query_result':
      return { kind: 'query_result', query: body }
    default:
      return /^[\w:${[]/.test(text) ? { kind: 'series', match: text } : { kind: 'unknown', text }
  }
}

/** The label is what comes after the last comma: commas of matchers are before it. It may be a variable. */
function readValues(body: string): VariableQuery | undefined {
  const comma = body.lastIndexOf(',')
  const label = unquoted(body.slice(comma + 1).trim())
  if (label === undefined) return undefined
  const match = comma === -1 ? '' : body.slice(0, comma).trim()
  return match === '' ? { kind: 'label_values', label } : { kind: 'label_values', label, match }
}

function unquoted(label: string): string | undefined {
  if (/^[\w.:${}[\]]+$/.test(label)) return label
  return /^"([^"\\]+)"$/.exec(label)?.[1]
}
